package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func readValues(data []byte) (map[string]interface{}, error) {
	values := map[string]interface{}{}
	err := yaml.Unmarshal(data, &values)
	return values, err
}

// suppliedValues are those of the command line: files in their order, then settings in theirs; the later wins.
func suppliedValues(asked command) (map[string]interface{}, error) {
	supplied := map[string]interface{}{}
	for _, file := range asked.valueFiles {
		data, err := readFileOrInput(file)
		if err != nil {
			return nil, err
		}
		values, err := readValues(data)
		if err != nil {
			return nil, fmt.Errorf("failed to parse %s: %w", file, err)
		}
		supplied = overlay(supplied, values)
	}
	for _, set := range asked.sets {
		if err := set.applyTo(supplied); err != nil {
			return nil, fmt.Errorf("failed parsing --set data: %w", err)
		}
	}
	return supplied, nil
}

func readFileOrInput(file string) ([]byte, error) {
	if file == "-" {
		file = "/dev/stdin"
	}
	return os.ReadFile(file)
}

// overlay merges maps; a null in the upper one is kept, because it deletes a default later.
func overlay(lower, upper map[string]interface{}) map[string]interface{} {
	merged := make(map[string]interface{}, len(lower)+len(upper))
	for key, value := range lower {
		merged[key] = value
	}
	for key, value := range upper {
		below, isMap := merged[key].(map[string]interface{})
		above, both := value.(map[string]interface{})
		if isMap && both {
			value = overlay(below, above)
		}
		merged[key] = value
	}
	return merged
}

// coalesce fills in the chart's defaults under what was supplied: a supplied null deletes the default, tables merge, and a
// table is not replaced by something that is none (helm warns and drops the supplied value).
func coalesce(supplied, defaults map[string]interface{}, warn func(string)) map[string]interface{} {
	result := make(map[string]interface{}, len(supplied)+len(defaults))
	for key, value := range supplied {
		below, known := defaults[key]
		table, isTable := value.(map[string]interface{})
		tableBelow, tableKnown := below.(map[string]interface{})
		switch {
		case value == nil && known:
			continue
		case isTable && tableKnown:
			result[key] = coalesce(table, tableBelow, warn)
		case tableKnown && value != nil:
			warn(fmt.Sprintf("destination for %s is a table. Ignoring non-table value (%v)", key, value))
			result[key] = coalesce(map[string]interface{}{}, tableBelow, warn)
		default:
			result[key] = value
		}
	}
	for key, value := range defaults {
		if _, given := supplied[key]; !given {
			result[key] = value
		}
	}
	return result
}
