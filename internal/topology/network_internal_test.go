package topology

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
)

func net(name, prefix string, halves ...Half) *Network {
	return &Network{ID: "/vnets/" + name, Name: name, Prefixes: []netip.Prefix{netip.MustParsePrefix(prefix)}, Halves: halves}
}

func to(name string) Half {
	return Half{Name: "to-" + name, Remote: "/VNETS/" + name, Access: yes, Forwarded: no, Gateway: no}
}

// TestPeerings are statements of Microsoft Learn, Virtual network, virtual-network-peering-overview and virtual-network-manage-peering.
func TestPeerings(t *testing.T) {
	t.Parallel()
	a, b, c := net("a", "10.0.0.0/16", to("b")), net("b", "10.1.0.0/16", to("a"), to("c")), net("c", "10.2.0.0/16", to("b"))
	lone := net("lone", "10.3.0.0/16", to("a"))
	for _, test := range []struct {
		reason   string
		from, to *Network
		want     Verdict
	}{
		{"inside one network everything routes", a, a, reachable("the same network")},
		{"both halves are there", a, b, reachable("peering to-b")},
		{"in the other direction too", b, a, reachable("peering to-a")},
		{"a peering is not transitive", a, c, notReachable("a is not peered with c")},
		{"half a peering is disconnected", lone, a, notReachable("peering to-a has no other half in a")},
		{"and seen from the other side there is none", a, lone, notReachable("a is not peered with lone")},
	} {
		assert.Equal(t, test.want, Connected(test.from, test.to), test.reason)
	}
}

// TestVirtualNetworkTag is what the tag encompasses.
func TestVirtualNetworkTag(t *testing.T) {
	t.Parallel()
	a, b, c := net("a", "10.0.0.0/16", to("b")), net("b", "10.1.0.0/16", to("a"), to("c")), net("c", "10.2.0.0/16", to("b"))
	all := []*Network{a, b, c}
	assert.Equal(t, append(a.Prefixes, b.Prefixes...), a.virtual(all), "its own addresses and its peer's, not the peer's peer's")
	assert.Len(t, b.virtual(all), 3)
	a.Halves[0].Access = no
	assert.Equal(t, a.Prefixes, a.virtual(all), "without access the tag is the network alone")
	assert.Equal(t, Reachable, Connected(a, b).Answer, "which does not prevent what a rule with addresses lets through")
	b.Halves = b.Halves[1:]
	a.Halves[0].Access = yes
	assert.Equal(t, a.Prefixes, a.virtual(all), "a peering that is disconnected adds nothing")
}

// TestNames are statements of Microsoft Learn, Private Link, private-endpoint-dns.
func TestNames(t *testing.T) {
	t.Parallel()
	from, elsewhere := net("a", "10.0.0.0/16"), net("b", "10.1.0.0/16")
	e := &Endpoint{Name: "pep", ServiceID: "/vaults/kv", Group: "vault", ZoneIDs: []string{"/zones/vault"}}
	second := &Endpoint{Name: "pep2", ServiceID: "/vaults/kv", Group: "vault", ZoneIDs: []string{"/zones/vault"}}
	nameless := &Endpoint{Name: "pep3", ServiceID: "/vaults/kv", Group: "vault"}
	zone := &Zone{ID: "/zones/vault", Name: "privatelink.vaultcore.azure.net", NetworkIDs: []string{from.ID}}
	for _, test := range []struct {
		reason    string
		from      *Network
		endpoints []*Endpoint
		want      Answer
	}{
		{"a zone that is linked and holds the name answers with the endpoint's address", from, []*Endpoint{e}, Reachable},
		{"a network without the link gets the public address", elsewhere, []*Endpoint{e}, NotReachable},
		{"an endpoint that writes into no zone is not found by its name", from, []*Endpoint{nameless}, NotReachable},
		{"two endpoints to one service in one zone write over each other", from, []*Endpoint{e, second}, Undecided},
		{"another service's endpoint says nothing", from, []*Endpoint{{ServiceID: "/vaults/other", Group: "vault", ZoneIDs: []string{"/zones/vault"}}}, NotReachable},
	} {
		assert.Equal(t, test.want, Resolve("/Vaults/KV", "vault", test.from, test.endpoints, []*Zone{zone}).Private.Answer, test.reason)
	}
}

