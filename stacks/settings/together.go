package settings

import (
	"cmp"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// CheckTogether compares the settings of all stacks: environments share no address and no subscription (claim SP-04), stacks of one
// environment agree on what it is. The error is of type Problems and lists every mistake; a mistake between two stacks is told
// once, at the stack whose name comes later.
func CheckTogether(all []*Settings) error {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b *Settings) int { return cmp.Compare(a.Stack, b.Stack) })
	var found Problems
	for i, later := range sorted {
		for _, earlier := range sorted[:i] {
			if earlier.Identity.Environment == later.Identity.Environment {
				found = append(found, agree(earlier, later)...)
			} else {
				found = append(found, apart(earlier, later)...)
			}
			found = append(found, disagreement(later, "organisation", earlier.Identity.Organisation, later.Identity.Organisation, earlier.Stack)...)
		}
	}
	return found.err()
}

// agree compares two stacks of one environment. They are of different kinds, and otherwise alike: a rebuild is what the
// environment would have been, and the bootstrap made what both stand on.
func agree(earlier, later *Settings) Problems {
	var found Problems
	if kind := later.Identity.Kind; kind == earlier.Identity.Kind {
		others := slices.DeleteFunc(kinds(), func(other string) bool { return other == kind })
		found = append(found, Problem{
			File: stackFile(later.Stack), Key: at("kind").String(), Value: short(kind),
			Message: fmt.Sprintf("is the kind of %s too, and an environment has one of each", stackFile(earlier.Stack)), Allowed: list(others),
		})
	}
	e, l := reflect.ValueOf(earlier).Elem(), reflect.ValueOf(later).Elem()
	for _, f := range settingFields() {
		// The kind differs by nature, the organisation is compared by CheckTogether, and secrets are each stack's own: they are
		// encrypted with its key, and only the environment's needs them.
		if f.name == "kind" || f.name == "organisation" || f.typ == secretType {
			continue
		}
		found = append(found, disagreement(later, f.name, written(e.FieldByIndex(f.index)), written(l.FieldByIndex(f.index)), earlier.Stack)...)
	}
	return found
}

// written shows a setting's value so that two can be compared and shown.
func written(value reflect.Value) string { return fmt.Sprint(value.Interface()) }

func disagreement(later *Settings, key, want, got, stack string) Problems {
	if want == got {
		return nil
	}
	return Problems{{
		File: stackFile(later.Stack), Key: at(key).String(), Value: short(got),
		Message: fmt.Sprintf("differs from %s (%s)", stackFile(stack), short(want)), Allowed: short(want),
	}}
}

// apart compares two stacks of different environments.
func apart(earlier, later *Settings) Problems {
	var found Problems
	if earlier.Identity.SubscriptionID == later.Identity.SubscriptionID {
		found = append(found, Problem{
			File: stackFile(later.Stack), Key: at("subscriptionId").String(), Value: short(later.Identity.SubscriptionID),
			Message: fmt.Sprintf("is the subscription of %s in %s; environments share none (claim SP-04)", earlier.Identity.Environment, stackFile(earlier.Stack)),
			Allowed: allowedAt(at("subscriptionId")),
		})
	}
	if mine, theirs := later.Place.Zone, earlier.Place.Zone; within(mine, theirs) || within(theirs, mine) {
		found = append(found, Problem{
			File: stackFile(later.Stack), Key: at("zone").String(), Value: short(mine),
			Message: fmt.Sprintf("is %s in %s, or one lies in the other; environments share no zone (claim SP-04)", theirs, stackFile(earlier.Stack)),
			Allowed: allowedAt(at("zone")),
		})
	}
	for _, mine := range spaces(later) {
		for _, theirs := range spaces(earlier) {
			if addressplan.Overlaps(mine.prefix, theirs.prefix) {
				found = append(found, Problem{
					File: stackFile(later.Stack), Key: mine.p.String(), Value: short(mine.prefix.String()),
					Message: fmt.Sprintf("overlaps %s (%s) in %s", theirs.p, theirs.prefix, stackFile(earlier.Stack)),
					Allowed: allowedAt(mine.p),
				})
			}
		}
	}
	return found
}

// within says whether a zone is another, or lies in it.
func within(zone, other string) bool { return zone == other || strings.HasSuffix(zone, "."+other) }

type space struct {
	p      path
	prefix netip.Prefix
}

func spaces(s *Settings) []space {
	return []space{
		{at("addressSpace"), s.Network.AddressSpace}, {at("recoveryAddressSpace"), s.Network.RecoveryAddressSpace},
		{at("opsAddressSpace"), s.Operations.OpsAddressSpace}, {at("watchAddressSpace"), s.Front.WatchAddressSpace},
	}
}
