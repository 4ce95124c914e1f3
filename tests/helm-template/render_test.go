package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What helm 3 does with the same chart and arguments, by its documentation and source.

const chartYAML = "apiVersion: v2\nname: sample\nversion: 1.2.3\nappVersion: \"4.5\"\nkubeVersion: \">=1.28.0-0\"\n"

func TestRender(t *testing.T) {
	cases := map[string]struct {
		files     map[string]string
		arguments []string
		want      string
	}{
		"white space is trimmed by the dashes only": {
			files: map[string]string{"templates/a.yaml": "a:\n  {{- range list 1 2 }}\n  - {{ . }}\n  {{- end }}\nb: {{ \"x\" -}}  \n"},
			want:  "---\n# Source: sample/templates/a.yaml\na:\n  - 1\n  - 2\nb: x\n",
		},
		"an empty rendering is no document": {
			files: map[string]string{"templates/a.yaml": "{{ if false }}a: b{{ end }}\n", "templates/b.yaml": "---\nb: 1\n---\nc: 2\n---\n"},
			want:  "---\n# Source: sample/templates/b.yaml\nb: 1\n---\n# Source: sample/templates/b.yaml\nc: 2\n",
		},
		"null takes a default away": {
			files: map[string]string{
				"values.yaml":      "map: {kept: 1, gone: 2}\n",
				"templates/a.yaml": "{{ toYaml .Values }}",
			},
			arguments: []string{"--set", "map.gone=null"},
			want:      "---\n# Source: sample/templates/a.yaml\nmap:\n  kept: 1\n",
		},
		"tables merge and lists are replaced": {
			files: map[string]string{
				"values.yaml":      "map: {a: 1, b: {c: 2}}\nlist: [1, 2]\n",
				"templates/a.yaml": "{{ toJson .Values }}",
				"more.yaml":        "map: {b: {d: 3}}\nlist: [3]\n",
			},
			arguments: []string{"-f", "more.yaml"},
			want:      "---\n# Source: sample/templates/a.yaml\n{\"list\":[3],\"map\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}}}\n",
		},
		"set has lists, places, escapes and texts": {
			files:     map[string]string{"templates/a.yaml": "{{ toJson .Values }}"},
			arguments: []string{"--set", `a={x,2},b[1].c=d\,e,f.g\.h=01,i=true`, "--set-string", "j=true"},
			want:      "---\n# Source: sample/templates/a.yaml\n{\"a\":[\"x\",2],\"b\":[null,{\"c\":\"d,e\"}],\"f\":{\"g.h\":\"01\"},\"i\":true,\"j\":\"true\"}\n",
		},
		"release, chart, template, files and lookup": {
			files: map[string]string{
				"note.txt": "hello\n",
				"templates/a.yaml": "r: {{ .Release.Name }}/{{ .Release.Namespace }}/{{ .Release.Service }}/{{ .Release.IsInstall }}\n" +
					"c: {{ .Chart.Name }}-{{ .Chart.Version }}/{{ .Chart.AppVersion }}\nt: {{ .Template.Name }}\n" +
					"f: {{ .Files.Get \"note.txt\" | trim }}{{ .Files.Get \"none\" }}\nl: {{ lookup \"v1\" \"Secret\" \"a\" \"b\" | len }}\n",
			},
			arguments: []string{"-n", "space"},
			want: "---\n# Source: sample/templates/a.yaml\nr: rel/space/Helm/true\nc: sample-1.2.3/4.5\n" +
				"t: sample/templates/a.yaml\nf: hello\nl: 0\n",
		},
		"include, tpl and an absent key": {
			files: map[string]string{
				"templates/_x.tpl": "{{ define \"x\" }}<{{ .name }}>{{ end }}",
				"templates/a.yaml": "a: {{ include \"x\" (dict \"name\" .Release.Name) }}\nb: {{ tpl \"{{ .Release.Name }}!\" . }}\nc: {{ .Values.none }}\n",
			},
			want: "---\n# Source: sample/templates/a.yaml\na: <rel>\nb: rel!\nc:\n",
		},
		"kinds come in the order of installing, hooks last": {
			files: map[string]string{
				"templates/a.yaml": "kind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: pre-delete}}\n---\nkind: Deployment\n---\nkind: Unknown\n---\nkind: ServiceAccount",
			},
			want: "---\n# Source: sample/templates/a.yaml\nkind: ServiceAccount\n---\n# Source: sample/templates/a.yaml\nkind: Deployment\n" +
				"---\n# Source: sample/templates/a.yaml\nkind: Unknown\n" +
				"---\n# Source: sample/templates/a.yaml\nkind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: pre-delete}}\n",
		},
		"capabilities are what the command line says": {
			files: map[string]string{
				"templates/a.yaml": "a: {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has \"x/v1\" }} {{ .Capabilities.APIVersions.Has \"y/v1\" }}",
			},
			arguments: []string{"--kube-version", "1.31.2", "--api-versions", "x/v1"},
			want:      "---\n# Source: sample/templates/a.yaml\na: 31 true false\n",
		},
		"notes are not shown by template": {
			files: map[string]string{"templates/NOTES.txt": "Hello", "templates/a.yaml": "a: 1"},
			want:  "---\n# Source: sample/templates/a.yaml\na: 1\n",
		},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := runOn(t, test.files, append([]string{"template", "rel", "CHART"}, test.arguments...))
			if err != nil {
				t.Fatal(err)
			}
			// helm leaves a blank at the end of a line as it is; an editor would not.
			if got = strings.ReplaceAll(got, ": \n", ":\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestNotesAreShownByInstall(t *testing.T) {
	got, err := runOn(t, map[string]string{"templates/NOTES.txt": "Hello {{ .Release.Name }}\n"},
		[]string{"install", "rel", "CHART", "--dry-run=client"})
	if err != nil || !strings.HasSuffix(got, "\nNOTES:\nHello rel\n") {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestRefusals(t *testing.T) {
	schema := `{"$schema": "http://json-schema.org/draft-07/schema#", "additionalProperties": false, "properties": {"known": {"type": "integer"}}}`
	cases := map[string]struct {
		files     map[string]string
		arguments []string
		want      string
	}{
		"required":      {map[string]string{"templates/a.yaml": `{{ required "say which" .Values.none }}`}, nil, "say which"},
		"required text": {map[string]string{"values.yaml": "a: \"\"", "templates/a.yaml": `{{ required "say which" .Values.a }}`}, nil, "say which"},
		"fail":          {map[string]string{"templates/a.yaml": `{{ fail "no such mode" }}`}, nil, "no such mode"},
		"unknown value": {map[string]string{"values.schema.json": schema}, []string{"--set", "other=1"}, "(root): Additional property other is not allowed"},
		"wrong type":    {map[string]string{"values.schema.json": schema}, []string{"--set-string", "known=1"}, "known: Invalid type. Expected: integer, given: string"},
		"old cluster":   {nil, []string{"--kube-version", "1.27.0"}, "chart requires kubeVersion: >=1.28.0-0 which is incompatible with Kubernetes v1.27.0"},
		"no YAML":       {map[string]string{"templates/a.yaml": "a: b: c"}, nil, "YAML parse error on sample/templates/a.yaml"},
		"no template":   {map[string]string{"templates/a.yaml": "{{ nothing }}"}, nil, `function "nothing" not defined`},
		"self":          {map[string]string{"templates/a.yaml": `{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}`}, nil, "nested reference name: x"},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := runOn(t, test.files, append([]string{"template", "rel", "CHART"}, test.arguments...))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// runOn writes the chart and runs the command in its folder, with CHART for the folder.
func runOn(t *testing.T, content map[string]string, arguments []string) (string, error) {
	t.Helper()
	folder := t.TempDir()
	write := func(name, text string) {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("Chart.yaml", chartYAML)
	for name, text := range content {
		write(name, text)
	}
	for i, argument := range arguments {
		if argument == "CHART" {
			arguments[i] = folder
		} else if strings.HasSuffix(argument, ".yaml") {
			arguments[i] = filepath.Join(folder, argument)
		}
	}
	var out strings.Builder
	err := run(arguments, &out)
	return out.String(), err
}
