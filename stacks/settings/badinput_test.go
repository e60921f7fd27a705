package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// prodCase is one mistake in production's sample and the lines that it must give, each without file name and without what is
// allowed.
type prodCase struct {
	changes []change
	want    []string
	reason  string
}

func checkAll(t *testing.T, stack string, cases []prodCase) {
	t.Helper()
	checkAs(t, stack, stack, cases)
}

// checkAs reads the sample of one stack as the file of another.
func checkAs(t *testing.T, sample, stack string, cases []prodCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, line := range mistakes(t, stackDirAs(t, sample, stack, c.changes...), stack) {
				told, allowed, _ := strings.Cut(line, "; allowed: ")
				if !strings.Contains(told, "is given twice") || allowed != "" {
					assert.NotEmpty(t, allowed, "a message must say what is allowed: %s", line)
				}
				got = append(got, told)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func one(from, to string) []change { return []change{{from, to}} }

func TestMistakesInPlace(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("environment: prod", "environment: production"), []string{
			`:2: trelica:environment = "production": is no environment`,
		}, "an environment that does not exist"},
		{one("environment: prod", "environment: dev"), []string{
			`:2: trelica:environment = "dev": is not the environment of the stack prod`,
		}, "another environment in the stack of production"},
		{one("owner: platform", "owner: \"plat\\nform\""), []string{
			`:3: trelica:owner = "plat\nform": cannot be the value of a tag`,
		}, "an owner that is no tag"},
		{one("44444444-4444-4444-8444-444444444444", "44444444-4444"), []string{
			`:5: trelica:subscriptionId = "44444444-4444": is no GUID`,
		}, "a subscription that is no GUID"},
		{one("jurisdiction: US", "jurisdiction: UK"), []string{
			`:7: trelica:jurisdiction = "UK": is not where the security practices put prod`,
		}, "production under British law"},
		{one("region: eastus2\n  trelica:recovery", "region: uksouth\n  trelica:recovery"), []string{
			`:8: trelica:region = "uksouth": lies in London, under the law of UK, outside the environment's jurisdiction US`,
		}, "a region outside the environment's jurisdiction"},
		{one("region: eastus2\n  trelica:recovery", "region: eastus02\n  trelica:recovery"), []string{
			`:8: trelica:region = "eastus02": is no region that is known (did you mean eastus2?)`,
		}, "a region that does not exist"},
		{one("region: eastus2\n  trelica:recovery", "region: westus\n  trelica:recovery"), []string{
			`:8: trelica:region = "westus": has 0 availability zones; 3 are needed`,
		}, "a home region without zones"},
		{one("recoveryRegion: centralus", "recoveryRegion: eastus"), []string{
			`:9: trelica:recoveryRegion = "eastus": cannot be the recovery region: East US is 93 miles from East US 2; at least 150 are needed`,
		}, "a recovery region nearer than 150 miles"},
		{one("recoveryRegion: centralus", "recoveryRegion: westus"), []string{
			`:9: trelica:recoveryRegion = "westus": cannot be the recovery region: West US has 0 availability zones; production needs 3`,
		}, "a recovery region without what production needs"},
		{one("recoveryRegion: centralus", "recoveryRegion: northeurope"), []string{
			`:9: trelica:recoveryRegion = "northeurope": cannot be the recovery region: North Europe is under the law of EU, East US 2 under that of US; both must be in one jurisdiction`,
		}, "a recovery region under other law"},
		{one("recoveryRegion: centralus", "recoveryRegion: \"\""), []string{
			`:9: trelica:recoveryRegion: is empty, but production must be recoverable (claim SP-17)`,
		}, "production without recovery region"},
		{one("watchRegion: westus2", "watchRegion: centralus"), []string{
			`:10: trelica:watchRegion = "centralus": is the recovery region; what watches must survive what it watches`,
		}, "watching from the recovery region"},
		{one("trelica:owner", "trelica:organisation: contosoworld\n  trelica:owner"), []string{
			`:3: trelica:organisation = "contosoworld": makes a name that Azure refuses: Microsoft.KeyVault/vaults "kv-contosoworld-prod-eus2-tde" is 29 characters long, 5 too long`,
			`:3: trelica:organisation = "contosoworld": makes a name that Azure refuses: Microsoft.Storage/storageAccounts "stcontosoworldprodeus2arc" is 25 characters long, 1 too long`,
			`:3: trelica:organisation = "contosoworld": makes a name that Azure refuses: Microsoft.KeyVault/vaults "kv-contosoworld-prod-wus2-tde" is 29 characters long, 5 too long`,
			`:3: trelica:organisation = "contosoworld": makes a name that Azure refuses: Microsoft.Storage/storageAccounts "stcontosoworldprodwus2arc" is 25 characters long, 1 too long`,
			`:3: trelica:organisation = "contosoworld": makes a name that Azure refuses: Microsoft.KeyVault/vaults "kv-contosoworld-prod-cus-tde" is 28 characters long, 4 too long`,
		}, "a name too long"},
	})
	checkAll(t, "dev", []prodCase{
		{one("watchRegion: ukwest", "watchRegion: uksouth"), []string{
			`:9: trelica:watchRegion = "uksouth": is the home region; what watches must survive what it watches`,
		}, "watching from the home region"},
		{one("  trelica:watchRegion", "  trelica:recoveryRegion: ukwest\n  trelica:recoveryAddressSpace: 10.40.0.0/16\n  trelica:watchRegion"), []string{
			`:9: trelica:recoveryRegion = "ukwest": is set, but only production is rebuilt in another region`,
		}, "a recovery region for dev"},
	})
}

