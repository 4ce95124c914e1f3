{{/*
The operator's selector and the exclusions. The release's own namespace is among them, or Scanner could not start again
after all of its pods were gone at once.
*/}}
{{- define "scanner.namespaceSelector" -}}
{{- $own := .Values.admission.namespaceSelector -}}
{{- with $own.matchLabels -}}
matchLabels:
  {{- toYaml . | nindent 2 }}
{{ end -}}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: NotIn
    values:
      {{- concat (list "kube-system" "kube-node-lease" .Release.Namespace) .Values.admission.excludedNamespaces | uniq | toYaml | nindent 6 }}
  {{- with $own.matchExpressions }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/*
What the webhook would pass without asking anyone, passed by the API server itself, so that it goes through even while no
webhook answers. Every server since 1.28 has matchConditions. No expression may fail on any object: with failurePolicy Fail
that refuses the request.
*/}}
{{- define "scanner.matchConditions" -}}
{{- if .Values.admission.skipUnchanged -}}
- name: not-a-mirror-pod
  expression: >-
    request.resource.group != '' || request.resource.resource != 'pods' ||
    !has(object.metadata.annotations) || !('kubernetes.io/config.mirror' in object.metadata.annotations)
- name: not-being-deleted
  expression: request.operation != 'UPDATE' || !has(object.metadata.deletionTimestamp)
- name: not-the-same-pods
  expression: >-
    request.operation != 'UPDATE' || !has(object.spec) || !has(oldObject.spec) ||
    (has(object.spec.template) && has(oldObject.spec.template)
    ? object.spec.template != oldObject.spec.template
    : object.spec != oldObject.spec)
{{- end }}
{{- with .Values.admission.matchConditions }}
{{ toYaml . }}
{{- end }}
{{- end }}
