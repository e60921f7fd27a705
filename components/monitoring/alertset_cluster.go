package monitoring

import "fmt"

// The metrics of a cluster and of its load balancer (Azure Monitor reference, supported metrics of
// Microsoft.ContainerService/managedClusters and Microsoft.Network/loadBalancers).
const (
	clusterMetrics  = "Microsoft.ContainerService/managedClusters"
	balancerMetrics = "Microsoft.Network/loadBalancers"
)

// ClusterAlerts watch a cluster's nodes and pods. Thresholds, where not said otherwise: azure-monitor-baseline-alerts,
// ContainerService/managedClusters. Memory is the exception: at its 100 per cent the kernel has begun to kill.
func ClusterAlerts() []Alert {
	above := func(name string, threshold float64, dimensions ...Dimension) *Metric {
		return &Metric{
			Namespace: clusterMetrics, Name: name, Aggregation: "Average", Operator: "GreaterThan", Threshold: threshold, Dimensions: dimensions,
		}
	}
	each := func(name string) Dimension { return Dimension{Name: name, Values: []string{"*"}} }
	return []Alert{
		{
			What: "node-not-ready", Severity: 1, Claim: "SP-20", Runbook: "cluster-nodes",
			Summary: "A node does not answer the cluster. Its pods move to other nodes, as long as there are any.",
			Metric: above("kube_node_status_condition", 0, Dimension{Name: "condition", Values: []string{"Ready"}},
				Dimension{Name: "status2", Values: []string{"NotReady"}}, each("node")),
		},
		{
			What: "node-cpu", Severity: 2, Claim: "SP-21", Runbook: "cluster-nodes",
			Summary: "A node's processors have been busy for a quarter of an hour. Requests wait, and probes may fail.",
			Metric:  above("node_cpu_usage_percentage", 95, each("node")),
		},
		{
			What: "node-memory", Severity: 2, Claim: "SP-21", Runbook: "cluster-nodes",
			Summary: "A node is almost out of memory. The next step is that pods are evicted or killed.",
			Metric:  above("node_memory_working_set_percentage", 95, each("node")),
		},
		{
			What: "node-disk", Severity: 2, Claim: "SP-21", Runbook: "cluster-nodes",
			Summary: "A node's disk is filling up. A full one takes no image and no log, and the node evicts its pods.",
			Metric:  above("node_disk_usage_percentage", 80, each("node"), each("device")),
		},
		{
			What: "pods-failed", Severity: 2, Claim: "SP-21", Runbook: "cluster-pods",
			Summary: "A pod ended in failure and stays so. A job may not have done its work.",
			Metric:  above("kube_pod_status_phase", 0, Dimension{Name: "phase", Values: []string{"Failed"}}, each("namespace")),
		},
		{
			What: "pods-unschedulable", Severity: 1, Claim: "SP-20", Runbook: "cluster-pods",
			Summary: "Pods find no node, and the autoscaler has not made one for a quarter of an hour: out of quota, out of capacity, or too big.",
			Metric:  above("cluster_autoscaler_unschedulable_pods_count", 0),
		},
		{
			What: "autoscaler-stopped", Severity: 2, Claim: "SP-20", Runbook: "cluster-nodes",
			Summary: "The autoscaler finds the cluster too ill to change. It adds no node until somebody has looked.",
			Metric: &Metric{
				Namespace: clusterMetrics, Name: "cluster_autoscaler_cluster_safe_to_autoscale", Aggregation: "Minimum", Operator: "LessThan", Threshold: 1,
			},
		},
	}
}

// EgressAlerts watch the outbound ports of a cluster's load balancer, of which each node has the number given. The product
// calls hundreds of other services: without ports it stands still while every probe is well.
func EgressAlerts(portsPerNode int) []Alert {
	const share = 0.8
	return []Alert{
		{
			What: "snat-failed", Severity: 1, Claim: "SP-21", Runbook: "snat-exhaustion",
			Summary: "Outbound connections were refused, because a node has no ports left. Calls to other services fail.",
			Metric: &Metric{
				Namespace: balancerMetrics, Name: "SnatConnectionCount", Aggregation: "Total", Operator: "GreaterThan", Threshold: 0,
				Dimensions: []Dimension{{Name: "ConnectionState", Values: []string{"Failed"}}},
			},
		},
		{
			What: "snat-filling", Severity: 2, Claim: "SP-21", Runbook: "snat-exhaustion",
			Summary: fmt.Sprintf("A node uses four fifths of its %d outbound ports. At all of them its calls to other services fail.", portsPerNode),
			Metric: &Metric{
				Namespace: balancerMetrics, Name: "UsedSnatPorts", Aggregation: "Average", Operator: "GreaterThan", Threshold: share * float64(portsPerNode),
				Dimensions: []Dimension{{Name: "BackendIPAddress", Values: []string{"*"}}},
			},
		},
	}
}
