{{/* What the schema cannot say: values that only together make no sense. Included once, by the webhook's Deployment. */}}
{{- define "scanner.checks" -}}
{{- $leaving := add (int .Values.shutdown.delaySeconds) (int .Values.admission.timeoutSeconds) -}}
{{- if le (int .Values.webhook.terminationGracePeriodSeconds) (int $leaving) -}}
{{- fail (printf "webhook.terminationGracePeriodSeconds (%d) must be more than shutdown.delaySeconds and admission.timeoutSeconds together (%d), or reviews are cut off when a pod stops." (int .Values.webhook.terminationGracePeriodSeconds) (int $leaving)) -}}
{{- end -}}
{{- if le (int .Values.silo.terminationGracePeriodSeconds) (int .Values.shutdown.delaySeconds) -}}
{{- fail (printf "silo.terminationGracePeriodSeconds (%d) must be more than shutdown.delaySeconds (%d), or grains cannot move when a pod stops." (int .Values.silo.terminationGracePeriodSeconds) (int .Values.shutdown.delaySeconds)) -}}
{{- end -}}
{{- if eq (int .Values.cluster.siloPort) (int .Values.cluster.gatewayPort) -}}
{{- fail (printf "cluster.siloPort and cluster.gatewayPort are both %d; they must differ." (int .Values.cluster.siloPort)) -}}
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
