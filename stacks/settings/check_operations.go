package settings

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"github.com/trelica/infrastructure/internal/addressplan"
)

var (
	ownerPattern      = regexp.MustCompile(`\A[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\z`)
	repositoryPattern = regexp.MustCompile(`\A[A-Za-z0-9._-]{1,100}\z`)
	numberPattern     = regexp.MustCompile(`\A[0-9]{1,20}\z`)
	digestPattern     = regexp.MustCompile(`\A[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}\z`)
	zonePattern       = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\z`)
)

const (
	// longestZone leaves room for hosts below it within the 253 characters of a name (RFC 1035, section 2.3.4).
	longestZone = 180
	// leastAccounts is how many emergency accounts there are: one may be lost (Microsoft Entra documentation,
	// security-emergency-access).
	leastAccounts = 2
	// widestBreakGlass is the fewest bits a break-glass range may have: a desk or an office, never a provider's whole network.
	widestBreakGlass = 24
)

func (c *checker) operations() {
	ops := c.s.Operations
	if p := at("zone"); c.ok(p) {
		zone := c.s.Place.Zone
		if !zonePattern.MatchString(zone) || len(zone) > longestZone {
			c.add(p, short(zone), "is no name of a zone")
		}
	}
	c.opsSpace()
	repository := at("repository")
	c.word(repository.with("owner"), ops.Repository.Owner, ownerPattern, "cannot be an owner at GitHub")
	c.word(repository.with("name"), ops.Repository.Name, repositoryPattern, "cannot be a repository at GitHub")
	for _, part := range []struct{ name, value string }{{"ownerId", ops.Repository.OwnerID}, {"id", ops.Repository.ID}} {
		if p := repository.with(part.name); part.value != "" {
			c.word(p, part.value, numberPattern, "is no number")
		}
	}
	if c.whole(repository) && (ops.Repository.ID == "") != (ops.Repository.OwnerID == "") {
		c.add(repository.with("id"), short(ops.Repository.ID), "is without its pair ownerId, or the other way round: gh api repos/OWNER/NAME --jq '.owner.id, .id' tells both")
	}
	runners := at("runners")
	if ops.Runners.Image != "" {
		c.word(runners.with("image"), ops.Runners.Image, digestPattern, "is no image by digest")
	}
	c.word(runners.with("appId"), ops.Runners.AppID, numberPattern, "is no number")
	c.word(runners.with("installationId"), ops.Runners.InstallationID, numberPattern, "is no number")
	c.within(runners.with("most"), ops.Runners.Most, 1, 50)
	c.within(runners.with("minutes"), ops.Runners.Minutes, 10, 360)
	c.breakGlass()
}

// opsSpace checks the ops network's addresses by themselves and against the environment's own.
func (c *checker) opsSpace() {
	p, space := at("opsAddressSpace"), c.s.Operations.OpsAddressSpace
	if !c.ok(p) {
		return
	}
	if message := addressplan.CheckOpsSpace(space); message != "" {
		c.add(p, short(space.String()), message)
		return
	}
	c.alone(p, space)
}

// alone reports a space that overlaps another of the environment's that stands before it.
func (c *checker) alone(p path, space netip.Prefix) {
	for _, other := range spaces(c.s) {
		if other.p.String() == p.String() {
			return
		}
		if c.ok(other.p) && addressplan.Overlaps(other.prefix, space) {
			c.add(p, short(space.String()), fmt.Sprintf("overlaps %s (%s)", other.p, other.prefix))
		}
	}
}

func (c *checker) breakGlass() {
	p, glass := at("breakGlass"), c.s.Operations.BreakGlass
	c.word(p.with("groupId"), glass.GroupID, guidPattern, "is no GUID")
	accounts := p.with("accountIds")
	if c.whole(accounts) && len(glass.AccountIDs) < leastAccounts {
		c.add(accounts, number(len(glass.AccountIDs)), "is too few: one account may be lost")
	}
	for i, id := range glass.AccountIDs {
		c.word(accounts.with(i), id, guidPattern, "is no GUID")
	}
	doubles(c, accounts, glass.AccountIDs, short)
	addresses := p.with("addresses")
	if c.whole(addresses) && len(glass.Addresses) == 0 {
		c.add(addresses, "", "is empty")
	}
	for i, r := range glass.Addresses {
		place := addresses.with(i)
		if !c.ok(place) {
			continue
		}
		if message := breakGlassRange(r); message != "" {
			c.add(place, short(r.String()), message)
		} else if admitted := at("apiServerAuthorizedRanges"); c.whole(admitted) && !admits(c.s.Cluster.APIServerAuthorizedRanges, r) {
			c.add(place, short(r.String()), fmt.Sprintf("is not within %s, so it would not reach the cluster", admitted))
		}
	}
	doubles(c, addresses, glass.Addresses, func(r netip.Prefix) string { return short(r.String()) })
}

// breakGlassRange says what is wrong with a range that emergency accounts come from, or "".
func breakGlassRange(r netip.Prefix) string {
	switch {
	case !r.Addr().Is4():
		return "is no IPv4 range"
	case r != r.Masked():
		return "has host bits: it begins at " + r.Masked().String()
	case r.Bits() < widestBreakGlass:
		return "is too wide for people"
	case !addressplan.Public(r):
		return "is not public"
	}
	return ""
}

// admits says whether one of the ranges holds another range whole.
func admits(ranges []netip.Prefix, r netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(admitted netip.Prefix) bool { return addressplan.Contains(admitted, r) })
}
