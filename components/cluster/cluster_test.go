package cluster_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestClusterInFull(t *testing.T) {
	t.Parallel()
	made := pulumitest.Find(t, run(t, args()), clusterType, "cluster-cluster")
	enabled, disabled := map[string]any{"enabled": true}, map[string]any{"enabled": false}

	assert.Equal(t, map[string]any{
		"resourceGroupName":        "rg-trelica-prod-eus2-cluster",
		"resourceName":             "aks-trelica-prod-eus2",
		"location":                 "eastus2",
		"sku":                      map[string]any{"name": "Base", "tier": "Standard"},
		"supportPlan":              "KubernetesOfficial",
		"kubernetesVersion":        "1.35",
		"dnsPrefix":                "aks-trelica-prod-eus2",
		"nodeResourceGroup":        "rg-trelica-prod-eus2-nodes",
		"nodeResourceGroupProfile": map[string]any{"restrictionLevel": "ReadOnly"},
		"identity":                 map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{"/id/cluster"}},
		"identityProfile": map[string]any{"kubeletidentity": map[string]any{
			"resourceId": "/id/kubelet", "clientId": "client", "objectId": "object",
		}},
		"enableRBAC":           true,
		"disableLocalAccounts": true,
		"aadProfile": map[string]any{
			"managed": true, "enableAzureRBAC": true, "adminGroupObjectIDs": []any{admins}, "tenantID": pulumitest.TenantID,
		},
		"apiServerAccessProfile": map[string]any{
			"enablePrivateCluster": false, "disableRunCommand": true,
			"authorizedIPRanges": []any{"198.51.100.7/32", "203.0.113.0/28"},
		},
		"publicNetworkAccess": "Enabled",
		"networkProfile": map[string]any{
			"networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium", "networkPolicy": "cilium",
			"ipFamilies": []any{"IPv4"}, "podCidr": "10.244.0.0/16", "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10",
			"loadBalancerSku": "standard", "outboundType": "loadBalancer",
			"loadBalancerProfile": map[string]any{
				"outboundIPs": map[string]any{"publicIPs": []any{
					map[string]any{"id": "/pip/1"}, map[string]any{"id": "/pip/2"},
				}},
				"allocatedOutboundPorts": 4000.0, "idleTimeoutInMinutes": 10.0, "backendPoolType": "NodeIPConfiguration",
			},
		},
		"oidcIssuerProfile": enabled,
		"securityProfile": map[string]any{
			"workloadIdentity": enabled,
			"imageCleaner":     map[string]any{"enabled": true, "intervalHours": 168.0},
			"defender": map[string]any{
				"logAnalyticsWorkspaceResourceId": "/ws/1", "securityMonitoring": enabled,
			},
		},
		"addonProfiles": map[string]any{
			"azurepolicy": map[string]any{"enabled": true, "config": map[string]any{"version": "v2"}},
			"azureKeyvaultSecretsProvider": map[string]any{
				"enabled": true, "config": map[string]any{"enableSecretRotation": "true", "rotationPollInterval": "2m"},
			},
			"omsagent": map[string]any{
				"enabled": true, "config": map[string]any{"logAnalyticsWorkspaceResourceID": "/ws/1", "useAADAuth": "true"},
			},
			"httpApplicationRouting": disabled,
		},
		"autoUpgradeProfile": map[string]any{"upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage"},
		"autoScalerProfile": map[string]any{
			"balanceSimilarNodeGroups": "true", "daemonsetEvictionForEmptyNodes": false, "daemonsetEvictionForOccupiedNodes": true,
			"expander": "least-waste", "ignoreDaemonsetsUtilization": false, "maxEmptyBulkDelete": "10",
			"maxGracefulTerminationSec": "600", "maxNodeProvisionTime": "15m", "maxTotalUnreadyPercentage": "45",
			"newPodScaleUpDelay": "0s", "okTotalUnreadyCount": "3", "scaleDownDelayAfterAdd": "10m",
			"scaleDownDelayAfterDelete": "10s", "scaleDownDelayAfterFailure": "3m", "scaleDownUnneededTime": "10m",
			"scaleDownUnreadyTime": "20m", "scaleDownUtilizationThreshold": "0.5", "scanInterval": "10s",
			"skipNodesWithLocalStorage": "false", "skipNodesWithSystemPods": "true",
		},
		"storageProfile": map[string]any{
			"diskCSIDriver": enabled, "snapshotController": enabled, "fileCSIDriver": disabled, "blobCSIDriver": disabled,
		},
		"diskEncryptionSetID": "/des/1",
		"agentPoolProfiles": []any{map[string]any{
			"name": "system", "mode": "System", "type": "VirtualMachineScaleSets", "vmSize": "Standard_D4ds_v5",
			"osType": "Linux", "osSKU": "AzureLinux", "osDiskType": "Ephemeral", "osDiskSizeGB": 100.0, "kubeletDiskType": "OS",
			"availabilityZones": []any{"1", "2", "3"}, "vnetSubnetID": "/subnets/snet-nodes",
			"enableAutoScaling": true, "count": 3.0, "minCount": 3.0, "maxCount": 9.0, "maxPods": 110.0,
			"scaleDownMode": "Delete", "scaleSetPriority": "Regular",
			"enableEncryptionAtHost": true, "enableNodePublicIP": false, "enableFIPS": false, "enableUltraSSD": false,
			"nodeLabels": map[string]any{"pool": "system"}, "nodeTaints": []any{"CriticalAddonsOnly=true:NoSchedule"},
			"upgradeSettings": map[string]any{
				"maxSurge": "33%", "drainTimeoutInMinutes": 30.0, "nodeSoakDurationInMinutes": 5.0,
			},
			"capacityReservationGroupID": "/crg/1",
			"tags":                       map[string]any{"environment": "prod", "owner": "platform", "cost-centre": "42"},
		}},
		"tags": map[string]any{"environment": "prod", "owner": "platform", "cost-centre": "42", "commit": "abc"},
	}, pulumitest.Plain(made.Inputs))
}