func TestMistakesInNetwork(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("10.64.0.0/16", "10.64.0.0"), []string{`:11: trelica:addressSpace = "10.64.0.0": is no address range`}, "an address instead of a range"},
		{one("10.64.0.0/16", "10.64.1.0/16"), []string{
			`:11: trelica:addressSpace = "10.64.1.0/16": has bits set behind its length; 10.64.0.0/16 is meant`,
		}, "host bits in a range"},
		{one("10.64.0.0/16", "20.64.0.0/16"), []string{`:11: trelica:addressSpace = "20.64.0.0/16": is not private`}, "somebody else's addresses"},
		{one("10.64.0.0/16", "10.64.0.0/21"), []string{`:11: trelica:addressSpace = "10.64.0.0/21": is a /21`}, "a space too small"},
		{one("10.80.0.0/16", "10.64.16.0/20"), []string{
			`:12: trelica:recoveryAddressSpace = "10.64.16.0/20": overlaps trelica:addressSpace (10.64.0.0/16)`,
		}, "a recovery space inside the home space"},
		{one("  trelica:recoveryAddressSpace: 10.80.0.0/16\n", ""), []string{
			`: trelica:recoveryAddressSpace: is empty, but there is a recovery region`,
		}, "a recovery region without addresses"},
		{one("10.80.0.0/16", "10.80.0.0/16\n  trelica:podCidr: 10.80.128.0/17\n  trelica:serviceCidr: 172.30.0.0/20"), []string{
			`:13: trelica:podCidr = "10.80.128.0/17": overlaps trelica:recoveryAddressSpace (10.80.0.0/16)`,
			`:14: trelica:serviceCidr = "172.30.0.0/20": overlaps 172.30.0.0/16, which AKS keeps for itself`,
		}, "pods in a network, services where AKS forbids them"},
		{one("10.80.0.0/16", "10.80.0.0/16\n  trelica:podCidr: 10.244.0.0/20"), []string{
			`:13: trelica:podCidr = "10.244.0.0/20": has room for 16 nodes; the pools make 32 at most, surge included`,
		}, "pods without room for all nodes"},
		{one("maxCount: 12", "maxCount: 400"), []string{
			`: trelica:outboundPorts = 2048: leaves room for 62 nodes behind the egress addresses; the pools make 548 at most, surge included`,
			`: trelica:podCidr = "10.244.0.0/16": has room for 256 nodes; the pools make 548 at most, surge included`,
			`:19: trelica:userPools: makes 548 nodes at most, surge included, together with the system pool; the node subnet has room for 500`,
		}, "more nodes than the subnet has room for"},
	})
	checkAll(t, "dev", []prodCase{
		{one("10.32.0.0/16", "10.32.0.0/16\n  trelica:recoveryAddressSpace: 10.40.0.0/16"), []string{
			`:11: trelica:recoveryAddressSpace = "10.40.0.0/16": is set, but there is no recovery region`,
		}, "addresses for a recovery region that is not there"},
	})
}

