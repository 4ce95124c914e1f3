{{/* (list . "silo"): what Services, Deployments and NetworkPolicies find the pods of that part by. */}}
{{- define "scanner.selector" -}}
{{- $top := first . -}}
app.kubernetes.io/name: {{ include "scanner.name" $top }}
app.kubernetes.io/instance: {{ $top.Release.Name }}
app.kubernetes.io/component: {{ last . }}
{{- end }}

{{/* (list . "silo"): the labels of an object of that part. */}}
{{- define "scanner.labels" -}}
{{- $top := first . -}}
{{ include "scanner.selector" . }}
app.kubernetes.io/version: {{ $top.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $top.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $top.Chart.Name $top.Chart.Version | replace "+" "_" }}
{{- with $top.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* (list . "silo"): the labels of a pod of that part: without versions, so that a new chart alone restarts nothing. */}}
{{- define "scanner.podLabels" -}}
{{ include "scanner.selector" . }}
{{- with (first .).Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* (list . "silo" "name"): the metadata of a namespaced object. */}}
{{- define "scanner.metadata" -}}
name: {{ index . 2 }}
namespace: {{ (first .).Release.Namespace }}
labels:
  {{- include "scanner.labels" (list (first .) (index . 1)) | nindent 2 }}
{{- end }}

{{/* (list . "silo" "name"): the metadata of an object of the whole cluster. */}}
{{- define "scanner.clusterMetadata" -}}
name: {{ index . 2 }}
labels:
  {{- include "scanner.labels" (list (first .) (index . 1)) | nindent 2 }}
{{- end }}
