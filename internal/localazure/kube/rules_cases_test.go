package kube

// otherCases try the rules of everything else.
func otherCases() []ruleCase {
	return []ruleCase{
		{"the provider of Azure is told where the objects are", "secret-provider", "SecretProviderClass", "spec: {parameters: {keyvaultName: null, tenantId: null, objects: null}}", []string{
			`spec.parameters[keyvaultName]: Required value`, `spec.parameters[objects]: Required value`, `spec.parameters[tenantId]: Required value`}},
		{"a class names its provider, a secret made of it its keys", "secret-provider", "SecretProviderClass", "spec: {provider: null, secretObjects: [{secretName: tls}]}", []string{
			`spec.provider: Required value`, `spec.secretObjects[0].data: Required value: without keys nothing is kept`, `spec.secretObjects[0].type: Required value`}},
		{"only what is reachable has an external policy", "service-type", "Service", "spec: {type: ClusterIP, loadBalancerSourceRanges: null}", []string{
			`spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services`}},
		{"an external name is a name", "service-type", "Service", "spec: {type: ExternalName, loadBalancerSourceRanges: null, externalTrafficPolicy: null}", []string{
			"spec.externalName: Required value"}},
		{"a service has ports", "service-ports", "Service", "spec: {ports: []}", []string{"spec.ports: Required value"}},
		{"several ports have names", "service-ports", "Service", "spec: {ports: [{port: 80}, {name: a, port: 80}, {name: a, port: 0, nodePort: 80}]}", []string{
			"spec.ports[0].name: Required value",
			`spec.ports[1]: Duplicate value: {"name":"a","protocol":"TCP","port":80,"targetPort":80}`,
			`spec.ports[2].name: Duplicate value: "a"`,
			"spec.ports[2].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767",
			"spec.ports[2].port: Invalid value: 0: must be between 1 and 65535, inclusive",
			"spec.ports[2].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive"}},
		{"selectors are labels", "service-selector", "Service", "spec: {selector: {'-a': b}}", []string{
			`spec.selector: Invalid value: "-a": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ` +
				`(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`}},
		{"sources are ranges", "service-sources", "Service", "spec: {loadBalancerSourceRanges: [10.0.0.1]}", []string{
			`spec.loadBalancerSourceRanges[0]: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`}},

		{"a peer is a block or a selector", "network-policy", "NetworkPolicy", "spec: {ingress: [{from: [{}, {ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}", []string{
			"spec.ingress[0].from[0]: Required value: must specify a peer",
			"spec.ingress[0].from[1]: Forbidden: may not specify both ipBlock and another peer"}},
		{"exceptions lie within their block", "network-policy", "NetworkPolicy", "spec: {egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16, x]}}, {ipBlock: {cidr: y}}]}]}", []string{
			"spec.egress[0].to[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`",
			`spec.egress[0].to[0].ipBlock.except[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
			`spec.egress[0].to[1].ipBlock.cidr: Invalid value: "y": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`}},
		{"a range of ports ends after it begins", "network-policy", "NetworkPolicy", "spec: {policyTypes: [Both], egress: [{ports: [{port: 90, endPort: 80}, {endPort: 80}, {port: http, endPort: 80}]}]}", []string{
			"spec.egress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`",
			"spec.egress[0].ports[1].endPort: Invalid value: 80: must be specified with port",
			"spec.egress[0].ports[2].endPort: Invalid value: 80: may not be specified when `port` is non-numeric",
			`spec.policyTypes[0]: Unsupported value: "Both": supported values: "Egress", "Ingress"`}},
		{"an ingress leads somewhere", "ingress", "Ingress", "spec: {rules: null}", []string{
			`spec: Invalid value: "": either ` + "`defaultBackend` or `rules` must be specified"}},
		{"paths are absolute and typed, backends complete", "ingress", "Ingress",
			"spec: {rules: [{host: 10.0.0.1, http: {paths: [{path: a, pathType: Prefix, backend: {service: {name: web, port: {}}}}, {path: /, backend: {}}]}}]}", []string{
				`spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address`,
				"spec.rules[0].http.paths[0].backend.service: Required value: port name or number is required",
				`spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path`,
				"spec.rules[0].http.paths[1].backend: Required value: port name or number is required",
				"spec.rules[0].http.paths[1].pathType: Required value: pathType must be specified"}},
		{"a controller is a path with a domain", "ingress-class", "IngressClass", "spec: {controller: traefik}", []string{
			`spec.controller: Invalid value: "traefik": must be a domain-prefixed path (such as "acme.io/foo")`}},

		{"keys are file names", "configmap-data", "ConfigMap", "data: {'a b': c, logo.png: twice}", []string{
			`data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
			`data[logo.png]: Invalid value: "logo.png": duplicate of key present in binaryData`}},
		{"keys of secrets are file names", "secret-data", "Secret", "stringData: {'a b': c}", []string{
			`data[a b]: Invalid value: "a b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`}},
		{"a certificate has a key", "secret-type", "Secret", "data: null", []string{
			"data[tls.key]: Required value: a secret of type kubernetes.io/tls has it"}},
		{"a registry's login is JSON, and not repeated", "secret-type", "Secret", "{type: kubernetes.io/dockerconfigjson, stringData: {.dockerconfigjson: hunter2}}", []string{
			`data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": must be JSON`}},

		{"a budget has one bound", "disruption-budget", "PodDisruptionBudget", "spec: {minAvailable: -1}", []string{
			`spec: Invalid value: "": minAvailable and maxUnavailable cannot be both set`,
			"spec.minAvailable: Invalid value: -1: must be greater than or equal to 0"}},
		{"an autoscaler's bounds are ordered", "autoscaler", "HorizontalPodAutoscaler", "spec: {minReplicas: 9, scaleTargetRef: {name: null}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]}", []string{
			"spec.maxReplicas: Invalid value: 8: must be greater than or equal to `minReplicas`",
			"spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization",
			"spec.scaleTargetRef.name: Required value"}},
		{"quotas are not negative", "quota", "ResourceQuota", "spec: {hard: {limits.cpu: -1}}", []string{
			`spec.hard[limits.cpu]: Invalid value: "-1": must be greater than or equal to 0`}},
		{"limits are ordered", "limit-range", "LimitRange", "spec: {limits: [{type: Container, max: {cpu: 1}, min: {cpu: 2}, default: {cpu: 1}, defaultRequest: {cpu: 1}}]}", []string{
			`spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than default value 1`,
			`spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than defaultRequest value 1`,
			`spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1`}},
		{"users' priorities end at a billion", "priority-class", "PriorityClass", "{value: 1000000001, preemptionPolicy: Always}", []string{
			`preemptionPolicy: Unsupported value: "Always": supported values: "Never", "PreemptLowerPriority"`,
			"value: Forbidden: maximum allowed value of a user defined priority is 1000000000"}},

		{"a rule allows something on something", "role-rules", "Role", "rules: [{nonResourceURLs: [/a], verbs: [get]}, {}]", []string{
			`rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs`,
			"rules[1].apiGroups: Required value: resource rules must supply at least one api group",
			"rules[1].resources: Required value: resource rules must supply at least one resource",
			"rules[1].verbs: Required value: verbs must contain at least one value"}},
		{"a cluster role is bound cluster-wide", "role-binding", "ClusterRoleBinding", "{roleRef: {kind: Role}, subjects: [{kind: ServiceAccount, name: web}, {kind: Robot, name: r}]}", []string{
			`roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"`,
			"subjects[0].namespace: Required value",
			`subjects[1].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"`}},

		{"a class has a provisioner and known policies", "storage-class", "StorageClass", "{provisioner: null, reclaimPolicy: Recycle, volumeBindingMode: Later}", []string{
			"provisioner: Required value",
			`reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"`,
			`volumeBindingMode: Unsupported value: "Later": supported values: "Immediate", "WaitForFirstConsumer"`}},
		{"a claim asks for storage", "volume-claim", "PersistentVolumeClaim", "spec: {accessModes: [], resources: {requests: {storage: 0}}}", []string{
			"spec.accessModes: Required value: at least 1 access mode is required",
			`spec.resources[storage]: Invalid value: "0": must be greater than zero`}},

		{"a webhook is complete", "webhook", "MutatingWebhookConfiguration", "webhooks: [{name: hook, clientConfig: {}, timeoutSeconds: 31}]", []string{
			"webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1",
			"webhooks[0].clientConfig: Required value: exactly one of url or service is required",
			`webhooks[0].name: Invalid value: "hook": should be a domain with at least three segments separated by dots`,
			"webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
			"webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds"}},
		{"a policy matches and validates", "admission-policy", "ValidatingAdmissionPolicy", "spec: {matchConstraints: null, validations: null}", []string{
			"spec.matchConstraints: Required value",
			"spec.validations: Required value: validations or auditAnnotations must contain at least one item"}},
		{"a binding binds and acts", "admission-binding", "ValidatingAdmissionPolicyBinding", "spec: {policyName: null, validationActions: [Deny, Warn]}", []string{
			"spec.policyName: Required value",
			`spec.validationActions: Invalid value: ["Deny","Warn"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)`}},
	}
}
