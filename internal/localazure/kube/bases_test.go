package kube

// bases holds one valid object of every kind, with as many fields as the rules look at.
func bases() map[string]string {
	const podSpec = `
      serviceAccountName: web
      nodeSelector: {kubernetes.io/os: linux}
      terminationGracePeriodSeconds: 45
      tolerations: [{key: workload, operator: Equal, value: apps, effect: NoSchedule}]
      imagePullSecrets: [{name: registry}]
      securityContext: {runAsUser: 1000, fsGroup: 1000, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}
      volumes:
        - {name: settings, configMap: {name: settings}}
        - {name: scratch, emptyDir: {sizeLimit: 64Mi}}
        - {name: token, projected: {sources: [{serviceAccountToken: {path: token, audience: api}}]}}
      initContainers:
        - {name: migrate, image: "registry.example.com/migrate@sha256:0000000000000000000000000000000000000000000000000000000000000000"}
      containers:
        - name: web
          image: registry.example.com/web:1.2.3
          args: [serve]
          ports: [{name: http, containerPort: 8080}]
          env:
            - {name: MODE, value: production}
            - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: key}}}
            - {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
          resources: {requests: {cpu: 250m, memory: 128Mi}, limits: {cpu: 1, memory: 1Gi}}
          livenessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 20}
          readinessProbe: {tcpSocket: {port: 8080}}
          startupProbe: {exec: {command: [check]}}
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
          volumeMounts: [{name: settings, mountPath: /etc/settings, readOnly: true}, {name: scratch, mountPath: /tmp}]
`
	template := func(more, pod string) string {
		return "metadata: {name: web, namespace: shop, labels: {app: web}}\nspec:\n" + more + `
  template:
    metadata: {labels: {app: web}, annotations: {example.com/note: hello}}
    spec:` + pod
	}
	const smallPod = `
      containers: [{name: web, image: "registry.example.com/web:1.2.3"}]
`
	controller := "  selector: {matchLabels: {app: web}}\n"
	meta := "metadata: {name: it, namespace: shop, labels: {app: web}}\n"
	global := "metadata: {name: it, labels: {app: web}}\n"
	return map[string]string{
		"Namespace":      "metadata: {name: shop, labels: {team: apps}, annotations: {example.com/owner: apps}}",
		"ConfigMap":      meta + "data: {settings.json: '{}'}\nbinaryData: {logo.png: aGVsbG8=}",
		"Secret":         meta + "type: kubernetes.io/tls\nstringData: {tls.crt: certificate}\ndata: {tls.key: aGVsbG8=}",
		"Service":        meta + "spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{name: http, port: 80, targetPort: http}, {name: https, port: 443}]}",
		"ServiceAccount": meta + "automountServiceAccountToken: false",
		"ResourceQuota":  meta + "spec: {hard: {limits.cpu: 10, requests.memory: 20Gi, count/jobs.batch: '5'}}",
		"LimitRange":     meta + "spec: {limits: [{type: Container, max: {cpu: 2}, default: {cpu: 1}, defaultRequest: {cpu: 100m}, min: {cpu: 10m}}, {type: Pod, max: {cpu: 4}}]}",
		"PersistentVolume": global + "spec: {capacity: {storage: 10Gi}, accessModes: [ReadWriteOnce], storageClassName: fast, " +
			"csi: {driver: disk.csi.azure.com, volumeHandle: disk}}",
		"PersistentVolumeClaim": meta + "spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 10Gi}}}",
		"Pod":                   "metadata: {name: web, namespace: shop}\nspec:" + smallPod,
		"Endpoints":             meta + "subsets: [{addresses: [{ip: 10.1.2.3}], ports: [{port: 80}]}]",
		"Deployment":            template(controller+"  replicas: 3\n  minReadySeconds: 5\n  progressDeadlineSeconds: 300\n  revisionHistoryLimit: 3\n  strategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}", podSpec),
		"StatefulSet":           template(controller+"  serviceName: web\n  replicas: 2\n  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]", smallPod),
		"DaemonSet":             template(controller, smallPod),
		"ReplicaSet":            template(controller+"  replicas: 1", smallPod),
		"Job":                   template("  backoffLimit: 2\n  completions: 1\n  ttlSecondsAfterFinished: 600", smallPod) + "      restartPolicy: Never\n",
		"CronJob": `
metadata: {name: nightly, namespace: shop}
spec:
  schedule: "30 2 * * *"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: run, image: "registry.example.com/run:1"}]}}}}`,
		"NetworkPolicy": meta + `
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}, podSelector: {matchLabels: {app: proxy}}}]
      ports: [{port: http}]
  egress:
    - to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
      ports: [{port: 1433, endPort: 1440, protocol: TCP}]`,
		"Ingress": meta + `
spec:
  ingressClassName: web
  tls: [{hosts: [shop.example.com], secretName: certificate}]
  rules:
    - host: "*.example.com"
      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}`,
		"IngressClass":                     global + "spec: {controller: traefik.io/ingress-controller}",
		"PodDisruptionBudget":              meta + "spec: {maxUnavailable: 50%, selector: {matchLabels: {app: web}}}",
		"HorizontalPodAutoscaler":          meta + "spec: {minReplicas: 2, maxReplicas: 8, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}], behavior: {scaleDown: {stabilizationWindowSeconds: 600}}}",
		"Role":                             meta + "rules: [{apiGroups: [''], resources: [configmaps], verbs: [get]}]",
		"RoleBinding":                      meta + "roleRef: {kind: Role, name: reader}\nsubjects: [{kind: ServiceAccount, name: web, namespace: shop}, {kind: Group, name: ops}]",
		"ClusterRole":                      global + "rules: [{nonResourceURLs: [/metrics], verbs: [get]}, {apiGroups: [apps], resources: [deployments], verbs: [list]}]",
		"ClusterRoleBinding":               global + "roleRef: {kind: ClusterRole, name: view, apiGroup: rbac.authorization.k8s.io}\nsubjects: [{kind: User, name: someone}]",
		"StorageClass":                     global + "provisioner: disk.csi.azure.com\nreclaimPolicy: Retain\nvolumeBindingMode: WaitForFirstConsumer\nallowVolumeExpansion: true\nparameters: {skuName: Premium_ZRS}",
		"CSIDriver":                        global + "spec: {attachRequired: false, podInfoOnMount: true}",
		"VolumeAttributesClass":            global + "driverName: disk.csi.azure.com\nparameters: {DiskIOPSReadWrite: '5000'}",
		"PriorityClass":                    global + "value: 1000\npreemptionPolicy: Never\nglobalDefault: false",
		"Lease":                            meta + "spec: {holderIdentity: web-1, leaseDurationSeconds: 15, renewTime: '2026-03-01T12:00:00.000000Z'}",
		"EndpointSlice":                    meta + "addressType: IPv4\nendpoints: [{addresses: [10.1.2.3]}]\nports: [{name: http, port: 80}]",
		"RuntimeClass":                     global + "handler: runsc",
		"ValidatingWebhookConfiguration":   global + "webhooks: [{name: check.example.com, clientConfig: {service: {name: hook, namespace: shop}}, sideEffects: None, admissionReviewVersions: [v1], timeoutSeconds: 5, failurePolicy: Fail, rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}]",
		"MutatingWebhookConfiguration":     global + "webhooks: [{name: change.example.com, clientConfig: {url: 'https://hook.example.com'}, sideEffects: NoneOnDryRun, admissionReviewVersions: [v1]}]",
		"ValidatingAdmissionPolicy":        global + "spec: {matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]}, validations: [{expression: object.spec.replicas > 1}]}",
		"SecretProviderClass":              meta + "spec: {provider: azure, parameters: {keyvaultName: kv, tenantId: t, clientID: c, objects: 'array: []'}, secretObjects: [{secretName: tls, type: kubernetes.io/tls, labels: {app: web}, data: [{objectName: tls, key: tls.crt}, {objectName: tls, key: tls.key}]}]}",
		"ValidatingAdmissionPolicyBinding": global + "spec: {policyName: replicas, validationActions: [Deny, Audit]}",
	}
}
