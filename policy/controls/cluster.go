package controls

import (
	"net/netip"
	"regexp"
	"strings"
)

var poolKinds = []string{"containerservice:AgentPool", "containerservice:ManagedCluster"}

// pools makes needs of both places of a pool: an AgentPool's own properties, and a cluster's inline profiles.
func pools(rules *Rule, needs ...Need) *Rule {
	rules.Kinds = poolKinds
	rules.Each = func(c *Case) {
		for _, n := range needs {
			path := n.Path
			if c.Resource.kind() == "containerservice:ManagedCluster" {
				path = "agentPoolProfiles[]." + path
			}
			for _, p := range c.Resource.At(path) {
				c.Expect(c.Resource, p, n.Is, n.Absent)
			}
		}
	}
	return rules
}

// clusterRules are those about AKS and its pools.
func clusterRules() []*Rule {
	cluster := []string{"containerservice:ManagedCluster"}
	return []*Rule{
		{
			ID: "cluster-accounts", Claim: "SP-13", Severity: Critical, Kinds: cluster, Title: "Everybody enters a cluster as themselves", Why: "A local account is nobody.",
			Fix: "set disableLocalAccounts, Entra and Azure RBAC", Needs: []Need{
				need("disableLocalAccounts", yes()).or(false, srcAKS), need("aadProfile.managed", yes()), need("aadProfile.enableAzureRBAC", yes()).or(false, srcAKS),
				need("enableRBAC", yes()).or(true, srcAKS),
			},
			Policies: []string{"993c2fcd-2b29-49d2-9eb0-df2c3a730c32"},
		},
		{
			ID: "cluster-admins", Claim: "SP-13", Severity: Medium, Kinds: cluster, Title: "Administrators are a group", Why: "Who is in a group is reviewed.",
			Fix: "name a group in aadProfile.adminGroupObjectIDs", Needs: []Need{
				need("aadProfile.adminGroupObjectIDs", filled()), need("aadProfile.adminGroupObjectIDs[]", guid()),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "cluster-commands", Claim: "SP-18", Severity: High, Kinds: cluster, Title: "Nobody enters a cluster around its network", Why: "Run-command passes by the authorised addresses.",
			Fix: "set apiServerAccessProfile.disableRunCommand", Needs: []Need{need("apiServerAccessProfile.disableRunCommand", yes()).or(false, srcAKS)},
			Policies: []string{"89f2d532-c53c-4f8f-9afa-4927b1114a0d"},
		},
		{
			ID: "cluster-addresses", Claim: "SP-18", Severity: Critical, Kinds: cluster, Title: "Few addresses may call the API server", Why: "Everybody else need not even ask.",
			Fix: "list single addresses in authorizedIPRanges, or make the cluster private", Each: authorised, Policies: []string{"0e246bcf-5f6f-4f87-bc6f-775d4712c7ea"},
		},
		{
			ID: "cluster-identity", Claim: "SP-11", Severity: High, Kinds: cluster, Title: "A cluster and its pods have identities, not passwords", Why: "There is no secret to lose.",
			Fix: "use user-assigned identities, workload identity and the issuer", Needs: []Need{
				need("identity.type", is("UserAssigned", "SystemAssigned")), need("oidcIssuerProfile.enabled", yes()).or(false, srcAKS),
				need("securityProfile.workloadIdentity.enabled", yes()).or(false, srcAKS), never("servicePrincipalProfile.secret"),
			},
		},
		{
			ID: "cluster-secrets", Claim: "SP-01", Severity: High, Kinds: cluster, Title: "Secrets are mounted from the vault, and follow it", Why: "A rotated secret reaches pods without a redeploy.",
			Fix: "switch the secrets driver and its rotation on", Needs: []Need{
				need("addonProfiles.azureKeyvaultSecretsProvider.enabled", yes()).or(false, srcAKS),
				need("addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation", yes()).or("false", srcAKS),
				need("addonProfiles.azureKeyvaultSecretsProvider.config.rotationPollInterval", matches(`^([1-9]|[1-5]\d)m$`, "under an hour, such as 2m")).or("2m", srcAKS),
			},
			Policies: []string{"c5110b6e-5272-4989-9935-59ad06fdf341"},
		},
		{
			ID: "cluster-policies", Claim: "SP-18", Severity: High, Kinds: cluster, Title: "Network policies are enforced inside a cluster", Why: "Without an engine they are paper.",
			Fix: "set networkProfile.networkPolicy", Needs: []Need{
				need("networkProfile.networkPolicy", is("cilium", "calico", "azure")).or("none", srcAKS), need("networkProfile.networkDataplane", is("cilium", "azure")).or("azure", srcAKS),
				need("networkProfile.networkPlugin", is("azure")),
			},
			Policies: []string{"0a15ec92-a229-4763-bb14-0ea34a568f8d"},
		},
		{
			ID: "cluster-dataplane", Claim: "SP-18", Severity: High, Kinds: cluster, Title: "The engine and the dataplane go together", Why: "Cilium's policies need Cilium's dataplane.",
			Fix: "use cilium for both", When: func(_ *Resource, s *Stack) bool { return s.ours() }, Needs: []Need{
				need("networkProfile.networkPolicy", is("cilium")), need("networkProfile.networkDataplane", is("cilium")),
				need("networkProfile.networkPluginMode", is("overlay")), need("networkProfile.outboundType", is("loadBalancer")),
				need("networkProfile.loadBalancerSku", is("standard")), need("networkProfile.ipFamilies", exactly("IPv4")).or([]any{"IPv4"}, srcAKS),
			},
		},
		{
			ID: "cluster-scanned", Claim: "SP-24", Severity: High, Kinds: cluster, Title: "Defender watches the cluster, old images are cleaned", Why: "Vulnerable images are found where they run.",
			Fix: "switch Defender and the image cleaner on", Needs: []Need{
				need("securityProfile.defender.securityMonitoring.enabled", yes()).or(false, srcAKS), need("securityProfile.imageCleaner.enabled", yes()).or(false, srcAKS),
				need("securityProfile.imageCleaner.intervalHours", between(24, 336)).or(168.0, srcAKS),
			},
			Policies: []string{"a1840de2-8088-4ea8-b153-b4c723e9cb01"},
		},
		{
			ID: "cluster-audited", Claim: "SP-23", Severity: Medium, Kinds: cluster, Title: "Azure Policy looks into the cluster", Why: "What is applied by hand is seen too.",
			Fix: "switch the azurepolicy add-on on", Needs: []Need{need("addonProfiles.azurepolicy.enabled", yes()).or(false, srcAKS)}, Policies: []string{"0a15ec92-a229-4763-bb14-0ea34a568f8d"},
		},
		{
			ID: "cluster-logs", Claim: "SP-21", Severity: High, Kinds: cluster, Title: "Containers' logs and metrics are collected, without keys", Why: "Logs are aggregated from everything.",
			Fix: "switch omsagent on, with useAADAuth", Needs: []Need{
				need("addonProfiles.omsagent.enabled", yes()).or(false, srcAKS), need("addonProfiles.omsagent.config.useAADAuth", yes()).or("false", srcAKS),
				need("addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID", filled()),
				need("securityProfile.defender.logAnalyticsWorkspaceResourceId", filled()),
			},
		},
		{
			ID: "cluster-patched", Claim: "SP-24", Severity: High, Kinds: cluster, Title: "Clusters and nodes are patched by themselves", Why: "Known holes are closed within days.",
			Fix: "set both upgrade channels", Needs: []Need{
				need("autoUpgradeProfile.upgradeChannel", is("patch", "stable", "rapid")).or("none", srcAKS),
				need("autoUpgradeProfile.nodeOSUpgradeChannel", is("NodeImage", "SecurityPatch")).or("None", srcAKS),
			},
		},
		{
			ID: "cluster-maintained", Claim: "SP-24", Severity: Medium, Kinds: []string{"containerservice:MaintenanceConfiguration"}, Title: "There is a time to patch, every week",
			Why: "A window that never opens patches nothing.", Fix: "give four hours or more every week", Needs: []Need{
				need("maintenanceWindow.durationHours", between(4, 24)), need("maintenanceWindow.schedule.weekly.intervalWeeks", between(1, 1)),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "cluster-windows", Claim: "SP-24", Severity: Medium, Title: "Clusters have their maintenance windows", Why: "Without them patches come at noon, or never.",
			Fix: "keep the three maintenance configurations", Whole: windows,
		},
		{
			ID: "cluster-tier", Claim: "SP-20", Severity: Medium, Kinds: cluster, Title: "The control plane has an uptime agreement", Why: "The free tier has none.", Fix: "set sku.tier to Standard",
			Needs: []Need{need("sku.tier", is("Standard", "Premium")).or("Free", srcAKS), need("sku.name", is("Base")).or("Base", srcAKS)},
		},
		{
			ID: "cluster-doors", Claim: "SP-18", Severity: High, Kinds: cluster, Title: "A cluster opens no doors by itself", Why: "The routing add-on publishes what nobody reviewed.",
			Fix: "leave httpApplicationRouting off, lock the node group", Needs: []Need{
				need("addonProfiles.httpApplicationRouting.enabled", no()).or(false, srcAKS), need("nodeResourceGroupProfile.restrictionLevel", is("ReadOnly")).or("Unrestricted", srcAKS),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "cluster-disks", Claim: "SP-07", Severity: Critical, Kinds: cluster, Title: "Disks are encrypted with a key of ours", Why: "Volumes hold what pods write.", Fix: "set diskEncryptionSetID",
			Needs: []Need{need("diskEncryptionSetID", filled())}, Policies: []string{"7d7be79c-23ba-4033-84dd-45e2a5ccdd67"},
		},
		{
			ID: "cluster-etcd", Claim: "SP-07", Severity: High, Kinds: cluster, Title: "etcd is encrypted with a key of ours", Why: "Kubernetes secrets lie there.", Fix: "set azureKeyVaultKms, or record why not",
			Needs: []Need{need("securityProfile.azureKeyVaultKms.enabled", yes()).or(false, srcAKS)},
		},
		pools(&Rule{
			ID: "pool-encryption", Claim: "SP-07", Severity: Critical, Title: "Nodes encrypt at the host", Why: "Caches and temporary disks are data too.", Fix: "set enableEncryptionAtHost",
			Policies: []string{"41425d9f-d1a5-499a-9932-f8ed8453932c"},
		}, need("enableEncryptionAtHost", yes()).or(false, srcAKS)),
		pools(&Rule{
			ID: "pool-temporary", Claim: "SP-07", Severity: Low, Title: "Temporary disks are encrypted with a key of ours", Why: "All data is.", Fix: "none is known: see the exception",
		}, need("temporaryDiskEncryptionKey", filled())),
		pools(&Rule{
			ID: "pool-private", Claim: "SP-18", Severity: Critical, Title: "Nodes have no public addresses", Why: "Nobody calls a node.", Fix: "set enableNodePublicIP to false",
		}, need("enableNodePublicIP", no()).or(false, srcAKS)),
		pools(&Rule{
			ID: "pool-zones", Claim: "SP-20", Severity: High, Title: "Nodes are spread over three zones", Why: "A datacentre may burn.", Fix: "name zones 1, 2 and 3",
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		}, need("availabilityZones", exactly("1", "2", "3"))),
		{
			ID: "pool-minimum", Claim: "SP-20", Severity: High, Title: "There are three nodes or more", Why: "One for every zone.", Fix: "set minCount to 3 in production, keep autoscaling on",
			Kinds: poolKinds, Each: poolMinimum,
		},
		pools(&Rule{
			ID: "pool-kind", Claim: "SP-20", Severity: Medium, Title: "Nodes are not taken away at any time", Why: "Spot nodes are.", Fix: "use scaleSetPriority Regular, ephemeral disks, Azure Linux",
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		}, need("scaleSetPriority", is("Regular")).or("Regular", srcAKS), need("type", is("VirtualMachineScaleSets")).or("VirtualMachineScaleSets", srcAKS),
			need("osDiskType", is("Ephemeral")), need("osType", is("Linux")).or("Linux", srcAKS), need("osSKU", is("AzureLinux"))),
		pools(&Rule{
			ID: "pool-surge", Claim: "SP-24", Severity: Low, Title: "Patches reach nodes without an outage", Why: "What hurts is put off.", Fix: "set maxSurge of 10% or more, drain within an hour",
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		}, need("upgradeSettings.maxSurge", matches(`^([1-9]\d?)%$`, "a share of the nodes, such as 33%")), need("upgradeSettings.drainTimeoutInMinutes", between(5, 60))),
		{
			ID: "pool-reserved", Claim: "SP-20", Severity: High, Title: "Pools hold reserved capacity of their own size and zones", Why: "A reservation of another size holds nothing.",
			Fix: "reserve the size of every pool in every zone, and name the group in the pool", Whole: reserved,
		},
		{
			ID: "pool-system", Claim: "SP-20", Severity: Medium, Kinds: cluster, Title: "System pods have nodes of their own", Why: "A workload must not starve what runs the cluster.",
			Fix: "taint the system pool with CriticalAddonsOnly", When: func(_ *Resource, s *Stack) bool { return s.ours() },
			Needs: []Need{need("agentPoolProfiles[].nodeTaints", includes("CriticalAddonsOnly=true:NoSchedule")), need("agentPoolProfiles[].mode", is("System"))},
		},
		{
			ID: "disk-key", Claim: "SP-07", Severity: Critical, Kinds: []string{"compute:DiskEncryptionSet"}, Title: "Disks' keys are ours, and follow their rotation", Why: "A rotated key that nobody follows is not rotated.",
			Fix: "use EncryptionAtRestWithCustomerKey and rotationToLatestKeyVersionEnabled", Needs: []Need{
				need("encryptionType", is("EncryptionAtRestWithCustomerKey", "EncryptionAtRestWithPlatformAndCustomerKeys")), need("rotationToLatestKeyVersionEnabled", yes()).or(false, "ARM reference, Microsoft.Compute/diskEncryptionSets"),
				need("activeKey.keyUrl", matches(`^https://[a-z0-9-]+\.vault\.azure\.net/keys/[a-z0-9-]+(/[0-9a-f]{32})?$`, "the address of a key")),
			},
		},
		{
			ID: "cluster-network", Claim: "SP-19", Severity: Critical, Title: "A cluster has a network of its own", Why: "Data services live in another; they meet by peering and private endpoints.",
			Fix: "put pools into the cluster's network, endpoints into the data network", Whole: ownNetwork,
		},
	}
}

// guid demands an identifier of Entra.
func guid() Predicate {
	return matches(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`, "an object identifier")
}

// authorised demands a short list of single public addresses, or a private cluster.
func authorised(c *Case) {
	r := c.Resource
	if private := r.At("apiServerAccessProfile.enablePrivateCluster")[0]; equals(plain(private.Value), true) {
		c.Hold(r, private)
		return
	}
	ranges := r.At("apiServerAccessProfile.authorizedIPRanges[]")
	if len(ranges) == 0 {
		c.Violate(r, Place{Path: "apiServerAccessProfile.authorizedIPRanges", Absent: true}, "is empty: everybody may call the API server ("+srcAKS+")")
	}
	for _, p := range ranges {
		text, _ := plain(p.Value).(string)
		prefix, err := netip.ParsePrefix(text)
		if hasUnknown(p.Value) {
			c.Doubt(r, p, "is not known before apply")
			continue
		}
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr == nil {
				prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
			}
		}
		if err != nil || prefix.Bits() < 28 {
			c.Violate(r, p, show(p.Value)+" is no range of sixteen addresses or fewer")
			continue
		}
		c.Hold(r, p)
	}
}

// poolMinimum demands autoscaling with a minimum: three nodes in production, one elsewhere, two for a system pool.
func poolMinimum(c *Case) {
	prefixes := []string{""}
	if c.Resource.kind() == "containerservice:ManagedCluster" {
		prefixes = nil
		for _, p := range c.Resource.At("agentPoolProfiles[]") {
			prefixes = append(prefixes, p.Path)
		}
	}
	for i, prefix := range prefixes {
		read := func(name string) Place {
			if prefix == "" {
				return c.Resource.At(name)[0]
			}
			return c.Resource.At("agentPoolProfiles[]." + name)[i]
		}
		least := 1.0
		if equals(plain(read("mode").Value), "System") {
			least = 2
		}
		if c.Stack.Production() {
			least = 3
		}
		low, high := read("minCount"), read("maxCount")
		if equals(plain(read("enableAutoScaling").Value), true) {
			c.Expect(c.Resource, low, between(least, 1000), Default{})
			most, ok := number(plain(high.Value))
			minimum, _ := number(plain(low.Value))
			if !ok || most < minimum+1 {
				c.Violate(c.Resource, high, show(high.Value)+" leaves no room above the minimum")
			}
			continue
		}
		if c.Stack.ours() {
			c.Violate(c.Resource, read("enableAutoScaling"), "autoscaling is off")
			continue
		}
		c.Expect(c.Resource, read("count"), atLeast(least), absentIs(1.0, srcAKS))
	}
}

// reserved demands that every pool of production names a group that holds reservations of its size in its zones.
func reserved(c *Case) {
	if !c.Stack.Production() || !c.Stack.ours() {
		return
	}
	held := map[string]bool{}
	capacity := map[string]float64{}
	for _, r := range c.Stack.Of("compute:CapacityReservation") {
		for _, zone := range r.At("zones[]") {
			text, _ := plain(zone.Value).(string)
			key := strings.ToLower(r.Text("capacityReservationGroupName") + " " + r.Text("sku.name") + " " + text)
			held[key] = true
			n, _ := number(plain(r.At("sku.capacity")[0].Value))
			capacity[key] = n
		}
	}
	if c.Stack.Full() {
		for _, r := range c.Stack.Of("compute:CapacityReservation") {
			c.Expect(r, r.At("sku.capacity")[0], between(2, 100), Default{})
			if len(r.At("zones[]")) != 1 {
				c.Violate(r, Place{Path: "zones", Absent: true}, "a reservation holds capacity of one zone")
			}
		}
		checkSets(c, held)
	}
	for _, r := range c.Stack.Of(poolKinds...) {
		prefix := ""
		if r.kind() == "containerservice:ManagedCluster" {
			prefix = "agentPoolProfiles[]."
		}
		groups, sizes := r.At(prefix+"capacityReservationGroupID"), r.At(prefix+"vmSize")
		for i, g := range groups {
			c.Expect(r, g, filled(), Default{})
			id, _ := plain(g.Value).(string)
			size, _ := plain(sizes[i].Value).(string)
			if id == "" || !c.Stack.Full() {
				continue
			}
			for _, zone := range []string{"1", "2", "3"} {
				if !held[strings.ToLower(last(id)+" "+size+" "+zone)] {
					c.Missing(r, sizes[i], last(id)+" holds no "+size+" in zone "+zone, "compute:CapacityReservation")
				}
			}
		}
	}
}

// checkSets demands that the standby's group reserves what the home region's does: sizes and zones alike.
func checkSets(c *Case, held map[string]bool) {
	sizes := map[string]bool{}
	for key := range held {
		parts := strings.Fields(key)
		if len(parts) == 3 {
			sizes[parts[1]+" "+parts[2]] = true
		}
	}
	for _, group := range c.Stack.Of("compute:CapacityReservationGroup") {
		name := strings.ToLower(group.Text("capacityReservationGroupName"))
		c.Expect(group, group.At("zones")[0], exactly("1", "2", "3"), Default{})
		for size := range sizes {
			if !held[name+" "+size] {
				c.Missing(group, Place{Path: "capacityReservationGroupName", Value: name}, "holds nothing of "+size+", which another group does", "compute:CapacityReservation")
			}
		}
	}
}

// windows demands the maintenance configurations of every cluster.
func windows(c *Case) {
	if !c.Stack.ours() {
		return
	}
	for _, cluster := range c.Stack.Of("containerservice:ManagedCluster") {
		found := map[string]bool{}
		for _, m := range c.Stack.Of("containerservice:MaintenanceConfiguration") {
			if strings.EqualFold(m.Text("resourceName"), cluster.Text("resourceName")) {
				found[m.Text("configName")] = true
			}
		}
		for _, name := range []string{"aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"} {
			if !found[name] {
				c.Missing(cluster, Place{Path: "resourceName"}, "has no maintenance configuration "+name, "containerservice:MaintenanceConfiguration")
			}
		}
	}
}

var networkOf = regexp.MustCompile(`(?i)/virtualNetworks/([^/]+)/subnets/`)

// ownNetwork demands that pools lie in a network in which no private endpoint is.
func ownNetwork(c *Case) {
	data := map[string]bool{}
	for _, e := range c.Stack.Of("network:PrivateEndpoint") {
		if parts := networkOf.FindStringSubmatch(e.Text("subnet.id")); parts != nil {
			data[strings.ToLower(parts[1])] = true
		}
	}
	for _, r := range c.Stack.Of(poolKinds...) {
		path := "vnetSubnetID"
		if r.kind() == "containerservice:ManagedCluster" {
			path = "agentPoolProfiles[].vnetSubnetID"
		}
		for _, p := range r.At(path) {
			text, _ := plain(p.Value).(string)
			parts := networkOf.FindStringSubmatch(text)
			switch {
			case hasUnknown(p.Value):
				c.Doubt(r, p, "the network is not known before apply")
			case p.Absent || parts == nil:
				c.Violate(r, p, "is no subnet of ours: AKS makes a network of its own for it ("+srcAKS+")")
			case data[strings.ToLower(parts[1])]:
				c.Violate(r, p, "is in the network of the data services")
			default:
				c.Hold(r, p)
			}
		}
	}
}
