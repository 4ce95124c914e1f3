{{- define "scanner.silo.env" -}}
{{- $clair := .Values.clair -}}
{{- $registry := .Values.registry -}}
{{ include "scanner.env" . }}
- name: Cluster__SiloName
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: Cluster__AdvertisedAddress
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
{{ include "scanner.variable" (list "ASPNETCORE_URLS" "http://+:8081") }}
{{ include "scanner.variable" (list "Cluster__SiloPort" (int .Values.cluster.siloPort)) }}
{{ include "scanner.variable" (list "Cluster__GatewayPort" (int .Values.cluster.gatewayPort)) }}
{{- include "scanner.clusterTls.env" (list . (include "scanner.secret.silo" .)) }}
{{ include "scanner.variable" (list "PullSecrets__Enabled" .Values.pullSecrets.enabled) }}
{{ include "scanner.variable" (list "Inventory__Enabled" .Values.inventory.enabled) }}
{{- if .Values.inventory.enabled }}
{{ include "scanner.variable" (list "Policy__HighestAcceptableSeverity" .Values.policy.highestAcceptableSeverity) }}
{{- end }}
{{ include "scanner.variable" (list "Clair__Address" (include "scanner.clair.address" .)) }}
{{ include "scanner.variable" (list "Clair__ScanTimeout" $clair.scanTimeout) }}
{{ include "scanner.variable" (list "Clair__MaxPostsInFlight" (int $clair.maxPostsInFlight)) }}
{{ include "scanner.variable" (list "Clair__ReadTimeout" $clair.readTimeout) }}
{{ include "scanner.variable" (list "Clair__StatusInterval" $clair.statusInterval) }}
{{ include "scanner.variable" (list "Freshness__RefreshRate" (int .Values.freshness.refreshRate)) }}
{{ include "scanner.variable" (list "Freshness__MaxAge" .Values.freshness.maxAge) }}
{{- include "scanner.list" (list "Registry__Insecure" $registry.insecure) }}
{{- include "scanner.list" (list "Registry__Trusted" $registry.trusted) }}
{{- include "scanner.list" (list "Registry__Realms" $registry.realms) }}
{{- include "scanner.list" (list "Registry__Platforms" $registry.platforms) }}
{{ include "scanner.variable" (list "Registry__MaxConcurrentRequests" (int $registry.maxConcurrentRequests)) }}
{{ include "scanner.variable" (list "Registry__RequestTimeout" $registry.requestTimeout) }}
{{ include "scanner.variable" (list "Registry__AttemptTimeout" $registry.attemptTimeout) }}
{{ include "scanner.variable" (list "Registry__TagLifetime" $registry.tagLifetime) }}
{{ include "scanner.variable" (list "Registry__MinTokenLifetime" $registry.minTokenLifetime) }}
{{- if $registry.credentials.existingSecret }}
{{ include "scanner.variable" (list "Registry__CredentialsFile" "/etc/scanner/registry/config.json") }}
{{- end }}
{{ include "scanner.variable" (list "Storage__Provider" .Values.storage.provider) }}
{{ include "scanner.variable" (list "Storage__Retention" .Values.storage.retention) }}
{{- if eq .Values.storage.provider "PostgreSql" }}
- name: Storage__ConnectionString
  valueFrom:
    secretKeyRef:
      name: {{ .Values.storage.connectionString.existingSecret }}
      key: {{ .Values.storage.connectionString.key }}
{{- end }}
{{- end }}