func TestWhatAzureChangesByItselfIsIgnored(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason          string
		upgrade, resize bool
		want            []string
	}{
		"everyday": {
			reason: "a preview must not propose to shrink or to downgrade the cluster",
			want:   []string{"agentPoolProfiles[0].count", "agentPoolProfiles[0].orchestratorVersion", "kubernetesVersion", "tags.commit"},
		},
		"upgrade": {
			reason: "an intended upgrade lets the versions of control plane and pool through, and nothing else", upgrade: true,
			want: []string{"agentPoolProfiles[0].count", "tags.commit"},
		},
		"resize": {
			reason: "an intended change of size lets the count through, and nothing else", resize: true,
			want: []string{"agentPoolProfiles[0].orchestratorVersion", "kubernetesVersion", "tags.commit"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := args()
			a.Upgrade, a.Resize = test.upgrade, test.resize
			made := pulumitest.Find(t, run(t, a), clusterType, "cluster-cluster")
			assert.ElementsMatch(t, test.want, made.IgnoreChanges, test.reason)
			assert.False(t, made.Protect, "a cluster is rebuilt at will; what must survive it is in the foundation")
		})
	}
}

func TestEverythingFollowsTheConventions(t *testing.T) {
	t.Parallel()
	pulumitest.AssertConventions(t, run(t, args()))
}

func TestPoolsForWorkloads(t *testing.T) {
	t.Parallel()
	pools := pulumitest.OfType(run(t, args()), poolType)
	if !assert.Len(t, pools, 1) {
		return
	}
	inputs := pulumitest.Plain(pools[0].Inputs)
	for property, want := range map[string]any{
		"resourceName": "aks-trelica-prod-eus2", "agentPoolName": "work1", "mode": "User", "enableEncryptionAtHost": true,
		"enableNodePublicIP": false, "osDiskType": "Ephemeral", "availabilityZones": []any{"1", "2", "3"},
		"capacityReservationGroupID": "/crg/1", "nodeTaints": []any{"dedicated=work:NoSchedule"},
		"enableAutoScaling": true, "minCount": 3.0, "maxCount": 9.0,
	} {
		assert.Equal(t, want, inputs[property], property)
	}
	assert.NotContains(t, inputs, "orchestratorVersion", "AKS wants all pools to name a version or none; they follow the cluster")
	assert.ElementsMatch(t, []string{"tags.commit", "count", "orchestratorVersion"}, pools[0].IgnoreChanges)
}

