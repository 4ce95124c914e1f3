{{/*
(dict "top" . "part" "check" "hook" "post-install" "verbs" list "arguments" list "seconds" 60): a Job of the webhook's image
with an account of its own, which may do with the webhook configuration what the verbs say. What a failed Job leaves is there
to be read; the next attempt takes it away first.
*/}}
{{- define "scanner.hook" -}}
{{- $top := .top -}}
{{- $name := include "scanner.part" (list $top .part) -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "scanner.metadata" (list $top .part $name) | nindent 2 }}
  annotations:
    {{- include "scanner.hook.annotations" (list .hook -10) | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  {{- include "scanner.clusterMetadata" (list $top .part $name) | nindent 2 }}
  annotations:
    {{- include "scanner.hook.annotations" (list .hook -10) | nindent 4 }}
rules:
  - apiGroups: [admissionregistration.k8s.io]
    resources: [validatingwebhookconfigurations]
    resourceNames: [{{ include "scanner.fullname" $top }}]
    verbs: [{{ join ", " .verbs }}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  {{- include "scanner.clusterMetadata" (list $top .part $name) | nindent 2 }}
  annotations:
    {{- include "scanner.hook.annotations" (list .hook -9) | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{ $name }}}
subjects:
  - {kind: ServiceAccount, name: {{ $name }}, namespace: {{ $top.Release.Namespace }}}
---
apiVersion: batch/v1
kind: Job
metadata:
  {{- include "scanner.metadata" (list $top .part $name) | nindent 2 }}
  annotations:
    {{- include "scanner.hook.annotations" (list .hook 0) | nindent 4 }}
spec:
  backoffLimit: 1
  activeDeadlineSeconds: {{ .seconds }}
  template:
    metadata:
      labels:
        {{- include "scanner.podLabels" (list $top .part) | nindent 8 }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: true
      enableServiceLinks: false
      restartPolicy: Never
      {{- with $top.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $top.Values.webhook.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $top.Values.webhook.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- toYaml $top.Values.podSecurityContext | nindent 8 }}
      containers:
        - name: {{ .part }}
          image: {{ include "scanner.image" (list $top "webhook") }}
          imagePullPolicy: {{ $top.Values.image.pullPolicy }}
          args:
            {{- toYaml .arguments | nindent 12 }}
          securityContext:
            {{- include "scanner.confined" . | nindent 12 }}
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 256Mi}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: tmp
          emptyDir: {sizeLimit: 64Mi}
{{- end }}

{{/* (list "post-install" weight) */}}
{{- define "scanner.hook.annotations" -}}
helm.sh/hook: {{ first . }}
helm.sh/hook-weight: {{ last . | toString | quote }}
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
