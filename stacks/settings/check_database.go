package settings

import (
	"regexp"
	"slices"
)

var (
	groupNamePattern = regexp.MustCompile(`\A[^\s\pC]([^\pC]{0,126}[^\s\pC])?\z`)
	collationPattern = regexp.MustCompile(`\A[A-Za-z][A-Za-z0-9_]{0,127}\z`)
)

// vCores are the sizes that Azure sells (Azure SQL documentation, resource-limits-vcore-single-databases, Gen5).
func vCores() []int { return []int{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80, 128} }

func (c *checker) database() {
	db := c.s.Database
	group, sku := at("databaseAdminGroup"), at("databaseSku")
	c.word(group.with("name"), db.AdminGroup.Name, groupNamePattern, "cannot be the name of a group")
	c.word(group.with("objectId"), db.AdminGroup.ObjectID, guidPattern, "is no GUID")
	if p := sku.with("tier"); c.ok(p) && db.SKU.Tier != "GP" && db.SKU.Tier != "BC" {
		c.add(p, short(db.SKU.Tier), "is no tier that is offered")
	}
	if p := sku.with("vCores"); c.ok(p) && !slices.Contains(vCores(), db.SKU.VCores) {
		c.add(p, number(db.SKU.VCores), "is no size that is sold")
	}
	c.within(sku.with("maxSizeGb"), db.SKU.MaxSizeGB, 1, 1024)
	if p := sku.with("zoneRedundant"); c.ok(p) && c.production() && !db.SKU.ZoneRedundant {
		c.addAllowed(p, "false", "would leave production in one zone (claim SP-14)", "true")
	}
	c.backups()
	c.word(at("databaseCollation"), db.Collation, collationPattern, "cannot be the name of a collation")
	c.side("primarySide", c.s.Database.PrimarySide)
	c.side("activeSide", c.s.Database.ActiveSide)
	epoch := at("activeEpoch")
	c.within(epoch, c.s.Database.ActiveEpoch, 1, 1_000_000)
	if c.ok(epoch) && c.s.Database.ActiveSide == RecoverySide && c.s.Database.ActiveEpoch == 1 {
		c.addAllowed(epoch, "1", "says that nothing was ever promoted, and the recovery side is active", "2 or more")
	}
}

func (c *checker) backups() {
	p, backups := at("databaseBackups"), c.s.Database.Backups
	switch {
	case !c.ok(p):
	case !slices.Contains([]string{"Geo", "Zone", "Local"}, backups):
		c.add(p, short(backups), "is no place for backups")
	case c.production() && backups != "Geo":
		c.addAllowed(p, short(backups), "would leave nothing to restore from when production's region is lost (claim SP-15)", "Geo")
	}
}

// side checks a setting that names one of the two sides.
func (c *checker) side(key, side string) {
	p := at(key)
	switch {
	case !c.ok(p):
	case side != HomeSide && side != RecoverySide:
		c.add(p, short(side), "is no side")
	case side == RecoverySide && c.ok(at("recoveryRegion")) && !c.s.HasRecovery():
		c.addAllowed(p, short(side), "needs a recovery region", HomeSide)
	}
}
