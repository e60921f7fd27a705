package topology

import "net/netip"

// Declared are the flows of an environment as the foundation, the platform and the bootstrap make it, with the public
// addresses that operate it. Whoever adds a workload adds its flows.
func Declared(addresses map[string][]netip.Prefix, more ...Flow) Declaration {
	var flows []Flow
	for _, part := range [][]Flow{edgeFlows, nodeFlows, reservedFlows, systemPodFlows, podFlows, opsFlows, watchFlows, azureFlows, more} {
		flows = append(flows, part...)
	}
	return Declaration{Addresses: addresses, Flows: flows}
}

// edgeFlows are how customers come in.
var edgeFlows = []Flow{
	{From: "internet", To: "edge", Ports: "80,443", Why: "Customers use the product; 80 only redirects."},
	{From: "internet", To: "site", Ports: "443", Why: "The status page is for everybody."},
	{From: "internet", To: "site", Ports: "80", Why: "It redirects.", Optional: true},
	{
		From: "tag:AzureFrontDoor.Backend", To: "ingress", Ports: "443",
		Why: "Customers' requests come through Front Door. Other customers' profiles have the same addresses: the ingress asks for ours.",
	},
}

// nodeFlows are those of a cluster's nodes. Pods leave the cluster with their node's address.
var nodeFlows = []Flow{
	{From: "health-probes", To: "nodes", Ports: "*", Why: "The load balancer asks each node whether it serves, on a port that Kubernetes chooses."},
	{From: "nodes", To: "nodes", Protocol: "any", Ports: "*", Why: "The overlay, kubelets and probes."},
	{From: "nodes", To: "overlay", Protocol: "any", Ports: "*", Why: "Nodes pass requests for services on to pods."},
	{From: "overlay", To: "nodes", Protocol: "any", Ports: "*", Why: "Pods answer, and call what runs on nodes."},
	{From: "overlay", To: "overlay", Protocol: "any", Ports: "*", Why: "Pods call pods; network policies say which."},
	{From: "nodes", To: "endpoint:vault@data", Ports: "443", Why: "The secrets driver mounts secrets."},
	{From: "nodes", To: "endpoint:registry@data", Ports: "443", Why: "Nodes pull images."},
	{From: "nodes", To: "endpoint:sql@data", Ports: "1433", Why: "Workloads use the database."},
	{From: "nodes", To: "internet", Ports: "443", Why: "The product calls SaaS APIs of customers' choice; AKS needs Microsoft's registry."},
	{From: "nodes", To: "internet", Protocol: "udp", Ports: "123", Why: "Nodes keep their clocks."},
	{From: "nodes", To: "api-server", Ports: "443", Why: "Kubelets are clients of the API server."},
}

// reservedFlows are those of nodes that a rebuild makes: the standby lets them in before they are there.
var reservedFlows = []Flow{
	{From: "reserved:nodes", To: "endpoint:vault@data", Ports: "443", Why: "As of other nodes."},
	{From: "reserved:nodes", To: "endpoint:registry@data", Ports: "443", Why: "As of other nodes."},
	{From: "reserved:nodes", To: "endpoint:sql@data", Ports: "1433", Why: "As of other nodes."},
}

// systemPodFlows are those of pods that AKS runs, in namespaces without policies of ours: they may do what their node may.
var systemPodFlows = systemFlows("pods:unmanaged/*", "pods:kube-system/*")

