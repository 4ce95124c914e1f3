{{- define "scanner.name" -}}
{{ default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* The name of everything; short enough for what Kubernetes and the chart append. */}}
{{- define "scanner.fullname" -}}
{{- $name := include "scanner.name" . -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* (list . "silo"): the name of that part. */}}
{{- define "scanner.part" -}}
{{ include "scanner.fullname" (first .) }}-{{ last . }}
{{- end }}

{{- define "scanner.cluster" -}}
{{ .Values.cluster.name | default (include "scanner.fullname" .) }}
{{- end }}

{{/* (list . "silo"): the ServiceAccount of webhooks or silos. */}}
{{- define "scanner.account" -}}
{{- $top := first . -}}
{{ (index $top.Values (last .)).serviceAccount.name | default (include "scanner.part" .) }}
{{- end }}

{{/* The host name under which the API server calls the webhook. */}}
{{- define "scanner.host" -}}
{{ include "scanner.part" (list . "webhook") }}.{{ .Release.Namespace }}.svc
{{- end }}
