package main

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/preflight"
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