func TestMistakesInShape(t *testing.T) {
	t.Parallel()
	checkAll(t, "dev", []prodCase{
		{one("  trelica:owner: platform\n", ""), []string{`: trelica:owner: is missing`}, "a missing setting"},
		{one("owner: platform", "owner: \"\""), []string{`:3: trelica:owner: is empty`}, "an empty setting"},
		{one("owner: platform", "owner:"), []string{`:3: trelica:owner: is empty`}, "a setting without value"},
		{one("  trelica:owner", "  trelica:recoverVualt: true\n  trelica:owner"), []string{
			`:3: trelica:recoverVualt: is not known (did you mean recoverVault?)`,
		}, "a misspelt setting"},
		{one("  trelica:owner", "  azure-native:location: uksouth\n  trelica:owner"), []string{
			`:3: azure-native:location: is not read by anything: providers are configured from the settings`,
		}, "a setting of a provider"},
		{one("config:", "encryptionsalt: v1\nsettings: {}\nconfig:"), []string{
			`:2 = "settings": is not known at the top of a stack file`,
		}, "an unknown key at the top"},
		{one("minCount: 2, maxCount", "minCuont: 2, maxCount"), []string{
			`:11: trelica:systemPool.minCuont: is not known (did you mean minCount?)`,
			`:11: trelica:systemPool.minCount: is missing`,
		}, "a misspelt field of an object"},
		{one("minCount: 2, maxCount", "minCount: two, maxCount"), []string{
			`:11: trelica:systemPool.minCount = "two": is not a whole number`,
		}, "a word for a number in an object"},
		{one("trelica:owner", "trelica:keyRotationMonths: 1.5\n  trelica:owner"), []string{
			`:3: trelica:keyRotationMonths = "1.5": is not a whole number`,
		}, "a fraction for a number"},
		{one("trelica:owner", "trelica:recoverVault: maybe\n  trelica:owner"), []string{
			`:3: trelica:recoverVault = "maybe": is neither true nor false`,
		}, "a word for a truth"},
		{one("Ranges: [20.1.2.3/32]", "Ranges: 20.1.2.3/32"), []string{
			`:14: trelica:apiServerAuthorizedRanges = "20.1.2.3/32": is not a list`,
		}, "a text for a list"},
		{one("[platform@trelica.io]", "[{platform: 1}]"), []string{
			`:16: trelica:alertEmails[0] = "{\"platform\":1}": is not text; quote it`,
		}, "an object for a text"},
		{one("owner: platform", "owner: {secure: v1:abc}"), []string{
			`:3: trelica:owner: is encrypted, but this setting is not secret; give it in plain text, and put secrets into the vault`,
		}, "an encrypted setting"},
		{one("owner: platform", "owner: {1: 2}"), []string{`:3: trelica:owner: has a key that is not text; quote it`}, "a key that is not text"},
		{one("  trelica:owner: platform\n", "  trelica:owner: platform\n  owner: other\n"), []string{
			`:4: trelica:owner: is given twice`,
		}, "a key with and without namespace"},
	})
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	dir := stackDir(t, "prod",
		change{"owner: platform", "ownr: platform"},
		change{"region: eastus2\n  trelica:recovery", "region: uksouth\n  trelica:recovery"},
		change{"10.80.0.0/16", "10.80.0.0/8"},
		change{"- 20.1.2.3/32", "- 0.0.0.0/0"},
		change{"vmSize: Standard_E8ds_v5\n      minCount: 3", "vmSize: Standard_E9\n      minCount: 1"},
	)
	got := mistakes(t, dir, "prod")
	var keys []string
	for _, line := range got {
		_, rest, _ := strings.Cut(line, ": ")
		key, _, _ := strings.Cut(rest, ":  ")
		keys = append(keys, strings.FieldsFunc(key, func(r rune) bool { return r == ' ' })[0])
	}
	assert.Equal(t, []string{
		"trelica:owner:", "trelica:ownr:", "trelica:region", "trelica:recoveryAddressSpace", "trelica:userPools[1].vmSize",
		"trelica:userPools[1].minCount", "trelica:apiServerAuthorizedRanges[0]",
	}, keys)
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ stack, text, want, reason string }{
		{"dev", "config: [", "Pulumi.dev.yaml: is not valid YAML: ", "broken YAML"},
		{"dev", "- a\n", "Pulumi.dev.yaml:1: is not a mapping; allowed: a mapping with the key config", "a list for a file"},
		{"dev", "config:\n  a: 1\n  a: 2\n", `Pulumi.dev.yaml: is not valid YAML: yaml: unmarshal errors: line 3: mapping key "a" already defined at line 2`, "a doubled key"},
		{"dev", "config: 1\n", "Pulumi.dev.yaml:1 = config: is not a mapping; allowed: keys such as trelica:region", "no mapping for config"},
		{"dev", "a: &a [*a]\n", "Pulumi.dev.yaml: is not valid YAML: ", "an alias of itself"},
	} {
		_, err := settings.FromFiles(writeStack(t, c.stack, c.text), c.stack)
		require.Error(t, err, c.reason)
		assert.True(t, strings.HasPrefix(err.Error(), c.want), "%s: %s", c.reason, err)
		assert.NotContains(t, err.Error(), "is missing", "%s: one cause must not be buried under the settings it hides", c.reason)
	}
}

