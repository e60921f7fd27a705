package controls

import (
	"net/netip"
	"slices"
	"strings"
)

// breakGlass names the addresses that people come from when the pipeline cannot, in what an environment declares.
const breakGlass = "break-glass"

// openedRules are those about what a bootstrap opens for a day: the store of the state and the vault of its key.
func openedRules() []*Rule {
	return []*Rule{{
		ID: "break-glass-closed", Claim: "SP-12", Severity: High, Level: Advisory, Kinds: []string{"keyvault:Vault", "storage:StorageAccount"},
		Title: "The state and its key answer the operators' network alone", Why: "An opening is for a day, and forgotten on the next.",
		Fix:  "set breakGlassOpen to false, run make settings, and have the bootstrap brought up from a runner",
		When: stateOrKey,
		Each: func(c *Case) {
			access, rules := openings(c.Resource)
			if hasUnknown(access.Value) {
				c.Doubt(c.Resource, access, "is not known before apply")
				return
			}
			if isClosed(access, rules) {
				c.Hold(c.Resource, access)
				return
			}
			c.Violate(c.Resource, access, "is open to "+strings.Join(addressesOf(rules), ", ")+": close it when the day is over")
		},
	}}
}

// stateOrKey tells whether a resource is the store of the state, or the vault of the key that encrypts what is secret in it: a bootstrap
// makes both, and no other stack.
func stateOrKey(r *Resource, s *Stack) bool {
	const bootstrap = "::trelica:stacks:Bootstrap$"
	if !s.ours() || s.Environment() == "" || !strings.HasPrefix(s.Name, "bootstrap-") || !strings.Contains(r.URN, bootstrap) {
		return false
	}
	return inside("trelica:statestore:StateStore")(r, s) || inside("trelica:vault:Vault")(r, s)
}

// openings are the switch of the public network, and the addresses that are let in while it is on.
func openings(r *Resource) (access Place, rules []Place) {
	if r.kind() == "keyvault:Vault" {
		return r.At("properties.publicNetworkAccess")[0], r.At("properties.networkAcls.ipRules[].value")
	}
	return r.At("publicNetworkAccess")[0], r.At("networkRuleSet.ipRules[].iPAddressOrRange")
}

func isClosed(access Place, rules []Place) bool {
	return equals(plain(access.Value), "Disabled") && len(rules) == 0
}

func addressesOf(rules []Place) []string {
	if len(rules) == 0 {
		return []string{"everybody, as far as its rules go"}
	}
	var all []string
	for _, p := range rules {
		text, _ := plain(p.Value).(string)
		all = append(all, text)
	}
	return all
}

// opened tells whether a resource is one of the two and lets in exactly the addresses that the environment declares for break-glass. A
// judge that was not told what is declared takes no opening for one.
func opened(r *Resource, s *Stack) bool {
	if s.Declared == nil || !stateOrKey(r, s) {
		return false
	}
	access, rules := openings(r)
	if !equals(plain(access.Value), "Enabled") || len(rules) == 0 {
		return false
	}
	var let []netip.Prefix
	for _, text := range addressesOf(rules) {
		prefix, ok := addressOrRange(text)
		if !ok {
			return false
		}
		let = append(let, prefix)
	}
	declared := s.Declared.Addresses[breakGlass]
	apart := func(one, other []netip.Prefix) bool {
		return slices.ContainsFunc(one, func(p netip.Prefix) bool { return !slices.Contains(other, p) })
	}
	return !apart(let, declared) && !apart(declared, let)
}

// addressOrRange reads one address, or a range, as firewalls write them.
func addressOrRange(text string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	prefix, err := netip.ParsePrefix(text)
	return prefix, err == nil
}
