package controls

import (
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/regions"
)

// settledRules are those about settings that no claim names and that the claims stand on: what is theirs is said of each.
func settledRules() []*Rule {
	ours := func(_ *Resource, s *Stack) bool { return s.ours() }
	full := func(_ *Resource, s *Stack) bool { return s.Full() }
	return []*Rule{
		{
			ID: "tagged", Claim: "safety", Severity: Low, Kinds: []string{AnyKind}, Title: "Everything says whose it is", Why: "What is found in Azure at night has an owner and an environment.",
			Fix: "leave the tags to the program", When: ours, Each: tagged,
		},
		{
			ID: "cluster-addressed", Claim: "SP-19", Severity: High, Kinds: []string{"containerservice:ManagedCluster"}, Title: "What is inside a cluster has addresses of its own, and leaves by known ones", Why: "Ranges that overlap lead elsewhere; an address that nobody knows is on nobody's list.",
			Fix: "give pods and services private ranges apart, and the egress addresses to the load balancer", When: ours, Each: clusterAddresses,
			Needs: []Need{
				need("networkProfile.loadBalancerProfile.outboundIPs.publicIPs", atLeastOf(1)), need("networkProfile.loadBalancerProfile.outboundIPs.publicIPs[].id", filled()),
				never("networkProfile.loadBalancerProfile.managedOutboundIPs"), need("networkProfile.loadBalancerProfile.backendPoolType", is("NodeIPConfiguration")).or("NodeIPConfiguration", srcAKS),
			},
		},
		{
			ID: "cluster-drivers", Claim: "SP-07", Severity: Medium, Kinds: []string{"containerservice:ManagedCluster"}, Title: "A cluster has the driver of encrypted disks alone", Why: "A share or a container that a pod makes has no key of ours.",
			Fix: "leave the file and blob drivers off", When: ours, Needs: []Need{
				need("storageProfile.diskCSIDriver.enabled", yes()).or(true, srcAKS), need("storageProfile.snapshotController.enabled", yes()).or(true, srcAKS),
				need("storageProfile.fileCSIDriver.enabled", no()).or(true, srcAKS), need("storageProfile.blobCSIDriver.enabled", no()).or(false, srcAKS),
			},
		},
		{
			ID: "cluster-known", Claim: "SP-24", Severity: Medium, Kinds: []string{"containerservice:ManagedCluster"}, Title: "A cluster names its version, and that of its policies", Why: "A version that nobody wrote down changes by itself.",
			Fix: "set kubernetesVersion to a minor version", When: ours, Needs: []Need{
				need("kubernetesVersion", matches(kubernetesForm.String(), "a version, such as 1.35")), need("addonProfiles.azurepolicy.config.version", is("v2")).or("v2", srcAKS),
				need("nodeResourceGroup", matches(`^rg-trelica-[a-z]+(-[a-z0-9]+)?-nodes$`, "the name of the nodes' group")),
			},
		},
		{
			ID: "pool-version", Claim: "SP-24", Severity: Medium, Title: "Pools run the version of their cluster", Why: "A pool that stays behind gets no patches once its version has ended.",
			Fix: "leave orchestratorVersion out, or name the cluster's", Within: poolVersion,
		},
		{
			ID: "cluster-window", Claim: "SP-24", Severity: Low, Kinds: []string{"containerservice:MaintenanceConfiguration"}, Title: "Maintenance begins at a time that can be read", Why: "A window that does not open patches nothing.", Fix: "write startTime as 22:00, utcOffset as +00:00",
			When: ours, Needs: []Need{
				need("maintenanceWindow.startTime", matches(`^([01]\d|2[0-3]):[0-5]\d$`, "a time")), need("maintenanceWindow.utcOffset", matches(`^[+-]\d\d:\d\d$`, "an offset")).or("+00:00", srcAKS),
			},
		},
		{
			ID: "registry-keeps", Claim: "SP-17", Severity: High, Kinds: []string{"containerregistry:Registry"}, Title: "The registry deletes and withholds nothing by itself", Why: "Images are named by digest: what has no tag is what runs.",
			Fix: "leave retention of untagged manifests and quarantine off", When: ours, Needs: []Need{
				need("policies.retentionPolicy.status", is("disabled")).or("disabled", srcRegistry), need("policies.quarantinePolicy.status", is("disabled")).or("disabled", srcRegistry),
			},
		},
		{
			ID: "identities-named", Claim: "SP-11", Severity: Medium, Kinds: []string{AnyKind}, Title: "What acts as an identity acts as the one that it names, and as no other", Why: "An identity that Azure makes has no name before it has rights.",
			Fix: "set identity.type to UserAssigned where an identity is named", When: ours, Each: func(c *Case) {
				if p := c.Resource.At("identity.userAssignedIdentities")[0]; !p.Absent && !empty().OK(plain(p.Value)) {
					c.Expect(c.Resource, c.Resource.At("identity.type")[0], is("UserAssigned"), Default{})
				}
				if c.Resource.kind() == "storage:StorageAccount" && equals(c.Resource.Text("encryption.keySource"), "Microsoft.Keyvault") { // which asks for the key as somebody
					c.Expect(c.Resource, c.Resource.At("encryption.encryptionIdentity.encryptionUserAssignedIdentity")[0], filled(), Default{})
				}
				if c.Resource.kind() == "containerservice:ManagedCluster" { // whose nodes AKS gives an identity of its own where none is named whole
					c.Expect(c.Resource, c.Resource.At("identityProfile.kubeletidentity.resourceId")[0], filled(), Default{})
					c.Expect(c.Resource, c.Resource.At("identityProfile.kubeletidentity.objectId")[0], guid(), Default{})
					c.Expect(c.Resource, c.Resource.At("identityProfile.kubeletidentity.clientId")[0], guid(), Default{})
				}
			},
		},
		{
			ID: "singles", Claim: "safety", Severity: Medium, Kinds: slices.Sorted(maps.Keys(singles)), Title: "Settings that exist once have the one name that counts", Why: "Under another name nothing is set.", Fix: "use the name that Azure has for it",
			Each: func(c *Case) {
				want := singles[c.Resource.kind()]
				c.Expect(c.Resource, c.Resource.At(want[0])[0], is(toAny(want[1:])...), Default{})
			},
		},
		{
			ID: "storage-kind", Claim: "SP-07", Severity: Medium, Kinds: []string{"storage:StorageAccount"}, Title: "Storage is of the kind that can be encrypted and kept as promised", Why: "Older kinds know no versions and no keys for shares.",
			Fix: "use StorageV2, in three zones at least, with keys of the account", When: ours, Needs: []Need{
				need("kind", is("StorageV2")), need("encryption.services.blob.keyType", is("Account")).or("Account", srcStorage), need("encryption.services.file.keyType", is("Account")).or("Account", srcStorage),
				need("defaultToOAuthAuthentication", yes()).or(false, srcStorage),
			},
			Each: func(c *Case) {
				c.Expect(c.Resource, c.Resource.At("sku.name")[0], copies(c.Resource, c.Stack), Default{})
			},
		},
		{
			ID: "share-form", Claim: "SP-22", Severity: Low, Kinds: []string{"storage:FileShare", "storage:FileServiceProperties"}, Title: "The page's shares can be mounted", Why: "Without its share the page shows no past.", Fix: "use SMB, with NTLMv2", When: ours,
			Each: func(c *Case) {
				if c.Resource.kind() == "storage:FileShare" {
					c.Expect(c.Resource, c.Resource.At("enabledProtocols")[0], is("SMB"), absentIs("SMB", srcStorage))
					c.Expect(c.Resource, c.Resource.At("shareQuota")[0], between(8, 5120), Default{})
					return
				}
				c.Expect(c.Resource, c.Resource.At("protocolSettings.smb.authenticationMethods")[0], is("NTLMv2"), absentIs("NTLMv2;Kerberos", srcStorage))
			},
		},
		{
			ID: "addresses-kind", Claim: "SP-18", Severity: Low, Kinds: []string{"network:PublicIPAddress"}, Title: "Public addresses are those of one region, and of the family that rules are written for", Why: "Rules for the other family are nowhere.",
			Fix: "use IPv4, Regional", When: ours, Needs: []Need{need("publicIPAddressVersion", is("IPv4")).or("IPv4", srcNetwork), need("sku.tier", is("Regional")).or("Regional", srcNetwork)},
		},
		{
			ID: "records-kept", Claim: "SP-08", Severity: Low, Kinds: []string{"network:RecordSet"}, Title: "Records live for a time that can be waited for", Why: "A record that lives for weeks cannot be corrected.",
			Fix: "use a ttl from a minute to a day", When: full, Needs: []Need{need("ttl", between(60, 86400))},
		},
		{
			ID: "flow-log-form", Claim: "SP-18", Severity: Low, Kinds: []string{"network:FlowLog"}, Title: "Flow logs say how much flowed, and end by the account's rule alone", Why: "Version 1 has no sizes; a second clock would delete earlier.",
			Fix: "use format version 2; leave retentionPolicy off", When: ours, Needs: []Need{
				need("format.version", is(2.0)).or(0.0, "ARM reference, Microsoft.Network/networkWatchers/flowLogs"), need("format.type", is("JSON")).or("JSON", "ARM reference, Microsoft.Network/networkWatchers/flowLogs"),
				need("retentionPolicy.enabled", no()).or(false, "ARM reference, Microsoft.Network/networkWatchers/flowLogs"),
			},
		},
		{
			ID: "database-form", Claim: "SP-14", Severity: Medium, Kinds: []string{"sql:Server", "sql:Database"}, Title: "Servers and databases are of a kind that has two instances", Why: "Others have no failover group.", Fix: "use a vCore size, server version 12.0", When: ours,
			Each: func(c *Case) {
				r := c.Resource
				if r.kind() == "sql:Server" {
					c.Expect(r, r.At("version")[0], is("12.0"), absentIs("12.0", srcSQL))
					c.Expect(r, r.At("isIPv6Enabled")[0], is("Disabled"), absentIs("Disabled", srcSQL))
					c.Expect(r, r.At("administrators.sid")[0], guid(), Default{})
					c.Expect(r, r.At("administrators.login")[0], filled(), Default{})
					return
				}
				c.Expect(r, r.At("sku.name")[0], matches(`^(GP|GP_S|BC|HS|HS_S)_Gen5$`, "a vCore size"), Default{})
				c.Expect(r, r.At("sku.tier")[0], is("GeneralPurpose", "BusinessCritical", "Hyperscale"), Default{})
				c.Expect(r, r.At("sku.family")[0], is("Gen5"), Default{})
			},
		},
		{
			ID: "alerts-logs", Claim: "SP-13", Severity: Medium, Kinds: []string{"insights:ScheduledQueryRule"}, Title: "Rules on logs are alerts", Why: "The other kind only counts.", Fix: "use kind LogAlert",
			Needs: []Need{need("kind", is("LogAlert")).or("LogAlert", srcMonitor)},
		},
		{
			ID: "logs-tables", Claim: "SP-13", Severity: High, Kinds: []string{"insights:DiagnosticSetting"}, Title: "Logs go into the tables that the alerts ask", Why: "A query of another table is silent.", Fix: "set logAnalyticsDestinationType to Dedicated", When: ours,
			Each: func(c *Case) {
				if uri := strings.ToLower(c.Resource.Text("resourceUri")); strings.Contains(uri, "/providers/") && c.Resource.Text("workspaceId") != "" {
					c.Expect(c.Resource, c.Resource.At("logAnalyticsDestinationType")[0], is("Dedicated"), absentIs("AzureDiagnostics", srcMonitor))
				}
			},
		},
		{
			ID: "vault-trusted", Claim: "SP-07", Severity: High, Kinds: []string{"keyvault:Vault"}, Title: "Vaults of services' keys let those services in", Why: "A database that cannot unwrap its key is a database that is lost.", Fix: "set networkAcls.bypass to AzureServices", When: ours,
			Each: func(c *Case) {
				want := is("AzureServices")
				if name := c.Resource.Text("vaultName"); strings.HasSuffix(name, "-tok") { // whose keys workloads use by their endpoint
					want = is("AzureServices", "None")
				}
				c.Expect(c.Resource, c.Resource.At("properties.networkAcls.bypass")[0], want, absentIs("AzureServices", srcVault))
			},
		},
		{
			ID: "secrets-on", Claim: "SP-01", Severity: Medium, Kinds: []string{"keyvault:Secret"}, Title: "Secrets that the program makes are there, and can be read", Why: "A secret that is switched off is an outage, and one that is empty is everybody's.",
			Fix: "give the secret its value; leave attributes.enabled on", Needs: []Need{need("properties.value", filled()), need("properties.attributes.enabled", yes()).or(true, srcVault)},
		},
	}
}

