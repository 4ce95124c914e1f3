package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

// maxIncludeDepth ends templates that include themselves, as helm does.
const maxIncludeDepth = 1000

// functions are sprig's, less those that read the machine, and helm's own. include and tpl execute templates of the set.
func functions(set *template.Template) template.FuncMap {
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")

	depth := map[string]int{}
	functions["include"] = func(name string, data interface{}) (string, error) {
		if depth[name] >= maxIncludeDepth {
			return "", fmt.Errorf("rendering template has a nested reference name: %s: unable to execute template", name)
		}
		depth[name]++
		defer func() { depth[name]-- }()
		var text strings.Builder
		err := set.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	functions["tpl"] = func(text string, data interface{}) (string, error) {
		clone, err := set.Clone()
		if err != nil {
			return "", err
		}
		parsed, err := clone.New("gotpl").Parse(text)
		if err != nil {
			return "", fmt.Errorf("cannot parse template %q: %w", text, err)
		}
		var result strings.Builder
		err = parsed.Execute(&result, data)
		return strings.ReplaceAll(result.String(), "<no value>", ""), err
	}
	functions["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil {
			return nil, errors.New(message)
		}
		if text, isText := value.(string); isText && text == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	functions["fail"] = func(message string) (string, error) { return "", errors.New(message) }
	// Without a cluster helm finds nothing.
	functions["lookup"] = func(string, string, string, string) map[string]interface{} { return map[string]interface{}{} }
	functions["toYaml"] = toYAML
	functions["fromYaml"] = fromYAML
	functions["fromYamlArray"] = func(text string) []interface{} {
		var list []interface{}
		if err := yaml.Unmarshal([]byte(text), &list); err != nil {
			list = []interface{}{err.Error()}
		}
		return list
	}
	functions["toJson"] = func(value interface{}) string {
		data, err := json.Marshal(value)
		if err != nil {
			return ""
		}
		return string(data)
	}
	functions["fromJson"] = func(text string) map[string]interface{} {
		table := map[string]interface{}{}
		if err := json.Unmarshal([]byte(text), &table); err != nil {
			table["Error"] = err.Error()
		}
		return table
	}
	return functions
}

// toYAML is empty for what cannot be written, and has no line feed at its end.
func toYAML(value interface{}) string {
	data, err := yaml.Marshal(value)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(data), "\n")
}

// fromYAML gives the table, with the message under "Error" where the text is none.
func fromYAML(text string) map[string]interface{} {
	table := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(text), &table); err != nil {
		table["Error"] = err.Error()
	}
	return table
}
