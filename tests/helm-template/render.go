package main

import (
	"fmt"
	"os"
	"path"
	"strings"
	"text/template"
)

// rendering is every template's text by file, the notes apart.
type rendering struct {
	manifests map[string]string
	notes     string
	crds      map[string]string
}

func render(chart *chart, supplied map[string]interface{}, asked command) (*rendering, error) {
	known, err := capabilitiesOf(asked)
	if err != nil {
		return nil, err
	}
	if err := checkKubeVersion(chart.metadata.KubeVersion, known.KubeVersion); err != nil {
		return nil, err
	}
	values := coalesce(supplied, chart.values, func(text string) { fmt.Fprintln(os.Stderr, "coalesce.go: warning: "+text) })
	if err := checkSchema(chart.metadata.Name, chart.schema, values); err != nil {
		return nil, err
	}
	texts, err := execute(chart, map[string]interface{}{
		"Values":       values,
		"Chart":        chart.metadata,
		"Files":        chart.files,
		"Capabilities": known,
		"Release": map[string]interface{}{
			"Name":      asked.release,
			"Namespace": asked.namespace,
			"IsInstall": !asked.isUpgrade,
			"IsUpgrade": asked.isUpgrade,
			"Revision":  1,
			"Service":   "Helm",
		},
	})
	if err != nil {
		return nil, err
	}
	result := &rendering{manifests: map[string]string{}, crds: chart.crds}
	for name, text := range texts {
		switch {
		case path.Base(name) == "NOTES.txt":
			result.notes = text
		case strings.HasPrefix(path.Base(name), "_"):
		default:
			result.manifests[name] = text
		}
	}
	return result, nil
}

// execute runs every template of the chart; all of them may be included by each.
func execute(chart *chart, top map[string]interface{}) (map[string]string, error) {
	set := template.New("gotpl").Option("missingkey=zero")
	set.Funcs(functions(set))
	root := chart.metadata.Name + "/"
	for _, name := range sortedNames(chart.templates) {
		if _, err := set.New(root + name).Parse(chart.templates[name]); err != nil {
			return nil, fmt.Errorf("parse error at (%s): %w", root+name, err)
		}
	}
	texts := map[string]string{}
	for _, name := range sortedNames(chart.templates) {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		top["Template"] = map[string]interface{}{"Name": root + name, "BasePath": root + "templates"}
		var text strings.Builder
		if err := set.ExecuteTemplate(&text, root+name, top); err != nil {
			return nil, fmt.Errorf("execution error at (%s): %w", root+name, err)
		}
		// With missingkey=zero an absent key of a map of interfaces still prints this; helm removes it afterwards.
		texts[root+name] = strings.ReplaceAll(text.String(), "<no value>", "")
	}
	return texts, nil
}