// kubernetesForm is how a version of Kubernetes is written.
var kubernetesForm = regexp.MustCompile(`^1\.\d+(\.\d+)?$`)

// poolVersion demands the version of the cluster of a pool that names one; without, AKS gives it that.
func poolVersion(c *Case, r *Resource) {
	if !c.Stack.ours() || r.kind() != "containerservice:AgentPool" {
		return
	}
	p := r.At("orchestratorVersion")[0]
	for _, cluster := range c.Stack.Of("containerservice:ManagedCluster") {
		want, version := cluster.Text("kubernetesVersion"), plainText(p.Value)
		switch {
		case p.Absent, !equals(cluster.Text("resourceName"), r.Text("resourceName")):
		case hasUnknown(p.Value), hasUnknown(cluster.At("kubernetesVersion")[0].Value):
			c.Doubt(r, p, "the version is not known before apply")
		case !kubernetesForm.MatchString(version), older(version, want), older(want, version):
			c.Violate(r, p, show(p.Value)+" is not the cluster's version, "+show(want))
		default:
			c.Hold(r, p)
		}
	}
}

// singles are settings that exist once: the property that names each, and the one name.
var singles = map[string][]string{
	"sql:EncryptionProtector": {"encryptionProtectorName", "current"}, "sql:ExtendedServerBlobAuditingPolicy": {"blobAuditingPolicyName", "default"},
	"sql:ServerSecurityAlertPolicy": {"securityAlertPolicyName", "default"}, "sql:BackupShortTermRetentionPolicy": {"policyName", "default"},
	"sql:LongTermRetentionPolicy": {"policyName", "default"}, "storage:BlobServiceProperties": {"blobServicesName", "default"},
	"storage:FileServiceProperties": {"fileServicesName", "default"}, "storage:ManagementPolicy": {"managementPolicyName", "default"},
}

