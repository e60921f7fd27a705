package arm

import "slices"

// reportedCases are those of the checks that publicly reported failures led to.
func reportedCases() []checkCase {
	const subnet = vnetA + "/subnets/small"
	network := func(id, space string) fakeView {
		return fakeView{made(id, "eastus2", `{"addressSpace":{"addressPrefixes":["`+space+`"]}}`)}
	}
	hub := append(network(vnetA, "10.0.0.0/16"), network(vnetB, "10.1.0.0/16")...)
	spoke := inGroup + "Microsoft.Network/virtualNetworks/c"
	peered := append(append(fakeView{}, hub...), made(vnetB+"/virtualNetworkPeerings/to-c", "", `{"remoteVirtualNetwork":{"id":"`+spoke+`"}}`))
	toB := `{"remoteVirtualNetwork":{"id":"` + vnetB + `"}}`
	small := fakeView{made(subnet, "", `{"addressPrefix":"10.0.0.0/24"}`)}
	cni := func(pool, profile string) string {
		return `{"networkProfile":{"networkPlugin":"azure"` + profile + `},"agentPoolProfiles":[{"name":"a","vnetSubnetID":"` + subnet + `",` + pool + `}]}`
	}
	cloud := inGroup + "Microsoft.App/managedEnvironments/old"
	old := fakeView{made(cloud, "eastus2", `{}`)}
	app := func(cpu, first string) string {
		return `{"environmentId":"` + cloud + `","template":{"containers":[{"name":"a","resources":{"cpu":` + cpu + `}}],"initContainers":[{"name":"i","resources":{"cpu":` + first + `}}]}}`
	}
	metric := func(name string) string {
		return `{"criteria":{"allOf":[{"name":"a","metricNamespace":"Microsoft.Sql/servers/databases","metricName":"` + name + `"}]}}`
	}
	blobs := accountID + "/blobServices/default"
	restored := `{"restorePolicy":{"enabled":true,"days":7},"deleteRetentionPolicy":{"enabled":true,"days":12}}`
	services := func(inner string) string {
		return `{"networkProfile":{"networkPlugin":"azure"` + inner + `},"agentPoolProfiles":[{"vnetSubnetID":"` + subnet + `"}]}`
	}
	return []checkCase{
		{check: "peering-neighbours", reason: "the peer's other neighbour lies elsewhere", token: peeringToken, id: peeringAB, body: toB, world: slices.Concat(peered, network(spoke, "10.2.0.0/16"))},
		{check: "peering-neighbours", reason: "the peer's other neighbour lies where we do", token: peeringToken, id: peeringAB, body: toB, world: slices.Concat(peered, network(spoke, "10.0.8.0/24")),
			want: []string{"remoteVirtualNetwork.id VnetAddressSpaceOverlapsWithAlreadyPeeredVnet: 10.0.8.0/24"}},
		{check: "pools-addresses", reason: "two nodes with a hundred pods", token: clusterToken, id: clusterID, body: cni(`"count":2,"maxPods":100`, ""), world: small},
		{check: "pools-addresses", reason: "three nodes with 110 pods", token: clusterToken, id: clusterID, body: cni(`"count":3,"maxPods":110`, ""), world: small, want: []string{" InsufficientSubnetSize: 333 exceeds IPs available 251"}},
		{check: "pools-addresses", reason: "a pool that scales counts as its largest, with thirty pods a node", token: clusterToken, id: clusterID, body: cni(`"count":1,"enableAutoScaling":true,"maxCount":10`, ""), world: small,
			want: []string{" InsufficientSubnetSize: 310"}},
		{check: "pools-addresses", reason: "an overlay takes no addresses of the subnet for pods", token: clusterToken, id: clusterID, body: cni(`"count":3,"maxPods":110`, `,"networkPluginMode":"overlay","podCidr":"10.244.0.0/16"`), world: small},
		{check: "pools-addresses", reason: "its own range is for four nodes", token: clusterToken, id: clusterID, body: cni(`"count":5`, `,"networkPluginMode":"overlay","podCidr":"10.240.100.0/22"`), want: []string{" InsufficientSubnetSize: 1280"}},
		{check: "pool-version-supported", reason: "a version of today", token: clusterToken, id: clusterID, body: `{"agentPoolProfiles":[{"orchestratorVersion":"1.35"}]}`},
		{check: "pool-version-supported", reason: "one of long ago", token: clusterToken, id: clusterID, body: `{"agentPoolProfiles":[{"orchestratorVersion":"1.20.7"}]}`,
			want: []string{"agentPoolProfiles[0].orchestratorVersion AgentPoolK8sVersionNotSupported: 1.20.7"}},
		{check: "cluster-ranges-networks", reason: "services elsewhere", token: clusterToken, id: clusterID, body: services(`,"serviceCidr":"172.16.0.0/16"`), world: network(vnetA, "10.0.0.0/16")},
		{check: "cluster-ranges-networks", reason: "services have a range where none is named", token: clusterToken, id: clusterID, body: services(""), world: network(vnetA, "10.0.0.0/16"),
			want: []string{"networkProfile.serviceCidr ServiceCidrOverlapExistingSubnetsCidr: 10.0.0.0/16"}},
		{check: "kubernetes-version", reason: "an empty one asks for the default", token: clusterToken, id: clusterID, body: `{"kubernetesVersion":""}`},
		{check: "reservation-series", reason: "a size of today", token: reservationToken, id: reservationID, body: `{"sku":{"name":"Standard_D4ds_v5"}}`},
		{check: "reservation-series", reason: "one of the first", token: reservationToken, id: reservationID, body: `{"sku":{"name":"Standard_A0"}}`, want: []string{"sku.name NotSupported: Standard_A0"}},
		{check: "app-total", reason: "two processors", token: appToken, id: appID, body: app("2", "1"), world: old},
		{check: "app-total", reason: "four, where there are no profiles", token: appToken, id: appID, body: app("4", "1"), world: old, want: []string{"template.containers ContainerAppInvalidResourceTotal: 2 are the most"}},
		{check: "app-total", reason: "four, where there are", token: appToken, id: appID, body: app("4", "1"), world: fakeView{made(cloud, "eastus2", `{"workloadProfiles":[{"name":"Consumption"}]}`)}},
		{check: "app-total", reason: "five anywhere", token: jobToken, id: inGroup + "Microsoft.App/jobs/j", body: app("5", "1"), want: []string{"template.containers ContainerAppInvalidResourceTotal: 4 are the most"}},
		{check: "app-init", reason: "as much as the app", token: appToken, id: appID, body: app("0.5", "0.5")},
		{check: "app-init", reason: "more than the app", token: appToken, id: appID, body: app("0.25", "0.5"), want: []string{"template.initContainers[0].resources.cpu ContainerAppInitContainersInvalidCpu: 0.25"}},
		{check: "metric-alert-names", reason: "a metric", token: metricToken, id: alertID, body: metric("dtu_consumption_percent")},
		{check: "metric-alert-names", reason: "the name of another interface", token: metricToken, id: alertID, body: metric("SqlDbDtuUsageMetric"), want: []string{"criteria.allOf[0].metricName BadRequest: SqlDbDtuUsageMetric"}},
		{check: "blob-restore-before", reason: "kept for longer", token: blobToken, id: blobs, old: restored, body: `{"restorePolicy":{"enabled":false},"deleteRetentionPolicy":{"enabled":true,"days":8}}`},
		{check: "blob-restore-before", reason: "kept for less", token: blobToken, id: blobs, old: restored, body: `{"restorePolicy":{"enabled":false},"deleteRetentionPolicy":{"enabled":true,"days":5}}`,
			want: []string{"deleteRetentionPolicy.days ContainerOperationFailure: 5, after 7"}},
		{check: "firewall-location", reason: "global", token: firewallToken, id: firewallID, body: `{"location":"Global"}`},
		{check: "firewall-location", reason: "a region, as in an example", token: firewallToken, id: firewallID, body: `{"location":"WestUs"}`, want: []string{"warning location -: WestUs"}},
		{check: "firewall-rate-limits", reason: "a minute is the default", token: firewallToken, id: firewallID, body: `{"customRules":{"rules":[{"name":"a","ruleType":"RateLimitRule","rateLimitThreshold":1000}]}}`},
		{check: "route-overlap", reason: "the endpoint's own domain, twice", token: routeToken, id: routeID, body: `{"linkToDefaultDomain":"Enabled","patternsToMatch":["/*"]}`,
			world: fakeView{made(routeID+"2", "", `{"linkToDefaultDomain":"Enabled","patternsToMatch":["/*"]}`)}, want: []string{"patternsToMatch[0] BadRequest: conflict"}},
		{check: "database-zones", reason: "an old tier that only its name says", token: databaseToken, id: appHome, body: `{"location":"eastus2","zoneRedundant":true,"sku":{"name":"S0"}}`, want: []string{"zoneRedundant -: the tier Standard"}},
		{check: "role-principal", reason: "nobody has this identifier", token: assignmentToken, id: testGroup + "/providers/Microsoft.Authorization/roleAssignments/a", body: `{"principalId":"00000000-0000-0000-0000-000000000000"}`,
			want: []string{"principalId PrincipalNotFound: does not exist"}},
	}
}
