{{/* (list . "silo"): the image of webhooks or silos. */}}
{{- define "scanner.image" -}}
{{- $top := first . -}}
{{- $image := (index $top.Values (last .)).image -}}
{{- with $top.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ include "scanner.tagged" (list $image.repository ($top.Values.image.tag | default $top.Chart.AppVersion) $image.digest) }}
{{- end }}

{{/* (list repository tag digest): an image reference; the digest wins. */}}
{{- define "scanner.tagged" -}}
{{ index . 0 }}{{ if index . 2 }}@{{ index . 2 }}{{ else }}:{{ index . 1 }}{{ end }}
{{- end }}

{{/* What Pod Security's "restricted" asks of every container, and a root file system that nobody writes. */}}
{{- define "scanner.confined" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
readOnlyRootFilesystem: true
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* (list . "silo"): where the pods of that part may run. */}}
{{- define "scanner.placement" -}}
{{- $top := first . -}}
{{- $part := last . -}}
{{- $values := index $top.Values $part -}}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if $values.affinity }}
affinity:
  {{- toYaml $values.affinity | nindent 2 }}
{{- else if eq $values.antiAffinity "hard" }}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "scanner.selector" . | nindent 12 }}
{{- else if eq $values.antiAffinity "soft" }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "scanner.selector" . | nindent 14 }}
{{- end }}
topologySpreadConstraints:
  {{- if $values.topologySpreadConstraints }}
  {{- toYaml $values.topologySpreadConstraints | nindent 2 }}
  {{- else }}
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "scanner.selector" (list $top $part) | nindent 8 }}
  {{- end }}
  {{- end }}
{{- end }}

{{/*
(dict "port" "health" "scheme" "HTTP"): probes. A start may take two minutes: the first certificate is made, or waited for,
meanwhile. Liveness asks nothing but whether the process answers, so that no outage elsewhere restarts it.
*/}}
{{- define "scanner.probes" -}}
startupProbe:
  httpGet: {path: /livez, port: {{ .port }}, scheme: {{ .scheme }}}
  periodSeconds: 2
  failureThreshold: 60
readinessProbe:
  httpGet: {path: /readyz, port: {{ .port }}, scheme: {{ .scheme }}}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
livenessProbe:
  httpGet: {path: /livez, port: {{ .port }}, scheme: {{ .scheme }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}
