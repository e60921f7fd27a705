package topology

import (
	"fmt"
	"net/netip"
	"strings"
)

// Caller is who calls a service on its public face.
type Caller struct {
	// Ranges are the addresses that it comes from; all must be let in. None is known where there are none.
	Ranges []netip.Prefix
	// Anyone is true for a caller of whom nothing is known but that it is somewhere on the Internet.
	Anyone bool
	// Trusted is true for the services that Azure trusts; InAzure for any machine in Azure.
	Trusted, InAzure bool
	// SubnetID is the subnet that it calls from with a service endpoint.
	SubnetID string
}

// Admits is the verdict of a service's firewall on a caller.
//
// A closed face lets nobody in but, for vaults and registries, the services that Azure trusts. An open one asks its rules,
// and then its default (Microsoft Learn, Key Vault, network-security; Storage, storage-network-security; Container Registry,
// container-registry-access-selected-networks; Azure SQL, firewall-configure).
func (s *Service) Admits(c Caller) Verdict {
	if c.Trusted {
		return s.trusts()
	}
	switch s.Public {
	case no:
		return notReachable(s.Name + ": public network access is disabled")
	case perhaps:
		return undecided(s.Name + ": whether public network access is enabled is not known")
	}
	if s.Default == yes {
		return reachable(s.Name + ": its firewall lets everybody in")
	}
	if c.InAzure && s.AllOfAzure == yes {
		return reachable(s.Name + ": its firewall lets in every machine in Azure (0.0.0.0)")
	}
	if c.SubnetID != "" && hasID(s.SubnetIDs, c.SubnetID) {
		return reachable(s.Name + ": its firewall lets in the subnet " + lastSegment(c.SubnetID))
	}
	if verdict, decided := s.admitsRanges(c); decided {
		return verdict
	}
	switch {
	case s.Default == perhaps || s.Unknown:
		return undecided(s.Name + ": not all of its firewall is known")
	case len(c.Ranges) == 0 && !c.Anyone && len(s.Ranges) > 0:
		return undecided(s.Name + ": the caller's address is not known, and its firewall lets in " + texts(s.Ranges))
	}
	return notReachable(s.Name + ": its firewall lets in no such address")
}

// admitsRanges asks the rules by address. A caller from anywhere is let in when the rules hold all of the Internet.
func (s *Service) admitsRanges(c Caller) (Verdict, bool) {
	ranges := c.Ranges
	if c.Anyone {
		ranges = everything[:1]
	}
	if len(ranges) == 0 {
		return Verdict{}, false
	}
	for _, r := range ranges {
		if !within(r, s.Ranges) {
			return Verdict{}, false
		}
	}
	return reachable(fmt.Sprintf("%s: its firewall lets in %s", s.Name, texts(s.Ranges))), true
}

// trusts is the verdict on the services that Azure trusts.
func (s *Service) trusts() Verdict {
	switch s.Trusted {
	case yes:
		return reachable(s.Name + ": trusted services of Azure are let in")
	case perhaps:
		return undecided(s.Name + ": whether trusted services are let in is not known")
	}
	return notReachable(s.Name + ": trusted services are not let in")
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

func containsFold(text, word string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(word))
}
