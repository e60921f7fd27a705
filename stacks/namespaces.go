package stacks

import (
	"fmt"
	"net/netip"
	"strconv"

	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/stacks/settings"
)

// namespaceArgs are a namespace of the settings as the component takes it. Requests may reach what limits may: a namespace
// that asked for less could not be scheduled by what it is allowed to use.
func namespaceArgs(set *settings.Settings, namespace settings.Namespace) *workload.NamespaceArgs {
	return &workload.NamespaceArgs{
		Name:               namespace.Name,
		PodSecurityVersion: "v" + set.Cluster.PodSecurityVersion,
		Quota: workload.Quota{
			RequestsCPU: namespace.CPULimit, RequestsMemory: namespace.MemoryLimit,
			LimitsCPU: namespace.CPULimit, LimitsMemory: namespace.MemoryLimit,
			Pods: namespace.Pods,
		},
		Limits: workload.Limits{
			DefaultRequestCPU: "100m", DefaultRequestMemory: "128Mi",
			DefaultCPU: "500m", DefaultMemory: "512Mi",
			MaxCPU: settings.MaxContainerCPU, MaxMemory: settings.MaxContainerMemory,
		},
	}
}

// ingressNamespaceArgs are the ingress's own namespace: room for its pods and one more in a rollout, and the only load balancer.
func ingressNamespaceArgs(set *settings.Settings) *workload.NamespaceArgs {
	pods := set.Workloads.IngressReplicas + 1
	cpu, memory := strconv.Itoa(pods), fmt.Sprintf("%dMi", pods*ingressMemoryMi)
	return &workload.NamespaceArgs{
		Name:               settings.IngressNamespace,
		PodSecurityVersion: "v" + set.Cluster.PodSecurityVersion,
		Quota: workload.Quota{
			RequestsCPU: cpu, RequestsMemory: memory, LimitsCPU: cpu, LimitsMemory: memory, Pods: pods, LoadBalancers: 1,
		},
		Limits: workload.Limits{
			DefaultRequestCPU: ingress.CPU, DefaultRequestMemory: ingress.Memory,
			DefaultCPU: ingress.CPULimit, DefaultMemory: ingress.MemoryLimit,
			MaxCPU: ingress.CPULimit, MaxMemory: ingress.MemoryLimit,
		},
	}
}

// ingressMemoryMi is the memory that a pod of the ingress may use, in MiB.
const ingressMemoryMi = 512

// texts writes address ranges as Azure takes them.
func texts(ranges []netip.Prefix) []string {
	written := make([]string, 0, len(ranges))
	for _, prefix := range ranges {
		written = append(written, prefix.String())
	}
	return written
}
