package durations

const (
	kindService = "kubernetes:core:Service"
	// KindDeployment is what runs containers for good, and is waited for until it does.
	KindDeployment = "kubernetes:apps:Deployment"
	// KindJob is what runs to its end.
	KindJob = "kubernetes:batch:Job"
	// KindBalancer is a service with an address of Azure's load balancer.
	KindBalancer = kindService + "/LoadBalancer"
)

// kubernetes is the objects of a cluster.
func kubernetes() []Entry {
	gone := assumed(5*second, 35*second, 2*minute, "pods have 30 s to end")
	entries := []Entry{
		row(KindDeployment,
			assumed(20*second, 90*second, 5*minute, "images are pulled by new nodes, secrets mounted, three probes passed"),
			assumed(30*second, 2*minute, 8*minute, "pods are replaced one after the other"), gone),
		{Subject: KindJob, Figures: map[Operation]Figure{
			Create:  assumed(20*second, minute, 5*minute, "an image is pulled by a new node, and a migration finds nothing to do"),
			Update:  object(),
			Replace: assumed(10*second, 25*second, 2*minute, "one that has ended goes at once; the image is on the nodes"),
			Delete:  object(),
		}},
		row(KindBalancer, assumed(20*second, minute, 3*minute,
			"the cloud provider gives the load balancer of the cluster a rule for a reserved address"), quick(), quick()),
		row("kubernetes:core:Namespace", object(), object(), assumed(5*second, 20*second, 2*minute, "what it holds goes first")),
	}
	for _, kind := range []string{
		"core:Service", "core:ServiceAccount", "core:ConfigMap", "core:Secret", "core:LimitRange", "core:ResourceQuota",
		"batch:CronJob", "autoscaling:HorizontalPodAutoscaler", "policy:PodDisruptionBudget",
		"networking.k8s.io:Ingress", "networking.k8s.io:IngressClass", "networking.k8s.io:NetworkPolicy",
		"rbac.authorization.k8s.io:Role", "rbac.authorization.k8s.io:RoleBinding",
		"rbac.authorization.k8s.io:ClusterRole", "rbac.authorization.k8s.io:ClusterRoleBinding",
		"admissionregistration.k8s.io:ValidatingAdmissionPolicy", "admissionregistration.k8s.io:ValidatingAdmissionPolicyBinding",
		"secrets-store.csi.x-k8s.io:SecretProviderClass", "storage.k8s.io:StorageClass",
	} {
		entries = append(entries, row("kubernetes:"+kind, object(), object(), object()))
	}
	return entries
}

// others is what no cloud is asked for.
func others() []Entry {
	at := none("made on the machine that runs the program")
	return []Entry{row("random:index/randomPassword:RandomPassword", at, at, at), row("random:index/randomBytes:RandomBytes", at, at, at)}
}
