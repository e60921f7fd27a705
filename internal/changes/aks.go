package changes

import "strings"

// effect is what a change of a property does to nodes.
type effect string

const (
	// rolls: every node of the pool, or of all pools, is emptied and made anew.
	rolls effect = "rolls"
	// lives: nodes stay as they are.
	lives effect = "lives"
	// fixed: it is fixed when the pool is made. AKS refuses the change, or the provider replaces what has it.
	fixed effect = "fixed"
	// scales: nodes come or go, the others stay.
	scales effect = "scales"
	// later: nothing happens now; nodes roll in the next window of maintenance.
	later effect = "later"
)

// nodeEffect is what a property does, and the document that says so.
type nodeEffect struct {
	effect effect
	source string
}

const (
	poolPages     = "Microsoft Learn, AKS, create-node-pools and manage-node-pools"
	upgradePages  = "Microsoft Learn, AKS, upgrade-cluster and upgrade-node-pools (nodes are upgraded one after another)"
	fixedForPool  = "Microsoft Learn, AKS: fixed when a pool is made; changed, AKS answers PropertyChangeNotAllowed"
	reimagePolicy = "Microsoft Learn, AKS, use-network-policies and upgrade-aks-ipam-and-dataplane (all pools are re-imaged at the same time)"
)

// poolProperties are the properties of a node pool, by their first name.
var poolProperties = map[string]nodeEffect{
	"availabilityZones": {fixed, fixedForPool}, "capacityReservationGroupID": {fixed, fixedForPool}, "creationData": {fixed, fixedForPool},
	"enableEncryptionAtHost": {fixed, fixedForPool}, "enableUltraSSD": {fixed, fixedForPool}, "hostGroupID": {fixed, fixedForPool},
	"kubeletConfig":   {fixed, "Microsoft Learn, AKS, custom-node-configuration (only when a pool is created)"},
	"linuxOSConfig":   {fixed, "Microsoft Learn, AKS, custom-node-configuration (only when a pool is created)"},
	"kubeletDiskType": {fixed, fixedForPool}, "maxPods": {fixed, fixedForPool}, "nodePublicIPPrefixID": {fixed, fixedForPool},
	"osDiskSizeGB": {fixed, fixedForPool}, "osDiskType": {fixed, fixedForPool}, "osType": {fixed, fixedForPool}, "podSubnetID": {fixed, fixedForPool},
	"proximityPlacementGroupID": {fixed, fixedForPool}, "scaleSetEvictionPolicy": {fixed, fixedForPool}, "scaleSetPriority": {fixed, fixedForPool},
	"spotMaxPrice": {fixed, fixedForPool}, "vnetSubnetID": {fixed, fixedForPool}, "workloadRuntime": {fixed, fixedForPool},
	"vmSize":              {fixed, "Microsoft Learn, AKS, resize-node-pool (a size cannot be changed in place: another pool, then drain this one)"},
	"gpuInstanceProfile":  {fixed, fixedForPool},
	"type":                {fixed, fixedForPool},
	"name":                {fixed, poolPages},
	"agentPoolName":       {fixed, poolPages},
	"orchestratorVersion": {rolls, upgradePages},
	"osSKU":               {rolls, "Microsoft Learn, AKS, upgrade-os-version (another OS SKU re-images the pool at once)"},
	"enableFIPS":          {rolls, "Microsoft Learn, AKS, enable-fips-nodes (re-images the pool at once)"},
	"count":               {scales, "Microsoft Learn, AKS, scale-cluster"},
	"minCount":            {scales, "Microsoft Learn, AKS, cluster-autoscaler"},
	"maxCount":            {scales, "Microsoft Learn, AKS, cluster-autoscaler"},
	"powerState":          {scales, "Microsoft Learn, AKS, start-stop-nodepools (all nodes of the pool stop or start)"},
	"enableAutoScaling":   {lives, "Microsoft Learn, AKS, cluster-autoscaler"},
	"scaleDownMode":       {lives, "Microsoft Learn, AKS, scale-down-mode"},
	"mode":                {lives, "Microsoft Learn, AKS, use-system-pools"},
	"nodeLabels":          {lives, "Microsoft Learn, AKS, use-labels (labels of existing nodes are updated)"},
	"nodeTaints":          {lives, "Microsoft Learn, AKS, use-node-taints (taints of existing nodes are updated; pods that do not tolerate them stay or go by the taint)"},
	"tags":                {lives, "Microsoft Learn, AKS, use-tags"},
	"upgradeSettings":     {lives, "Microsoft Learn, AKS, upgrade-cluster (used by the next upgrade)"},
}

