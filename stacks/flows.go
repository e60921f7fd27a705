package stacks

import (
	"net/netip"

	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/stacks/settings"
)

// flowsOf are the connections of a workload: those that it declares, and those by which others call it.
func flowsOf(set *settings.Settings, w settings.Workload, endpoints netip.Prefix) workload.Flows {
	flows := workload.Flows{
		Database: w.Reaches(settings.FlowDatabase), Vault: w.Reaches(settings.FlowVault), Internet: w.Reaches(settings.FlowInternet),
		Endpoints: endpoints,
	}
	for _, other := range set.Workloads.Workloads {
		if other.Name == w.Name {
			continue
		}
		if w.Reaches(other.Name) {
			flows.To = append(flows.To, workload.Peer{Namespace: other.Namespace, Name: other.Name, Port: other.Port})
		}
		if other.Reaches(w.Name) {
			flows.From = append(flows.From, workload.Peer{Namespace: other.Namespace, Name: other.Name})
		}
	}
	return flows
}