func TestNoReservationMeansNoGroup(t *testing.T) {
	t.Parallel()
	a := args()
	a.CapacityReservationGroupID = nil
	resources := run(t, a)
	assert.NotContains(t, pulumitest.Plain(pulumitest.OfType(resources, poolType)[0].Inputs), "capacityReservationGroupID")
	system := pulumitest.Plain(pulumitest.Find(t, resources, clusterType, "cluster-cluster").Inputs)["agentPoolProfiles"].([]any)[0]
	assert.NotContains(t, system, "capacityReservationGroupID")
}

// A pool more must not touch the cluster or the other pools.
func TestAnotherPoolChangesNothingElse(t *testing.T) {
	t.Parallel()
	few, more := args(), args()
	few.Network.OutboundPorts, more.Network.OutboundPorts = 1000, 1000
	more.Pools = append(more.Pools, pool("extra"))
	before, after := inputs(run(t, few)), inputs(run(t, more))
	assert.Contains(t, after, "cluster-pool-extra")
	delete(after, "cluster-pool-extra")
	assert.Equal(t, before, after)
}

func inputs(resources []pulumitest.Resource) map[string]map[string]any {
	all := map[string]map[string]any{}
	for _, r := range resources {
		all[r.Name] = pulumitest.Plain(r.Inputs)
	}
	return all
}

func TestLogsOfTheControlPlaneAndTheContainers(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	setting := pulumitest.Plain(pulumitest.Find(t, resources, "azure-native:insights/v20210501preview:DiagnosticSetting", "cluster-diagnostic").Inputs)
	assert.Equal(t, "/ws/1", setting["workspaceId"])
	assert.Equal(t, "/st/1", setting["storageAccountId"])
	sent := map[any]bool{}
	for _, log := range setting["logs"].([]any) {
		sent[log.(map[string]any)["category"]] = true
	}
	for _, must := range []string{"kube-audit-admin", "guard", "kube-apiserver"} {
		assert.True(t, sent[must], must)
	}

	cluster := pulumitest.Find(t, resources, clusterType, "cluster-cluster")
	rule := pulumitest.Find(t, resources, "azure-native:insights/v20230311:DataCollectionRule", "cluster-collection")
	association := pulumitest.Plain(pulumitest.Find(t, resources,
		"azure-native:insights/v20230311:DataCollectionRuleAssociation", "cluster-collection-association").Inputs)
	assert.Equal(t, map[string]any{
		"associationName": "ContainerInsightsExtension", "resourceUri": cluster.ID, "dataCollectionRuleId": rule.ID,
		"description": association["description"],
	}, association, "the agent finds its rule by this name alone")
	flow := pulumitest.Plain(rule.Inputs)["dataFlows"].([]any)[0].(map[string]any)
	assert.Contains(t, flow["streams"], "Microsoft-ContainerLogV2")
	assert.Equal(t, []any{"workspace"}, flow["destinations"])
}

func TestMaintenanceKeepsToWindowsAndFreezes(t *testing.T) {
	t.Parallel()
	windows := map[any]any{}
	for _, w := range pulumitest.OfType(run(t, args()), windowType) {
		in := pulumitest.Plain(w.Inputs)
		windows[in["configName"]] = in["maintenanceWindow"]
	}
	want := func(day string, hours float64) map[string]any {
		return map[string]any{
			"schedule":  map[string]any{"weekly": map[string]any{"dayOfWeek": day, "intervalWeeks": 1.0}},
			"startTime": "02:00", "durationHours": hours, "utcOffset": "+00:00",
			"notAllowedDates": []any{map[string]any{"start": "2026-12-18", "end": "2027-01-04"}},
		}
	}
	assert.Equal(t, map[any]any{
		"default":                         want("Tuesday", 4),
		"aksManagedAutoUpgradeSchedule":   want("Wednesday", 4),
		"aksManagedNodeOSUpgradeSchedule": want("Thursday", 8),
	}, windows)
}
