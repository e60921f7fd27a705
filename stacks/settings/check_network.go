package settings

import (
	"fmt"
	"net/netip"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// network checks the address spaces by themselves and against each other, and the ranges inside the cluster against both.
func (c *checker) network() {
	network := c.s.Network
	c.space(at("addressSpace"), network.AddressSpace)

	p := at("recoveryAddressSpace")
	if c.ok(p, at("recoveryRegion")) {
		given := network.RecoveryAddressSpace.IsValid()
		switch {
		case c.s.HasRecovery() && !given:
			c.add(p, "", "is empty, but there is a recovery region")
		case !c.s.HasRecovery() && given:
			c.add(p, short(network.RecoveryAddressSpace.String()), "is set, but there is no recovery region")
		}
	}
	if network.RecoveryAddressSpace.IsValid() {
		c.space(p, network.RecoveryAddressSpace)
	}
	if c.ok(p, at("addressSpace")) && addressplan.Overlaps(network.AddressSpace, network.RecoveryAddressSpace) {
		c.add(p, short(network.RecoveryAddressSpace.String()), fmt.Sprintf("overlaps trelica:addressSpace (%s)", network.AddressSpace))
	}
	c.clusterRanges()
}

func (c *checker) space(p path, space netip.Prefix) {
	if !c.ok(p) {
		return
	}
	if message := addressplan.CheckSpace(space); message != "" {
		c.add(p, short(space.String()), message)
	}
}

// clusterRanges checks pods and services. A range that has been reported is left out of the comparison.
func (c *checker) clusterRanges() {
	pods, services := at("podCidr"), at("serviceCidr")
	if !c.ok(pods, services) {
		return
	}
	var around []addressplan.Named
	for _, space := range []struct {
		p      path
		prefix netip.Prefix
	}{{at("addressSpace"), c.s.Network.AddressSpace}, {at("recoveryAddressSpace"), c.s.Network.RecoveryAddressSpace}} {
		if c.ok(space.p) && space.prefix.IsValid() {
			around = append(around, addressplan.Named{Name: space.p.String(), Prefix: space.prefix})
		}
	}
	found := addressplan.CheckClusterRanges(
		addressplan.Named{Name: pods.String(), Prefix: c.s.Network.PodCIDR},
		addressplan.Named{Name: services.String(), Prefix: c.s.Network.ServiceCIDR}, around)
	for _, f := range found {
		p := pods
		if f.Range.Name == services.String() {
			p = services
		}
		c.addAllowed(p, short(f.Range.Prefix.String()), f.Message, f.Allowed)
	}
}
