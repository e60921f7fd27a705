package topology

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// clusterOf is the cluster that a stack's Kubernetes objects live in: the one that the stack makes.
func (w *World) clusterOf(stack string) *Cluster {
	i := slices.IndexFunc(w.Clusters, func(c *Cluster) bool { return c.Stack == stack })
	if i < 0 {
		return nil
	}
	return w.Clusters[i]
}

// readObjects reads namespaces, policies and services of a cluster.
func (w *World) readObjects(i item) {
	cluster, in := w.clusterOf(i.stack), i.input()
	switch i.kind {
	case "kubernetes:core:ConfigMap", "kubernetes:core:Secret":
		if cluster != nil {
			cluster.Identified = oneOf(cluster.Identified, identifies(in))
		}
	case "kubernetes:core:Namespace":
		if w.namespaces[cluster] == nil {
			w.namespaces[cluster] = map[string]map[string]string{}
		}
		w.namespaces[cluster][in.text("metadata", "name")] = in.labels("metadata", "labels")
	case "kubernetes:networking.k8s.io:NetworkPolicy":
		w.Policies[cluster] = append(w.Policies[cluster], newPolicy(i.Resource))
	case "kubernetes:core:Service":
		if in.text("spec", "type") == "LoadBalancer" {
			w.Balancers = append(w.Balancers, newBalancer(in, cluster))
		}
	}
}

