package settings_test

import "testing"

func TestMistakesInKind(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("trelica:owner", "trelica:kind: standby\n  trelica:owner"), []string{
			`:3: trelica:kind = "standby": is no kind of stack`,
		}, "a kind that does not exist"},
		{one("trelica:owner", "trelica:kind: rebuild\n  trelica:owner"), []string{
			`:3: trelica:kind = "rebuild": is not what the stack prod is made of`,
		}, "production turned into a rebuild, which would delete its foundations"},
	})
	checkAll(t, "dev", []prodCase{
		{one("trelica:owner", "trelica:kind: rebuild\n  trelica:owner"), []string{
			`:3: trelica:kind = "rebuild": is not what the stack dev is made of`,
		}, "a rebuild of what has no recovery region"},
	})
}

func TestMistakesInTheStackOfTheRebuild(t *testing.T) {
	t.Parallel()
	checkAs(t, "prod", "dr", []prodCase{
		{nil, []string{
			`: trelica:kind = "environment": is not what the stack dr is made of`,
		}, "a rebuild that would make production a second time"},
		{one("trelica:owner", "trelica:kind: rebuild\n  trelica:owner"), nil, "a rebuild of production"},
	})
	checkAs(t, "dev", "dr", []prodCase{
		{one("trelica:owner", "trelica:kind: rebuild\n  trelica:owner"), []string{
			`:2: trelica:environment = "dev": is not the environment of the stack dr`,
		}, "a rebuild of another environment than production"},
	})
	checkAs(t, "dev", "again", []prodCase{
		{one("trelica:owner", "trelica:kind: rebuild\n  trelica:owner"), []string{
			`:3: trelica:kind = "rebuild": needs a recovery region to rebuild in`,
		}, "a rebuild of an environment that has no standby"},
	})
}

func TestMistakesInDatabase(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("name: sql-admins-prod, objectId: 77777777-7777-4777-8777-777777777777", `name: " ", objectId: "7777"`), []string{
			`:50: trelica:databaseAdminGroup.name = " ": cannot be the name of a group`,
			`:50: trelica:databaseAdminGroup.objectId = "7777": is no GUID`,
		}, "a group without name and identifier"},
		{one("name: sql-admins-prod, ", ""), []string{`:50: trelica:databaseAdminGroup.name: is missing`}, "a group whose name nobody gave"},
		{one("tier: BC, vCores: 8, maxSizeGb: 512, zoneRedundant: true", "tier: Standard, vCores: 7, maxSizeGb: 0, zoneRedundant: false"), []string{
			`:51: trelica:databaseSku.tier = "Standard": is no tier that is offered`,
			`:51: trelica:databaseSku.vCores = 7: is no size that is sold`,
			`:51: trelica:databaseSku.maxSizeGb = 0: is out of bounds`,
			`:51: trelica:databaseSku.zoneRedundant = false: would leave production in one zone (claim SP-14)`,
		}, "a database that cannot be bought, in one zone"},
		{one("zoneRedundant: true", `zoneRedundant: "true"`), []string{
			`:51: trelica:databaseSku.zoneRedundant = "true": is not true or false`,
		}, "a text for a truth in an object"},
		{one("trelica:owner", "trelica:databaseBackups: Zone\n  trelica:owner"), []string{
			`:3: trelica:databaseBackups = "Zone": would leave nothing to restore from when production's region is lost (claim SP-15)`,
		}, "production's backups in production's region"},
		{one("trelica:owner", "trelica:databaseBackups: GeoZone\n  trelica:databaseCollation: Latin-1\n  trelica:primarySide: left\n  trelica:owner"), []string{
			`:3: trelica:databaseBackups = "GeoZone": is no place for backups`,
			`:4: trelica:databaseCollation = "Latin-1": cannot be the name of a collation`,
			`:5: trelica:primarySide = "left": is no side`,
		}, "words that Azure does not know"},
		{one("trelica:owner", "trelica:primarySide: recovery\n  trelica:owner"), nil, "after a failover the recovery side takes the writes"},
		{one("trelica:owner", "trelica:activeSide: right\n  trelica:activeEpoch: 0\n  trelica:owner"), []string{
			`:3: trelica:activeSide = "right": is no side`,
			`:4: trelica:activeEpoch = 0: is out of bounds`,
		}, "a promotion of nowhere"},
		{one("trelica:owner", "trelica:activeSide: recovery\n  trelica:owner"), []string{
			`: trelica:activeEpoch = 1: says that nothing was ever promoted, and the recovery side is active`,
		}, "a promotion that no database would take"},
		{one("trelica:owner", "trelica:activeSide: recovery\n  trelica:activeEpoch: 2\n  trelica:owner"), nil, "after a promotion"},
	})
	checkAll(t, "dev", []prodCase{
		{one("trelica:owner", "trelica:primarySide: recovery\n  trelica:owner"), []string{
			`:3: trelica:primarySide = "recovery": needs a recovery region`,
		}, "a primary where there is no server"},
		{one("trelica:owner", "trelica:databaseBackups: Local\n  trelica:owner"), nil, "dev's data can be made again"},
	})
}

func TestMistakesInBudget(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one(`amount: 60000, since: "2026-11"`, `amount: 0, since: "2026-13"`), []string{
			`:52: trelica:budget.amount = 0: is out of bounds`,
			`:52: trelica:budget.since = "2026-13": is no month that a budget can begin in`,
		}, "nothing to spend, from no month on"},
		{one(`since: "2026-11"`, `since: "2017-05"`), []string{
			`:52: trelica:budget.since = "2017-05": is no month that a budget can begin in`,
		}, "a month before Azure had budgets"},
	})
}