// copies are the redundancies that an account may have: copies in three zones where its region has them, in one building where it has none, and
// that with more in the region's pair where the environment is there too, or where its law is the same and the environment keeps data in this one.
// What production's archives have more is another rule's (archive-copies).
func copies(r *Resource, s *Stack) Predicate {
	zoned, single := []any{"Standard_ZRS"}, []any{"Standard_LRS"}
	region, known := regions.Lookup(strings.ToLower(strings.ReplaceAll(r.Text("location"), " ", "")))
	facts := environments[s.Environment()]
	pair, _ := regions.Lookup(region.Pair)
	if !known || slices.Contains(facts.regions(), region.Pair) || region.Name != facts.watch && pair.Jurisdiction == region.Jurisdiction {
		zoned, single = append(zoned, "Standard_GZRS", "Standard_RAGZRS"), append(single, "Standard_GRS", "Standard_RAGRS")
	}
	switch {
	case !known: // the provider takes the group's, which is judged where it is
		return is(append(zoned, single...)...)
	case region.Zones == 0:
		return is(single...)
	}
	return is(zoned...)
}

// tagForms are the tags of everything, with their forms.
var tagForms = map[string]*regexp.Regexp{
	"owner": regexp.MustCompile(`^[A-Za-z0-9 .@_-]{1,64}$`), "cost-centre": regexp.MustCompile(`^[A-Za-z0-9 .@_-]{1,64}$`), "commit": regexp.MustCompile(`^[0-9a-z][0-9a-z-]{5,}$`),
}

