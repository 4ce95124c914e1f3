package main

import (
	"encoding/base64"
	"path"
	"strings"
)

// files is .Files: what lies in the chart and is no template.
type files map[string][]byte

// Get is empty for a file that is not there.
func (content files) Get(name string) string { return string(content[name]) }

func (content files) GetBytes(name string) []byte {
	if data, found := content[name]; found {
		return data
	}
	return []byte{}
}

func (content files) Glob(pattern string) files {
	matching := files{}
	for name, data := range content {
		if matched, _ := path.Match(pattern, name); matched {
			matching[name] = data
		}
	}
	return matching
}

func (content files) Lines(name string) []string {
	text := string(content[name])
	if text == "" {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// AsConfig is the data of a ConfigMap with the files under their base names.
func (content files) AsConfig() string {
	data := map[string]string{}
	for name, text := range content {
		data[path.Base(name)] = string(text)
	}
	return toYAML(data)
}

// AsSecrets is the data of a Secret with the files under their base names.
func (content files) AsSecrets() string {
	data := map[string]string{}
	for name, text := range content {
		data[path.Base(name)] = base64.StdEncoding.EncodeToString(text)
	}
	return toYAML(data)
}
