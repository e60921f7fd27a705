package topology

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// policies reads policies as people write them.
func policies(t *testing.T, specs ...string) []*Policy {
	t.Helper()
	var all []*Policy
	for _, spec := range specs {
		var inputs map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(spec), &inputs))
		all = append(all, newPolicy(Resource{Inputs: inputs}))
	}
	return all
}

// pod is a pod of a namespace whose labels are its name and, for "team", that it is one.
func pod(namespace string, labels map[string]string, ports ...NamedPort) *Pods {
	p := &Pods{Namespace: namespace, Name: "pod", Labels: labels, Ports: ports}
	return p.in(map[string]map[string]string{"team": {"project": "myproject", "user": "alice"}})
}

var generic = Enforcement{PodRanges: []netip.Prefix{netip.MustParsePrefix("10.244.0.0/16")}}

// documented is the example of the Kubernetes documentation, network-policies, "The NetworkPolicy resource", with its numbers.
const documented = `
metadata: {name: test-network-policy, namespace: default}
spec:
  podSelector: {matchLabels: {role: db}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}
    - namespaceSelector: {matchLabels: {project: myproject}}
    - podSelector: {matchLabels: {role: frontend}}
    ports: [{protocol: TCP, port: 6379}]
  egress:
  - to: [{ipBlock: {cidr: 10.0.0.0/24}}]
    ports: [{protocol: TCP, port: 5978}]
`

// TestDocumentedPolicy asks the three statements that the documentation makes of its example.
func TestDocumentedPolicy(t *testing.T) {
	t.Parallel()
	db := pod("default", map[string]string{"role": "db"})
	at := func(a string) PolicyEnd { return PolicyEnd{At: At(a)} }
	in := func(namespace string, labels map[string]string) PolicyEnd {
		return PolicyEnd{Pods: pod(namespace, labels)}
	}
	for _, test := range []struct {
		reason   string
		ingress  bool
		other    PolicyEnd
		protocol Protocol
		port     uint16
		want     Answer
	}{
		{"a pod of the same namespace with the label", true, in("default", map[string]string{"role": "frontend"}), TCP, 6379, Reachable},
		{"the same pod on another port", true, in("default", map[string]string{"role": "frontend"}), TCP, 6380, NotReachable},
		{"the same port by another protocol", true, in("default", map[string]string{"role": "frontend"}), UDP, 6379, NotReachable},
		{"the label in another namespace is not meant: a selector of pods alone is about the policy's own", true, in("other", map[string]string{"role": "frontend"}), TCP, 6379, NotReachable},
		{"any pod of a namespace with the label", true, in("team", nil), TCP, 6379, Reachable},
		{"a pod without label in the same namespace", true, in("default", nil), TCP, 6379, NotReachable},
		{"172.17.0.0 to 172.17.0.255", true, at("172.17.0.255"), TCP, 6379, Reachable},
		{"all but 172.17.1.0/24", true, at("172.17.1.7"), TCP, 6379, NotReachable},
		{"172.17.2.0 to 172.17.255.255", true, at("172.17.2.0"), TCP, 6379, Reachable},
		{"outside the block", true, at("172.18.0.1"), TCP, 6379, NotReachable},
		{"out to 10.0.0.0/24 on its port", false, at("10.0.0.9"), TCP, 5978, Reachable},
		{"out to there on another port", false, at("10.0.0.9"), TCP, 443, NotReachable},
		{"out to another address", false, at("10.0.1.9"), TCP, 5978, NotReachable},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			ask := generic.MayLeave
			if test.ingress {
				ask = generic.MayEnter
			}
			assert.Equal(t, test.want, ask(db, test.other, test.protocol, test.port, policies(t, documented)).Answer)
		})
	}
	assert.Equal(t, Verdict{Reachable, "no policy isolates default/pod for ingress"},
		generic.MayEnter(pod("default", nil), in("other", nil), TCP, 22, policies(t, documented)), "pods that it does not select stay as they are")
}

