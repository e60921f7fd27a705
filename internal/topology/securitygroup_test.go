package topology_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/topology"
)

// r is a rule as a resource's inputs have it, with what a test does not say: TCP, from and to everywhere, every port.
func r(name string, priority int, direction, access string, more map[string]any) map[string]any {
	rule := map[string]any{
		"name": name, "priority": float64(priority), "direction": direction, "access": access, "protocol": "Tcp",
		"sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*",
	}
	for key, value := range more {
		rule[key] = value
		if value == nil {
			delete(rule, key)
		}
	}
	return rule
}

func group(name string, rules ...map[string]any) *topology.SecurityGroup {
	var list []any
	for _, rule := range rules {
		list = append(list, rule)
	}
	return topology.NewSecurityGroup("/networkSecurityGroups/"+name, map[string]any{"networkSecurityGroupName": name, "securityRules": list})
}

func tcp(from, to topology.Peer, port uint16) topology.Connection {
	return topology.Connection{From: from, To: to, Protocol: topology.TCP, Port: port}
}

var (
	// space is a network's own addresses and those of a peer.
	space     = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16"), netip.MustParsePrefix("10.1.0.0/16")}
	vm        = topology.At("10.0.1.4")
	neighbour = topology.At("10.0.1.5")
	peered    = topology.At("10.1.0.4")
	stranger  = topology.At("10.9.0.4")
	visitor   = topology.Anyone(netip.MustParseAddr("198.51.100.7"))
	host      = topology.At("168.63.129.16")
	frontDoor = topology.Of("AzureFrontDoor.Backend")
)

// TestSubnetAndInterface are the four machines of Microsoft Learn, Virtual network, network-security-group-how-it-works: NSG1 is
// on Subnet1, NSG2 on the interfaces of VM1 and VM3, VM4 has neither. All is about TCP port 80 and the Internet.
func TestSubnetAndInterface(t *testing.T) {
	t.Parallel()
	web := r("Web", 100, "Inbound", "Allow", map[string]any{"sourceAddressPrefix": "Internet", "destinationPortRange": "80"})
	noWeb := r("NoWeb", 100, "Outbound", "Deny", map[string]any{"destinationAddressPrefix": "Internet", "destinationPortRange": "80"})
	for _, test := range []struct {
		reason      string
		subnet, nic *topology.SecurityGroup
		inbound     bool
		want        topology.Verdict
	}{
		{"VM1: the subnet's default deny comes first, whatever the interface allows", group("NSG1"), group("NSG2", web), true,
			topology.Verdict{Answer: topology.NotReachable, Reason: "rule DenyAllInBound (65500) of NSG1"}},
		{"VM1: what the subnet lets through the interface may still deny", group("NSG1", web), group("NSG2"), true,
			topology.Verdict{Answer: topology.NotReachable, Reason: "rule DenyAllInBound (65500) of NSG2"}},
		{"VM1: both must have a rule that allows it", group("NSG1", web), group("NSG2", web), true,
			topology.Verdict{Answer: topology.Reachable, Reason: "rule Web (100) of NSG1; rule Web (100) of NSG2"}},
		{"VM2: without a group on the interface the subnet's decides", group("NSG1", web), nil, true,
			topology.Verdict{Answer: topology.Reachable, Reason: "rule Web (100) of NSG1; no security group"}},
		{"VM3: without a group on the subnet the interface's decides", nil, group("NSG2"), true,
			topology.Verdict{Answer: topology.NotReachable, Reason: "rule DenyAllInBound (65500) of NSG2"}},
		{"VM4: without any group everything comes in", nil, nil, true,
			topology.Verdict{Answer: topology.Reachable, Reason: "no security group; no security group"}},
		{"VM1 outbound: the default lets it out by both", group("NSG1"), group("NSG2"), false,
			topology.Verdict{Answer: topology.Reachable, Reason: "rule AllowInternetOutBound (65001) of NSG2; rule AllowInternetOutBound (65001) of NSG1"}},
		{"VM1 outbound: the interface's group comes first", group("NSG1", noWeb), group("NSG2", noWeb), false,
			topology.Verdict{Answer: topology.NotReachable, Reason: "rule NoWeb (100) of NSG2"}},
		{"VM2 outbound: the subnet's rules are processed", group("NSG1", noWeb), nil, false,
			topology.Verdict{Answer: topology.NotReachable, Reason: "rule NoWeb (100) of NSG1"}},
		{"VM4 outbound: everything leaves", nil, nil, false,
			topology.Verdict{Answer: topology.Reachable, Reason: "no security group; no security group"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			if test.inbound {
				assert.Equal(t, test.want, topology.Arrive(test.subnet, test.nic, tcp(visitor, vm, 80), space))
				return
			}
			assert.Equal(t, test.want, topology.Leave(test.subnet, test.nic, tcp(vm, visitor, 80), space))
		})
	}
}

