package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const (
	reservationDocument = "Microsoft Learn, AKS, use-capacity-reservation-groups"
	maintenanceDocument = "Microsoft Learn, AKS, planned-maintenance"
	poolDocument        = "Microsoft Learn, AKS, create-node-pools and manage-node-pools"
)

// fixedPoolInputs are what AKS fixes when it makes a node pool, with the document that says so.
func fixedPoolInputs() map[string]string {
	terraform := "; terraform-provider-azurerm kubernetes_cluster_node_pool (ForceNew, supporting)"
	return map[string]string{
		"availabilityZones":          "Microsoft Learn, AKS, availability-zones (zones are fixed when a pool is created)",
		"capacityReservationGroupID": reservationDocument + " (association of an existing pool is preview)",
		"creationData":               "Microsoft Learn, AKS, node-pool-snapshot" + terraform,
		"enableEncryptionAtHost":     "Microsoft Learn, AKS, enable-host-encryption (only when a cluster or pool is created)",
		"enableUltraSSD":             "Microsoft Learn, AKS, use-ultra-disks" + terraform,
		"hostGroupID":                "Microsoft Learn, AKS, use-azure-dedicated-hosts" + terraform,
		"kubeletConfig":              "Microsoft Learn, AKS, custom-node-configuration (only when a pool is created)",
		"kubeletDiskType":            poolDocument + terraform,
		"linuxOSConfig":              "Microsoft Learn, AKS, custom-node-configuration (only when a pool is created)",
		"maxPods":                    "Microsoft Learn, AKS, quotas-skus-regions (maximum pods per node is fixed when a pool is created)",
		"nodePublicIPPrefixID":       poolDocument + terraform,
		"osDiskSizeGB":               poolDocument + terraform,
		"osDiskType":                 poolDocument + terraform,
		"osType":                     poolDocument + terraform,
		"podSubnetID":                "Microsoft Learn, AKS, configure-azure-cni-dynamic-ip-allocation" + terraform,
		"proximityPlacementGroupID":  "Microsoft Learn, AKS, reduce-latency-ppg" + terraform,
		"scaleSetEvictionPolicy":     "Microsoft Learn, AKS, spot-node-pool (cannot be changed after creation)",
		"scaleSetPriority":           "Microsoft Learn, AKS, spot-node-pool (cannot be changed after creation)",
		"spotMaxPrice":               "Microsoft Learn, AKS, spot-node-pool (cannot be changed after creation)",
		"vnetSubnetID":               "Microsoft Learn, AKS, node-pool-unique-subnet (a pool cannot be moved to another subnet)",
		"workloadRuntime":            poolDocument + terraform,
	}
}

// livePoolInputs are what can change while a pool lives.
func livePoolInputs() []string {
	return []string{
		"count", "enableAutoScaling", "enableNodePublicIP", "maxCount", "minCount", "mode", "nodeLabels", "nodeTaints", "orchestratorVersion",
		"osSKU", "powerState", "scaleDownMode", "securityProfile", "tags", "upgradeSettings",
	}
}

func fixedPoolChanges(prefix string) []Change {
	fixed := fixedPoolInputs()
	var changes []Change
	for _, name := range sortedNames(fixed) {
		changes = append(changes, Change{Path: prefix + name, Effect: Refused, Source: fixedProperty + "; " + fixed[name]})
	}
	return changes
}

// inlinePoolChanges are the changes of pools that stand inside the cluster. The provider replaces a cluster for none
// of them; AKS refuses what is fixed.
func inlinePoolChanges() []Change {
	changes := fixedPoolChanges("agentPoolProfiles[*].")
	for _, name := range livePoolInputs() {
		changes = append(changes, updates(poolDocument+"; "+generatorRule, "agentPoolProfiles[*]."+name)...)
	}
	return append(changes, refused(fixedProperty+"; Microsoft Learn, AKS, resize-node-pool (a size cannot be changed in place)",
		"agentPoolProfiles[*].vmSize", "agentPoolProfiles[*].type", "agentPoolProfiles[*].gpuInstanceProfile")...)
}

// poolTypes are the node pools that stand outside their cluster.
func poolTypes() []Type {
	return []Type{{
		Token:  "azure-native:containerservice/v20240901:AgentPool",
		Path:   clusterPath + "/agentPools/{agentPoolName}",
		Source: clusterSpecification,
		Name: NameRule{
			Min: 1, Max: 12, Pattern: `^[a-z][a-z0-9]{0,11}$`, Allowed: "lower-case letters and digits, beginning with a letter",
			Source: clusterSpecification + ", AgentPoolNameParameter",
		},
		Changes: together(
			replaces(replacementList, "gpuInstanceProfile", "vmSize"),
			fixedPoolChanges(""),
			updates(poolDocument+"; "+generatorRule, livePoolInputs()...),
			refused(fixedProperty+"; "+poolDocument, "type"),
		),
		Defaults: defaults(clusterSpecification+", defaults of ManagedClusterAgentPoolProfileProperties", map[string]any{
			"osType": "Linux", "scaleDownMode": "Delete", "enableAutoScaling": false, "enableEncryptionAtHost": false, "mode": "User",
			"scaleSetPriority": "Regular", "type": "VirtualMachineScaleSets", "osSKU": "Ubuntu", "enableFIPS": false, "enableNodePublicIP": false,
		}),
		References: []Reference{
			{Path: "vnetSubnetID", Types: []string{typeSubnet}, SameLocation: true, Holds: true, Source: "Microsoft Learn, AKS, node-pool-unique-subnet; ARM error InUseSubnetCannotBeDeleted"},
			{Path: "podSubnetID", Types: []string{typeSubnet}, SameLocation: true, Holds: true, Source: "Microsoft Learn, AKS, configure-azure-cni-dynamic-ip-allocation"},
			{Path: "capacityReservationGroupID", Types: []string{typeReservationGroup}, SameLocation: true, Holds: true, Source: reservationDocument},
		},
		Sets: facts("Microsoft Learn, AKS, availability-zones (zones have no order)", "availabilityZones"),
		Outputs: []Output{
			succeeded(),
			generated("eTag", typings, func(r Request) string { return drawnUUID(r, "eTag") }),
			generated("nodeImageVersion", "Microsoft Learn, AKS, node-image-upgrade (name of the node image)", func(r Request) string {
				return "AKSUbuntu-2204gen2containerd-" + r.Now.UTC().Format("200601.02") + ".0"
			}),
			{Name: "currentOrchestratorVersion", Generated: true, Source: clusterSpecification + ", currentOrchestratorVersion", Make: func(r Request) resource.PropertyValue {
				return resource.NewStringProperty(poolVersion(r))
			}},
			computed("powerState.code", typings, func(Request) string { return "Running" }),
		},
		DeleteCheck: lastSystemPool,
		Checks:      standalonePoolChecks(),
	}}
}