// TestPolicies are further statements of the documentation (D), of the API reference (A), and what the upstream conformance tests of
// NetworkPolicy ask (E), one by one, about a connection to or from a pod with the label app=web in "team".
func TestPolicies(t *testing.T) {
	t.Parallel()
	const meta = "metadata: {name: p, namespace: team}\nspec:\n"
	web := pod("team", map[string]string{"app": "web"}, NamedPort{"http", TCP, 8080}, NamedPort{"dns", UDP, 53})
	client := PolicyEnd{Pods: pod("team", map[string]string{"role": "client"})}
	foreign := PolicyEnd{Pods: pod("elsewhere", map[string]string{"role": "client"})}
	outside := PolicyEnd{At: At("203.0.113.9")}
	for _, test := range []struct {
		reason  string
		specs   []string
		ingress bool
		other   PolicyEnd
		port    uint16
		want    Answer
	}{
		{"D: without policies everything is allowed in", nil, true, foreign, 80, Reachable},
		{"D: and out", nil, false, outside, 80, Reachable},
		{"D: default deny all ingress", []string{meta + "  podSelector: {}\n  policyTypes: [Ingress]"}, true, client, 80, NotReachable},
		{"D: it changes nothing for egress", []string{meta + "  podSelector: {}\n  policyTypes: [Ingress]"}, false, outside, 80, Reachable},
		{"D: default deny all egress", []string{meta + "  podSelector: {}\n  policyTypes: [Egress]"}, false, outside, 80, NotReachable},
		{"D: it changes nothing for ingress", []string{meta + "  podSelector: {}\n  policyTypes: [Egress]"}, true, client, 80, Reachable},
		{"D: allow all ingress: a rule without from and ports", []string{meta + "  podSelector: {}\n  ingress: [{}]"}, true, foreign, 80, Reachable},
		{"D: allow all egress", []string{meta + "  podSelector: {}\n  egress: [{}]\n  policyTypes: [Egress]"}, false, outside, 80, Reachable},
		{"D: without policyTypes Ingress is always set", []string{meta + "  podSelector: {}"}, true, client, 80, NotReachable},
		{"D: without policyTypes Egress is not set where there is no egress rule", []string{meta + "  podSelector: {}"}, false, outside, 80, Reachable},
		{"D: without policyTypes Egress is set where there is one", []string{meta + "  podSelector: {}\n  egress: [{to: [{podSelector: {}}]}]"}, false, outside, 80, NotReachable},
		{"A: rules of a direction that is not a type are not looked at", []string{meta + "  podSelector: {}\n  policyTypes: [Egress]\n  ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]"}, true, client, 80, Reachable},
		{"D: policies add: one denies, another allows", []string{meta + "  podSelector: {}", meta + "  podSelector: {matchLabels: {app: web}}\n  ingress: [{from: [{podSelector: {}}]}]"}, true, client, 80, Reachable},
		{"D: the order does not matter", []string{meta + "  podSelector: {matchLabels: {app: web}}\n  ingress: [{from: [{podSelector: {}}]}]", meta + "  podSelector: {}"}, true, client, 80, Reachable},
		{"D: a policy of another namespace says nothing", []string{"metadata: {name: p, namespace: elsewhere}\nspec:\n  podSelector: {}"}, true, client, 80, Reachable},
		{"D: an empty podSelector is every pod of the namespace", []string{meta + "  podSelector: {}\n  ingress: [{from: [{podSelector: {}}]}]"}, true, client, 80, Reachable},
		{"D: and of no other", []string{meta + "  podSelector: {}\n  ingress: [{from: [{podSelector: {}}]}]"}, true, foreign, 80, NotReachable},
		{"A: an empty namespaceSelector is every namespace", []string{meta + "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {}}]}]"}, true, foreign, 80, Reachable},
		{"A: but no address outside", []string{meta + "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {}}]}]"}, true, outside, 80, NotReachable},
		{"D: one entry with both selectors: both must hold", []string{meta + "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {matchLabels: {user: alice}}, podSelector: {matchLabels: {role: client}}}]}]"}, true, foreign, 80, NotReachable},
		{"D: and hold here", []string{meta + "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {matchLabels: {user: alice}}, podSelector: {matchLabels: {role: client}}}]}]"}, true, client, 80, Reachable},
		{"D: two entries: either is enough", []string{meta + "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {matchLabels: {user: bob}}}, {podSelector: {matchLabels: {role: client}}}]}]"}, true, client, 80, Reachable},
		{"D: a namespace by the name that every one has as a label", []string{meta + "  podSelector: {}\n  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: elsewhere}}}]}]"}, true, foreign, 80, Reachable},
		{"E: matchExpressions, In", []string{meta + "  podSelector: {}\n  ingress: [{from: [{podSelector: {matchExpressions: [{key: role, operator: In, values: [client, x]}]}}]}]"}, true, client, 80, Reachable},
		{"E: matchExpressions, NotIn", []string{meta + "  podSelector: {}\n  ingress: [{from: [{podSelector: {matchExpressions: [{key: role, operator: NotIn, values: [client]}]}}]}]"}, true, client, 80, NotReachable},
		{"E: NotIn holds where the key is missing", []string{meta + "  podSelector: {}\n  ingress: [{from: [{podSelector: {matchExpressions: [{key: none, operator: NotIn, values: [x]}]}}]}]"}, true, client, 80, Reachable},
		{"E: Exists", []string{meta + "  podSelector: {matchExpressions: [{key: app, operator: Exists}]}"}, true, client, 80, NotReachable},
		{"E: DoesNotExist", []string{meta + "  podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}"}, true, client, 80, Reachable},
		{"E: a port by the name that the called pod gives it", []string{meta + "  podSelector: {}\n  ingress: [{ports: [{port: http}]}]"}, true, client, 8080, Reachable},
		{"E: the name is not another port's", []string{meta + "  podSelector: {}\n  ingress: [{ports: [{port: http}]}]"}, true, client, 8081, NotReachable},
		{"E: a name of another protocol's port is not meant", []string{meta + "  podSelector: {}\n  ingress: [{ports: [{port: dns}]}]"}, true, client, 53, NotReachable},
		{"D: a range of ports, its last included", []string{meta + "  podSelector: {}\n  egress: [{ports: [{port: 32000, endPort: 32768}]}]\n  policyTypes: [Egress]"}, false, outside, 32768, Reachable},
		{"D: and not beyond", []string{meta + "  podSelector: {}\n  egress: [{ports: [{port: 32000, endPort: 32768}]}]\n  policyTypes: [Egress]"}, false, outside, 32769, NotReachable},
		{"A: a port without a number is every port of its protocol", []string{meta + "  podSelector: {}\n  ingress: [{ports: [{protocol: TCP}]}]"}, true, client, 9, Reachable},
		{"A: of no other protocol", []string{meta + "  podSelector: {}\n  ingress: [{ports: [{protocol: UDP}]}]"}, true, client, 9, NotReachable},
		{"E: a block with an exception that another block gives back", []string{meta + "  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.9/32]}}, {ipBlock: {cidr: 203.0.113.9/32}}]}]"}, false, outside, 80, Reachable},
		{"a selector that is not known yet may select it", []string{meta + "  podSelector: {matchLabels: {app: 04da6b54-80e4-46f7-96ec-b56ff0331ba9}}"}, true, client, 80, Undecided},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			ask := generic.MayLeave
			if test.ingress {
				ask = generic.MayEnter
			}
			assert.Equal(t, test.want, ask(web, test.other, TCP, test.port, policies(t, test.specs...)).Answer)
		})
	}
}