// TestRulesOfAGroup are the statements of Microsoft Learn, Virtual network, network-security-groups-overview (N) and
// service-tags-overview (S), one by one.
func TestRulesOfAGroup(t *testing.T) {
	t.Parallel()
	deny := r("DenyAll", 4096, "Inbound", "Deny", map[string]any{"protocol": "*"})
	udp := func(c topology.Connection) topology.Connection { c.Protocol = topology.UDP; return c }
	icmp := func(c topology.Connection) topology.Connection { c.Protocol = topology.ICMP; return c }
	allow := func(more map[string]any) map[string]any { return r("Allow", 200, "Inbound", "Allow", more) }
	for _, test := range []struct {
		reason  string
		rules   []map[string]any
		about   topology.Connection
		answer  topology.Answer
		decided string
	}{
		{"N: machines of a network reach each other by default", nil, tcp(neighbour, vm, 22), topology.Reachable, "AllowVnetInBound"},
		{"N: by default nobody else comes in", nil, tcp(visitor, vm, 443), topology.NotReachable, "DenyAllInBound"},
		{"N: a default is overridden by a rule with a lower number", []map[string]any{deny}, tcp(neighbour, vm, 22), topology.NotReachable, "DenyAll"},
		{"N: the lower number is processed first, and then processing stops",
			[]map[string]any{r("Second", 300, "Inbound", "Deny", nil), r("First", 100, "Inbound", "Allow", nil)},
			tcp(visitor, vm, 443), topology.Reachable, "First"},
		{"N: a rule of the other direction says nothing", []map[string]any{r("Out", 100, "Outbound", "Allow", nil)}, tcp(visitor, vm, 443), topology.NotReachable, "DenyAllInBound"},
		{"N: any encompasses TCP, UDP and ICMP", []map[string]any{allow(map[string]any{"protocol": "*"})}, icmp(tcp(visitor, vm, 0)), topology.Reachable, "Allow"},
		{"N: a rule for TCP is none for UDP", []map[string]any{allow(nil)}, udp(tcp(visitor, vm, 443)), topology.NotReachable, "DenyAllInBound"},
		{"N: a rule for TCP is none for ICMP", []map[string]any{allow(nil)}, icmp(tcp(visitor, vm, 0)), topology.NotReachable, "DenyAllInBound"},
		{"N: a rule for ESP is none for TCP", []map[string]any{allow(map[string]any{"protocol": "Esp"})}, tcp(visitor, vm, 443), topology.NotReachable, "DenyAllInBound"},
		{"N: a single port", []map[string]any{allow(map[string]any{"destinationPortRange": "80"})}, tcp(visitor, vm, 81), topology.NotReachable, "DenyAllInBound"},
		{"N: a range of ports, its last included", []map[string]any{allow(map[string]any{"destinationPortRange": "10000-10005"})}, tcp(visitor, vm, 10005), topology.Reachable, "Allow"},
		{"N: an augmented rule has several ports and ranges",
			[]map[string]any{allow(map[string]any{"destinationPortRange": nil, "destinationPortRanges": []any{"80", "10000-10005"}})},
			tcp(visitor, vm, 10001), topology.Reachable, "Allow"},
		{"N: and several addresses and ranges",
			[]map[string]any{allow(map[string]any{"sourceAddressPrefix": nil, "sourceAddressPrefixes": []any{"203.0.113.4", "198.51.100.0/24"}})},
			tcp(visitor, vm, 443), topology.Reachable, "Allow"},
		{"N: an address outside all of them is not meant",
			[]map[string]any{allow(map[string]any{"sourceAddressPrefix": nil, "sourceAddressPrefixes": []any{"203.0.113.4", "198.51.100.128/25"}})},
			tcp(visitor, vm, 443), topology.NotReachable, "DenyAllInBound"},
		{"N: 0.0.0.0/0 stands for all addresses", []map[string]any{allow(map[string]any{"sourceAddressPrefix": "0.0.0.0/0"})}, tcp(frontDoor, vm, 443), topology.Reachable, "Allow"},
		{"N: who is in a security group of an application the state does not say",
			[]map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": nil, "sourceApplicationSecurityGroups": []any{map[string]any{"id": "/asg"}}})},
			tcp(neighbour, vm, 443), topology.Undecided, "Allow"},
		{"N: in a load-balanced pool the source is the originating computer, not the balancer",
			[]map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "AzureLoadBalancer"})}, tcp(visitor, vm, 443), topology.NotReachable, "DenyAll"},
		{"S: the tag AzureLoadBalancer is the host's virtual address, where probes come from", nil, tcp(host, vm, 30000), topology.Reachable, "AllowVnetInBound"},
		{"S: and a rule for it lets probes in", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "AzureLoadBalancer"})}, tcp(host, vm, 30000), topology.Reachable, "Allow"},
		{"S: VirtualNetwork encompasses peered networks", nil, tcp(peered, vm, 22), topology.Reachable, "AllowVnetInBound"},
		{"S: but no network that is not connected", nil, tcp(stranger, vm, 22), topology.NotReachable, "DenyAllInBound"},
		{"S: Internet is outside the virtual network", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "Internet"})}, tcp(neighbour, vm, 443), topology.NotReachable, "DenyAll"},
		{"S: Internet is what the public Internet reaches, private addresses are not", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "Internet"})}, tcp(stranger, vm, 443), topology.NotReachable, "DenyAll"},
		{"S: Internet includes Azure's own public addresses", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "Internet"})}, tcp(frontDoor, vm, 443), topology.Reachable, "Allow"},
		{"S: a tag is its own addresses", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "azurefrontdoor.backend"})}, tcp(frontDoor, vm, 443), topology.Reachable, "Allow"},
		{"S: and nobody else's", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "AzureFrontDoor.Backend"})}, tcp(visitor, vm, 443), topology.NotReachable, "DenyAll"},
		{"S: a public address of which nothing is known may be a service's", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "AzureCloud"})}, tcp(topology.At("198.51.100.7"), vm, 443), topology.Undecided, "Allow"},
		{"S: a tag with a region is a part of the one without", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "Storage"})}, tcp(topology.Of("Storage.EastUS2"), vm, 443), topology.Reachable, "Allow"},
		{"S: two services have no address in common", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "Storage"})}, tcp(frontDoor, vm, 443), topology.NotReachable, "DenyAll"},
		{"S: but AzureCloud is all of Azure's, as far as it is not of a region", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "AzureCloud.uksouth"})}, tcp(frontDoor, vm, 443), topology.Undecided, "Allow"},
		{"S: the one without may or may not be in the region", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "Storage.EastUS2"})}, tcp(topology.Of("Storage"), vm, 443), topology.Undecided, "Allow"},
		{"a value that is not known yet decides nothing", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"})}, tcp(visitor, vm, 443), topology.Undecided, "Allow"},
		{"unless what comes after says the same", []map[string]any{r("DenyNow", 100, "Inbound", "Deny", map[string]any{"sourceAddressPrefix": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}), deny}, tcp(visitor, vm, 443), topology.NotReachable, "DenyAll"},
		{"or a rule before it has decided", []map[string]any{r("Before", 100, "Inbound", "Deny", nil), allow(map[string]any{"destinationPortRange": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"})}, tcp(visitor, vm, 443), topology.NotReachable, "Before"},
		{"the port that a caller calls from is not known beforehand", []map[string]any{deny, allow(map[string]any{"sourcePortRange": "1024"})}, tcp(visitor, vm, 443), topology.Undecided, "Allow"},
		{"an address that cannot be read is no service tag", []map[string]any{deny, allow(map[string]any{"sourceAddressPrefix": "10.0.0.0/99"})}, tcp(visitor, vm, 443), topology.Undecided, "Allow"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			got := group("nsg", test.rules...).In(test.about, space)
			assert.Equal(t, test.answer, got.Answer)
			assert.Contains(t, got.Reason, "rule "+test.decided+" (")
		})
	}
}

// TestGroupsAreStateful: what answers a connection needs no rule of its own (network-security-groups-overview). Only the first
// packet is asked about, in the direction in which it goes.
func TestGroupsAreStateful(t *testing.T) {
	t.Parallel()
	closed := group("nsg", r("DenyIn", 4096, "Inbound", "Deny", map[string]any{"protocol": "*"}), r("Web", 100, "Outbound", "Allow", map[string]any{"destinationPortRange": "80"}))
	assert.Equal(t, topology.Reachable, closed.Out(tcp(vm, visitor, 80), space).Answer, "the answer comes back although nothing may come in")
	assert.Equal(t, topology.NotReachable, closed.In(tcp(visitor, vm, 80), space).Answer, "but nobody may begin from outside")
}

// TestGroupInsideOneSubnet is the section "Intra-Subnet traffic" of network-security-group-how-it-works.
func TestGroupInsideOneSubnet(t *testing.T) {
	t.Parallel()
	both := tcp(vm, neighbour, 80)
	byDefault := group("NSG1")
	assert.Equal(t, topology.Reachable, topology.Leave(byDefault, nil, both, space).Answer)
	assert.Equal(t, topology.Reachable, topology.Arrive(byDefault, nil, both, space).Answer)
	every := map[string]any{"protocol": "*"}
	closed := group("NSG1", r("In", 100, "Inbound", "Deny", every), r("Out", 100, "Outbound", "Deny", every))
	assert.Equal(t, topology.NotReachable, topology.Leave(closed, nil, both, space).Answer)
	assert.Equal(t, topology.NotReachable, topology.Arrive(closed, nil, both, space).Answer)
}

// TestRulesThatAreResourcesOfTheirOwn read a rule outside its group.
func TestRulesThatAreResourcesOfTheirOwn(t *testing.T) {
	t.Parallel()
	rule := r("", 100, "Inbound", "Allow", map[string]any{"securityRuleName": "Apart"})
	g := topology.NewSecurityGroup("/nsg", map[string]any{"networkSecurityGroupName": "nsg"}, rule)
	assert.Equal(t, topology.Verdict{Answer: topology.Reachable, Reason: "rule Apart (100) of nsg"}, g.In(tcp(visitor, vm, 443), space))
	unknown := topology.NewSecurityGroup("/nsg", map[string]any{"networkSecurityGroupName": "nsg", "securityRules": "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"})
	assert.Equal(t, topology.Undecided, unknown.In(tcp(visitor, vm, 443), space).Answer, "rules that are not known may allow it")
}
