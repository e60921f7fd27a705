package main

import (
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

const (
	// ingressPods are the pods of the ingress, and ingressPorts where they listen: what 443 and 80 of the address lead to.
	ingressPods  = "pods:" + settings.IngressNamespace + "/ingress"
	ingressPorts = "8000,8443"
	// jobSuffix is what follows a migration's name in that of its job: the beginning of the image's digest.
	jobSuffix = "-????????????"
)

// workloadFlows are the flows that the settings declare for what runs in the cluster. What is not made yet has no pods in the state,
// and a flow of no pods is neither open nor closed; so whether something waits need not be asked.
func workloadFlows(set *settings.Settings) []topology.Flow {
	var flows []topology.Flow
	if set.Workloads.HasIngress() {
		flows = append(flows,
			topology.Flow{From: "ingress", To: ingressPods, Ports: ingressPorts, Why: "Requests of customers arrive; those on 80 are redirected."},
			topology.Flow{From: ingressPods, To: "api-server", Ports: "443", Why: "Traefik follows what is published."},
			topology.Flow{From: ingressPods, To: "internet", Ports: "443", Why: "The API server's address is one of the Internet's.", Optional: true},
		)
	}
	for _, w := range set.Workloads.Workloads {
		flows = append(flows, flowsOf(set, w)...)
	}
	return flows
}

// flowsOf are a workload's own, and those of the ingress to it.
func flowsOf(set *settings.Settings, w settings.Workload) []topology.Flow {
	from := podsOf(w)
	var flows []topology.Flow
	if len(w.Hosts) > 0 {
		flows = append(flows, topology.Flow{
			From: ingressPods, To: from, Ports: strconv.Itoa(w.Port), Why: w.Name + " is published as " + strings.Join(w.Hosts, ", ") + ".",
		})
	}
	for _, other := range set.Workloads.Workloads {
		if other.Name != w.Name && w.Reaches(other.Name) {
			flows = append(flows, topology.Flow{
				From: from, To: podsOf(other), Ports: strconv.Itoa(other.Port), Why: w.Name + " calls " + other.Name + ".",
			})
		}
	}
	if w.Reaches(settings.FlowDatabase) {
		flows = append(flows, topology.Flow{From: from, To: "endpoint:sql@data", Ports: "1433", Why: w.Name + " uses the database."})
	}
	if w.Reaches(settings.FlowVault) {
		flows = append(flows,
			topology.Flow{From: from, To: "endpoint:vault*@data", Ports: "443", Why: w.Name + " reads and writes customers' tokens."},
			topology.Flow{
				From: from, To: "endpoint:*@data", Ports: "443", Optional: true,
				Why: "A policy knows the subnet of the endpoints and not one of them; behind each, roles decide.",
			},
		)
	}
	return append(flows, outward(w)...)
}

// outward are a workload's flows to the Internet: all of it, or the addresses at which Entra issues the tokens for database and vault.
func outward(w settings.Workload) []topology.Flow {
	from := podsOf(w)
	switch {
	case w.Reaches(settings.FlowInternet):
		return []topology.Flow{
			{From: from, To: "internet", Ports: "443", Why: w.Name + " calls services of customers' choice."},
			{From: from, To: "api-server", Ports: "443", Optional: true, Why: "Its address is one of the Internet's; whoever calls needs a login."},
		}
	case w.Reaches(settings.FlowDatabase), w.Reaches(settings.FlowVault):
		return []topology.Flow{
			{From: from, To: "internet", Ports: "443", Some: true, Why: w.Name + " signs in at Entra."},
			{From: from, To: "api-server", Ports: "443", Some: true, Optional: true, Why: "Whether its address is one of Entra's, no state tells."},
		}
	}
	return nil
}

// podsOf selects a workload's pods.
func podsOf(w settings.Workload) string {
	selector := "pods:" + w.Namespace + "/" + w.Name
	if w.Kind == settings.KindMigrate {
		selector += jobSuffix
	}
	return selector
}