// TestWhoEnforces are the differences between those who enforce policies.
func TestWhoEnforces(t *testing.T) {
	t.Parallel()
	deny := policies(t, "metadata: {name: p, namespace: team}\nspec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}")
	web, other := pod("team", nil), PolicyEnd{Pods: pod("team", nil)}
	node := PolicyEnd{At: At("10.0.0.4"), Node: true}
	cilium := Enforcement{Cilium: true, PodRanges: generic.PodRanges}
	assert.Equal(t, Reachable, generic.MayLeave(web, other, TCP, 80, deny).Answer, "a range selects pods too, by the specification")
	assert.Equal(t, NotReachable, cilium.MayLeave(web, other, TCP, 80, deny).Answer, "but not with Cilium (AKS documentation, azure-cni-powered-by-cilium)")
	assert.Equal(t, NotReachable, cilium.MayLeave(web, node, TCP, 80, deny).Answer, "nor nodes")
	assert.Equal(t, Reachable, cilium.MayLeave(web, PolicyEnd{At: At("203.0.113.9")}, TCP, 80, deny).Answer, "what is outside it selects")
	assert.Equal(t, Reachable, Enforcement{None: true}.MayEnter(web, other, TCP, 80, deny).Answer, "nobody enforces them: they have no effect")
	host := &Pods{Namespace: "team", Name: "agent", HostNetwork: true}
	assert.Equal(t, Reachable, cilium.MayEnter(host, other, TCP, 80, deny).Answer, "a pod with its node's network is held by none")
	some := policies(t, "metadata: {name: p, namespace: team}\nspec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.244.0.0/24}}]}]}")
	assert.Equal(t, Undecided, generic.MayLeave(web, other, TCP, 80, some).Answer, "which of a range's addresses a pod has is not known")
}

func TestClusterSaysWhoEnforces(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Enforcement{None: true}, (&Cluster{}).enforcement())
	assert.Equal(t, Enforcement{None: true}, (&Cluster{Policies: "none"}).enforcement())
	assert.Equal(t, Enforcement{Cilium: true}, (&Cluster{Policies: "cilium"}).enforcement())
	assert.Equal(t, Enforcement{}, (&Cluster{Policies: "calico"}).enforcement())
}
