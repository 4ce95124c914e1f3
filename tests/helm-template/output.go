package main

import (
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"

	"sigs.k8s.io/yaml"
)

// document is one object of a rendered template.
type document struct {
	source string
	text   string
	kind   string
	name   string
	isHook bool
}

var documentSeparator = regexp.MustCompile(`(?:^|\s*\n)---\s*`)

// installOrder is the order in which helm makes kinds; unknown ones come last.
var installOrder = orderOf(
	"PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy", "PodDisruptionBudget",
	"ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass", "PersistentVolume", "PersistentVolumeClaim",
	"CustomResourceDefinition", "ClusterRole", "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList", "Role",
	"RoleList", "RoleBinding", "RoleBindingList", "Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet",
	"Deployment", "HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService",
	"MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")

func orderOf(kinds ...string) map[string]int {
	order := map[string]int{}
	for place, kind := range kinds {
		order[kind] = place
	}
	return order
}

func (rendered *rendering) write(out io.Writer, asked command) error {
	documents, err := rendered.documents(asked)
	if err != nil {
		return err
	}
	for _, document := range documents {
		if document.isHook && asked.noHooks {
			continue
		}
		if _, err := fmt.Fprintf(out, "---\n# Source: %s\n%s\n", document.source, document.text); err != nil {
			return err
		}
	}
	if asked.notes {
		_, err = fmt.Fprintf(out, "\nNOTES:\n%s\n", strings.TrimSpace(rendered.notes))
	}
	return err
}

// documents are the objects in helm's order: CRDs where asked for, then objects by kind, then hooks.
func (rendered *rendering) documents(asked command) ([]document, error) {
	var crds, objects, hooks []document
	for _, source := range sortedNames(rendered.manifests) {
		if !shown(source, asked) {
			continue
		}
		for _, text := range split(rendered.manifests[source]) {
			document, err := read(source, text)
			if err != nil {
				return nil, err
			}
			if document.isHook {
				hooks = append(hooks, document)
			} else {
				objects = append(objects, document)
			}
		}
	}
	if asked.includeCRDs {
		for _, source := range sortedNames(rendered.crds) {
			for _, text := range split(rendered.crds[source]) {
				crds = append(crds, document{source: source, text: text})
			}
		}
	}
	sort.SliceStable(objects, func(i, j int) bool { return objects[i].before(objects[j]) })
	sort.SliceStable(hooks, func(i, j int) bool { return hooks[i].before(hooks[j]) })
	return append(append(crds, objects...), hooks...), nil
}

func shown(source string, asked command) bool {
	if len(asked.showOnly) == 0 {
		return true
	}
	for _, wanted := range asked.showOnly {
		if strings.HasSuffix(source, "/"+wanted) {
			return true
		}
	}
	return false
}

func split(text string) []string {
	var documents []string
	for _, part := range documentSeparator.Split(strings.TrimSpace(text), -1) {
		if part = strings.TrimSpace(part); part != "" {
			documents = append(documents, part)
		}
	}
	return documents
}

// read checks that the text is YAML and finds out what it is.
func read(source, text string) (document, error) {
	head := struct {
		Kind     string `json:"kind"`
		Metadata struct {
			Name        string            `json:"name"`
			Annotations map[string]string `json:"annotations"`
		} `json:"metadata"`
	}{}
	if err := yaml.Unmarshal([]byte(text), &head); err != nil {
		return document{}, fmt.Errorf("YAML parse error on %s: %w", source, err)
	}
	_, isHook := head.Metadata.Annotations["helm.sh/hook"]
	return document{source, text, head.Kind, head.Metadata.Name, isHook}, nil
}

func (left document) before(right document) bool {
	leftPlace, leftKnown := installOrder[left.kind]
	rightPlace, rightKnown := installOrder[right.kind]
	switch {
	case leftKnown != rightKnown:
		return leftKnown
	case leftKnown && leftPlace != rightPlace:
		return leftPlace < rightPlace
	case !leftKnown && left.kind != right.kind:
		return left.kind < right.kind
	default:
		return left.name < right.name
	}
}