// clusterProperties are the properties of a cluster, longest path first where they nest.
var clusterProperties = map[string]nodeEffect{
	"kubernetesVersion":                           {rolls, upgradePages},
	"httpProxyConfig":                             {rolls, "Microsoft Learn, AKS, http-proxy (all pools are re-imaged when it is updated)"},
	"networkProfile.networkPolicy":                {rolls, reimagePolicy},
	"networkProfile.networkDataplane":             {rolls, reimagePolicy},
	"networkProfile.networkPluginMode":            {rolls, reimagePolicy},
	"networkProfile.podCidr":                      {rolls, reimagePolicy},
	"networkProfile.podCidrs":                     {rolls, reimagePolicy},
	"networkProfile.networkPlugin":                {fixed, "Microsoft Learn, AKS, upgrade-aks-ipam-and-dataplane (only named ways lead from one to another)"},
	"networkProfile.serviceCidr":                  {fixed, "terraform-provider-azurerm kubernetes_cluster (ForceNew, supporting)"},
	"networkProfile.dnsServiceIP":                 {fixed, "terraform-provider-azurerm kubernetes_cluster (ForceNew, supporting)"},
	"diskEncryptionSetID":                         {fixed, "Microsoft Learn, AKS, azure-disk-customer-managed-keys (only when a cluster is created)"},
	"dnsPrefix":                                   {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"fqdnSubdomain":                               {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"linuxProfile":                                {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"location":                                    {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"nodeResourceGroup":                           {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"resourceName":                                {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"resourceGroupName":                           {fixed, "azure-native 2.90.0, resources whose change replaces"},
	"autoUpgradeProfile":                          {later, "Microsoft Learn, AKS, auto-upgrade-cluster and auto-upgrade-node-os-image"},
	"tags":                                        {lives, "Microsoft Learn, AKS, use-tags"},
	"sku":                                         {lives, "Microsoft Learn, AKS, free-standard-pricing-tiers (the tier changes without a new cluster)"},
	"supportPlan":                                 {lives, "Microsoft Learn, AKS, long-term-support"},
	"autoScalerProfile":                           {lives, "Microsoft Learn, AKS, cluster-autoscaler"},
	"apiServerAccessProfile.authorizedIPRanges":   {lives, "Microsoft Learn, AKS, api-server-authorized-ip-ranges"},
	"apiServerAccessProfile.disableRunCommand":    {lives, "Microsoft Learn, AKS, access-private-cluster"},
	"apiServerAccessProfile.enablePrivateCluster": {fixed, "Microsoft Learn, AKS, private-clusters (set at creation)"},
	"aadProfile":                                  {lives, "Microsoft Learn, AKS, enable-authentication-microsoft-entra-id"},
	"disableLocalAccounts":                        {lives, "Microsoft Learn, AKS, manage-local-accounts-managed-azure-ad"},
	"oidcIssuerProfile":                           {lives, "Microsoft Learn, AKS, use-oidc-issuer (the API server restarts)"},
	"nodeResourceGroupProfile":                    {lives, "Microsoft Learn, AKS, node-resource-group-lockdown"},
	"storageProfile":                              {lives, "Microsoft Learn, AKS, csi-storage-drivers"},
	"upgradeSettings":                             {lives, "Microsoft Learn, AKS, stop-cluster-upgrade-api-breaking-changes (used by the next upgrade)"},
	"networkProfile.loadBalancerProfile":          {lives, "Microsoft Learn, AKS, load-balancer-standard (egress addresses may change)"},
}

// nodeEffectOf finds the longest path that is known.
func nodeEffectOf(table map[string]nodeEffect, path string) (nodeEffect, bool) {
	for at := path; at != ""; {
		if known, ok := table[at]; ok {
			return known, true
		}
		cut := strings.LastIndex(at, ".")
		if cut < 0 {
			break
		}
		at = at[:cut]
	}
	return nodeEffect{}, false
}

// clusterRisks say what changes of clusters and pools do to nodes. What no document tells is reported as not classified.
func clusterRisks(s Step) []Risk {
	kind := kindOf(s.Type)
	pool := kind == "azure-native:containerservice:AgentPool"
	if !pool && kind != "azure-native:containerservice:ManagedCluster" || s.Op != OpUpdate {
		return nil
	}
	var risks []Risk
	for _, p := range s.Properties {
		path := bare(p.Path)
		table, name := clusterProperties, path
		inline, isInline := strings.CutPrefix(path, "agentPoolProfiles")
		switch {
		case pool:
			table = poolProperties
		case isInline && inline == "":
			risks = append(risks, s.risk(ClassDisruption, "pool", "a pool inside the cluster comes or goes: "+p.Path).of(p))
			continue
		case isInline:
			table, name = poolProperties, strings.TrimPrefix(inline, ".")
		}
		known, ok := nodeEffectOf(table, name)
		if strings.HasPrefix(p.Path, "(option)") || ok && known.effect == lives {
			continue
		}
		risk := s.risk(ClassDisruption, "unclassified", "nobody has looked up what a change of "+p.Path+" does to the nodes").of(p)
		if ok {
			risk.Kind, risk.What, risk.Source = "nodes "+string(known.effect), effectText(known.effect, p.Path), known.source
		}
		risks = append(risks, risk)
	}
	return risks
}

func effectText(e effect, path string) string {
	switch e {
	case rolls:
		return "every node rolls: " + path
	case fixed:
		return "cannot change while the pool lives, and will be refused: " + path
	case scales:
		return "nodes come or go: " + path
	case later:
		return "nodes roll in the next window of maintenance: " + path
	}
	return path
}
