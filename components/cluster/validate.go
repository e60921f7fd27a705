package cluster

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"github.com/trelica/infrastructure/components/azure"
)

var (
	minorVersion = regexp.MustCompile(`^1\.\d{2}$`)
	groupID      = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

	tiers = []string{"Free", "Standard", "Premium"}
)

// maxRanges is how many authorised ranges AKS takes (AKS documentation, api-server-authorized-ip-ranges).
const maxRanges = 200

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	wrong := checks{azure.Check("cluster.Args of "+name, args.Site)}
	wrong.Missing("ResourceGroup", args.ResourceGroup, "ControlPlaneID", args.ControlPlaneID,
		"Kubelet.ResourceID", args.Kubelet.ResourceID, "Kubelet.ClientID", args.Kubelet.ClientID,
		"Kubelet.ObjectID", args.Kubelet.ObjectID, "DiskEncryptionSetID", args.DiskEncryptionSetID,
		"Network.SubnetID", args.Network.SubnetID, "Sinks.WorkspaceID", args.Sinks.WorkspaceID)
	wrong.when(!minorVersion.MatchString(args.KubernetesVersion),
		"KubernetesVersion: %q; allowed: a minor version such as \"1.35\", AKS keeps the patch", args.KubernetesVersion)
	wrong.when(!slices.Contains(tiers, args.Tier), "Tier: %q; allowed: %q", args.Tier, tiers)
	args.Access.check(wrong)
	args.Network.check(wrong)
	args.checkPools(wrong)
	args.checkRoom(wrong)
	args.Maintenance.check(wrong)
	return wrong.Err()
}

func (a Access) check(wrong checks) {
	wrong.when(len(a.AuthorizedRanges) == 0 || len(a.AuthorizedRanges) > maxRanges,
		"Access.AuthorizedRanges: %d ranges; allowed are 1 to %d, and an API server open to all is not", len(a.AuthorizedRanges), maxRanges)
	for i, text := range a.AuthorizedRanges {
		prefix, err := netip.ParsePrefix(text)
		where := fmt.Sprintf("Access.AuthorizedRanges[%d]", i)
		if err != nil || !prefix.Addr().Is4() {
			wrong.when(true, "%s: %q is no IPv4 range; write an address as \"198.51.100.7/32\"", where, text)
			continue
		}
		wrong.when(prefix.Bits() < 16, "%s: %q lets in more than a /16; name the addresses of runners and people", where, text)
		wrong.when(prefix.Addr().IsPrivate(), "%s: %q is private; callers arrive with their public address", where, text)
	}
	wrong.when(len(a.AdminGroups) == 0, "Access.AdminGroups: none; local accounts are off, so nobody could enter")
	for i, group := range a.AdminGroups {
		wrong.when(!groupID.MatchString(group), "Access.AdminGroups[%d]: %q is no object identifier (a GUID)", i, group)
	}
	wrong.when(!slices.Contains(logins, a.Login), "Access.Login: %q; allowed are %q", a.Login, logins)
}

func (n Network) check(wrong checks) {
	pods, podErr := netip.ParsePrefix(n.PodCIDR)
	services, serviceErr := netip.ParsePrefix(n.ServiceCIDR)
	dns, dnsErr := netip.ParseAddr(n.DNSServiceIP)
	wrong.when(podErr != nil, "Network.PodCIDR: %q is no range, for instance \"10.244.0.0/16\"", n.PodCIDR)
	wrong.when(serviceErr != nil, "Network.ServiceCIDR: %q is no range, for instance \"10.0.0.0/16\"", n.ServiceCIDR)
	wrong.when(dnsErr != nil, "Network.DNSServiceIP: %q is no address", n.DNSServiceIP)
	if podErr == nil && serviceErr == nil {
		wrong.when(pods.Overlaps(services), "Network: PodCIDR %s and ServiceCIDR %s overlap", pods, services)
	}
	if serviceErr == nil {
		wrong.when(services.Bits() <= 12, "Network.ServiceCIDR: %s; it must be smaller than a /12", services)
		wrong.when(dnsErr == nil && (!services.Contains(dns) || dns == services.Masked().Addr().Next()),
			"Network.DNSServiceIP: %s; it must lie in %s and not be its first address, which the API server has", n.DNSServiceIP, services)
	}
	wrong.when(len(n.OutboundIPIDs) == 0, "Network.OutboundIPIDs: none; the cluster's outbound addresses are reserved beforehand")
	wrong.when(n.IdleMinutes < 4 || n.IdleMinutes > 120, "Network.IdleMinutes: %d; allowed are 4 to 120", n.IdleMinutes)
	wrong.when(n.OutboundPorts <= 0 || n.OutboundPorts%8 != 0 || n.OutboundPorts > portsPerAddress,
		"Network.OutboundPorts: %d; allowed are multiples of 8 from 8 to %d", n.OutboundPorts, portsPerAddress)
}
