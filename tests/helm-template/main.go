// Command helm-template does what "helm template" and "helm install --dry-run=client" of Helm 3 do for charts that have no
// dependencies, as far as the charts of this repository need it. Tests call it where no helm is on PATH: helm is not packaged
// for Debian, but the template engine and the libraries that helm is made of are.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "Error: %v\n", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	asked, err := parseCommand(arguments)
	if err != nil {
		return err
	}
	chart, err := loadChart(asked.chart)
	if err != nil {
		return err
	}
	supplied, err := suppliedValues(asked)
	if err != nil {
		return err
	}
	rendered, err := render(chart, supplied, asked)
	if err != nil {
		return err
	}
	return rendered.write(out, asked)
}
