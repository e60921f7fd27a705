package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

func TestPreflight(t *testing.T) {
	t.Parallel()
	b := newVaultBench(t, "kv-home")
	require.Equal(t, codeFailed, b.stackctl(t, "preflight", "--stack", "dev"), b.err.String())
	assert.Equal(t, `STACK  RESULT   CHECK                                              FOUND
dev    ok       settings: real identifiers                         no placeholders
dev    ok       subscription 00000000-0000-0000-0000-0000000000f1  local (simulated), enabled
dev    ok       providers                                          registered: Microsoft.KeyVault
dev    failed   secret api-key in kv-home                          missing
                next: stackctl secret set api-key --stack dev --vault kv-home
dev    waiting  secret api-key in kv-recovery                      the vault is not there yet
                next: run up, which makes it; then stackctl secret set api-key --stack dev --vault kv-recovery
dev    waiting  roles of the stack                                 the stack is not provisioned yet
                next: up gives them
`, b.out.String())
	assert.Equal(t, []string{"target: local (simulated)", "target: local (simulated)"}, b.lines())

	require.Equal(t, codeFine, b.set(t), b.err.String())
	require.Equal(t, codeFine, b.stackctl(t, "preflight", "--output", "json"), "what waits does not fail: "+b.err.String())
	var answer struct {
		Simulated bool
		Checks    []preflight.Check
	}
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &answer))
	assert.True(t, answer.Simulated)
	stacks := map[string]int{}
	for _, check := range answer.Checks {
		stacks[check.Stack]++
		assert.NotEqual(t, preflight.Failed, check.Result, check.Name)
	}
	assert.Equal(t, map[string]int{"dev": 5, "keep": 5}, stacks, "without --stack all are looked at")
}

func TestPreflightOfAStackThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := newVaultBench(t)
	b.environment = func(dir, stack string) (environment, error) {
		if stack == "dev" {
			return environment{}, errors.New("region: wrong\nowner: missing")
		}
		return testEnvironment(dir, stack)
	}
	require.Equal(t, codeFailed, b.stackctl(t, "preflight"))
	assert.Contains(t, b.out.String(), "region: wrong\n                owner: missing\n                next: correct Pulumi.dev.yaml")
	assert.Contains(t, b.out.String(), "keep   ok       providers", "the others are looked at all the same")
}

func TestPreflightOfThePlaceholdersOfTheRealAzure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.environment = func(dir, stack string) (environment, error) {
		e, err := testEnvironment(dir, stack)
		e.Placeholders = []string{"subscriptionId", "tenantId"}
		return e, err
	}
	require.Equal(t, codeFailed, b.stackctl(t, "preflight", "--stack", "dev", "--target", "azure"))
	assert.Contains(t, b.out.String(), "dev    failed  settings: real identifiers  placeholders: subscriptionId, tenantId\n")
	assert.NotContains(t, b.out.String(), "subscription 0000", "nothing else is looked at, and nobody is asked")
	assert.NoDirExists(t, b.local.Dir)
}

// TestTheRangesComeFromTheBootstrap holds that the one placeholder which the bootstrap replaces is told with where it comes from.
func TestTheRangesComeFromTheBootstrap(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	placeholders := []string{"trelica:subscriptionId", "trelica:apiServerAuthorizedRanges[0]"}
	b.environment = func(dir, stack string) (environment, error) {
		e, err := testEnvironment(dir, stack)
		e.Placeholders = placeholders
		return e, err
	}
	const says = "apiServerAuthorizedRanges: first stackctl bootstrap --stack bootstrap-dev, then its output authorizedRanges"
	require.Equal(t, codeFailed, b.stackctl(t, "preflight", "--stack", "dev", "--target", "azure"))
	assert.Contains(t, b.out.String(), says)
	placeholders = placeholders[:1]
	require.Equal(t, codeFailed, b.stackctl(t, "preflight", "--stack", "dev", "--target", "azure"))
	assert.NotContains(t, b.out.String(), "apiServerAuthorizedRanges")
}

// TestTheStoreHasTheStacks holds that a stack which the store of the states lacks is a row that fails, and stops a recovery before its
// failover: a platform that has no stack to be built by does not come, and what a forced failover loses is lost for nothing.
func TestTheStoreHasTheStacks(t *testing.T) {
	t.Parallel()
	unknown := func(stack string) error {
		return errors.New("reading the state: error: no stack named '" + stack + "' found")
	}
	closed := errors.New("AuthorizationFailure")
	summary := preflight.Check{Stack: "prod", Name: "made before", Result: preflight.OK}
	for _, c := range []struct {
		stack      string
		own, other error
		failed     []string
		untold     bool
		reason     string
	}{
		{"prod", nil, nil, nil, false, "both are there"},
		{"prod", nil, unknown("dr"), []string{"made before: the stack dr"}, false, "the rebuild's was forgotten on the first day"},
		{"prod", unknown("prod"), unknown("dr"), []string{"made before: the stack prod", "made before: the stack dr"}, false, "before the first up"},
		{"prod", nil, closed, []string{"made before: the stack dr"}, true, "nobody knows, and that stops nothing"},
		{"prod", closed, closed, nil, false, "the store does not answer, which another row says"},
		{"dr", unknown("dr"), nil, []string{"made before: the stack dr"}, false, "in the middle of a disaster"},
		{"dev", nil, unknown("dr"), nil, false, "dev has no rebuild"},
		{"dev", unknown("dev"), nil, []string{"made before: the stack dev"}, false, "every environment is in its store"},
		{"bootstrap-prod", unknown("bootstrap-prod"), unknown("dr"), nil, false, "a bootstrap begins in a folder"},
		{"another", unknown("another"), nil, nil, false, "no stack of ours"},
	} {
		var failed []string
		rest := 0
		for _, check := range withStacks([]preflight.Check{summary}, c.stack, c.own, func(string) error { return c.other }) {
			if check.Name == summary.Name {
				rest++
				continue
			}
			failed = append(failed, check.Name)
			assert.Equal(t, preflight.Failed, check.Result, c.reason)
			assert.Equal(t, "made before: WHAT", preflight.RowOf(check.Name), "the page names the row")
			assert.Equal(t, !c.untold, preflight.Stops(check), "%s: whether a recovery goes on", c.reason)
			if !c.untold {
				name := check.Name[len("made before: the stack "):]
				_, environment := settings.KindOf(c.stack)
				assert.Contains(t, check.Next, "pulumi stack init "+name+" --secrets-provider ", c.reason)
				assert.Contains(t, check.Next, "Pulumi.bootstrap-"+environment+".yaml", "the key is pinned there")
			}
		}
		assert.Equal(t, c.failed, failed, c.reason)
		assert.Equal(t, len(c.failed) == 0, rest == 1, "%s: all are there only where none is missing", c.reason)
	}
}

