{{- define "scanner.webhook.env" -}}
{{ include "scanner.env" . }}
{{ include "scanner.variable" (list "ASPNETCORE_URLS" "https://+:8443") }}
{{ include "scanner.variable" (list "Policy__HighestAcceptableSeverity" .Values.policy.highestAcceptableSeverity) }}
{{ include "scanner.variable" (list "Policy__WhenNotReady" .Values.policy.whenNotReady) }}
{{ include "scanner.variable" (list "Policy__WhenNothingDetected" .Values.policy.whenNothingDetected) }}
{{ include "scanner.variable" (list "Admission__Margin" .Values.admission.margin) }}
{{- include "scanner.clusterTls.env" (list . (include "scanner.secret.client" .)) }}
{{- if eq .Values.certificates.mode "selfManaged" }}
{{ include "scanner.webhook.env.selfManaged" . }}
{{- else }}
{{ include "scanner.variable" (list "Tls__CertificateFile" "/etc/scanner/serving/tls.crt") }}
{{ include "scanner.variable" (list "Tls__KeyFile" "/etc/scanner/serving/tls.key") }}
{{- end }}
{{- end }}

{{- define "scanner.webhook.env.selfManaged" -}}
{{- $own := .Values.certificates.selfManaged -}}
{{ include "scanner.variable" (list "Tls__SecretName" (include "scanner.secret.serving" .)) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__Enabled" true) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__ServiceName" (include "scanner.part" (list . "webhook"))) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__WebhookConfigurationName" (include "scanner.fullname" .)) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__CaSecretName" (include "scanner.secret.ca" .)) }}
{{- if .Values.cluster.tls.enabled }}
{{ include "scanner.variable" (list "Tls__SelfManaged__SiloSecretName" (include "scanner.secret.silo" .)) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__ClientSecretName" (include "scanner.secret.client" .)) }}
{{- end }}
{{ include "scanner.variable" (list "Tls__SelfManaged__LeaseName" (include "scanner.part" (list . "certificates"))) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__CaLifetime" $own.caLifetime) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__LeafLifetime" $own.leafLifetime) }}
{{ include "scanner.variable" (list "Tls__SelfManaged__Overlap" $own.overlap) }}
{{- end }}
