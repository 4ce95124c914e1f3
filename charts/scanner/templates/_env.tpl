{{/* Environment is text; a number in values is not. */}}
{{- define "scanner.variable" -}}
- name: {{ index . 0 }}
  value: {{ index . 1 | toString | quote }}
{{- end }}

{{/* (list "Registry__Insecure" list): one variable an item. */}}
{{- define "scanner.list" -}}
{{- $name := index . 0 }}
{{- range $place, $item := index . 1 }}
{{ include "scanner.variable" (list (printf "%s__%d" $name $place) $item) }}
{{- end }}
{{- end }}

{{/* The environment of both programs. */}}
{{- define "scanner.env" -}}
- name: Kubernetes__Namespace
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
{{ include "scanner.variable" (list "Cluster__Provider" "Kubernetes") }}
{{ include "scanner.variable" (list "Cluster__Name" (include "scanner.cluster" .)) }}
{{ include "scanner.variable" (list "Shutdown__Delay" (include "scanner.time" .Values.shutdown.delaySeconds)) }}
{{- range $category, $level := .Values.logging.levels }}
{{ include "scanner.variable" (list (printf "Logging__LogLevel__%s" $category) $level) }}
{{- end }}
{{- end }}

{{/* Seconds as hh:mm:ss. */}}
{{- define "scanner.time" -}}
{{- $seconds := int . -}}
{{ printf "%02d:%02d:%02d" (div $seconds 3600) (div (mod $seconds 3600) 60) (mod $seconds 60) }}
{{- end }}
