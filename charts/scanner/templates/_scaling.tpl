{{/* (list . "silo"): how many pods of that part, and how few a drain may leave. */}}
{{- define "scanner.autoscaler" -}}
{{- $top := first . -}}
{{- $scale := (index $top.Values (last .)).autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "scanner.metadata" (list $top (last .) (include "scanner.part" .)) | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "scanner.part" . }}
  minReplicas: {{ int $scale.minReplicas }}
  maxReplicas: {{ int $scale.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ int $scale.targetCPUUtilizationPercentage }}
{{- end }}

{{- define "scanner.disruptionBudget" -}}
{{- $top := first . -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "scanner.metadata" (list $top (last .) (include "scanner.part" .)) | nindent 2 }}
spec:
  maxUnavailable: {{ (index $top.Values (last .)).podDisruptionBudget.maxUnavailable }}
  # A pod that is not well anyway must not hold up a drain.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "scanner.selector" . | nindent 6 }}
{{- end }}