// tagged demands the tags where there are any, and those of groups, in which everything else lies.
func tagged(c *Case) {
	for _, path := range []string{"tags", "agentPoolProfiles[].tags"} {
		for _, p := range c.Resource.At(path) {
			all, _ := plain(p.Value).(map[string]any)
			if p.Absent && c.Resource.kind() != "resources:ResourceGroup" {
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(tagForms)) {
				form := tagForms[name]
				if name == "commit" && path != "tags" { // pools are not made anew for a commit
					continue
				}
				value, there := all[name]
				c.Expect(c.Resource, Place{Path: p.Path + "." + name, Value: value, Absent: !there}, Predicate{"a text", func(v any) bool { s, ok := v.(string); return ok && form.MatchString(s) }}, Default{})
			}
			value, there := all["environment"]
			c.Expect(c.Resource, Place{Path: p.Path + ".environment", Value: value, Absent: !there}, is(c.Stack.Environment()), Default{})
		}
	}
}

// clusterAddresses demands ranges inside a cluster that are private and apart, with the resolver in that of the services.
func clusterAddresses(c *Case) {
	r := c.Resource
	pods, services, dns := r.At("networkProfile.podCidr")[0], r.At("networkProfile.serviceCidr")[0], r.At("networkProfile.dnsServiceIP")[0]
	if hasUnknown(pods.Value) || hasUnknown(services.Value) || hasUnknown(dns.Value) {
		c.Doubt(r, pods, "the ranges are not known before apply")
		return
	}
	read := func(p Place) (netip.Prefix, bool) {
		prefix, err := netip.ParsePrefix(plainText(p.Value))
		if err != nil || !prefix.Addr().IsPrivate() || prefix.Masked() != prefix || prefix.Bits() < 12 {
			c.Violate(r, p, show(p.Value)+" is no private range")
			return prefix, false
		}
		return prefix, true
	}
	podRange, ok := read(pods)
	serviceRange, also := read(services)
	if !ok || !also {
		return
	}
	if podRange.Overlaps(serviceRange) {
		c.Violate(r, services, "overlaps the pods' range")
	}
	if addr, err := netip.ParseAddr(plainText(dns.Value)); err != nil || !serviceRange.Contains(addr) || addr == serviceRange.Addr() {
		c.Violate(r, dns, show(dns.Value)+" is no address of the services")
	}
	if ports := r.At("networkProfile.loadBalancerProfile.allocatedOutboundPorts")[0]; !ports.Absent {
		c.Expect(r, ports, Predicate{"a multiple of 8, of 1024 or more", func(v any) bool {
			n, isNumber := number(v)
			return isNumber && n >= 1024 && n <= 64000 && int(n)%8 == 0
		}}, Default{})
	} else {
		c.Violate(r, ports, "is missing: few connections would be left to each node")
	}
	c.Expect(r, r.At("networkProfile.loadBalancerProfile.idleTimeoutInMinutes")[0], between(4, 30), absentIs(30.0, srcAKS))
}
