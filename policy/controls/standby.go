package controls

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// standbyRules are those about what the recovery region must have ready before anything runs there: nothing that runs would miss it.
func standbyRules() []*Rule {
	return []*Rule{{
		ID: "standby-doors", Claim: "SP-17", Severity: High, Title: "The standby's security groups let through what the home region's do", Why: "The nodes of a rebuild must reach the data, and there are none yet that would fail.",
		Fix: "give the standby's group the rules of the home region's, with its own addresses", Whole: standbyDoors,
	}}
}

// standbyDoors compares the rules of each security group of the standby with those of its twin at home: all but addresses and priorities.
func standbyDoors(c *Case) {
	if !c.Stack.Full() || environments[c.Stack.Environment()].standby == "" {
		return
	}
	groups := c.Stack.Of("network:NetworkSecurityGroup")
	for _, standby := range groups {
		role, ok := strings.CutPrefix(standby.Name(), "standby-")
		at := slices.IndexFunc(groups, func(r *Resource) bool { return r.Name() == "foundation-"+role })
		if !ok || at < 0 {
			continue
		}
		place := standby.At("securityRules")[0]
		if hasUnknown(place.Value) || hasUnknown(groups[at].At("securityRules")[0].Value) {
			c.Doubt(standby, place, "the rules are not known before apply")
			continue
		}
		have, want := doors(standby), doors(groups[at])
		for _, door := range want {
			if !slices.Contains(have, door) {
				c.Violate(standby, place, "has no rule as "+groups[at].Name()+" has: "+door)
			}
		}
		if len(have) == len(want) {
			c.Hold(standby, place)
		}
	}
}

// doors are the rules of a group in words, with the sizes of ranges in the place of their addresses.
func doors(r *Resource) []string {
	var all []string
	for _, one := range rulesOf(r) {
		list := func(single, many string) string {
			var found []string
			for _, p := range append(one.At(single), one.At(many+"[]")...) {
				text := plainText(p.Value)
				if prefix, err := netip.ParsePrefix(text); err == nil {
					text = fmt.Sprintf("a /%d", prefix.Bits())
				}
				if !p.Absent {
					found = append(found, text)
				}
			}
			slices.Sort(found)
			return strings.Join(found, ",")
		}
		all = append(all, fmt.Sprintf("%s %s %s, from %s port %s to %s port %s", one.Text("direction"), one.Text("access"), one.Text("protocol"),
			list("sourceAddressPrefix", "sourceAddressPrefixes"), list("sourcePortRange", "sourcePortRanges"),
			list("destinationAddressPrefix", "destinationAddressPrefixes"), list("destinationPortRange", "destinationPortRanges")))
	}
	return all
}
