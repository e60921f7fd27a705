package stacktest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/regions"
)

// pair is something that production has in both regions.
type pair struct {
	kind, home, recovery string
	// same are the inputs in which the two are alike: what is promised of the one is true of the other when they change places.
	same []string
}

func pairs() []pair {
	vault := []string{"properties.sku.name", "properties.softDeleteRetentionInDays", "properties.enablePurgeProtection", "properties.publicNetworkAccess"}
	retention := []string{"retentionDays", "diffBackupIntervalInHours"}
	return []pair{
		{"Server", "foundation-sql-server", "standby-sql-server", []string{"minimalTlsVersion", "publicNetworkAccess"}},
		{"Database", "foundation-db-database", "standby-db-database", []string{"zoneRedundant", "requestedBackupStorageRedundancy", "sku.name", "sku.capacity"}},
		{"BackupShortTermRetentionPolicy", "foundation-db-retention", "standby-db-retention", retention},
		{"LongTermRetentionPolicy", "foundation-db-long-term", "standby-db-long-term", []string{"weeklyRetention"}},
		{"Vault", "foundation-vault-vault", "standby-vault-vault", vault},
		{"Vault", "foundation-tok-vault", "standby-tok-vault", vault},
		{"StorageAccount", "foundation-archive-account", "standby-archive-account", []string{"sku.name", "minimumTlsVersion"}},
		{"StorageAccount", "foundation-flow-account", "standby-flow-account", []string{"sku.name", "minimumTlsVersion"}},
	}
}

// unlike lists where the two halves of production differ although they must not.
func unlike(snapshot []goldenResource) []string {
	var found []string
	for _, p := range pairs() {
		home, _ := named(snapshot, p.kind, p.home)
		recovery, _ := named(snapshot, p.kind, p.recovery)
		for _, input := range p.same {
			one, last := within(home.Inputs, input)
			other, _ := within(recovery.Inputs, input)
			if one[last] == nil || one[last] != other[last] {
				found = append(found, p.kind+" "+input)
			}
		}
	}
	return found
}

// misplaced lists what of production is not where a disaster leaves one of the two: closer than promised, or under another law.
func misplaced(snapshot []goldenResource) []string {
	located := append(pairs(), pair{kind: "Replication", home: "", recovery: "foundation-registry-replica-centralus"})
	registry, _ := named(snapshot, "Registry", "foundation-registry-registry")
	var found []string
	for _, p := range located {
		home, ok := named(snapshot, p.kind, p.home)
		if !ok {
			home = registry
		}
		recovery, _ := named(snapshot, p.kind, p.recovery)
		from, _ := home.Inputs["location"].(string)
		to, _ := recovery.Inputs["location"].(string)
		if from == "" && to == "" && strings.HasSuffix(p.kind, "Policy") {
			continue // it lies where its database does
		}
		one, known := regions.Lookup(from)
		other, alsoKnown := regions.Lookup(to)
		if !known || !alsoKnown || len(regions.Recovery(one, other)) > 0 {
			found = append(found, p.kind+" "+p.recovery)
		}
	}
	return found
}

func TestBothHalvesOfProductionAreAlike(t *testing.T) {
	t.Parallel()
	require.Empty(t, unlike(golden(t, "prod")))
	for _, p := range pairs() {
		for _, input := range p.same {
			snapshot := golden(t, "prod")
			recovery, found := named(snapshot, p.kind, p.recovery)
			require.True(t, found, p.recovery)
			inputs, last := within(recovery.Inputs, input)
			inputs[last] = "something else"
			assert.Contains(t, unlike(snapshot), p.kind+" "+input, "a difference is seen")
		}
	}
}

// TestWhatProductionHasTwiceIsFarApartUnderOneLaw holds claim SP-15 against what is provisioned: at least 150 miles, one
// jurisdiction.
func TestWhatProductionHasTwiceIsFarApartUnderOneLaw(t *testing.T) {
	t.Parallel()
	require.Empty(t, misplaced(golden(t, "prod")))
	for _, c := range []struct{ to, reason string }{
		{"eastus", "the neighbour is closer than promised"},
		{"uksouth", "another law"},
		{"eastus2", "the same region"},
		{"atlantis", "a region that nobody knows"},
	} {
		for _, name := range []struct{ kind, name string }{
			{"Server", "standby-sql-server"}, {"Database", "standby-db-database"}, {"Vault", "standby-vault-vault"}, {"Vault", "standby-tok-vault"},
			{"StorageAccount", "standby-archive-account"}, {"Replication", "foundation-registry-replica-centralus"},
		} {
			snapshot := golden(t, "prod")
			resource, found := named(snapshot, name.kind, name.name)
			require.True(t, found, name.name)
			resource.Inputs["location"] = c.to
			assert.Equal(t, []string{name.kind + " " + name.name}, misplaced(snapshot), c.reason)
		}
	}
}
