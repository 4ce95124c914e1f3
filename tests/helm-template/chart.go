package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// metadata is Chart.yaml, under the names that templates use (.Chart.AppVersion).
type metadata struct {
	APIVersion  string            `json:"apiVersion"`
	Name        string            `json:"name"`
	Version     string            `json:"version"`
	AppVersion  string            `json:"appVersion"`
	KubeVersion string            `json:"kubeVersion"`
	Description string            `json:"description"`
	Type        string            `json:"type"`
	Home        string            `json:"home"`
	Icon        string            `json:"icon"`
	Keywords    []string          `json:"keywords"`
	Sources     []string          `json:"sources"`
	Annotations map[string]string `json:"annotations"`
	Maintainers []maintainer      `json:"maintainers"`
	IsRoot      bool              `json:"-"`
}

type maintainer struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	URL   string `json:"url"`
}

// chart is a folder as helm loads it. File names are relative to the chart, with slashes.
type chart struct {
	metadata  metadata
	values    map[string]interface{}
	schema    []byte
	templates map[string]string
	crds      map[string]string
	files     files
}

func loadChart(folder string) (*chart, error) {
	content, err := readFolder(folder)
	if err != nil {
		return nil, err
	}
	loaded := &chart{templates: map[string]string{}, crds: map[string]string{}, files: files{}}
	for _, name := range sortedNames(content) {
		data := content[name]
		switch {
		case name == "Chart.yaml":
			if err := yaml.UnmarshalStrict(data, &loaded.metadata); err != nil {
				return nil, fmt.Errorf("cannot load Chart.yaml: %w", err)
			}
		case name == "values.yaml":
			if loaded.values, err = readValues(data); err != nil {
				return nil, fmt.Errorf("cannot load values.yaml: %w", err)
			}
		case name == "values.schema.json":
			loaded.schema = data
		case strings.HasPrefix(name, "templates/"):
			loaded.templates[name] = string(data)
		case strings.HasPrefix(name, "charts/"):
			return nil, fmt.Errorf("%s: dependencies are not supported; use helm", name)
		case strings.HasPrefix(name, "crds/"):
			loaded.crds[name] = string(data)
		default:
			loaded.files[name] = data
		}
	}
	if loaded.metadata.Name == "" {
		return nil, fmt.Errorf("%s: Chart.yaml file is missing or names no chart", folder)
	}
	if loaded.values == nil {
		loaded.values = map[string]interface{}{}
	}
	loaded.metadata.IsRoot = true
	return loaded, nil
}

func readFolder(folder string) (map[string][]byte, error) {
	ignored, err := loadIgnoreRules(folder)
	if err != nil {
		return nil, err
	}
	content := map[string][]byte{}
	err = filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(relative)
		if name == "." {
			return nil
		}
		if ignored.match(name, entry.IsDir()) {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		data, err := os.ReadFile(file)
		// helm drops a byte order mark; it would end up inside the first document.
		content[name] = []byte(strings.TrimPrefix(string(data), "\ufeff"))
		return err
	})
	return content, err
}

// ignoreRules are the lines of .helmignore.
type ignoreRules []string

func loadIgnoreRules(folder string) (ignoreRules, error) {
	// helm always leaves these out, so that editors' backups are no templates.
	rules := ignoreRules{"templates/.?*"}
	data, err := os.ReadFile(filepath.Join(folder, ".helmignore"))
	if os.IsNotExist(err) {
		return rules, nil
	}
	for _, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			rules = append(rules, line)
		}
	}
	return rules, err
}

func (rules ignoreRules) match(name string, isFolder bool) bool {
	for _, rule := range rules {
		pattern := strings.TrimSuffix(rule, "/")
		if pattern != rule && !isFolder {
			continue
		}
		subject := path.Base(name)
		if strings.Contains(pattern, "/") {
			pattern, subject = strings.TrimPrefix(pattern, "/"), name
		}
		if matched, _ := path.Match(pattern, subject); matched {
			return true
		}
	}
	return false
}

func sortedNames[T any](content map[string]T) []string {
	names := make([]string, 0, len(content))
	for name := range content {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
