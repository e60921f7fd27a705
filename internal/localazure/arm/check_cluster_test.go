package arm

import "strings"

const (
	clusterToken     = "containerservice/v20240901:ManagedCluster"
	poolToken        = "containerservice/v20240901:AgentPool"
	maintenanceToken = "containerservice/v20240901:MaintenanceConfiguration"

	clusterID = inGroup + "Microsoft.ContainerService/managedClusters/aks"
	poolID    = clusterID + "/agentPools/user"
	subnetOne = vnetA + "/subnets/one"
)

func clusterCases() []checkCase {
	kubelet := inGroup + "Microsoft.ManagedIdentity/userAssignedIdentities/kubelet"
	withIdentity := func(more string) string {
		return `{"identity":{"type":"UserAssigned","userAssignedIdentities":["` + identityID + `"]}` + more + `}`
	}
	kubeletBody := withIdentity(`,"identityProfile":{"kubeletidentity":{"resourceId":"` + kubelet + `"}}`)
	diskBody := withIdentity(`,"diskEncryptionSetID":"` + diskSetID + `"`)
	subnetBody := withIdentity(`,"agentPoolProfiles":[{"name":"system","vnetSubnetID":"` + subnetOne + `"}]`)
	addressBody := withIdentity(`,"networkProfile":{"loadBalancerProfile":{"outboundIPs":{"publicIPs":[{"id":"` + pipX + `"}]}}}`)
	return []checkCase{
		{check: "kubernetes-version", reason: "a supported one", token: clusterToken, id: clusterID, body: `{"kubernetesVersion":"1.35"}`},
		{check: "kubernetes-version", reason: "a living cluster keeps what it has", token: clusterToken, id: clusterID, old: `{"kubernetesVersion":"1.32"}`, body: `{"kubernetesVersion":"1.32"}`},
		{check: "kubernetes-version", reason: "too old, but for long-term support", token: clusterToken, id: clusterID, body: `{"kubernetesVersion":"1.33.2"}`, want: []string{"kubernetesVersion K8sVersionNotSupported: \"1.34\", \"1.35\" or \"1.36\""}},
		{check: "kubernetes-version", reason: "long-term support goes further back", token: clusterToken, id: clusterID, body: `{"kubernetesVersion":"1.33.2","supportPlan":"AKSLongTermSupport"}`},
		{check: "kubernetes-upgrade", reason: "the next", token: clusterToken, id: clusterID, old: `{"kubernetesVersion":"1.34"}`, body: `{"kubernetesVersion":"1.35.1"}`},
		{check: "kubernetes-upgrade", reason: "one left out", token: clusterToken, id: clusterID, old: `{"kubernetesVersion":"1.34"}`, body: `{"kubernetesVersion":"1.36"}`, want: []string{"kubernetesVersion OperationNotAllowed: 1.34 to 1.36"}},
		{check: "kubernetes-upgrade", reason: "back", token: clusterToken, id: clusterID, old: `{"kubernetesVersion":"1.35"}`, body: `{"kubernetesVersion":"1.34"}`, want: []string{"kubernetesVersion OperationNotAllowed: never down"}},
		{check: "long-term-support", reason: "with Premium", token: clusterToken, id: clusterID, body: `{"supportPlan":"AKSLongTermSupport","sku":{"tier":"Premium"}}`},
		{check: "long-term-support", reason: "with Standard", token: clusterToken, id: clusterID, body: `{"supportPlan":"AKSLongTermSupport","sku":{"tier":"Standard"}}`, want: []string{"supportPlan -: Standard"}},
		{check: "dns-prefix", reason: "a prefix", token: clusterToken, id: clusterID, body: `{"dnsPrefix":"aks-prod"}`},
		{check: "dns-prefix", reason: "none", token: clusterToken, id: clusterID, body: `{}`, want: []string{"dnsPrefix -: needs"}},
		{check: "dns-prefix", reason: "too long", token: clusterToken, id: clusterID, body: `{"dnsPrefix":"` + strings.Repeat("x", 55) + `"}`, want: []string{"dnsPrefix InvalidParameter: 1 to 54"}},
		{check: "local-accounts", reason: "Entra signs in", token: clusterToken, id: clusterID, body: `{"disableLocalAccounts":true,"aadProfile":{"managed":true}}`},
		{check: "local-accounts", reason: "nobody could", token: clusterToken, id: clusterID, body: `{"disableLocalAccounts":true}`, want: []string{"disableLocalAccounts BadRequest: aadProfile.managed"}},
		{check: "azure-rbac", reason: "managed", token: clusterToken, id: clusterID, body: `{"aadProfile":{"enableAzureRBAC":true,"managed":true}}`},
		{check: "azure-rbac", reason: "not managed, and Kubernetes RBAC off", token: clusterToken, id: clusterID, body: `{"enableRBAC":false,"aadProfile":{"enableAzureRBAC":true}}`, want: []string{"aadProfile.enableAzureRBAC BadRequest: managed", "enableRBAC BadRequest: enableRBAC"}},
		{check: "workload-identity", reason: "with the issuer", token: clusterToken, id: clusterID, body: `{"securityProfile":{"workloadIdentity":{"enabled":true}},"oidcIssuerProfile":{"enabled":true}}`},
		{check: "workload-identity", reason: "without", token: clusterToken, id: clusterID, body: `{"securityProfile":{"workloadIdentity":{"enabled":true}}}`, want: []string{"securityProfile.workloadIdentity.enabled BadRequest: OIDC"}},
		{check: "oidc-stays", reason: "left alone", token: clusterToken, id: clusterID, old: `{"oidcIssuerProfile":{"enabled":true}}`, body: `{}`},
		{check: "oidc-stays", reason: "switched off", token: clusterToken, id: clusterID, old: `{"oidcIssuerProfile":{"enabled":true}}`, body: `{"oidcIssuerProfile":{"enabled":false}}`, want: []string{"oidcIssuerProfile.enabled OIDCIssuerFeatureCannotBeDisabled: cannot"}},
		{check: "authorised-ranges", reason: "an address and a range", token: clusterToken, id: clusterID, body: `{"apiServerAccessProfile":{"authorizedIPRanges":["198.51.100.1","198.51.100.0/24"]}}`},
		{check: "authorised-ranges", reason: "on a private cluster, and no range", token: clusterToken, id: clusterID, body: `{"apiServerAccessProfile":{"enablePrivateCluster":true,"authorizedIPRanges":["ops"]}}`,
			want: []string{"apiServerAccessProfile.authorizedIPRanges BadRequest: private", "apiServerAccessProfile.authorizedIPRanges[0] BadRequest: \"ops\""}},
		{check: "cluster-identity", reason: "one identity", token: clusterToken, id: clusterID, body: kubeletBody},
		{check: "cluster-identity", reason: "a kubelet identity under a system-assigned one", token: clusterToken, id: clusterID, body: `{"identity":{"type":"SystemAssigned"},"identityProfile":{"kubeletidentity":{"resourceId":"/k"}}}`,
			want: []string{"identityProfile.kubeletidentity CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster: SystemAssigned"}},
		{check: "addons", reason: "known ones", token: clusterToken, id: clusterID, body: `{"addonProfiles":{"azurepolicy":{"enabled":true}}}`},
		{check: "addons", reason: "a misspelt one", token: clusterToken, id: clusterID, body: `{"addonProfiles":{"azurePolicies":{"enabled":true}}}`, want: []string{"addonProfiles.azurePolicies InvalidParameter: azurepolicy"}},
		{check: "image-cleaner", reason: "once a week", token: clusterToken, id: clusterID, body: `{"securityProfile":{"imageCleaner":{"intervalHours":168}}}`},
		{check: "image-cleaner", reason: "every hour", token: clusterToken, id: clusterID, body: `{"securityProfile":{"imageCleaner":{"intervalHours":1}}}`, want: []string{"securityProfile.imageCleaner.intervalHours -: 24 to 2160"}},
		{check: "cluster-disk-set-role", reason: "Reader on the set", token: clusterToken, id: clusterID, body: diskBody, world: fakeView{theIdentity(), grant(roleReader, diskSetID)}},
		{check: "cluster-disk-set-role", reason: "no role", token: clusterToken, id: clusterID, body: diskBody, world: fakeView{theIdentity()}, want: []string{"warning diskEncryptionSetID -: \"Reader\""}},
		{check: "cluster-kubelet-role", reason: "the operator of its kubelet", token: clusterToken, id: clusterID, body: kubeletBody, world: fakeView{theIdentity(), grant(roleIdentityOperator, kubelet)}},
		{check: "cluster-kubelet-role", reason: "no role", token: clusterToken, id: clusterID, body: kubeletBody, world: fakeView{theIdentity()}, want: []string{"identityProfile.kubeletidentity.resourceId CustomKubeletIdentityMissingPermissionError: Managed Identity Operator"}},
		{check: "cluster-subnet-role", reason: "on the group", token: clusterToken, id: clusterID, body: subnetBody, world: fakeView{theIdentity(), grant(roleNetwork, testGroup)}},
		{check: "cluster-subnet-role", reason: "no role", token: clusterToken, id: clusterID, body: subnetBody, world: fakeView{theIdentity()}, want: []string{"warning agentPoolProfiles[0].vnetSubnetID -: Network Contributor"}},
		{check: "cluster-address-role", reason: "on the address", token: clusterToken, id: clusterID, body: addressBody, world: fakeView{theIdentity(), grant(roleNetwork, pipX)}},
		{check: "cluster-address-role", reason: "no role", token: clusterToken, id: clusterID, body: addressBody, world: fakeView{theIdentity()}, want: []string{"warning networkProfile.loadBalancerProfile.outboundIPs.publicIPs[0].id -: Network Contributor"}},
		{check: "cluster-tenant", reason: "the subscription's", token: clusterToken, id: clusterID, body: `{"aadProfile":{"tenantID":"` + testTenant + `"}}`},
		{check: "cluster-tenant", reason: "another", token: clusterToken, id: clusterID, body: `{"aadProfile":{"tenantID":"x"}}`, want: []string{"warning aadProfile.tenantID -: " + testTenant}},
	}
}