// TestAPIServer are statements of the AKS documentation, api-server-authorized-ip-ranges.
func TestAPIServer(t *testing.T) {
	t.Parallel()
	at := func(p string) APICaller { return APICaller{Ranges: []netip.Prefix{netip.MustParsePrefix(p)}} }
	ranges := []any{"73.140.245.0/24"}
	for _, test := range []struct {
		reason  string
		profile map[string]any
		caller  APICaller
		want    Answer
	}{
		{"an address in a range", map[string]any{"authorizedIPRanges": ranges}, at("73.140.245.9/32"), Reachable},
		{"any other request is blocked", map[string]any{"authorizedIPRanges": ranges}, at("73.140.246.9/32"), NotReachable},
		{"everybody is not in a range", map[string]any{"authorizedIPRanges": ranges}, APICaller{Anyone: true}, NotReachable},
		{"no range: the feature is off", nil, APICaller{Anyone: true}, Reachable},
		{"an empty list: the same", map[string]any{"authorizedIPRanges": []any{}}, APICaller{Anyone: true}, Reachable},
		{"0.0.0.0/32 lets in the cluster's own addresses alone", map[string]any{"authorizedIPRanges": []any{"0.0.0.0/32"}}, at("73.140.245.9/32"), NotReachable},
		{"those are let in always", map[string]any{"authorizedIPRanges": []any{"0.0.0.0/32"}}, APICaller{Own: true}, Reachable},
		{"a private cluster has no public name", map[string]any{"enablePrivateCluster": true}, APICaller{Anyone: true}, NotReachable},
		{"a caller whose address is not known", map[string]any{"authorizedIPRanges": ranges}, APICaller{}, Undecided},
		{"ranges that are not known", map[string]any{"authorizedIPRanges": "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"}, at("73.140.245.9/32"), Undecided},
	} {
		c := newCluster(Resource{Inputs: map[string]any{"resourceName": "aks", "apiServerAccessProfile": test.profile}}, "/aks", "s")
		assert.Equal(t, test.want, c.AdmitsAPI(test.caller).Answer, test.reason)
	}
}

// TestFirewalls are statements of Microsoft Learn: Key Vault, network-security (V); Storage, storage-network-security (S); Azure
// Monitor, diagnostic-settings, and what issues report of closed accounts (M); Container Registry,
// container-registry-access-selected-networks (R); Azure SQL, firewall-configure (Q).
func TestFirewalls(t *testing.T) {
	t.Parallel()
	vault := func(public string, acls map[string]any) *Service {
		return newService(Resource{Inputs: map[string]any{"vaultName": "kv", "properties": map[string]any{"publicNetworkAccess": public, "networkAcls": acls}}}, "azure-native:keyvault:Vault", "/kv", "s")
	}
	storage := func(public string, rules map[string]any) *Service {
		return newService(Resource{Inputs: map[string]any{"accountName": "st", "publicNetworkAccess": public, "networkRuleSet": rules}}, "azure-native:storage:StorageAccount", "/st", "s")
	}
	sql := func(public string, rules ...[2]string) *Service {
		s := newService(Resource{Inputs: map[string]any{"serverName": "sql", "publicNetworkAccess": public}}, "azure-native:sql:Server", "/sql", "s")
		for _, rule := range rules {
			s.addSQLRule(object{"startIpAddress": rule[0], "endIpAddress": rule[1]})
		}
		return s
	}
	one := Caller{Ranges: []netip.Prefix{netip.MustParsePrefix("198.51.100.7/32")}}
	anyone, trusted := Caller{Anyone: true}, Caller{Trusted: true}
	deny := map[string]any{"defaultAction": "Deny"}
	for _, test := range []struct {
		reason  string
		service *Service
		caller  Caller
		want    Answer
	}{
		{"V: without a firewall everybody is let in", vault("Enabled", nil), anyone, Reachable},
		{"V: disabled public access lets nobody in", vault("Disabled", nil), anyone, NotReachable},
		{"V: but trusted services, where they bypass the firewall", vault("Disabled", map[string]any{"bypass": "AzureServices"}), trusted, Reachable},
		{"V: and nobody where nothing does", vault("Disabled", map[string]any{"bypass": "None"}), trusted, NotReachable},
		{"V: a firewall that denies", vault("Enabled", deny), anyone, NotReachable},
		{"V: but for a range", vault("Enabled", map[string]any{"defaultAction": "Deny", "ipRules": []any{map[string]any{"value": "198.51.100.0/24"}}}), one, Reachable},
		{"V: whose neighbours stay out", vault("Enabled", map[string]any{"defaultAction": "Deny", "ipRules": []any{map[string]any{"value": "198.51.101.0/24"}}}), one, NotReachable},
		{"V: a caller whose address is not known may be in it", vault("Enabled", map[string]any{"defaultAction": "Deny", "ipRules": []any{map[string]any{"value": "198.51.100.0/24"}}}), Caller{}, Undecided},
		{"V: whether it is open may not be known yet", vault("04da6b54-80e4-46f7-96ec-b56ff0331ba9", nil), anyone, Undecided},
		{"V: a perimeter decides elsewhere", vault("SecuredByPerimeter", nil), anyone, Undecided},
		{"S: a subnet with a service endpoint", storage("Enabled", map[string]any{"defaultAction": "Deny", "virtualNetworkRules": []any{map[string]any{"virtualNetworkResourceId": "/subnets/A"}}}), Caller{SubnetID: "/subnets/a"}, Reachable},
		{"S: and no other subnet", storage("Enabled", map[string]any{"defaultAction": "Deny", "virtualNetworkRules": []any{map[string]any{"virtualNetworkResourceId": "/subnets/A"}}}), Caller{SubnetID: "/subnets/b"}, NotReachable},
		{"S: trusted services by default", storage("Enabled", deny), trusted, Reachable},
		{"S: the bypass may name others alone", storage("Enabled", map[string]any{"defaultAction": "Deny", "bypass": "Logging, Metrics"}), trusted, NotReachable},
		{"M: a closed account shuts trusted services out too", storage("Disabled", map[string]any{"bypass": "AzureServices"}), trusted, NotReachable},
		{"R: closed, and trusted services let in", newService(Resource{Inputs: map[string]any{"registryName": "cr", "publicNetworkAccess": "Disabled", "networkRuleBypassOptions": "AzureServices"}}, "azure-native:containerregistry:Registry", "/cr", "s"), trusted, Reachable},
		{"R: without them", newService(Resource{Inputs: map[string]any{"registryName": "cr", "networkRuleBypassOptions": "None"}}, "azure-native:containerregistry:Registry", "/cr", "s"), trusted, NotReachable},
		{"Q: without a rule nobody is let in", sql("Enabled"), anyone, NotReachable},
		{"Q: a rule from one address to another", sql("Enabled", [2]string{"198.51.100.1", "198.51.100.9"}), one, Reachable},
		{"Q: not beyond its last", sql("Enabled", [2]string{"198.51.100.1", "198.51.100.6"}), one, NotReachable},
		{"Q: 0.0.0.0 is every machine in Azure, of any customer", sql("Enabled", [2]string{"0.0.0.0", "0.0.0.0"}), Caller{InAzure: true, Anyone: true}, Reachable},
		{"Q: and nobody outside it", sql("Enabled", [2]string{"0.0.0.0", "0.0.0.0"}), anyone, NotReachable},
		{"Q: all addresses are everybody", sql("Enabled", [2]string{"0.0.0.0", "255.255.255.255"}), anyone, Reachable},
		{"Q: rules say nothing while public access is disabled", sql("Disabled", [2]string{"0.0.0.0", "255.255.255.255"}), anyone, NotReachable},
	} {
		assert.Equal(t, test.want, test.service.Admits(test.caller).Answer, test.reason)
	}
}