func systemFlows(systems ...string) []Flow {
	var flows []Flow
	for _, system := range systems {
		why := "AKS runs them, and adds no policy that holds them."
		for _, other := range systems {
			flows = append(flows, Flow{From: system, To: other, Protocol: "any", Ports: "*", Why: why})
		}
		flows = append(flows,
			Flow{From: system, To: "nodes", Protocol: "any", Ports: "*", Why: why},
			Flow{From: "nodes", To: system, Protocol: "any", Ports: "*", Why: why},
			Flow{From: system, To: "endpoint:vault@data", Ports: "443", Why: "The secrets driver is one of them."},
			Flow{From: system, To: "endpoint:registry@data", Ports: "443", Why: why},
			Flow{From: system, To: "endpoint:sql@data", Ports: "1433", Why: why + " The database admits none of their identities."},
			Flow{From: system, To: "internet", Ports: "443", Why: "Agents send logs and ask for policies."},
			Flow{From: system, To: "internet", Protocol: "udp", Ports: "123", Why: why},
			Flow{From: system, To: "api-server", Ports: "443", Why: "Controllers are clients of the API server."},
		)
	}
	return flows
}

// podFlows are those that every pod of a namespace of ours has, whoever deploys it.
var podFlows = []Flow{
	{From: "pods:*/*", To: "pods:kube-system/kube-dns", Ports: "53", Why: "Pods ask for names."},
	{From: "pods:*/*", To: "pods:kube-system/kube-dns", Protocol: "udp", Ports: "53", Why: "Pods ask for names."},
}

// opsFlows are how an environment is operated.
var opsFlows = []Flow{
	{From: "runners", To: "runners", Protocol: "any", Ports: "*", Why: "The nodes that Container Apps runs jobs on speak to each other."},
	{From: "health-probes", To: "runners", Ports: "30000-32767", Why: "Azure asks whether the environment of the jobs is alive."},
	{From: "runners", To: "endpoint:storage@ops", Ports: "443", Why: "The pipeline reads and writes the state."},
	{From: "runners", To: "endpoint:vault@ops", Ports: "443", Why: "The pipeline decrypts what is secret in the state."},
	{From: "runners", To: "internet", Ports: "443", Why: "Runners call GitHub, Azure, and the API servers of clusters."},
	{From: "runners", To: "internet", Protocol: "udp", Ports: "123", Why: "They keep their clocks."},
	{
		From: "runners", To: "api-server", Ports: "443", Optional: true, Anywhere: true,
		Why: "They are the ops address, once the gateway's address is the authorised one.",
	},
	{From: "address:ops", To: "api-server", Ports: "443", Why: "The pipeline applies what lives in the cluster."},
	{From: "address:break-glass", To: "api-server", Ports: "443", Why: "A person repairs the cluster when the pipeline cannot."},
}

// watchFlows are those of the pages that watch production from a network of their own. Requests to them come by the public
// address of their environment and not through the network (Microsoft Learn, Container Apps, firewall-integration).
var watchFlows = []Flow{
	{From: "apps", To: "apps", Protocol: "any", Ports: "*", Why: "The nodes that Container Apps runs the pages on speak to each other."},
	{From: "health-probes", To: "apps", Ports: "30000-32767", Why: "Azure asks whether the environment of the pages is alive."},
	{From: "apps", To: "internet", Ports: "443", Why: "The status page asks the product from outside; images are there too."},
	{From: "apps", To: "internet", Protocol: "udp", Ports: "123", Why: "They keep their clocks."},
	{
		From: "apps", To: "api-server", Ports: "443", Optional: true, Anywhere: true,
		Why: "No state says which addresses Azure gives their environment, so it cannot be told; the ranges are those of operators.",
	},
	{From: "apps", To: "tag:Storage", Ports: "445", Why: "The history of the status page lies on a share."},
	{From: "apps", To: "service:storage", Ports: "443,445", Why: "That share is on an account of ours.", Optional: true},
}

// azureFlows are Azure's own services on ours; each may be closed.
var azureFlows = []Flow{
	{From: "azure-services", To: "service:vault", Ports: "443", Why: "Database, disks and archive unwrap their keys.", Optional: true},
	{From: "azure-services", To: "service:storage", Ports: "443", Why: "Azure Monitor and Network Watcher write logs.", Optional: true},
	{From: "azure-services", To: "service:registry", Ports: "443", Why: "Images are imported and scanned.", Optional: true},
}
