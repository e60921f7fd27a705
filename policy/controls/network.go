package controls

import (
	"net/netip"
	"slices"
	"strings"
)

// networkRules are those about networks, security groups, private endpoints and names.
func networkRules() []*Rule {
	vnet, nsg, endpoint := []string{"network:VirtualNetwork"}, []string{"network:NetworkSecurityGroup"}, []string{"network:PrivateEndpoint"}
	return []*Rule{
		{
			ID: "subnet-group", Claim: "SP-18", Severity: Critical, Kinds: []string{"network:VirtualNetwork", "network:Subnet"}, Title: "Every subnet has a security group", Why: "A minimum set of rules is given.",
			Fix: "name a networkSecurityGroup in the subnet", Each: func(c *Case) {
				if c.Resource.kind() == "network:Subnet" {
					c.Expect(c.Resource, c.Resource.At("networkSecurityGroup.id")[0], filled(), Default{})
					return
				}
				for i, p := range c.Resource.At("subnets[].networkSecurityGroup.id") {
					name, _ := plain(c.Resource.At("subnets[].name")[i].Value).(string)
					if name == "GatewaySubnet" || name == "AzureFirewallSubnet" { // Azure refuses one (Azure documentation, network-security-groups-overview)
						continue
					}
					c.Expect(c.Resource, p, filled(), Default{})
				}
			},
			Policies: []string{"e71308d3-144b-4262-b144-efdc3cc90517"},
		},
		{
			ID: "subnet-outbound", Claim: "SP-18", Severity: High, Kinds: vnet, Title: "No subnet has Azure's default way out", Why: "What leaves by it leaves from an address that nobody knows.",
			Fix: "set defaultOutboundAccess to false", Needs: []Need{need("subnets[].defaultOutboundAccess", no()).or(true, srcNetwork)},
		},
		{
			ID: "subnet-endpoints", Claim: "SP-18", Severity: High, Kinds: vnet, Title: "Private endpoints obey their security group", Why: "By default they ignore it.",
			Fix: "set privateEndpointNetworkPolicies to Enabled where endpoints are", Each: func(c *Case) {
				for i, p := range c.Resource.At("subnets[].privateEndpointNetworkPolicies") {
					if name, _ := plain(c.Resource.At("subnets[].name")[i].Value).(string); strings.Contains(name, "endpoint") {
						c.Expect(c.Resource, p, is("Enabled", "NetworkSecurityGroupEnabled"), absentIs("Disabled", srcNetwork))
					}
				}
			},
		},
		{
			ID: "network-space", Claim: "SP-04", Severity: Critical, Kinds: vnet, Title: "Networks have private addresses of their own environment", Why: "Networks that overlap can be joined by mistake, and cannot be told apart in a log.",
			Fix: "take addresses of the environment's plan", Each: spaces, When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "group-deny", Claim: "SP-18", Severity: Critical, Kinds: nsg, Title: "Both directions of a security group end in deny-all", Why: "What no rule allows is refused, the network's own traffic too.",
			Fix: "keep a rule at 4096 for each direction that denies everything", Each: denyAll,
		},
		{
			ID: "group-rules", Claim: "SP-18", Severity: High, Kinds: nsg, Title: "Every rule is named and says why", Why: "A rule that nobody can explain is never taken away.", Fix: "give name and description",
			Needs: []Need{
				need("securityRules[].name", matches(`^[A-Z][A-Za-z0-9-]{3,}$`, "a name")), need("securityRules[].description", matches(`^[A-Z].{10,}[.]$`, "a sentence")),
				need("securityRules[].priority", between(100, 4096)),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "group-open", Claim: "SP-18", Severity: Critical, Kinds: nsg, Title: "No rule lets the internet in", Why: "Customers come through Front Door.", Fix: "name AzureFrontDoor.Backend, or a range of ours, as the source", Each: openRules,
			Policies: []string{"9daedab3-fb2d-461e-b861-71790eead4f6"},
		},
		{
			ID: "flow-logs", Claim: "SP-18", Severity: High, Title: "Every network's flows are logged", Why: "What really flows is compared with what should.", Fix: "give every network an enabled flow log with an identity", Whole: flowLogs,
			Policies: []string{"27960feb-a23c-4577-8d36-ef8b5f35e0be"},
		},
		{
			ID: "endpoints-there", Claim: "SP-10", Severity: High, Title: "What is closed to the public has a private endpoint, with its name", Why: "Otherwise somebody opens it to make it work.",
			Fix: "give every vault, server and registry an endpoint and a zone group", Whole: endpoints,
		},
		{
			ID: "endpoint-target", Claim: "SP-10", Severity: Medium, Kinds: endpoint, Title: "Endpoints lead to what they are for", Why: "Another sub-resource is another door.", Fix: "name the groupId of the service",
			Needs: []Need{need("privateLinkServiceConnections[].groupIds", Predicate{"one sub-resource: vault, sqlServer, registry or blob", func(v any) bool {
				list, ok := texts(v)
				return ok && len(list) == 1 && containsFold([]string{"vault", "sqlServer", "registry", "blob"}, list[0])
			}}), never("manualPrivateLinkServiceConnections"), need("privateLinkServiceConnections[].privateLinkServiceId", filled()), need("subnet.id", filled())},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "names-inside", Claim: "SP-04", Severity: High, Kinds: []string{"network:VirtualNetworkLink"}, Title: "Nothing registers itself in a private zone", Why: "A name that a machine gives itself leads elsewhere.",
			Fix: "switch registration off", Needs: []Need{need("registrationEnabled", no()).or(false, "ARM reference, Microsoft.Network/privateDnsZones/virtualNetworkLinks")},
		},
		{
			ID: "peerings", Claim: "SP-18", Severity: High, Kinds: []string{"network:VirtualNetworkPeering"}, Title: "Peerings pass on nothing of others'", Why: "What a peer forwards is in no table.", Fix: "switch forwarding and gateways off",
			Needs: []Need{
				need("allowForwardedTraffic", no()).or(false, srcNetwork), need("allowGatewayTransit", no()).or(false, srcNetwork), need("useRemoteGateways", no()).or(false, srcNetwork),
			},
		},
		{
			ID: "peerings-both", Claim: "SP-19", Severity: High, Title: "The two networks of a region meet by both halves of a peering", Why: "One half carries nothing.", Fix: "keep both halves, with access allowed", Whole: peerings,
		},
		{
			ID: "addresses-zones", Claim: "SP-17", Severity: Medium, Kinds: []string{"network:PublicIPAddress"}, Title: "Public addresses outlive a datacentre, and stay", Why: "Customers and DNS know them.",
			Fix: "use a static Standard address in three zones", Needs: []Need{
				need("publicIPAllocationMethod", is("Static")).or("Dynamic", srcNetwork), need("sku.name", is("Standard")), need("zones", exactly("1", "2", "3")),
			},
			When: func(_ *Resource, s *Stack) bool { return s.Full() },
		},
	}
}

// spaces demands private ranges of a sensible size; subnets inside their network.
func spaces(c *Case) {
	r := c.Resource
	var space []netip.Prefix
	for _, p := range r.At("addressSpace.addressPrefixes[]") {
		text, _ := plain(p.Value).(string)
		prefix, err := netip.ParsePrefix(text)
		switch {
		case hasUnknown(p.Value):
			c.Doubt(r, p, "is not known before apply")
		case err != nil || !prefix.Addr().IsPrivate() || prefix.Bits() < 16 || prefix.Masked() != prefix:
			c.Violate(r, p, show(p.Value)+" is no private range of /16 or smaller")
		default:
			space = append(space, prefix)
			c.Hold(r, p)
		}
	}
	if len(space) == 0 {
		c.Violate(r, Place{Path: "addressSpace.addressPrefixes", Absent: true}, "has no addresses")
	}
	for _, p := range r.At("subnets[].addressPrefix") {
		text, _ := plain(p.Value).(string)
		prefix, err := netip.ParsePrefix(text)
		if err != nil || !within(prefix, space) {
			c.Violate(r, p, show(p.Value)+" is no range inside the network")
			continue
		}
		c.Hold(r, p)
	}
}

func within(prefix netip.Prefix, space []netip.Prefix) bool {
	for _, s := range space {
		if s.Bits() <= prefix.Bits() && s.Contains(prefix.Addr()) {
			return true
		}
	}
	return false
}

// rule is a security rule, read from one element of a group.
type rule struct {
	path string
	*Resource
}

func rulesOf(r *Resource) []rule {
	var all []rule
	for _, p := range r.At("securityRules[]") {
		if object, ok := plain(p.Value).(map[string]any); ok {
			all = append(all, rule{p.Path, &Resource{URN: r.URN, Inputs: object}})
		}
	}
	return all
}

// denyAll demands the last rule of both directions.
func denyAll(c *Case) {
	for _, direction := range []string{"Inbound", "Outbound"} {
		found := false
		for _, one := range rulesOf(c.Resource) {
			priority, _ := number(plain(one.At("priority")[0].Value))
			if !equals(one.Text("direction"), direction) || priority != 4096 {
				continue
			}
			found = true
			for property, want := range inOrder(map[string]string{
				"access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "sourcePortRange": "*", "destinationPortRange": "*",
			}) {
				p := one.At(property)[0]
				p.Path = one.path + "." + p.Path
				c.Expect(c.Resource, p, is(want), Default{})
			}
		}
		if !found {
			c.Violate(c.Resource, Place{Path: "securityRules", Absent: true}, strings.ToLower(direction)+" does not end in a rule at 4096")
		}
	}
}

// openRules refuses inbound rules that the internet passes.
func openRules(c *Case) {
	for _, one := range rulesOf(c.Resource) {
		if !equals(one.Text("direction"), "Inbound") || !equals(one.Text("access"), "Allow") {
			continue
		}
		var sources []string
		if source := one.Text("sourceAddressPrefix"); source != "" {
			sources = append(sources, source)
		}
		for _, p := range one.At("sourceAddressPrefixes[]") {
			text, _ := plain(p.Value).(string)
			sources = append(sources, text)
		}
		for _, source := range sources {
			prefix, err := netip.ParsePrefix(source)
			if source == "*" || strings.EqualFold(source, "Internet") || err == nil && prefix.Bits() < 8 || err == nil && !prefix.Addr().IsPrivate() {
				if c.Stack.ours() && equals(one.Text("destinationPortRange"), "443") && strings.Contains(c.Resource.Text("networkSecurityGroupName"), "-apps") {
					continue // the status page is for everybody, and lies in a network of its own
				}
				c.Violate(c.Resource, Place{Path: one.path + ".sourceAddressPrefix", Value: source}, "lets in "+source)
			}
		}
	}
}

// flowLogs demands an enabled log of every network.
func flowLogs(c *Case) {
	logged := map[string]*Resource{}
	for _, f := range c.Stack.Of("network:FlowLog") {
		logged[strings.ToLower(f.Text("targetResourceId"))] = f
		c.Expect(f, f.At("enabled")[0], yes(), absentIs(false, "ARM reference, Microsoft.Network/networkWatchers/flowLogs"))
		c.Expect(f, f.At("storageId")[0], filled(), Default{})
		if c.Stack.ours() {
			c.Expect(f, f.At("identity.type")[0], is("UserAssigned"), Default{})
			writable(c, f)
		}
	}
	if c.Stack.Name == "" || !c.Stack.ours() || strings.HasPrefix(c.Stack.Name, "bootstrap") {
		return
	}
	for _, n := range c.Stack.Of("network:VirtualNetwork") {
		id := strings.ToLower(n.id(c.Stack.Subscription()))
		if id != "" && logged[id] == nil && !unknownIn(c.Stack.Of("network:FlowLog"), "targetResourceId") {
			c.Violate(n, Place{Path: "virtualNetworkName", Value: n.Text("virtualNetworkName")}, "no flow log watches it")
		}
	}
}

// blobWriter is the built-in role Storage Blob Data Contributor.
const blobWriter = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"

// writable demands that somebody may write into the account of a flow log, where this stack makes it: without, the log stops in silence.
func writable(c *Case, f *Resource) {
	account := f.Text("storageId")
	may := func(r *Resource) bool {
		return equals(r.Text("scope"), account) && equals(last(r.Text("roleDefinitionId")), blobWriter)
	}
	if c.Stack.ByID(account) != nil && !slices.ContainsFunc(c.Stack.Of("authorization:RoleAssignment"), may) {
		c.Missing(f, f.At("storageId")[0], "nobody may write there", "authorization:RoleAssignment")
	}
}

// unknownIn tells whether a property of any of some resources is not known.
func unknownIn(all []*Resource, path string) bool {
	for _, r := range all {
		for _, p := range r.At(path) {
			if hasUnknown(p.Value) {
				return true
			}
		}
	}
	return false
}

// endpoints demands private endpoints with names for what is closed.
func endpoints(c *Case) {
	if !c.Stack.Full() {
		return
	}
	reached, named := map[string]bool{}, map[string]bool{}
	for _, g := range c.Stack.Of("network:PrivateDnsZoneGroup") {
		zones := g.At("privateDnsZoneConfigs[].privateDnsZoneId")
		if len(zones) > 0 && !slices.ContainsFunc(zones, func(p Place) bool { return p.Absent }) {
			named[strings.ToLower(g.Text("privateEndpointName"))] = true
		}
	}
	for _, e := range c.Stack.Of("network:PrivateEndpoint") {
		for _, p := range e.At("privateLinkServiceConnections[].privateLinkServiceId") {
			text, _ := plain(p.Value).(string)
			reached[strings.ToLower(last(text))] = true
		}
		if !named[strings.ToLower(e.Text("privateEndpointName"))] {
			c.Missing(e, Place{Path: "privateEndpointName"}, "no zone group gives it a name", "network:PrivateDnsZoneGroup", "network:PrivateEndpoint")
		}
	}
	for kind, key := range inOrder(map[string]string{"sql:Server": "serverName", "keyvault:Vault": "vaultName", "containerregistry:Registry": "registryName"}) {
		for _, r := range c.Stack.Of(kind) {
			name := r.Text(key)
			if strings.HasSuffix(name, "-tde") { // read by the server alone, as a trusted service
				continue
			}
			if !reached[strings.ToLower(name)] && !unknownIn(c.Stack.Of("network:PrivateEndpoint"), "privateLinkServiceConnections[].privateLinkServiceId") {
				c.Violate(r, Place{Path: key, Value: name}, "no private endpoint leads to it")
			}
		}
	}
}

// peerings demands the other half of every half, and access through both.
func peerings(c *Case) {
	halves := map[string]bool{}
	for _, p := range c.Stack.Of("network:VirtualNetworkPeering") {
		halves[strings.ToLower(p.Text("virtualNetworkName")+" "+last(p.Text("remoteVirtualNetwork.id")))] = true
		c.Expect(p, p.At("allowVirtualNetworkAccess")[0], yes(), Default{})
	}
	for _, p := range c.Stack.Of("network:VirtualNetworkPeering") {
		remote := p.At("remoteVirtualNetwork.id")[0]
		if hasUnknown(remote.Value) {
			c.Doubt(p, remote, "the other network is not known before apply")
			continue
		}
		if !halves[strings.ToLower(last(p.Text("remoteVirtualNetwork.id"))+" "+p.Text("virtualNetworkName"))] && c.Stack.ours() {
			c.Missing(p, remote, "the other half is missing", "network:VirtualNetworkPeering")
		}
	}
}
