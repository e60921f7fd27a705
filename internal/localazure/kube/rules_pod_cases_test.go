package kube

// podCases try the rules of metadata, pods and what runs them.
func podCases() []ruleCase {
	const dns = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
		"alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
	pod := func(spec string) string { return "spec: {template: {spec: " + spec + "}}" }
	web := func(fields string) string { return pod("{containers: [{name: web, image: x:1, " + fields + "}]}") }
	const first = "spec.template.spec.containers[0]"
	return []ruleCase{
		{"a name is never made up", "explicit-name", "ConfigMap", "metadata: {name: null}", []string{
			"metadata.name: Required value: set it: the official provider would make up a name, the local Kubernetes makes none up"}},
		{"generated names do not go with server-side apply", "explicit-name", "ConfigMap", "metadata: {generateName: a-}", []string{
			"metadata.generateName: Forbidden: not supported with server-side apply; set metadata.name"}},
		{"a namespace's name is a label", "metadata", "Namespace", "metadata: {name: Shop}", []string{
			`metadata.name: Invalid value: "Shop": ` + dns}},
		{"a service's name begins with a letter", "metadata", "Service", "metadata: {name: 1web}", []string{
			`metadata.name: Invalid value: "1web": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an ` +
				`alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`}},
		{"a cron job leaves room for its jobs' names", "metadata", "CronJob", "metadata: {name: a123456789b123456789c123456789d123456789e123456789f12}", []string{
			`metadata.name: Invalid value: "a123456789b123456789c123456789d123456789e123456789f12": must be no more than 52 characters`}},
		{"cluster-scoped kinds have no namespace", "metadata", "StorageClass", "metadata: {namespace: shop}", []string{
			"metadata.namespace: Forbidden: not allowed on this type"}},
		{"label values have a form", "metadata", "ConfigMap", "metadata: {labels: {app: 'a b'}}", []string{
			`metadata.labels: Invalid value: "a b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must ` +
				`start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`}},
		{"system priorities are the system's", "reserved-names", "PriorityClass", "metadata: {name: system-mine}", []string{
			"metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only"}},

		{"labels of the template are labels", "pod-template-metadata", "Deployment", "spec: {template: {metadata: {annotations: {'a b': c}}}}", []string{
			`spec.template.metadata.annotations: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must ` +
				`start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`}},
		{"a pod has a container", "pod-containers", "Deployment", pod("{containers: []}"), []string{"spec.template.spec.containers: Required value"}},
		{"names are unique over both lists", "pod-containers", "Deployment", pod("{initContainers: [{name: web, image: x:1}]}"), []string{
			first + `.name: Duplicate value: "web"`}},
		{"a container has a name and an image", "pod-containers", "Deployment", pod("{containers: [{args: [a]}]}"), []string{
			first + ".image: Required value", first + ".name: Required value"}},
		{"images are written without blanks", "pod-containers", "Deployment", pod("{containers: [{name: Web, image: ' x'}]}"), []string{
			first + `.image: Invalid value: " x": must not have leading or trailing whitespace`,
			first + `.name: Invalid value: "Web": ` + dns}},
		{"ports are in range", "container-ports", "Deployment", web("ports: [{containerPort: 70000}, {hostPort: 1}]"), []string{
			first + ".ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive",
			first + ".ports[1].containerPort: Required value"}},
		{"port names are unique, protocols known", "container-ports", "Deployment", web("ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a, protocol: tcp}]"), []string{
			first + `.ports[1].name: Duplicate value: "a"`,
			first + `.ports[1].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"`}},
		{"a variable has one source", "container-env", "Deployment", web("env: [{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}, secretKeyRef: {name: s, key: k}}}]"), []string{
			first + `.env[0].valueFrom: Invalid value: "": may not be specified when ` + "`value` is not empty",
			first + `.env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time`}},
		{"a variable has a name, a reference a key", "container-env", "Deployment", web("env: [{value: b}, {name: A, valueFrom: {}}, {name: B, valueFrom: {secretKeyRef: {name: s}}}]"), []string{
			first + ".env[0].name: Required value",
			first + `.env[1].valueFrom: Invalid value: "": must specify one of: ` + "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
			first + ".env[2].valueFrom.secretKeyRef.key: Required value"}},
		{"a request stays within its limit", "container-resources", "Deployment", web("resources: {requests: {cpu: 1500m, memory: -1}, limits: {cpu: 1}}"), []string{
			first + `.resources.requests[cpu]: Invalid value: "1500m": must be less than or equal to cpu limit of 1`,
			first + `.resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0`}},
		{"a device is requested as it is limited", "container-resources", "Deployment", web("resources: {requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 2}}"), []string{
			first + `.resources.requests[nvidia.com/gpu]: Invalid value: "1": must be equal to nvidia.com/gpu limit of 2`}},
		{"a probe has one handler", "container-probes", "Deployment", web("livenessProbe: {periodSeconds: 5}, readinessProbe: {tcpSocket: {port: 1}, exec: {command: [a]}}"), []string{
			first + ".livenessProbe: Required value: must specify a handler type",
			first + ".readinessProbe: Forbidden: may not specify more than 1 handler type"}},
		{"liveness needs one success, ports are in range", "container-probes", "Deployment", web("livenessProbe: {httpGet: {port: 0}, successThreshold: 2, timeoutSeconds: -1}"), []string{
			first + ".livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
			first + ".livenessProbe.successThreshold: Invalid value: 2: must be 1",
			first + ".livenessProbe.timeoutSeconds: Invalid value: -1: must be greater than or equal to 0"}},
		{"init containers end, so they are not probed", "container-probes", "Deployment", pod("{initContainers: [{name: i, image: x:1, readinessProbe: {tcpSocket: {port: 1}}}]}"), []string{
			"spec.template.spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always"}},
		{"privileged containers escalate", "container-security", "Deployment", web("securityContext: {privileged: true, allowPrivilegeEscalation: false, runAsUser: -1}"), []string{
			first + `.securityContext: Invalid value: "": cannot set ` + "`allowPrivilegeEscalation` to false and `privileged` to true",
			first + ".securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"}},
		{"pull policies are known", "container-pull-policy", "Deployment", web("imagePullPolicy: Sometimes"), []string{
			first + `.imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"`}},
		{"volumes have a name and one source", "pod-volumes", "Job", pod("{volumes: [{name: a, emptyDir: {}, hostPath: {path: /}}, {name: a, secret: {}}, {emptyDir: {}}]}"), []string{
			"spec.template.spec.volumes[0]: Forbidden: may not specify more than 1 volume type",
			`spec.template.spec.volumes[1].name: Duplicate value: "a"`,
			"spec.template.spec.volumes[1].secret.secretName: Required value",
			"spec.template.spec.volumes[2].name: Required value"}},
		{"mounts name a volume, at a path of their own", "container-mounts", "Deployment", web("volumeMounts: [{name: nothing, mountPath: /a}, {name: scratch, mountPath: /a}, {name: settings}]"), []string{
			first + `.volumeMounts[0].name: Not found: "nothing"`,
			first + `.volumeMounts[1].mountPath: Invalid value: "/a": must be unique`,
			first + ".volumeMounts[2].mountPath: Required value"}},
		{"pod settings are known ones", "pod-settings", "Deployment", pod("{dnsPolicy: Mine, serviceAccountName: A, tolerations: [{operator: Equal}], terminationGracePeriodSeconds: -1}"), []string{
			`spec.template.spec.dnsPolicy: Unsupported value: "Mine": supported values: "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"`,
			`spec.template.spec.serviceAccountName: Invalid value: "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must ` +
				`start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
			"spec.template.spec.terminationGracePeriodSeconds: Invalid value: -1: must be greater than or equal to 0",
			"spec.template.spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all values and all keys\""}},
		{"spreading needs a skew and a key", "pod-spread", "Deployment", pod("{topologySpreadConstraints: [{maxSkew: 0, topologyKey: '', whenUnsatisfiable: Perhaps}]}"), []string{
			"spec.template.spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
			"spec.template.spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
			`spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Perhaps": supported values: "DoNotSchedule", "ScheduleAnyway"`}},

		{"the selector selects its own pods", "workload-selector", "Deployment", "spec: {selector: {matchLabels: {app: other}}}", []string{
			"spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`"}},
		{"a selector is required", "workload-selector", "StatefulSet", "spec: {selector: null}", []string{"spec.selector: Required value"}},
		{"an empty selector selects everything", "workload-selector", "DaemonSet", "spec: {selector: {matchLabels: null}}", []string{
			"spec.selector: Invalid value: {}: empty selector is invalid for daemonset"}},
		{"what is kept running restarts always", "workload-restart", "Deployment", pod("{restartPolicy: Never}"), []string{
			`spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"`}},
		{"counts are not negative, deadlines longer than readiness", "workload-counts", "Deployment", "spec: {replicas: -1, minReadySeconds: 400}", []string{
			"spec.progressDeadlineSeconds: Invalid value: 300: must be greater than minReadySeconds",
			"spec.replicas: Invalid value: -1: must be greater than or equal to 0"}},
		{"a rolling update can make progress", "deployment-strategy", "Deployment", "spec: {strategy: {rollingUpdate: {maxUnavailable: 0%, maxSurge: 0}}}", []string{
			"spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"0%\": may not be 0 when `maxSurge` is 0"}},
		{"percentages end at one hundred", "deployment-strategy", "Deployment", "spec: {strategy: {rollingUpdate: {maxUnavailable: 150%, maxSurge: some}}}", []string{
			`spec.strategy.rollingUpdate.maxSurge: Invalid value: "some": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
			`spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "150%": must not be greater than 100%`}},
		{"recreating is not rolling", "deployment-strategy", "Deployment", "spec: {strategy: {type: Recreate}}", []string{
			"spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"}},
		{"jobs end", "job-restart", "Job", pod("{restartPolicy: null}"), []string{
			`spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"`}},
		{"jobs count up", "job-counts", "Job", "spec: {backoffLimit: -1}", []string{"spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"}},
		{"a schedule has five fields", "cronjob-schedule", "CronJob", "spec: {schedule: every day, concurrencyPolicy: Queue}", []string{
			`spec.concurrencyPolicy: Unsupported value: "Queue": supported values: "Allow", "Forbid", "Replace"`,
			`spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2`}},
	}
}