func clusterNetworkCases() []checkCase {
	profile := func(inside string) string { return `{"networkProfile":{` + inside + `}}` }
	in := func(inside string) string {
		return `{"networkProfile":{` + inside + `},"agentPoolProfiles":[{"vnetSubnetID":"` + subnetOne + `"}]}`
	}
	a := made(vnetA, "eastus2", `{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}`)
	b := made(vnetB, "eastus2", `{"addressSpace":{"addressPrefixes":["10.1.0.0/16"]}}`)
	toB := made(peeringAB, "", `{"remoteVirtualNetwork":{"id":"`+vnetB+`"}}`)
	return []checkCase{
		{check: "cluster-ranges", reason: "apart", token: clusterToken, id: clusterID, body: profile(`"podCidr":"10.244.0.0/16","serviceCidr":"10.2.0.0/16"`)},
		{check: "cluster-ranges", reason: "in a reserved range, too large, and overlapping", token: clusterToken, id: clusterID, body: profile(`"podCidr":"172.30.0.0/20","serviceCidr":"172.16.0.0/11"`),
			want: []string{"networkProfile.podCidr -: 172.30.0.0/16", "networkProfile.serviceCidr InvalidCIDRNotation: 172.0.0.0/11", "networkProfile.podCidr -: overlaps that of services"}},
		{check: "cluster-dns-address", reason: "the tenth", token: clusterToken, id: clusterID, body: profile(`"serviceCidr":"10.2.0.0/16","dnsServiceIP":"10.2.0.10"`)},
		{check: "cluster-dns-address", reason: "the first", token: clusterToken, id: clusterID, body: profile(`"serviceCidr":"10.2.0.0/16","dnsServiceIP":"10.2.0.1"`), want: []string{"networkProfile.dnsServiceIP -: first"}},
		{check: "cluster-dns-address", reason: "outside", token: clusterToken, id: clusterID, body: profile(`"serviceCidr":"10.2.0.0/16","dnsServiceIP":"10.3.0.10"`), want: []string{"networkProfile.dnsServiceIP -: outside"}},
		{check: "cluster-ranges-networks", reason: "apart from both", token: clusterToken, id: clusterID, body: in(`"podCidr":"10.244.0.0/16","serviceCidr":"10.2.0.0/16"`), world: fakeView{a, b, toB}},
		{check: "cluster-ranges-networks", reason: "pods in a peered network, services in the own", token: clusterToken, id: clusterID, body: in(`"podCidr":"10.1.0.0/20","serviceCidr":"10.0.128.0/20"`), world: fakeView{a, b, toB},
			want: []string{"networkProfile.podCidr -: network b", "networkProfile.serviceCidr ServiceCidrOverlapExistingSubnetsCidr: network a"}},
		{check: "cluster-dataplane", reason: "Cilium over an overlay", token: clusterToken, id: clusterID, body: profile(`"networkPlugin":"azure","networkPluginMode":"overlay","networkDataplane":"cilium","networkPolicy":"cilium"`)},
		{check: "cluster-dataplane", reason: "Cilium on kubenet", token: clusterToken, id: clusterID, body: profile(`"networkPlugin":"kubenet","networkDataplane":"cilium","networkPolicy":"calico"`),
			want: []string{"networkProfile.networkPlugin -: kubenet", "networkProfile.networkPluginMode -: overlay", "networkProfile.networkPolicy -: calico"}},
		{check: "cluster-dataplane", reason: "the policy without its data plane", token: clusterToken, id: clusterID, body: profile(`"networkPlugin":"azure","networkPolicy":"cilium"`), want: []string{"networkProfile.networkPolicy -: data plane cilium"}},
		{check: "cluster-outbound", reason: "addresses through the load balancer", token: clusterToken, id: clusterID, body: profile(`"outboundType":"loadBalancer","loadBalancerProfile":{"outboundIPs":{"publicIPs":[]}}`)},
		{check: "cluster-outbound", reason: "addresses through a gateway", token: clusterToken, id: clusterID, body: profile(`"outboundType":"managedNATGateway","loadBalancerProfile":{"outboundIPs":{"publicIPs":[]},"managedOutboundIPs":{"count":1}}`),
			want: []string{"networkProfile.loadBalancerProfile -: managedNATGateway", "networkProfile.loadBalancerProfile -: exclude"}},
		{check: "cluster-outbound-ports", reason: "a thousand and a half", token: clusterToken, id: clusterID, body: profile(`"loadBalancerProfile":{"allocatedOutboundPorts":1504,"idleTimeoutInMinutes":4}`)},
		{check: "cluster-outbound-ports", reason: "no multiple of eight, and too idle", token: clusterToken, id: clusterID, body: profile(`"loadBalancerProfile":{"allocatedOutboundPorts":1001,"idleTimeoutInMinutes":3}`),
			want: []string{"networkProfile.loadBalancerProfile.allocatedOutboundPorts InvalidParameter: multiple of 8", "networkProfile.loadBalancerProfile.idleTimeoutInMinutes -: 4 to 120"}},
	}
}

