package arm

import (
	"net/netip"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const overlayDocument = "Microsoft Learn, AKS, azure-cni-overlay and configure-azure-cni"

// reservedClusterPrefixes are ranges that AKS keeps for itself.
func reservedClusterPrefixes() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("172.30.0.0/16"), netip.MustParsePrefix("172.31.0.0/16"), netip.MustParsePrefix("192.0.2.0/24"),
	}
}

// clusterRange is one of the cluster's own ranges.
func clusterRange(b Body, name string) (netip.Prefix, bool) {
	text, state := b.String("networkProfile." + name)
	if state != Known {
		return netip.Prefix{}, false
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix, err == nil
}

// defaultServices is the range of services that AKS takes where none is named.
const defaultServices = "10.0.0.0/16"

// usedRange is a range of the cluster's, or the one that AKS takes in its place.
func usedRange(b Body, name string) (netip.Prefix, bool) {
	if _, state := b.At("networkProfile"); state != Unknown && name == "serviceCidr" && !b.Has("networkProfile.serviceCidr") {
		return netip.MustParsePrefix(defaultServices), true
	}
	return clusterRange(b, name)
}

func clusterNetworkChecks() []Check {
	return []Check{
		{
			ID: "cluster-ranges", Says: "Pods and services have ranges in CIDR notation that touch neither each other nor what AKS keeps for itself; services have at most a /12.",
			Source: overlayDocument + ", IP address planning", Run: clusterRangeProblems,
		},
		{
			ID: "cluster-dns-address", Says: "The DNS service lies inside the range of services, and is not its first address.", Source: overlayDocument + "; " + clusterSpecification + ", dnsServiceIP",
			Run: dnsServiceProblems,
		},
		{
			ID: "cluster-ranges-networks", Says: "Pods and services have ranges that touch neither the cluster's network nor those it is peered with.", Source: overlayDocument + "; AKS error ServiceCidrOverlapExistingSubnetsCidr; terraform-azurerm-aks issue 57 (services have a default range)",
			Run: networkOverlapProblems,
		},
		{
			ID: "cluster-dataplane", Says: "Cilium is for Azure CNI, in overlay mode or with subnets for pods; its policy needs its data plane.", Source: "Microsoft Learn, AKS, azure-cni-powered-by-cilium; " + clusterSpecification + ", NetworkPolicy",
			Run: dataplaneProblems,
		},
		{
			ID: "cluster-outbound", Says: "Addresses to go out by are for the outbound type loadBalancer, which needs a Standard load balancer where zones are used.", Source: "Microsoft Learn, AKS, egress-outboundtype and load-balancer-standard",
			Run: outboundProblems,
		},
		{
			ID: "cluster-outbound-ports", Says: "Ports per node are a multiple of 8 from 0 to 64,000; idle connections are kept for 4 to 120 minutes.", Source: "Microsoft Learn, AKS, load-balancer-standard, outbound ports and idle timeout",
			Run: func(r Request) []Problem {
				path := "networkProfile.loadBalancerProfile."
				ports, state := r.Body.Number(path + "allocatedOutboundPorts")
				problems := between(r.Body, path+"allocatedOutboundPorts", 0, 64000, "The number of ports")
				problems = append(problems, one(state != Known || int(ports)%8 == 0, refusal(path+"allocatedOutboundPorts", "InvalidParameter", "The number of ports is %v; it must be a multiple of 8.", ports))...)
				return append(problems, between(r.Body, path+"idleTimeoutInMinutes", 4, 120, "The idle timeout in minutes")...)
			},
		},
	}
}

func clusterRangeProblems(r Request) []Problem {
	var problems []Problem
	for _, name := range []string{"podCidr", "serviceCidr"} {
		path := "networkProfile." + name
		text, state := r.Body.String(path)
		if state != Known {
			continue
		}
		placed, wrong := readPrefix(path, text)
		problems = append(problems, wrong...)
		if wrong != nil {
			continue
		}
		for _, reserved := range reservedClusterPrefixes() {
			problems = append(problems, one(!reserved.Overlaps(placed.prefix), refusal(path, "", "The range %s overlaps %s, which AKS keeps for itself.", placed.prefix, reserved))...)
		}
		problems = append(problems, one(name != "serviceCidr" || placed.prefix.Addr().Is6() || placed.prefix.Bits() >= 12, refusal(path, "", "The range of services is a /%d; a /12 is the largest.", placed.prefix.Bits()))...)
	}
	pods, podsKnown := clusterRange(r.Body, "podCidr")
	services, servicesKnown := clusterRange(r.Body, "serviceCidr")
	return append(problems, one(!podsKnown || !servicesKnown || !pods.Overlaps(services), refusal("networkProfile.podCidr", "", "The range of pods %s overlaps that of services %s.", pods, services))...)
}

func dnsServiceProblems(r Request) []Problem {
	path := "networkProfile.dnsServiceIP"
	text, state := r.Body.String(path)
	if state != Known {
		return nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil {
		return []Problem{refusal(path, "InvalidParameter", "%q is not an address.", text)}
	}
	services, known := clusterRange(r.Body, "serviceCidr")
	if !known {
		return nil
	}
	switch {
	case !services.Contains(address):
		return []Problem{refusal(path, "", "The address %s lies outside the range of services %s.", address, services)}
	case address == services.Masked().Addr().Next():
		return []Problem{refusal(path, "", "The address %s is the first of the range of services %s, which is kept for kubernetes.default.svc.cluster.local.", address, services)}
	}
	return nil
}

// clusterNetworks are the network of a cluster's subnets and those it is peered with.
func clusterNetworks(r Request) []world.Resource {
	var networks []world.Resource
	seen := map[string]bool{}
	add := func(id string) {
		if network, there := r.View.Get(id); there && !seen[world.Key(id)] {
			seen[world.Key(id)] = true
			networks = append(networks, network)
		}
	}
	subnets := texts(r.Body, "agentPoolProfiles[*].vnetSubnetID")
	for _, path := range sortedNames(subnets) {
		add(world.Parent(subnets[path]))
	}
	for _, peering := range r.View.OfType(typePeering) {
		if seen[world.Key(world.Parent(peering.ID))] {
			add(knownText(peering, "remoteVirtualNetwork.id"))
		}
	}
	return networks
}

func networkOverlapProblems(r Request) []Problem {
	var problems []Problem
	codes := map[string]string{"podCidr": "", "serviceCidr": "ServiceCidrOverlapExistingSubnetsCidr"}
	for _, name := range sortedNames(codes) {
		prefix, known := usedRange(r.Body, name)
		if !known {
			continue
		}
		for _, network := range clusterNetworks(r) {
			for _, space := range readPrefixes(InputsOf(network), "addressSpace.addressPrefixes[*]") {
				problems = append(problems, one(!space.prefix.Overlaps(prefix), refusal("networkProfile."+name, codes[name], "The range %s overlaps %s of the network %s.", prefix, space.prefix, world.Name(network.ID)))...)
			}
		}
	}
	return problems
}

func dataplaneProblems(r Request) []Problem {
	plane, planeState := r.Body.String("networkProfile.networkDataplane")
	policy, _ := r.Body.String("networkProfile.networkPolicy")
	plugin, pluginState := r.Body.String("networkProfile.networkPlugin")
	mode, modeState := r.Body.String("networkProfile.networkPluginMode")
	var problems []Problem
	if plane == "cilium" {
		problems = append(problems, one(pluginState == Unknown || plugin == "azure", refusal("networkProfile.networkPlugin", "", "Cilium needs the network plugin \"azure\"; it is %s.", orAbsent(plugin, pluginState)))...)
		pods := len(texts(r.Body, "agentPoolProfiles[*].podSubnetID")) > 0 || hasUnknown(r.Body, "agentPoolProfiles[*].podSubnetID")
		problems = append(problems, one(modeState == Unknown || mode == "overlay" || pods, refusal("networkProfile.networkPluginMode", "", "Cilium needs the overlay mode, or subnets for pods."))...)
		problems = append(problems, one(policy == "" || policy == "cilium" || policy == "none", refusal("networkProfile.networkPolicy", "", "With the data plane cilium the network policy is \"cilium\" or \"none\"; it is %q.", policy))...)
	}
	problems = append(problems, one(policy != "cilium" || planeState == Unknown || plane == "cilium", refusal("networkProfile.networkPolicy", "", "The network policy cilium needs the data plane cilium; it is %s.", orAbsent(plane, planeState)))...)
	return append(problems, one(mode != "overlay" || pluginState == Unknown || plugin == "azure", refusal("networkProfile.networkPluginMode", "", "The overlay mode is for the network plugin \"azure\"; it is %s.", orAbsent(plugin, pluginState)))...)
}

// hasUnknown reports whether something that a pattern names is not known yet.
func hasUnknown(b Body, pattern string) bool {
	for _, found := range b.All(pattern) {
		if found.State == Unknown {
			return true
		}
	}
	return false
}

func outboundProblems(r Request) []Problem {
	kind, state := r.Body.String("networkProfile.outboundType")
	sku, skuState := r.Body.String("networkProfile.loadBalancerSku")
	profile := r.Body.Has("networkProfile.loadBalancerProfile.outboundIPs") || r.Body.Has("networkProfile.loadBalancerProfile.outboundIPPrefixes")
	zones := len(texts(r.Body, "agentPoolProfiles[*].availabilityZones[*]")) > 0
	problems := one(!zones || skuState != Known || strings.EqualFold(sku, "standard"), refusal("networkProfile.loadBalancerSku", "", "Nodes in availability zones need a Standard load balancer."))
	problems = append(problems, one(state != Known || kind == "loadBalancer" || !profile, refusal("networkProfile.loadBalancerProfile", "", "Addresses to go out by are for the outbound type \"loadBalancer\"; it is %q.", kind))...)
	if _, known := r.Body.At("networkProfile.loadBalancerProfile"); known != Known {
		return problems
	}
	given := 0
	for _, way := range []string{"outboundIPs", "outboundIPPrefixes", "managedOutboundIPs"} {
		if r.Body.Has("networkProfile.loadBalancerProfile." + way) {
			given++
		}
	}
	return append(problems, one(given <= 1, refusal("networkProfile.loadBalancerProfile", "", "managedOutboundIPs, outboundIPs and outboundIPPrefixes exclude each other; %d are given.", given))...)
}
