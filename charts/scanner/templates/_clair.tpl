{{/* The Clair that silos ask. */}}
{{- define "scanner.clair.address" -}}
{{- if .Values.clair.address -}}
{{ .Values.clair.address }}
{{- else if .Values.clair.server.enabled -}}
http://{{ include "scanner.part" (list . "clair") }}.{{ .Release.Namespace }}.svc:6060
{{- else -}}
{{ fail "Scanner needs a Clair: set clair.address to the v3 gRPC address of yours (such as http://clair.clair.svc:6060), or clair.server.enabled=true for one of this chart. Without a Clair no new image would be let in." }}
{{- end -}}
{{- end }}

{{/* Where Clair posts its notifications. */}}
{{- define "scanner.clair.notifications" -}}
http://{{ include "scanner.part" (list . "silo") }}.{{ .Release.Namespace }}.svc:8081/clair/notifications
{{- end }}

{{- define "scanner.clair.port" -}}
{{- $address := urlParse (include "scanner.clair.address" .) -}}
{{- if contains ":" (regexReplaceAll "^\\[.*\\]" $address.host "") -}}
{{ regexFind "[0-9]+$" $address.host }}
{{- else if eq $address.scheme "https" -}}
443
{{- else -}}
80
{{- end -}}
{{- end }}

{{/* Where Clair's password is. */}}
{{- define "scanner.clair.passwordSecret" -}}
{{- if .Values.clair.server.database.existingSecret -}}
{{ .Values.clair.server.database.existingSecret }}
{{- else if .Values.postgresql.enabled -}}
{{ .Values.postgresql.auth.existingSecret | default (include "scanner.part" (list . "postgresql")) }}
{{- else -}}
{{ fail "clair.server.enabled needs a PostgreSQL: set clair.server.database.host and clair.server.database.existingSecret, or postgresql.enabled=true." }}
{{- end -}}
{{- end }}

{{- define "scanner.clair.passwordKey" -}}
{{- if .Values.clair.server.database.existingSecret -}}
{{ .Values.clair.server.database.passwordKey }}
{{- else if .Values.postgresql.auth.existingSecret -}}
{{ .Values.postgresql.auth.passwordKey }}
{{- else -}}
password
{{- end -}}
{{- end }}

{{- define "scanner.clair.databaseHost" -}}
{{- if .Values.clair.server.database.host -}}
{{ .Values.clair.server.database.host }}
{{- else if .Values.postgresql.enabled -}}
{{ include "scanner.part" (list . "postgresql") }}.{{ .Release.Namespace }}.svc
{{- else -}}
{{ fail "clair.server.enabled needs a PostgreSQL: set clair.server.database.host, or postgresql.enabled=true." }}
{{- end -}}
{{- end }}
