package network_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/components/network"
)

func nodeRules() []network.Rule {
	return network.NodeRules(network.NodeRanges{
		Nodes:         netip.MustParsePrefix("10.10.0.0/22"),
		Pods:          netip.MustParsePrefix("10.244.0.0/16"),
		Endpoints:     netip.MustParsePrefix("10.11.0.0/26"),
		EndpointPorts: []int{443, 1433, 443},
	})
}

func endpointRules(ops ...netip.Prefix) []network.Rule {
	return network.EndpointRules(network.EndpointRanges{
		Endpoints: netip.MustParsePrefix("10.11.0.0/26"),
		Nodes:     netip.MustParsePrefix("10.10.0.0/22"),
		Ops:       ops,
		Ports:     []int{1433, 443},
	})
}

// table writes rules as one line each, everything but the description.
func table(rules []network.Rule) []string {
	join := func(peers []network.Peer) string {
		all := make([]string, len(peers))
		for i, peer := range peers {
			all[i] = string(peer)
		}
		return strings.Join(all, ",")
	}
	lines := make([]string, len(rules))
	for i, r := range rules {
		lines[i] = fmt.Sprintf("%s %d %s %s %s -> %s : %s %s", r.Direction, r.Priority, r.Access, r.Protocol,
			join(r.From), join(r.To), strings.Join(r.Ports, ","), r.Name)
	}
	return lines
}

func TestNodeRules(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"Inbound 100 Allow Tcp AzureFrontDoor.Backend -> (ingress address) : 443 AllowFrontDoorToIngress",
		"Inbound 200 Allow Tcp AzureLoadBalancer -> 10.10.0.0/22 : * AllowLoadBalancerProbes",
		"Inbound 300 Allow * 10.10.0.0/22,10.244.0.0/16 -> 10.10.0.0/22,10.244.0.0/16 : * AllowClusterInbound",
		"Inbound 4096 Deny * * -> * : * DenyAllInbound",
		"Outbound 300 Allow * 10.10.0.0/22,10.244.0.0/16 -> 10.10.0.0/22,10.244.0.0/16 : * AllowClusterOutbound",
		"Outbound 400 Allow Tcp 10.10.0.0/22 -> 10.11.0.0/26 : 443,1433 AllowPrivateEndpoints",
		"Outbound 600 Allow Tcp 10.10.0.0/22 -> Internet : 443 AllowInternetHttps",
		"Outbound 610 Allow Udp 10.10.0.0/22 -> Internet : 123 AllowInternetNtp",
		"Outbound 4096 Deny * * -> * : * DenyAllOutbound",
	}, table(nodeRules()))
	assert.Empty(t, network.RuleProblems(nodeRules()))
}

func TestEndpointRules(t *testing.T) {
	t.Parallel()
	withOps := endpointRules(netip.MustParsePrefix("10.90.0.0/26"))
	assert.Equal(t, []string{
		"Inbound 400 Allow Tcp 10.10.0.0/22 -> 10.11.0.0/26 : 443,1433 AllowNodes",
		"Inbound 500 Allow Tcp 10.90.0.0/26 -> 10.11.0.0/26 : 443,1433 AllowOps",
		"Inbound 4096 Deny * * -> * : * DenyAllInbound",
		"Outbound 4096 Deny * * -> * : * DenyAllOutbound",
	}, table(withOps))
	assert.Equal(t, []string{
		"Inbound 400 Allow Tcp 10.10.0.0/22 -> 10.11.0.0/26 : 443,1433 AllowNodes",
		"Inbound 4096 Deny * * -> * : * DenyAllInbound",
		"Outbound 4096 Deny * * -> * : * DenyAllOutbound",
	}, table(endpointRules()), "without operators there is no rule for them, rather than one with an empty source")
	assert.Empty(t, network.RuleProblems(withOps))
}