func maintenanceCases() []checkCase {
	upgrades, weekly := clusterID+"/maintenanceConfigurations/aksManagedAutoUpgradeSchedule", clusterID+"/maintenanceConfigurations/default"
	window := func(inside string) string { return `{"maintenanceWindow":{` + inside + `}}` }
	return []checkCase{
		{check: "maintenance-shape", reason: "a window", token: maintenanceToken, id: upgrades, body: window(`"durationHours":4`)},
		{check: "maintenance-shape", reason: "hours where a window belongs", token: maintenanceToken, id: upgrades, body: `{"timeInWeek":[]}`, want: []string{"timeInWeek InvalidParameter: use maintenanceWindow", "maintenanceWindow InvalidParameter: needs"}},
		{check: "maintenance-shape", reason: "the old way of the configuration default is accepted", token: maintenanceToken, id: weekly, body: `{"timeInWeek":[]}`, want: []string{"warning timeInWeek -: deprecated"}},
		{check: "maintenance-shape", reason: "a weekly window of the configuration default", token: maintenanceToken, id: weekly, body: window(`"schedule":{"weekly":{"intervalWeeks":1,"dayOfWeek":"Sunday"}},"durationHours":4`)},
		{check: "maintenance-shape", reason: "a daily window of the configuration default", token: maintenanceToken, id: weekly, body: window(`"schedule":{"daily":{"intervalDays":1}},"durationHours":4`), want: []string{"maintenanceWindow.schedule.daily InvalidParameter: weekly"}},
		{check: "maintenance-schedule", reason: "every week", token: maintenanceToken, id: upgrades, body: window(`"schedule":{"weekly":{"intervalWeeks":1,"dayOfWeek":"Sunday"}}`)},
		{check: "maintenance-schedule", reason: "two schedules, one too seldom", token: maintenanceToken, id: upgrades, body: window(`"schedule":{"weekly":{"intervalWeeks":5},"daily":{"intervalDays":1}}`),
			want: []string{"maintenanceWindow.schedule.weekly.intervalWeeks -: 1 to 4", "maintenanceWindow.schedule InvalidParameter: 2 are given"}},
		{check: "maintenance-duration", reason: "four hours", token: maintenanceToken, id: upgrades, body: window(`"durationHours":4`)},
		{check: "maintenance-duration", reason: "three hours", token: maintenanceToken, id: upgrades, body: window(`"durationHours":3`), want: []string{"maintenanceWindow.durationHours -: 4 to 24"}},
		{check: "maintenance-times", reason: "two in the morning", token: maintenanceToken, id: upgrades, body: window(`"startTime":"02:00","utcOffset":"-05:00"`)},
		{check: "maintenance-times", reason: "no time, no offset, no hour", token: maintenanceToken, id: upgrades, body: `{"timeInWeek":[{"hourSlots":[24]}],"maintenanceWindow":{"startTime":"24:00","utcOffset":"UTC"}}`,
			want: []string{"maintenanceWindow.startTime InvalidParameter: HH:MM", "maintenanceWindow.utcOffset InvalidParameter: ±HH:MM", "timeInWeek[0].hourSlots[0] InvalidParameter: 24"}},
		{check: "maintenance-dates", reason: "a freeze over Christmas", token: maintenanceToken, id: upgrades, body: window(`"startDate":"2026-12-01","notAllowedDates":[{"start":"2026-12-20","end":"2027-01-03"}]`)},
		{check: "maintenance-dates", reason: "no date, and a freeze backwards", token: maintenanceToken, id: upgrades, body: window(`"startDate":"tomorrow","notAllowedDates":[{"start":"2027-01-03","end":"2026-12-20"}]`),
			want: []string{"maintenanceWindow.startDate InvalidParameter: tomorrow", "maintenanceWindow.notAllowedDates[0].end InvalidParameter: before it begins"}},
	}
}