// TestTableDecidesAsTheGroupDoes holds the quick way and the plain one together, on every pair of atoms of a group with doubts.
func TestTableDecidesAsTheGroupDoes(t *testing.T) {
	t.Parallel()
	rule := func(name string, priority float64, access, protocol, from, to, port string) any {
		return map[string]any{
			"name": name, "priority": priority, "direction": "Inbound", "access": access, "protocol": protocol, "sourcePortRange": "*",
			"sourceAddressPrefix": from, "destinationAddressPrefix": to, "destinationPortRange": port,
		}
	}
	g := NewSecurityGroup("/nsg", map[string]any{"networkSecurityGroupName": "nsg", "securityRules": []any{
		rule("a", 100, "Allow", "Tcp", "AzureCloud", "10.0.0.0/24", "443"), rule("b", 110, "Deny", "*", "Internet", "10.0.0.0/25", "400-500"),
		rule("c", 120, "Allow", "Udp", "10.1.0.0/16", "*", "*"), rule("d", 130, "Deny", "*", unknownValues[0], "*", "22"),
	}})
	virtual := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16"), netip.MustParsePrefix("10.1.0.0/16")}
	atoms := []Peer{Of("AzureCloud"), Of("Storage"), {Addr: hostAddress, Plain: true}}
	for _, addr := range representatives(append(virtual, netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("10.0.0.0/25"), netip.MustParsePrefix("1.0.0.0/8"))) {
		atoms = append(atoms, Anyone(addr), Peer{Addr: addr})
	}
	table, asked := newRuleTable(g, true, atoms, virtual), map[Answer]int{}
	for _, protocol := range protocols {
		for _, ports := range pieces([]PortRange{{22, 22}, {400, 500}, {443, 443}}) {
			about := table.about(combination{protocol, ports})
			for i, from := range atoms {
				for j, to := range atoms {
					want := g.In(Connection{from, to, protocol, ports.First}, virtual)
					assert.Equal(t, want.Answer, table.decide(about, i, j).Answer, "%s to %s, %s %s", from, to, protocol, ports)
					asked[want.Answer]++
				}
			}
		}
	}
	assert.Len(t, asked, 3, "all three answers occur")
}