// TestPreflightLooksIntoTheRealStore asks for production, with a store of states in a folder in which first nothing is, then its own stack,
// then its rebuild's too.
func TestPreflightLooksIntoTheRealStore(t *testing.T) {
	t.Parallel()
	cli := enginetest.CLI(t)
	b := newBench(t)
	azure, err := localazure.Start(t.Context(), localazure.Options{Dir: t.TempDir()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, azure.Close()) })
	b.access = func(tenant string) (cloud.Access, error) { return cloud.Local(azure.ManagementURL(), tenant) }
	b.environment = func(dir, stack string) (environment, error) {
		e, err := testEnvironment(dir, stack)
		e.HasCluster = true
		return e, err
	}
	b.environ = append(engine.ScrubLocal(os.Environ()), "PULUMI_HOME="+t.TempDir(), "PULUMI_CONFIG_PASSPHRASE=an operator's own",
		"PULUMI_BACKEND_URL=file://"+t.TempDir())
	require.NoError(t, os.WriteFile(filepath.Join(b.project, "Pulumi.prod.yaml"), []byte("config: {}\n"), 0o600))
	for _, c := range []struct {
		init  string
		lacks []string
	}{
		{"", []string{"prod", "dr"}}, {"prod", []string{"dr"}}, {"dr", nil},
	} {
		if c.init != "" {
			made := exec.CommandContext(t.Context(), cli.Path, "stack", "init", c.init, "--no-select")
			made.Dir, made.Env = b.project, b.environ
			out, err := made.CombinedOutput()
			require.NoError(t, err, string(out))
		}
		code := codeFine
		if len(c.lacks) > 0 {
			code = codeFailed
		}
		require.Equal(t, code, b.stackctl(t, "preflight", "--stack", "prod", "--target", "azure", "--output", "json"), b.err.String())
		var answer struct{ Checks []preflight.Check }
		require.NoError(t, json.Unmarshal(b.out.Bytes(), &answer))
		var lacks []string
		for _, check := range answer.Checks {
			if name, ok := strings.CutPrefix(check.Name, "made before: the stack "); ok {
				lacks = append(lacks, name)
			}
		}
		assert.Equal(t, c.lacks, lacks, b.out.String())
	}
}

// TestEnvironmentOfTheRepositoryStacks reads the stack files of the repository.
func TestEnvironmentOfTheRepositoryStacks(t *testing.T) {
	t.Parallel()
	prod, err := readEnvironment("../..", "prod")
	require.NoError(t, err)
	var regions, vaults []string
	for _, region := range prod.Regions {
		regions = append(regions, region.Name)
		assert.NotEmpty(t, region.Machines)
	}
	for _, vault := range prod.Vaults {
		vaults = append(vaults, vault.Name)
	}
	assert.Equal(t, []string{"eastus2", "centralus"}, regions, "the recovery region must hold everything too")
	assert.Equal(t, []string{"kv-trelica-prod-eus2", "kv-trelica-prod-cus"}, vaults)
	assert.Equal(t, "/subscriptions/"+prod.SubscriptionID+"/resourceGroups/rg-trelica-prod-eus2-vault/providers/Microsoft.KeyVault/vaults/kv-trelica-prod-eus2",
		prod.Vaults[0].ID)
	system := prod.Regions[0].Machines[0]
	assert.Equal(t, preflight.Machines{Size: "Standard_D4ds_v5", Count: 8, Zones: []string{"1", "2", "3"}}, system, "six, and a third of them during an upgrade")
	assert.Contains(t, prod.Placeholders, "trelica:subscriptionId")
	_, err = readEnvironment("../..", "atlantis")
	assert.Error(t, err)
}

func TestRolesComeFromTheState(t *testing.T) {
	t.Parallel()
	roles := rolesOf(engine.Checkpoint{Resources: []engine.Resource{
		{
			URN: "urn:pulumi:s::p::azure-native:authorization/v20220401:RoleAssignment::network", Type: "azure-native:authorization/v20220401:RoleAssignment",
			Inputs: map[string]any{"scope": "/scope", "roleDefinitionId": "/r", "principalId": "p"},
		},
		{URN: "urn:pulumi:s::p::t:t:T::x", Type: "t:t:T"},
	}})
	assert.Equal(t, []preflight.Role{{Name: "network", Scope: "/scope", RoleID: "/r", PrincipalID: "p"}}, roles)
}
