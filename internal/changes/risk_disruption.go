package changes

import (
	"slices"
	"strings"
)

// disruptionRisks are what is interrupted: addresses that change, services that go or are made again, pods that roll, connections
// that break off. What clusters and pools do to their nodes is in aks.go.
func disruptionRisks(s Step) []Risk {
	known := kindOfType(s.Type)
	var risks []Risk
	switch {
	case known.nature == address && (s.Op == OpReplace || s.Op == OpDelete):
		risks = append(risks, s.risk(ClassDisruption, "address", s.ends()+s.because()+", and with it goes "+known.holds))
	case known.nature == serving && s.Op == OpDelete:
		risks = append(risks, s.risk(ClassDisruption, "gone", "is deleted, and with it "+known.holds))
	case known.nature == serving && s.Op == OpReplace:
		what := "is made again" + s.because() + ": " + known.holds
		if s.DeletedFirst {
			what += "; the old one is deleted first, so that nothing is there in between"
		}
		risks = append(risks, s.risk(ClassDisruption, "replaced", what))
	case s.Op == OpReplace && s.DeletedFirst && known.nature != setting:
		risks = append(risks, s.risk(ClassDisruption, "gap", "is deleted"+s.because()+" before the new one is made: for a while nothing is there"))
	}
	if s.Op != OpUpdate {
		return risks
	}
	for _, p := range s.Properties {
		for _, row := range interrupting[kindOf(s.Type)] {
			if path := bare(p.Path); path == row.path || strings.HasPrefix(path, row.path+".") {
				risk := s.risk(ClassDisruption, row.kind, row.what+": "+p.Path).of(p)
				risk.Source = row.source
				risks = append(risks, risk)
				break
			}
		}
	}
	return risks
}

// ends is the word for a step that ends something.
func (s Step) ends() string {
	if s.Op == OpReplace {
		return "is replaced"
	}
	return "is deleted"
}

// interruption is a property whose change interrupts something while the resource stays.
type interruption struct {
	path, kind, what, source string
}

// interrupting are such properties, by kind of type.
var interrupting = map[string][]interruption{
	"azure-native:sql:Database": {
		{"sku", "reconnect", "open connections break off for a moment when the new size takes over", "Microsoft Learn, Azure SQL, single-database-scale"},
		{"zoneRedundant", "reconnect", "open connections break off for a moment at the end", "Microsoft Learn, Azure SQL, high-availability-sla"},
		{"maintenanceConfigurationId", "reconnect", "open connections break off for a moment", "Microsoft Learn, Azure SQL, maintenance-window-configure"},
	},
	"azure-native:sql:Server": {
		{"minimalTlsVersion", "clients", "clients with an older protocol are refused", "Microsoft Learn, Azure SQL, connectivity-settings"},
		{"publicNetworkAccess", "clients", "clients outside the network are let in or refused", "Microsoft Learn, Azure SQL, connectivity-settings"},
	},
	"azure-native:network:NatGateway": {
		{"publicIpAddresses", "address", "connections leave with another address", "Microsoft Learn, NAT gateway, nat-gateway-resource"},
		{"publicIpPrefixes", "address", "connections leave with another address", "Microsoft Learn, NAT gateway, nat-gateway-resource"},
	},
	"azure-native:network:PublicIPAddress": {
		{"publicIPAllocationMethod", "address", "the address may change", "Microsoft Learn, Virtual network, public-ip-addresses"},
	},
	"azure-native:network:RecordSet": {
		{"aRecords", "address", "the name leads elsewhere, once caches have forgotten", "Microsoft Learn, Azure DNS, dns-zones-records"},
		{"aaaaRecords", "address", "the name leads elsewhere, once caches have forgotten", "Microsoft Learn, Azure DNS, dns-zones-records"},
		{"cnameRecord", "address", "the name leads elsewhere, once caches have forgotten", "Microsoft Learn, Azure DNS, dns-zones-records"},
		{"targetResource", "address", "the name leads elsewhere, once caches have forgotten", "Microsoft Learn, Azure DNS, dns-alias"},
		{"mxRecords", "address", "mail goes elsewhere, once caches have forgotten", "Microsoft Learn, Azure DNS, dns-zones-records"},
	},
	"azure-native:network:VirtualNetwork": {
		{"addressSpace", "network", "addresses of the network come or go; peerings have to be synchronised", "Microsoft Learn, Virtual network, update-virtual-network-peering-address-space"},
		{"subnets", "network", "a subnet changes under what is in it", "Microsoft Learn, Virtual network, virtual-network-manage-subnet"},
		{"dhcpOptions", "network", "machines ask another server for names after their next lease", "Microsoft Learn, Virtual network, manage-virtual-network"},
	},
	"azure-native:containerservice:ManagedCluster": {
		{"networkProfile.loadBalancerProfile", "address", "connections of pods may leave with another address", "Microsoft Learn, AKS, load-balancer-standard"},
		{"networkProfile.outboundType", "address", "connections of pods leave another way and with another address", "Microsoft Learn, AKS, egress-outboundtype"},
	},
	"azure-native:containerservice:MaintenanceConfiguration": {
		{"maintenanceWindow", "window", "the cluster is worked on at another time", "Microsoft Learn, AKS, planned-maintenance"},
	},
	"azure-native:cdn:AFDOrigin": {
		{"hostName", "address", "the edge asks another origin", "Microsoft Learn, Front Door, origin"},
		{"enabledState", "traffic", "an origin gets requests or gets none any more", "Microsoft Learn, Front Door, origin"},
		{"priority", "traffic", "requests go to another origin first", "Microsoft Learn, Front Door, routing-methods"},
		{"weight", "traffic", "requests are shared out otherwise", "Microsoft Learn, Front Door, routing-methods"},
	},
	"azure-native:cdn:Route": {
		{"patternsToMatch", "traffic", "other paths are served", "Microsoft Learn, Front Door, front-door-route-matching"},
		{"enabledState", "traffic", "the route serves or serves no more", "Microsoft Learn, Front Door, front-door-routing-architecture"},
	},
	"azure-native:app:ContainerApp": {
		{"template", "pods roll", "a new revision takes over", "Microsoft Learn, Container Apps, revisions"},
	},
	"kubernetes:apps:Deployment": {
		{"spec.template", "pods roll", "its pods are made anew, one after another", "Kubernetes documentation, workloads, deployment"},
		{"spec.replicas", "scale", "pods come or go", "Kubernetes documentation, workloads, deployment"},
	},
	"kubernetes:apps:DaemonSet":   {{"spec.template", "pods roll", "its pods are made anew, one after another", "Kubernetes documentation, workloads, daemonset"}},
	"kubernetes:apps:StatefulSet": {{"spec.template", "pods roll", "its pods are made anew, one after another", "Kubernetes documentation, workloads, statefulset"}},
	"kubernetes:core:Service": {
		{"spec", "traffic", "requests for the service go elsewhere", "Kubernetes documentation, services-networking, service"},
		{"metadata.annotations", "address", "its address or load balancer may change", "kubernetes-sigs/cloud-provider-azure, site/content/en/topics/loadbalancer.md"},
	},
	"kubernetes:networking.k8s.io:Ingress": {{"spec", "traffic", "hosts or paths are routed otherwise", "Kubernetes documentation, services-networking, ingress"}},
}

