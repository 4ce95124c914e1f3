{{/*
Secrets with certificates. Self-managed ones are read through the API, because they do not exist when the first pod starts;
all others are mounted, so that nobody needs the right to read them.

The names of cert-manager's are its own: it leaves its Secrets behind, and Scanner does not write over what is somebody else's.
*/}}
{{- define "scanner.secret.suffix" -}}
{{- if eq .Values.certificates.mode "certManager" }}-cert-manager{{ end -}}
{{- end }}

{{- define "scanner.secret.ca" -}}{{ include "scanner.part" (list . "ca") }}{{ include "scanner.secret.suffix" . }}{{- end }}

{{- define "scanner.secret.serving" -}}
{{- if eq .Values.certificates.mode "provided" -}}
{{ required "certificates.mode is provided: name the Secret with the serving certificate in certificates.provided.webhookSecret." .Values.certificates.provided.webhookSecret }}
{{- else -}}
{{ include "scanner.part" (list . "webhook-tls") }}{{ include "scanner.secret.suffix" . }}
{{- end -}}
{{- end }}

{{- define "scanner.secret.silo" -}}
{{- if eq .Values.certificates.mode "provided" -}}
{{ required "certificates.mode is provided: name the silos' Secret in certificates.provided.siloSecret (or set cluster.tls.enabled=false)." .Values.certificates.provided.siloSecret }}
{{- else -}}
{{ include "scanner.part" (list . "silo-tls") }}{{ include "scanner.secret.suffix" . }}
{{- end -}}
{{- end }}

{{- define "scanner.secret.client" -}}
{{- if eq .Values.certificates.mode "provided" -}}
{{ required "certificates.mode is provided: name the webhooks' Secret in certificates.provided.clientSecret (or set cluster.tls.enabled=false)." .Values.certificates.provided.clientSecret }}
{{- else -}}
{{ include "scanner.part" (list . "client-tls") }}{{ include "scanner.secret.suffix" . }}
{{- end -}}
{{- end }}

{{/* (list . secret): how a process finds its certificate for connections between silos and webhooks. */}}
{{- define "scanner.clusterTls.env" -}}
{{- $top := first . -}}
{{- if not $top.Values.cluster.tls.enabled -}}
{{- else if eq $top.Values.certificates.mode "selfManaged" }}
{{ include "scanner.variable" (list "Cluster__Tls__SecretName" (last .)) }}
{{- else }}
{{ include "scanner.variable" (list "Cluster__Tls__CertificateFile" "/etc/scanner/cluster/tls.crt") }}
{{ include "scanner.variable" (list "Cluster__Tls__KeyFile" "/etc/scanner/cluster/tls.key") }}
{{ include "scanner.variable" (list "Cluster__Tls__CaFile" "/etc/scanner/cluster/ca.crt") }}
{{- end }}
{{- end }}

{{- define "scanner.clusterTls.isMounted" -}}
{{- if and .Values.cluster.tls.enabled (ne .Values.certificates.mode "selfManaged") }}true{{ end -}}
{{- end }}