func TestFilesThatAreNotThere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ dir, stack, want, reason string }{
		{stackDir(t, "dev"), "test", "Pulumi.test.yaml: cannot be read: no such file or directory; allowed: a stack with a file here: dev", "a stack without file"},
		{t.TempDir(), "dev", "Pulumi.yaml: cannot be read: no such file or directory; allowed: run in the directory of the project", "no project"},
		{stackDir(t, "dev"), "../dev", `Pulumi.yaml = "../dev": is no name of a stack; allowed: a stack with a file here: dev`, "a name that leads elsewhere"},
		{t.TempDir(), "", `Pulumi.yaml = "": is no name of a stack; allowed: a stack with a file of that name`, "no name"},
	} {
		_, err := settings.FromFiles(c.dir, c.stack)
		assert.EqualError(t, err, c.want, c.reason)
	}
}

func TestAnEmptyStackFileMissesEverythingThatIsRequired(t *testing.T) {
	t.Parallel()
	lines := mistakes(t, writeStack(t, "dev", ""), "dev")
	assert.Len(t, lines, 28)
	for _, line := range lines {
		assert.Regexp(t, `^: trelica:[A-Za-z]+: is missing; allowed: .`, line)
	}
}

func TestAProjectFileThatIsNotOurs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ project, want, reason string }{
		{"", "Pulumi.yaml: is empty; allowed: the project's name and the schema of its settings", "an empty project"},
		{"name: other\n", "Pulumi.yaml:1: is not of the project trelica; allowed: name: trelica", "another project"},
		{"name: [", "Pulumi.yaml: is not valid YAML: ", "a broken project"},
	} {
		dir := stackDir(t, "dev")
		require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.yaml"), []byte(c.project), 0o600))
		_, err := settings.FromFiles(dir, "dev")
		require.Error(t, err, c.reason)
		assert.Contains(t, err.Error(), c.want, c.reason)
	}
}