// costRisks are what drives the bill: sizes, counts, tiers. There are no prices: only what they hang on.
func costRisks(s Step) []Risk {
	kind := kindOf(s.Type)
	paths, priced := costly[kind]
	if !priced {
		return nil
	}
	size := func(state *State) string {
		var parts []string
		if state == nil {
			return ""
		}
		for _, path := range paths {
			if value := lookup(state.Inputs, path); value != nil {
				parts = append(parts, path+" "+show(value))
			}
		}
		return strings.Join(parts, ", ")
	}
	switch s.Op {
	case OpCreate, OpImport:
		risk := s.risk(ClassCost, "more", "is new, and is paid for")
		risk.After = size(s.new)
		return []Risk{risk}
	case OpDelete:
		risk := s.risk(ClassCost, "less", "goes, and is paid for no more")
		risk.Before = size(s.old)
		return []Risk{risk}
	case OpForget:
		risk := s.risk(ClassCost, "same", "leaves the stack, and is paid for all the same")
		risk.Before = size(s.old)
		return []Risk{risk}
	case OpUpdate, OpReplace:
		var risks []Risk
		for _, p := range s.Properties {
			if slices.ContainsFunc(paths, func(path string) bool { return bare(p.Path) == path || strings.HasPrefix(bare(p.Path), path+".") }) {
				risks = append(risks, s.risk(ClassCost, "changed", p.Path).of(p))
			}
		}
		return risks
	}
	return nil
}

// costly are the types that are paid for, and the properties that their price hangs on (Azure pricing pages of each service).
var costly = map[string][]string{
	"azure-native:containerservice:ManagedCluster":    {"sku", "agentPoolProfiles.vmSize", "agentPoolProfiles.count", "agentPoolProfiles.minCount", "agentPoolProfiles.maxCount", "agentPoolProfiles.osDiskSizeGB", "agentPoolProfiles"},
	"azure-native:containerservice:AgentPool":         {"vmSize", "count", "minCount", "maxCount", "osDiskSizeGB", "osDiskType"},
	"azure-native:compute:CapacityReservation":        {"sku"},
	"azure-native:sql:Database":                       {"sku", "maxSizeBytes", "zoneRedundant", "requestedBackupStorageRedundancy", "readScale", "highAvailabilityReplicaCount", "licenseType"},
	"azure-native:sql:BackupShortTermRetentionPolicy": {"retentionDays"},
	"azure-native:sql:LongTermRetentionPolicy":        {"weeklyRetention", "monthlyRetention", "yearlyRetention"},
	"azure-native:storage:StorageAccount":             {"sku", "accessTier"},
	"azure-native:storage:FileShare":                  {"shareQuota", "accessTier"},
	"azure-native:operationalinsights:Workspace":      {"retentionInDays", "sku", "workspaceCapping"},
	"azure-native:containerregistry:Registry":         {"sku", "zoneRedundancy"},
	"azure-native:containerregistry:Replication":      {"zoneRedundancy"},
	"azure-native:network:PublicIPAddress":            {"sku", "ddosSettings"},
	"azure-native:network:NatGateway":                 {"sku"},
	"azure-native:network:PrivateEndpoint":            {},
	"azure-native:network:Zone":                       {},
	"azure-native:cdn:Profile":                        {"sku"},
	"azure-native:keyvault:Vault":                     {"properties.sku"},
	"azure-native:keyvault:Key":                       {"properties.kty", "properties.keySize"},
	"azure-native:app:ContainerApp":                   {"template.scale", "template.containers.resources"},
	"azure-native:app:ManagedEnvironment":             {"workloadProfiles", "zoneRedundant"},
	"azure-native:insights:WebTest":                   {"frequency", "locations"},
	"azure-native:network:FlowLog":                    {"retentionPolicy", "flowAnalyticsConfiguration"},
	"kubernetes:apps:Deployment":                      {"spec.replicas", "spec.template.spec.containers.resources"},
	"kubernetes:autoscaling:HorizontalPodAutoscaler":  {"spec.minReplicas", "spec.maxReplicas"},
}
