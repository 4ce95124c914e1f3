package main

import (
	"fmt"
	"strings"
)

// command is the command line, in the words of "helm template" and "helm install".
type command struct {
	release     string
	chart       string
	namespace   string
	valueFiles  []string
	sets        []setting
	apiVersions []string
	kubeVersion string
	includeCRDs bool
	isUpgrade   bool
	noHooks     bool
	showOnly    []string
	notes       bool
}

// setting is one --set or --set-string.
type setting struct {
	text     string
	asString bool
}

const usage = `use: template RELEASE CHART [-n NAMESPACE] [-f FILE]... [--set KEY=VALUE]... [--set-string KEY=VALUE]...
       [--api-versions V]... [--kube-version V] [--include-crds] [--is-upgrade] [--no-hooks] [-s TEMPLATE]...
     install RELEASE CHART --dry-run=client [the same]   also prints NOTES.txt`

// defaultKubeVersion is what helm assumes when it asks no cluster: that of the client library it was built with.
const defaultKubeVersion = "v1.30.0"

func parseCommand(arguments []string) (command, error) {
	asked := command{namespace: "default", kubeVersion: defaultKubeVersion}
	if len(arguments) == 0 {
		return asked, fmt.Errorf("no command; %s", usage)
	}
	dryRun := false
	switch arguments[0] {
	case "template":
	case "install":
		asked.notes = true
	default:
		return asked, fmt.Errorf("unknown command %q; %s", arguments[0], usage)
	}

	var positional []string
	for i := 1; i < len(arguments); i++ {
		name, value, hasValue := strings.Cut(arguments[i], "=")
		if !strings.HasPrefix(name, "-") {
			positional = append(positional, arguments[i])
			continue
		}
		take := func() (string, error) {
			if hasValue {
				return value, nil
			}
			i++
			if i >= len(arguments) {
				return "", fmt.Errorf("flag needs an argument: %s", name)
			}
			return arguments[i], nil
		}
		var err error
		var text string
		switch name {
		case "-n", "--namespace":
			asked.namespace, err = take()
		case "-f", "--values":
			text, err = take()
			asked.valueFiles = append(asked.valueFiles, strings.Split(text, ",")...)
		case "--set", "--set-string":
			text, err = take()
			asked.sets = append(asked.sets, setting{text, name == "--set-string"})
		case "-a", "--api-versions":
			text, err = take()
			asked.apiVersions = append(asked.apiVersions, strings.Split(text, ",")...)
		case "--kube-version":
			asked.kubeVersion, err = take()
		case "-s", "--show-only":
			text, err = take()
			asked.showOnly = append(asked.showOnly, text)
		case "--include-crds":
			asked.includeCRDs = true
		case "--is-upgrade":
			asked.isUpgrade = true
		case "--no-hooks":
			asked.noHooks = true
		case "--dry-run":
			dryRun = true
		default:
			err = fmt.Errorf("unknown flag: %s; %s", name, usage)
		}
		if err != nil {
			return asked, err
		}
	}
	if len(positional) != 2 {
		return asked, fmt.Errorf("expected a release name and a chart; %s", usage)
	}
	if asked.notes && !dryRun {
		return asked, fmt.Errorf("this program installs nothing; add --dry-run=client")
	}
	asked.release, asked.chart = positional[0], positional[1]
	return asked, nil
}
