{{/* Names are resolved, and the API server is asked, by both. */}}
{{- define "scanner.egress.common" -}}
- ports:
    - {protocol: UDP, port: 53}
    - {protocol: TCP, port: 53}
- ports:
    {{- range .Values.networkPolicy.egress.ports }}
    - {protocol: TCP, port: {{ int . }}}
    {{- end }}
{{- end }}
