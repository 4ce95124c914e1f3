{{/* What the schema cannot say: values that only together make no sense. Included once, by the webhook's Deployment. */}}
{{- define "scanner.checks" -}}
{{- /* Both programs give themselves 40 s for open work once the delay is over. */ -}}
{{- $leaving := add (int .Values.shutdown.delaySeconds) 40 | int -}}
{{- range $part := list "webhook" "silo" -}}
{{- $grace := int (index $.Values $part).terminationGracePeriodSeconds -}}
{{- if lt $grace $leaving -}}
{{- fail (printf "%s.terminationGracePeriodSeconds (%d) must be at least shutdown.delaySeconds and 40 (%d), or work is cut off when a pod stops." $part $grace $leaving) -}}
{{- end -}}
{{- end -}}
{{- if eq (int .Values.cluster.siloPort) (int .Values.cluster.gatewayPort) -}}
{{- fail (printf "cluster.siloPort and cluster.gatewayPort are both %d; they must differ." (int .Values.cluster.siloPort)) -}}
{{- end -}}
{{- if and (eq .Values.storage.provider "PostgreSql") (not .Values.storage.connectionString.existingSecret) -}}
{{- fail "storage.provider PostgreSql needs storage.connectionString.existingSecret: a Secret with the connection string, Host=...;Database=...;Username=...;Password=..." -}}
{{- end -}}
{{- range $part := list "webhook" "silo" -}}
{{- $scale := (index $.Values $part).autoscaling -}}
{{- if and $scale.enabled (gt (int $scale.minReplicas) (int $scale.maxReplicas)) -}}
{{- fail (printf "%s.autoscaling.minReplicas (%d) is more than maxReplicas (%d)." $part (int $scale.minReplicas) (int $scale.maxReplicas)) -}}
{{- end -}}
{{- end -}}
{{- if and (eq .Values.webhook.serviceAccount.name .Values.silo.serviceAccount.name) .Values.silo.serviceAccount.name -}}
{{- fail "webhook.serviceAccount.name and silo.serviceAccount.name are the same; the webhook must not be able to read pull secrets." -}}
{{- end -}}
{{- end }}
