package topology

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Rule is one rule of a security group.
type Rule struct {
	Name     string
	Priority int
	Inbound  bool
	// Allow is the rule's access; perhaps where it is not known.
	Allow match
	// Protocol is "*", "Tcp", "Udp", "Icmp", "Esp" or "Ah"; "" where it is not known.
	Protocol         string
	From, To         side
	FromPorts, Ports portSet

	label string // names the rule in reasons
}

// SecurityGroup is a network security group with its default rules, in the order in which Azure processes them.
type SecurityGroup struct {
	ID, Name string
	Rules    []Rule
	// Unknown is true where rules may be missing: the list, or a whole rule, is not known yet.
	Unknown bool
}

// defaultRules are what Azure adds to every group and nobody can remove (Microsoft Learn, Virtual network,
// network-security-groups-overview, "Default security rules").
func defaultRules() []Rule {
	one := func(name string, priority int, inbound bool, allow match, from, to string) Rule {
		return Rule{
			Name: name, Priority: priority, Inbound: inbound, Allow: allow, Protocol: "*",
			From: newSide([]string{from}, true, false), To: newSide([]string{to}, true, false),
			FromPorts: newPortSet([]string{"*"}, true), Ports: newPortSet([]string{"*"}, true),
		}
	}
	return []Rule{
		one("AllowVnetInBound", 65000, true, yes, tagVirtualNetwork, tagVirtualNetwork),
		one("AllowAzureLoadBalancerInBound", 65001, true, yes, tagLoadBalancer, "*"),
		one("DenyAllInBound", 65500, true, no, "*", "*"),
		one("AllowVnetOutBound", 65000, false, yes, tagVirtualNetwork, tagVirtualNetwork),
		one("AllowInternetOutBound", 65001, false, yes, "*", tagInternet),
		one("DenyAllOutBound", 65500, false, no, "*", "*"),
	}
}

// NewSecurityGroup reads a group from the inputs of its resource. More are the inputs of rules that are resources of their own.
func NewSecurityGroup(id string, inputs map[string]any, more ...map[string]any) *SecurityGroup {
	in := object(inputs)
	g := &SecurityGroup{ID: id, Name: cmp.Or(in.text("networkSecurityGroupName"), lastSegment(id))}
	rules, known := in.objects("securityRules")
	g.Unknown = !known
	for _, rule := range rules {
		g.Rules = append(g.Rules, newRule(rule, rule.text("name")))
	}
	for _, rule := range more {
		g.Rules = append(g.Rules, newRule(rule, object(rule).text("securityRuleName")))
	}
	g.Rules = append(g.Rules, defaultRules()...)
	for i, rule := range g.Rules {
		g.Rules[i].label = fmt.Sprintf("rule %s (%d) of %s", rule.Name, rule.Priority, g.Name)
	}
	slices.SortStableFunc(g.Rules, func(a, b Rule) int { return cmp.Compare(a.Priority, b.Priority) })
	return g
}

func newRule(in object, name string) Rule {
	direction := in.text("direction")
	r := Rule{
		Name: cmp.Or(name, in.text("name"), "a rule without a name"), Priority: in.number("priority"),
		Inbound: strings.EqualFold(direction, "Inbound"), Protocol: in.text("protocol"),
		From: ruleSide(in, "source"), To: ruleSide(in, "destination"),
		FromPorts: rulePorts(in, "source"), Ports: rulePorts(in, "destination"),
	}
	switch access := in.text("access"); {
	case strings.EqualFold(access, "Allow"):
		r.Allow = yes
	case strings.EqualFold(access, "Deny"):
		r.Allow = no
	default:
		r.Allow = perhaps
	}
	return r
}

// ruleSide reads an end of a rule: one prefix, several, or application security groups.
func ruleSide(in object, end string) side {
	list, known := in.texts(end + "AddressPrefixes")
	if one := in.at(end + "AddressPrefix"); isUnknown(one) {
		known = false
	} else if text := in.text(end + "AddressPrefix"); text != "" {
		list = append(list, text)
	}
	groups, groupsKnown := in.objects(end + "ApplicationSecurityGroups")
	return newSide(list, known && groupsKnown, len(groups) > 0)
}

func rulePorts(in object, end string) portSet {
	list, known := in.texts(end + "PortRanges")
	if one := in.at(end + "PortRange"); isUnknown(one) {
		known = false
	} else if text := in.text(end + "PortRange"); text != "" {
		list = append(list, text)
	}
	return newPortSet(list, known)
}

// protocolMatches says whether a rule is about a protocol.
func (r Rule) protocolMatches(p Protocol) match {
	switch {
	case r.Protocol == "*" || strings.EqualFold(r.Protocol, "any") || strings.EqualFold(r.Protocol, string(p)):
		return yes
	case r.Protocol == "":
		return perhaps
	}
	return no
}

// portMatches says whether a rule is about a port. ICMP has none. A connection's own port is chosen by whoever begins it, so
// a rule that asks for one may or may not apply.
func (r Rule) portMatches(p Protocol, port uint16) match {
	if p == ICMP {
		return yes
	}
	from := perhaps
	if r.FromPorts.every() {
		from = yes
	}
	return all(from, r.Ports.matches(port))
}

// speaksOf is true when a rule names a service tag as a destination.
func (g *SecurityGroup) speaksOf(tag string) bool {
	return g != nil && slices.ContainsFunc(g.Rules, func(r Rule) bool {
		return !r.Inbound && slices.ContainsFunc(r.To.tags, func(t string) bool { return strings.EqualFold(t, tag) })
	})
}
