package main

import (
	"fmt"
	"strconv"
	"strings"
)

// applyTo reads the setting in the language of helm's --set: a.b=c,d={x,y},e[0].f=1. A backslash takes the meaning from the
// next character.
func (set setting) applyTo(values map[string]interface{}) error {
	for _, assignment := range splitUnescaped(set.text, ',') {
		parts := splitUnescaped(assignment, '=')
		if len(parts) < 2 {
			return fmt.Errorf("key %q has no value", assignment)
		}
		path, err := parsePath(parts[0])
		if err != nil {
			return err
		}
		var root interface{} = values
		if _, err = assign(root, path, set.value(strings.Join(parts[1:], "="))); err != nil {
			return err
		}
	}
	return nil
}

func (set setting) value(text string) interface{} {
	if strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") {
		list := []interface{}{}
		if inner := text[1 : len(text)-1]; inner != "" {
			for _, item := range splitUnescaped(inner, ',') {
				list = append(list, set.scalar(item))
			}
		}
		return list
	}
	return set.scalar(text)
}

func (set setting) scalar(text string) interface{} {
	text = unescape(text)
	if set.asString {
		return text
	}
	switch strings.ToLower(text) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	case "0":
		return int64(0)
	}
	// A number with a leading zero is a text: helm keeps it as written.
	if !strings.HasPrefix(text, "0") {
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			return number
		}
	}
	return text
}

// parsePath gives strings for keys and ints for list places.
func parsePath(text string) ([]interface{}, error) {
	var path []interface{}
	for _, step := range splitUnescaped(text, '.') {
		key, places, _ := strings.Cut(step, "[")
		if key = unescape(key); key == "" {
			return nil, fmt.Errorf("key %q has an empty part", text)
		}
		path = append(path, key)
		if places == "" {
			continue
		}
		for _, place := range strings.Split(strings.TrimSuffix(places, "]"), "][") {
			index, err := strconv.Atoi(place)
			if err != nil || index < 0 || index > 65535 {
				return nil, fmt.Errorf("key %q: %q is no place in a list", text, place)
			}
			path = append(path, index)
		}
	}
	return path, nil
}

// assign puts the value where the path leads under the node and returns the node, which is made anew where it was none.
func assign(node interface{}, path []interface{}, value interface{}) (interface{}, error) {
	if len(path) == 0 {
		return value, nil
	}
	if index, isPlace := path[0].(int); isPlace {
		list, _ := node.([]interface{})
		for len(list) <= index {
			list = append(list, nil)
		}
		below, err := assign(list[index], path[1:], value)
		list[index] = below
		return list, err
	}
	table, isTable := node.(map[string]interface{})
	if !isTable {
		table = map[string]interface{}{}
	}
	key := path[0].(string)
	below, err := assign(table[key], path[1:], value)
	table[key] = below
	return table, err
}

// splitUnescaped splits outside braces, at separators that no backslash precedes; backslashes stay.
func splitUnescaped(text string, separator byte) []string {
	var parts []string
	start, depth := 0, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case text[i] == '{':
			depth++
		case text[i] == '}':
			depth--
		case text[i] == separator && depth <= 0:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func unescape(text string) string {
	var result strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		result.WriteByte(text[i])
	}
	return result.String()
}
