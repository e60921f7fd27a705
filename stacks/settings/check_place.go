package settings

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/regions"
)

var (
	guidPattern = regexp.MustCompile(`\A[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\z`)
	// A tag's value may hold more (256 characters, none forbidden), but these serve every name of a team or an account.
	tagPattern = regexp.MustCompile(`\A[A-Za-z0-9.@_-]([A-Za-z0-9 .@_-]{0,62}[A-Za-z0-9.@_-])?\z`)
)

// jurisdictionOf is where the security practices put an environment: production in East US 2 (claim SP-03), development and
// pre-production in UK South (claim SP-04).
func jurisdictionOf(environment string) regions.Jurisdiction {
	if environment == Production {
		return regions.US
	}
	return regions.UK
}

func number(n int) string { return strconv.Itoa(n) }

func (c *checker) identity() {
	id := c.s.Identity
	p := at("environment")
	if c.ok(p) && !slices.Contains(naming.Environments(), id.Environment) {
		c.add(p, short(id.Environment), "is no environment")
	}
	if _, of := KindOf(c.s.Stack); c.ok(p) && of != "" && id.Environment != of {
		c.addAllowed(p, short(id.Environment), fmt.Sprintf("is not the environment of the stack %s", c.s.Stack), of)
	}
	c.word(at("owner"), id.Owner, tagPattern, "cannot be the value of a tag")
	c.word(at("costCentre"), id.CostCentre, tagPattern, "cannot be the value of a tag")
	c.word(at("subscriptionId"), id.SubscriptionID, guidPattern, "is no GUID")
	c.word(at("tenantId"), id.TenantID, guidPattern, "is no GUID")
}

// kind checks what the stack is made of against its name and its environment.
func (c *checker) kind() {
	p, kind := at("kind"), c.s.Identity.Kind
	want, _ := KindOf(c.s.Stack)
	switch {
	case !c.ok(p):
	case !slices.Contains(kinds(), kind):
		c.add(p, short(kind), "is no kind of stack")
	case want != "" && kind != want:
		c.addAllowed(p, short(kind), fmt.Sprintf("is not what the stack %s is made of", c.s.Stack), want)
	case kind == KindRebuild && c.ok(at("environment"), at("recoveryRegion")) && c.s.Place.RecoveryRegion == "" && !c.production():
		c.addAllowed(p, short(kind), "needs a recovery region to rebuild in", KindEnvironment)
	}
}

// place checks the three regions against the jurisdiction and against each other.
func (c *checker) place() {
	place, environment := c.s.Place, c.s.Identity.Environment
	if p := at("jurisdiction"); c.ok(p, at("environment")) {
		if want := jurisdictionOf(environment); place.Jurisdiction != string(want) {
			c.addAllowed(p, short(place.Jurisdiction), fmt.Sprintf("is not where the security practices put %s", environment), string(want))
		}
	}
	home, homeKnown := c.region(at("region"), place.Region, true)
	recovery, recoveryKnown := c.recovery(home, homeKnown)

	p := at("watchRegion")
	if _, known := c.region(p, place.WatchRegion, c.production()); known {
		switch {
		case homeKnown && place.WatchRegion == home.Name:
			c.add(p, short(place.WatchRegion), "is the home region; what watches must survive what it watches")
		case recoveryKnown && place.WatchRegion == recovery.Name:
			c.add(p, short(place.WatchRegion), "is the recovery region; what watches must survive what it watches")
		}
	}
}

// region looks a region up and reports one that is unknown, under other law, or without the zones it needs. It is known
// only if nothing was reported.
func (c *checker) region(p path, name string, zones bool) (regions.Region, bool) {
	if !c.ok(p) {
		return regions.Region{}, false
	}
	r, found := regions.Lookup(name)
	if !found {
		all := regions.Names(func(regions.Region) bool { return true })
		c.addAllowed(p, short(name), "is no region that is known"+suggest(name, all), c.regionsHere(zones))
		return r, false
	}
	if c.ok(at("jurisdiction")) && string(r.Jurisdiction) != c.s.Place.Jurisdiction {
		c.addAllowed(p, short(name), fmt.Sprintf("lies in %s, under the law of %s, outside the environment's jurisdiction %s",
			r.Location, r.Jurisdiction, c.s.Place.Jurisdiction), c.regionsHere(zones))
		return r, false
	}
	if zones && r.Zones < regions.RecoveryZones {
		c.addAllowed(p, short(name), fmt.Sprintf("has %d availability zones; %d are needed", r.Zones, regions.RecoveryZones), c.regionsHere(zones))
		return r, false
	}
	return r, true
}

// regionsHere lists the regions of the jurisdiction, or all of them while that is not known.
func (c *checker) regionsHere(zones bool) string {
	return list(regions.Names(func(r regions.Region) bool {
		here := !c.ok(at("jurisdiction")) || string(r.Jurisdiction) == c.s.Place.Jurisdiction
		return here && (!zones || r.Zones >= regions.RecoveryZones)
	}))
}

// recovery checks the recovery region: whether there must be one, and whether it will do.
func (c *checker) recovery(home regions.Region, homeKnown bool) (regions.Region, bool) {
	p, name := at("recoveryRegion"), c.s.Place.RecoveryRegion
	if !c.ok(p, at("environment")) {
		return regions.Region{}, false
	}
	switch {
	case name == "" && c.production():
		c.add(p, "", "is empty, but production must be recoverable (claim SP-17)")
		return regions.Region{}, false
	case name == "":
		return regions.Region{}, false
	case !c.production():
		c.add(p, short(name), "is set, but only production is rebuilt in another region")
		return regions.Region{}, false
	}
	r, found := regions.Lookup(name)
	if !found {
		all := regions.Names(func(regions.Region) bool { return true })
		c.addAllowed(p, short(name), "is no region that is known"+suggest(name, all), c.recoveriesOf(home, homeKnown))
		return r, false
	}
	if !homeKnown {
		return r, true
	}
	if against := regions.Recovery(home, r); len(against) > 0 {
		c.addAllowed(p, short(name), "cannot be the recovery region: "+strings.Join(against, "; "), c.recoveriesOf(home, homeKnown))
		return r, false
	}
	return r, true
}

func (c *checker) recoveriesOf(home regions.Region, homeKnown bool) string {
	if !homeKnown {
		return c.regionsHere(true)
	}
	return list(regions.Names(func(r regions.Region) bool { return len(regions.Recovery(home, r)) == 0 }))
}

// names reports every name that Azure would refuse, under the organisation, which is the part that can be shortened.
func (c *checker) names() {
	p := at("organisation")
	if !c.ok(p, at("environment"), at("region"), at("recoveryRegion")) {
		return
	}
	all := []naming.Names{c.s.Names()}
	if c.ok(at("watchRegion")) {
		all = append(all, c.s.WatchNames())
	}
	if c.s.HasRecovery() {
		all = append(all, c.s.RecoveryNames())
	}
	told := map[string]bool{}
	for _, n := range all {
		var found naming.Problems
		if !errors.As(n.Validate(), &found) {
			continue
		}
		for _, f := range found {
			message := fmt.Sprintf("makes a name that Azure refuses: %s %q %s", f.Part, f.Value, f.Message)
			if f.Part == "organisation" {
				message = f.Message
			}
			if !told[message] {
				c.addAllowed(p, short(n.Organisation), message, f.Allowed)
			}
			told[message] = true
		}
	}
}
