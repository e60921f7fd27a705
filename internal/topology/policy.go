package topology

import (
	"net/netip"
	"slices"
)

// Policy is a Kubernetes network policy.
type Policy struct {
	Namespace, Name string
	Pods            Selector
	// Ingress and Egress say in which directions it isolates the pods it selects, and the rules what it lets through there.
	Ingress, Egress           bool
	IngressRules, EgressRules []PolicyRule
	// Unknown is true where a part of it is not known yet.
	Unknown bool
}

// PolicyRule lets through what comes from, or goes to, one of the peers on one of the ports. No peers are everybody, no ports
// every port.
type PolicyRule struct {
	Peers []PolicyPeer
	Ports []PolicyPort
	// AnyPeer and AnyPort are true where the list is absent or empty.
	AnyPeer, AnyPort bool
}

// PolicyPeer is a peer of a rule: pods of the policy's own namespace, pods of other namespaces, or addresses.
type PolicyPeer struct {
	Pods, Namespaces *Selector
	Block            *Block
}

// Block is a range of addresses without some.
type Block struct {
	Range  netip.Prefix
	Except []netip.Prefix
}

// PolicyPort is a port of a rule: by number, as a range, or by the name that a container gives it.
type PolicyPort struct {
	Protocol Protocol
	Ports    PortRange
	Name     string
	// Every is true where only the protocol is named.
	Every bool
}

// Selector selects by labels; an empty one selects everything.
type Selector struct {
	Labels      map[string]string
	Expressions []Expression
}

// Expression is one requirement of a selector.
type Expression struct {
	Key, Operator string
	Values        []string
}

// newPolicy reads a policy. Without policyTypes it always isolates for ingress, and for egress if it has any egress rule
// (Kubernetes documentation, network-policies; API reference, NetworkPolicySpec).
func newPolicy(r Resource) *Policy {
	in := r.input()
	p := &Policy{Namespace: in.text("metadata", "namespace"), Name: in.text("metadata", "name")}
	if p.Namespace == "" {
		p.Namespace = "default"
	}
	selector, _ := in.at("spec", "podSelector").(map[string]any)
	p.Pods = newSelector(selector)
	ingress, _ := in.objects("spec", "ingress")
	egress, _ := in.objects("spec", "egress")
	types, _ := in.texts("spec", "policyTypes")
	p.Unknown = hasUnknown(in["spec"])
	p.Ingress, p.Egress = len(types) == 0 || slices.Contains(types, "Ingress"), slices.Contains(types, "Egress")
	if len(types) == 0 {
		p.Egress = len(egress) > 0
	}
	for _, rule := range ingress {
		p.IngressRules = append(p.IngressRules, p.newRule(rule, "from"))
	}
	for _, rule := range egress {
		p.EgressRules = append(p.EgressRules, p.newRule(rule, "to"))
	}
	return p
}

func (p *Policy) newRule(in object, end string) PolicyRule {
	peers, _ := in.objects(end)
	ports, _ := in.objects("ports")
	rule := PolicyRule{AnyPeer: len(peers) == 0, AnyPort: len(ports) == 0}
	for _, peer := range peers {
		rule.Peers = append(rule.Peers, p.newPeer(peer))
	}
	for _, port := range ports {
		rule.Ports = append(rule.Ports, newPolicyPort(port))
	}
	return rule
}

func (p *Policy) newPeer(in object) PolicyPeer {
	var peer PolicyPeer
	if selector, ok := in["podSelector"].(map[string]any); ok {
		s := newSelector(selector)
		peer.Pods = &s
	}
	if selector, ok := in["namespaceSelector"].(map[string]any); ok {
		s := newSelector(selector)
		peer.Namespaces = &s
	}
	if block, ok := in["ipBlock"].(map[string]any); ok {
		prefix, err := parsePrefix(object(block).text("cidr"))
		except, _ := object(block).texts("except")
		ranges, read := parsePrefixes(except)
		p.Unknown = p.Unknown || err != nil || !read
		peer.Block = &Block{Range: prefix, Except: ranges}
	}
	return peer
}

// newPolicyPort reads a port; without a protocol it is TCP (API reference, NetworkPolicyPort).
func newPolicyPort(in object) PolicyPort {
	port := PolicyPort{Protocol: TCP}
	switch in.text("protocol") {
	case "UDP":
		port.Protocol = UDP
	case "SCTP":
		port.Protocol = "sctp"
	}
	switch in["port"].(type) {
	case nil:
		port.Every = true
	case string:
		if ports, err := parsePort(in.text("port")); err == nil {
			port.Ports = ports
		} else {
			port.Name = in.text("port")
		}
	default:
		first := in.number("port")
		last := max(first, in.number("endPort"))
		port.Ports = PortRange{uint16(first), uint16(last)} //nolint:gosec // the API server refuses other ports
	}
	return port
}

func newSelector(in object) Selector {
	s := Selector{Labels: in.labels("matchLabels")}
	expressions, _ := in.objects("matchExpressions")
	for _, e := range expressions {
		values, _ := e.texts("values")
		s.Expressions = append(s.Expressions, Expression{Key: e.text("key"), Operator: e.text("operator"), Values: values})
	}
	return s
}

// Selects says whether labels fulfil every requirement (Kubernetes documentation, labels: NotIn holds too where the key is
// missing).
func (s Selector) Selects(labels map[string]string) bool {
	for key, value := range s.Labels {
		if got, ok := labels[key]; !ok || got != value {
			return false
		}
	}
	for _, e := range s.Expressions {
		value, has := labels[e.Key]
		listed := has && slices.Contains(e.Values, value)
		switch e.Operator {
		case "In":
			if !listed {
				return false
			}
		case "NotIn":
			if listed {
				return false
			}
		case "Exists":
			if !has {
				return false
			}
		case "DoesNotExist":
			if has {
				return false
			}
		default:
			return false
		}
	}
	return true
}