// TestRuleProblems spoils a good table in one way each, and expects that to be seen.
func TestRuleProblems(t *testing.T) {
	t.Parallel()
	edit := func(name string, change func(rule *network.Rule)) func([]network.Rule) []network.Rule {
		return func(rules []network.Rule) []network.Rule {
			for i := range rules {
				if rules[i].Name == name {
					change(&rules[i])
				}
			}
			return rules
		}
	}
	drop := func(name string) func([]network.Rule) []network.Rule {
		return func(rules []network.Rule) []network.Rule {
			var kept []network.Rule
			for _, rule := range rules {
				if rule.Name != name {
					kept = append(kept, rule)
				}
			}
			return kept
		}
	}
	tests := map[string]struct {
		reason string
		spoil  func([]network.Rule) []network.Rule
		want   []string
	}{
		"InboundOpenEnded": {
			reason: "Without its deny-all, inbound ends in Azure's rule that lets every peered network in.",
			spoil:  drop("DenyAllInbound"),
			want:   []string{"Inbound does not end in deny-all at priority 4096"},
		},
		"OutboundOpenEnded": {
			reason: "Without its deny-all, outbound ends in Azure's rule that lets everything out.",
			spoil:  drop("DenyAllOutbound"),
			want:   []string{"Outbound does not end in deny-all at priority 4096"},
		},
		"DenyAllLeavesUDP": {
			reason: "A deny-all for TCP alone denies not all.",
			spoil:  edit("DenyAllInbound", func(r *network.Rule) { r.Protocol = network.TCP }),
			want:   []string{"Inbound does not end in deny-all at priority 4096"},
		},
		"Undescribed": {
			reason: "Every rule says what it is for.",
			spoil:  edit("AllowInternetNtp", func(r *network.Rule) { r.Description = " " }),
			want:   []string{`rule "AllowInternetNtp" has no description`},
		},
		"DescriptionTooLong": {
			reason: "Azure refuses descriptions over 140 characters.",
			spoil:  edit("AllowInternetNtp", func(r *network.Rule) { r.Description = strings.Repeat("d", 141) }),
			want:   []string{`rule "AllowInternetNtp" has a description of 141 characters; Azure takes 140`},
		},
		"SamePriority": {
			reason: "Azure refuses two rules of one priority in one direction.",
			spoil:  edit("AllowInternetNtp", func(r *network.Rule) { r.Priority = 600 }),
			want:   []string{`rule "AllowInternetNtp" has the priority of "AllowInternetHttps", 600 Outbound`},
		},
		"SameName": {
			reason: "Azure refuses two rules of one name.",
			spoil:  edit("AllowInternetNtp", func(r *network.Rule) { r.Name = "AllowInternetHttps" }),
			want:   []string{`rule "AllowInternetHttps" is there twice`},
		},
		"OutOfBand": {
			reason: "A rule outside its band is not where a reader looks for it.",
			spoil:  edit("AllowInternetNtp", func(r *network.Rule) { r.Priority = 700 }),
			want:   []string{`rule "AllowInternetNtp" has priority 700, outside its band 600`},
		},
		"WorldIn": {
			reason: "Only Front Door may come in from outside.",
			spoil:  edit("AllowFrontDoorToIngress", func(r *network.Rule) { r.From = []network.Peer{network.Internet} }),
			want:   []string{`rule "AllowFrontDoorToIngress" lets the whole Internet in`},
		},
		"ToAnywhere": {
			reason: "A rule names where it leads.",
			spoil:  edit("AllowInternetNtp", func(r *network.Rule) { r.To = []network.Peer{network.Anywhere} }),
			want:   []string{`rule "AllowInternetNtp" lets traffic through to anywhere; name the destination`},
		},
		"PlainHTTP": {
			reason: "Port 80 would only be needed by an OS channel that we do not use.",
			spoil:  edit("AllowInternetHttps", func(r *network.Rule) { r.Ports = []string{"443", "80"} }),
			want:   []string{`rule "AllowInternetHttps" opens port 80, which nodes patched by image do not need`},
		},
		"EveryPort": {
			reason: "Every port is for nodes and pods among themselves and for probes.",
			spoil:  edit("AllowPrivateEndpoints", func(r *network.Rule) { r.Ports = []string{network.AnyPort} }),
			want: []string{`rule "AllowPrivateEndpoints" opens every port; ` +
				`only nodes and pods among themselves and the load balancer's probes need that`},
		},
		"PlatformDNS": {
			reason: "A rule on Azure's DNS can only break it.",
			spoil: edit("AllowInternetNtp", func(r *network.Rule) {
				r.Access, r.To = network.Deny, []network.Peer{"AzurePlatformDNS"}
			}),
			want: []string{`rule "AllowInternetNtp" names AzurePlatformDNS, which needs no rule`},
		},
		"Malformed": {
			reason: "All that is wrong with a rule is said at once.",
			spoil: edit("AllowInternetNtp", func(r *network.Rule) {
				*r = network.Rule{Name: "two words", Description: "d", Band: network.BandOps, Priority: 500}
			}),
			want: []string{
				`rule "two words" needs a name of letters and digits, at most 80`,
				`rule "two words" has direction ""`, `rule "two words" has access ""`, `rule "two words" has protocol ""`,
				`rule "two words" needs From, To and Ports`,
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, network.RuleProblems(tc.spoil(nodeRules())), tc.reason)
		})
	}
}

// TestRulesAreGoodForEveryAddressPlan draws address plans: whatever the ranges, the tables have no problem.
func TestRulesAreGoodForEveryAddressPlan(t *testing.T) {
	t.Parallel()
	prefix := rapid.Custom(func(t *rapid.T) netip.Prefix {
		address := netip.AddrFrom4([4]byte{10, rapid.Byte().Draw(t, "second"), rapid.Byte().Draw(t, "third"), 0})
		return netip.PrefixFrom(address, rapid.IntRange(16, 28).Draw(t, "bits"))
	})
	rapid.Check(t, func(t *rapid.T) {
		ports := rapid.SliceOfN(rapid.SampledFrom([]int{443, 1433}), 1, 6).Draw(t, "ports")
		ops := rapid.SliceOfN(prefix, 0, 3).Draw(t, "ops")
		nodes := network.NodeRules(network.NodeRanges{
			Nodes: prefix.Draw(t, "nodes"), Pods: prefix.Draw(t, "pods"), Endpoints: prefix.Draw(t, "endpoints"), EndpointPorts: ports,
		})
		endpoints := network.EndpointRules(network.EndpointRanges{
			Endpoints: prefix.Draw(t, "endpoints"), Nodes: prefix.Draw(t, "nodes"), Ops: ops, Ports: ports,
		})
		assert.Empty(t, network.RuleProblems(nodes))
		assert.Empty(t, network.RuleProblems(endpoints))
	})
}

func TestBands(t *testing.T) {
	t.Parallel()
	assert.True(t, network.BandEdge.Contains(100))
	assert.True(t, network.BandEdge.Contains(199))
	assert.False(t, network.BandEdge.Contains(200))
	assert.False(t, network.BandEdge.Contains(99))
	assert.True(t, network.BandDenyAll.Contains(4096))
	assert.False(t, network.BandDenyAll.Contains(4097), "Azure knows no higher number")
}
