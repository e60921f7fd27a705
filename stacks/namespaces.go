package stacks

import (
	"net/netip"

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
			MaxCPU: "4", MaxMemory: "8Gi",
		},
	}
}

// texts writes address ranges as Azure takes them.
func texts(ranges []netip.Prefix) []string {
	written := make([]string, 0, len(ranges))
	for _, prefix := range ranges {
		written = append(written, prefix.String())
	}
	return written
}
