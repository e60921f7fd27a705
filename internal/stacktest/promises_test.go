package stacktest

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named finds the resource of a snapshot by its logical name and the end of its type.
func named(snapshot []goldenResource, kind, name string) (goldenResource, bool) {
	at := slices.IndexFunc(snapshot, func(r goldenResource) bool { return strings.HasSuffix(r.URN, ":"+kind+"::"+name) })
	if at < 0 {
		return goldenResource{}, false
	}
	return snapshot[at], true
}

// promise is an input that a resource of production must have. A dot leads into an object: "properties.sku.name".
type promise struct {
	kind, name, input string
	want              any
	reason            string
}

// promises are those of production's foundations that are kept by a single input, on both sides wherever there are two.
func promises() []promise {
	var all []promise
	for _, side := range []string{"foundation", "standby"} {
		all = append(all,
			promise{"BackupShortTermRetentionPolicy", side + "-db-retention", "retentionDays", 30.0, "any point of thirty days can be restored, on whichever side is the primary"},
			promise{"BackupShortTermRetentionPolicy", side + "-db-retention", "diffBackupIntervalInHours", 24.0, "a snapshot is taken daily"},
			promise{"LongTermRetentionPolicy", side + "-db-long-term", "weeklyRetention", "P5W", "weekly copies cover thirty days while a new primary's own history is short"},
			promise{"Database", side + "-db-database", "zoneRedundant", true, "the database survives the loss of a zone"},
			promise{"Database", side + "-db-database", "requestedBackupStorageRedundancy", "Geo", "backups survive the loss of the region"},
			promise{"Server", side + "-sql-server", "minimalTlsVersion", "1.2", "no older TLS is spoken"},
			promise{"Server", side + "-sql-server", "publicNetworkAccess", "Disabled", "the server cannot be reached from outside"},
			promise{"EncryptionProtector", side + "-sql-encryption-protector", "serverKeyType", "AzureKeyVault", "the key is ours"},
			promise{"EncryptionProtector", side + "-sql-encryption-protector", "autoRotationEnabled", true, "the server follows the key's rotation"},
			promise{"StorageAccount", side + "-archive-account", "sku.name", "Standard_GZRS", "the audit trail survives the loss of the region"},
			promise{"Key", side + "-tok-key-tokens", "properties.kty", "RSA-HSM", "what opens customers' tokens never leaves an HSM"},
			promise{"Key", side + "-tok-key-tokens", "properties.keySize", 3072.0, "the key is as large as every service here takes"},
		)
		for _, vault := range []string{"-vault-vault", "-tok-vault"} {
			all = append(all, vaultPromises(side+vault)...)
		}
		for _, account := range []string{"-archive-account", "-flow-account"} {
			all = append(all, accountPromises(side+account)...)
		}
	}
	all = append(all, vaultPromises("standby-tde-vault")...)
	return append(all,
		promise{"Database", "standby-db-database", "createMode", "Secondary", "the standby holds a replica"},
		promise{"Replication", "foundation-registry-replica-centralus", "location", "centralus", "images are there before the disaster"},
		promise{"Replication", "foundation-registry-replica-centralus", "zoneRedundancy", "Enabled", "the replica survives the loss of a zone"},
		promise{"Registry", "foundation-registry-registry", "publicNetworkAccess", "Disabled", "the registry cannot be reached from outside"},
		promise{"Vault", "standby-tde-vault", "location", "centralus", "the database's key is there when the home region is not"},
		promise{"AFDOrigin", "front-edge-origin-eus2", "priority", 1.0, "the home region answers while it says that it is the active one"},
		promise{"AFDOrigin", "front-edge-origin-cus", "priority", 2.0, "the recovery region is an origin from the first day"},
		promise{"AFDOrigin", "front-edge-origin-maintenance", "priority", 5.0, "a page behind both is never ill"},
		promise{"Route", "front-edge-route", "httpsRedirect", "Enabled", "nothing is served in clear"},
		promise{"Route", "front-edge-route", "forwardingProtocol", "HttpsOnly", "nothing goes to an origin in clear"},
		promise{"Component", "front-watch-insights", "location", "westus2", "tests run outside the regions that they watch"},
		promise{"ManagedEnvironment", "front-status-environment", "location", "westus2", "the status page lives when what it watches does not"},
		promise{"ScheduledQueryRule", "front-alerts-edge-maintenance-shown", "location", "westus2", "somebody is told when the home region is lost"},
		promise{"CapacityReservationGroup", "standby-capacity-group", "location", "centralus", "there is room for the rebuilt nodes"},
	)
}