var identifier = regexp.MustCompile(`X-Azure-FDID[^\n]*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// identifies says whether a configuration asks for the identifier of a Front Door profile: by the header and a value on one line
// (Microsoft Learn, Front Door, origin-security).
func identifies(in object) match {
	result := no
	for key, value := range in.labels("data") {
		switch {
		case identifier.MatchString(value):
			return yes
		case strings.Contains(value, "X-Azure-FDID"), isUnknown(value) && strings.HasSuffix(key, "ml"):
			result = perhaps // the value, or all of a file, is not known
		}
	}
	return result
}

// The annotations of cloud-provider-azure that say which address a service gets.
const (
	annotationAddress  = "service.beta.kubernetes.io/azure-pip-name"
	annotationInternal = "service.beta.kubernetes.io/azure-load-balancer-internal"
)

func newBalancer(in object, cluster *Cluster) *Balancer {
	b := &Balancer{
		Namespace: in.text("metadata", "namespace"), Name: in.text("metadata", "name"), Cluster: cluster,
		AddressName: in.text("metadata", "annotations", annotationAddress),
		Internal:    matched(in.text("metadata", "annotations", annotationInternal) == "true"),
		Selector:    Selector{Labels: in.labels("spec", "selector")},
		Local:       in.text("spec", "externalTrafficPolicy") == "Local",
	}
	ranges, _ := in.texts("spec", "loadBalancerSourceRanges")
	b.Ranges, _ = parsePrefixes(ranges)
	ports, _ := in.objects("spec", "ports")
	for _, port := range ports {
		protocol := TCP
		if text := port.text("protocol"); text != "" {
			protocol = Protocol(strings.ToLower(text))
		}
		target := port.text("targetPort")
		if target == "" {
			target = port.text("port")
		}
		b.Ports = append(b.Ports, BalancerPort{protocol, uint16(port.number("port")), target}) //nolint:gosec // a port
	}
	return b
}

// readPods reads pods; namespaces have been read before.
func (w *World) readPods(i item) {
	if pods := newPods(i.Resource, i.kind); pods != nil {
		cluster := w.clusterOf(i.stack)
		pods.Cluster = cluster
		w.Pods = append(w.Pods, pods.in(w.namespaces[cluster]))
	}
}

// Names of pods that no state holds and that there are, or may be.
const (
	// othersName are the pods of a namespace that no template makes.
	othersName = "others"
	// unmanagedName is a namespace without any object of ours: default, or one of AKS's own.
	unmanagedName = "unmanaged"
	// dnsNamespace and dnsName are the cluster's DNS, which AKS runs.
	dnsNamespace, dnsName = "kube-system", "kube-dns"
)

// addUnmanaged adds the pods that a cluster has without any state saying so.
func (w *World) addUnmanaged() {
	for _, cluster := range w.Clusters {
		named := w.namespaces[cluster]
		for name := range named {
			w.Pods = append(w.Pods, (&Pods{Namespace: name, Name: othersName, Labels: map[string]string{}, Cluster: cluster}).in(named))
		}
		w.Pods = append(w.Pods,
			(&Pods{Namespace: unmanagedName, Name: othersName, Labels: map[string]string{}, Cluster: cluster}).in(named),
			(&Pods{
				Namespace: dnsNamespace, Name: dnsName, Labels: map[string]string{"k8s-app": "kube-dns"}, Cluster: cluster,
				Ports: []NamedPort{{"dns", UDP, 53}, {"dns-tcp", TCP, 53}},
			}).in(named))
	}
	slices.SortStableFunc(w.Pods, func(a, b *Pods) int { return strings.Compare(a.label(), b.label()) })
}

// resolve puts groups onto subnets and endpoints into them.
func (w *World) resolve(items []item) {
	for _, i := range items {
		if i.kind == "azure-native:network:NetworkSecurityGroup" {
			id := i.id(i.subscription)
			w.setGroup(NewSecurityGroup(id, i.Inputs, rulesOf(id, items)...))
		}
	}
	for _, endpoint := range w.Endpoints {
		for _, subnet := range w.subnets() {
			if sameID(subnet.ID, endpoint.SubnetID) {
				endpoint.Subnet = subnet
			}
		}
	}
}

// rulesOf are the inputs of a group's rules that are resources of their own.
func rulesOf(group string, items []item) []map[string]any {
	var rules []map[string]any
	for _, i := range items {
		parent := Resource{Type: "azure-native:network:NetworkSecurityGroup", Inputs: i.Inputs}
		if i.kind == "azure-native:network:SecurityRule" && sameID(parent.id(i.subscription), group) {
			rules = append(rules, i.Inputs)
		}
	}
	return rules
}

func (w *World) setGroup(group *SecurityGroup) {
	for _, subnet := range w.subnets() {
		if sameID(subnet.GroupID, group.ID) {
			subnet.Group = group
		}
	}
}

// subnets are all of the world's.
func (w *World) subnets() []*Subnet {
	var all []*Subnet
	for _, network := range w.Networks {
		all = append(all, network.Subnets...)
	}
	return all
}

// infer finds the public address of an ingress where no output says it: a golden holds inputs alone. The rules of the nodes'
// group name it, and it is the one address of the region that nothing is called from.
func (w *World) infer() {
	for _, subnet := range w.subnets() {
		if w.clusterIn(subnet) == nil || subnet.Group == nil {
			continue
		}
		named := w.strangers(subnet.Group)
		spare := w.spare(subnet.Network.Region)
		if len(named) == 1 && len(spare) == 1 {
			spare[0].Addr, spare[0].Inferred = named[0], true
		}
	}
}

// strangers are the single public addresses that a group lets traffic arrive at, and that nobody is known to have.
func (w *World) strangers(group *SecurityGroup) []netip.Addr {
	var found []netip.Addr
	for _, rule := range group.Rules {
		for _, prefix := range rule.To.prefixes {
			addr := prefix.Addr()
			if rule.Inbound && rule.Allow == yes && prefix.IsSingleIP() && public(addr) && !slices.Contains(found, addr) && w.address(addr) == nil {
				found = append(found, addr)
			}
		}
	}
	return found
}

// spare are the addresses of a region that are not known and that nothing is called from.
func (w *World) spare(region string) []*PublicAddress {
	var spare []*PublicAddress
	for _, address := range w.Addresses {
		if address.Region == region && !address.Addr.IsValid() && !w.outbound(address.ID) {
			spare = append(spare, address)
		}
	}
	return spare
}

// outbound is true for an address that a cluster or a gateway calls from.
func (w *World) outbound(id string) bool {
	return slices.ContainsFunc(w.Clusters, func(c *Cluster) bool { return hasID(c.OutboundIDs, id) }) ||
		slices.ContainsFunc(w.Gateways, func(g *Gateway) bool { return hasID(g.AddressIDs, id) })
}

// address finds who has a public address.
func (w *World) address(addr netip.Addr) *PublicAddress {
	i := slices.IndexFunc(w.Addresses, func(a *PublicAddress) bool { return a.Addr == addr })
	if i < 0 {
		return nil
	}
	return w.Addresses[i]
}

// clusterIn is the cluster whose nodes are in a subnet.
func (w *World) clusterIn(subnet *Subnet) *Cluster {
	i := slices.IndexFunc(w.Clusters, func(c *Cluster) bool { return hasID(c.SubnetIDs, subnet.ID) })
	if i < 0 {
		return nil
	}
	return w.Clusters[i]
}