// vaultPromises are those of every vault, whatever it is for.
func vaultPromises(name string) []promise {
	return []promise{
		{"Vault", name, "properties.sku.name", "premium", "its keys are in HSMs"},
		{"Vault", name, "properties.softDeleteRetentionInDays", 90.0, "what was deleted can be brought back for as long as Azure allows"},
		{"Vault", name, "properties.enablePurgeProtection", true, "nobody can delete for good"},
		{"Vault", name, "properties.enableRbacAuthorization", true, "roles alone decide"},
		{"Vault", name, "properties.publicNetworkAccess", "Disabled", "it cannot be reached from outside"},
		{"Vault", name, "properties.networkAcls.defaultAction", "Deny", "nor past its firewall"},
	}
}

// accountPromises are those of every account that logs are written to.
func accountPromises(name string) []promise {
	return []promise{
		{"StorageAccount", name, "minimumTlsVersion", "TLS1_2", "no older TLS is spoken"},
		{"StorageAccount", name, "enableHttpsTrafficOnly", true, "nothing goes in the clear"},
		{"StorageAccount", name, "allowSharedKeyAccess", false, "whoever comes has an identity"},
		{"StorageAccount", name, "networkRuleSet.defaultAction", "Deny", "it cannot be reached from outside"},
	}
}

// within follows the dots of an input's path to the object that holds its last part.
func within(inputs map[string]any, path string) (map[string]any, string) {
	for {
		first, rest, more := strings.Cut(path, ".")
		if !more {
			return inputs, path
		}
		inner, _ := inputs[first].(map[string]any)
		inputs, path = inner, rest
	}
}

// broken lists the promises that a snapshot does not keep.
func broken(snapshot []goldenResource) []string {
	var reasons []string
	for _, p := range promises() {
		resource, found := named(snapshot, p.kind, p.name)
		inputs, last := within(resource.Inputs, p.input)
		if !found || inputs[last] != p.want {
			reasons = append(reasons, p.name+": "+p.reason)
		}
	}
	return reasons
}

func TestProductionKeepsItsPromisesInBothRegions(t *testing.T) {
	t.Parallel()
	assert.Empty(t, broken(golden(t, "prod")))
}

// TestEveryPromiseIsMissed takes each promise away and sees that it is missed.
func TestEveryPromiseIsMissed(t *testing.T) {
	t.Parallel()
	for _, p := range promises() {
		snapshot := golden(t, "prod")
		resource, found := named(snapshot, p.kind, p.name)
		require.True(t, found, p.name)
		inputs, last := within(resource.Inputs, p.input)
		delete(inputs, last)
		assert.Equal(t, []string{p.name + ": " + p.reason}, broken(snapshot), p.reason)
	}
}

// outOfPlace lists what would be lost with the home region although it is not in it: resources of another region in a group of
// the home region, whose metadata lies there too.
func outOfPlace(snapshot []goldenResource) []string {
	var found []string
	for _, r := range snapshot {
		group, _ := r.Inputs["resourceGroupName"].(string)
		location, _ := r.Inputs["location"].(string)
		here := location == "" || strings.EqualFold(location, "global") || location == "eastus2"
		// A replica is a part of its registry, wherever it lies.
		if strings.Contains(group, "-eus2-") && !here && !strings.Contains(r.URN, ":Replication::") {
			found = append(found, r.URN)
		}
		once := strings.Contains(r.URN, "trelica:stacks:Front$") || strings.Contains(r.URN, "trelica:stacks:Governance$")
		if once && (location == "eastus2" || strings.Contains(group, "-eus2-")) {
			found = append(found, r.URN)
		}
	}
	return found
}

func TestNothingOfAnotherRegionLiesInAGroupOfTheHomeRegion(t *testing.T) {
	t.Parallel()
	snapshot := golden(t, "prod")
	require.Empty(t, outOfPlace(snapshot))
	for _, c := range []struct{ kind, name, input, to, reason string }{
		{"Vault", "standby-tde-vault", "resourceGroupName", "rg-trelica-prod-eus2-vault", "the key's vault in a group of the home region"},
		{"Vault", "foundation-vault-vault", "location", "centralus", "another region's vault among the home region's"},
		{"DeploymentAtSubscriptionScope", "governance-subscription-budget", "location", "eastus2", "the deployments of governance kept in the home region"},
		{"StorageAccount", "front-status-account", "location", "eastus2", "the status page in the region that it watches"},
		{"Profile", "front-edge-profile", "resourceGroupName", "rg-trelica-prod-eus2-network", "Front Door in a group of the home region"},
	} {
		resource, found := named(snapshot, c.kind, c.name)
		require.True(t, found, c.name)
		before := resource.Inputs[c.input]
		resource.Inputs[c.input] = c.to
		assert.Equal(t, []string{resource.URN}, outOfPlace(snapshot), c.reason)
		resource.Inputs[c.input] = before
	}
}
