package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/pipeline"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

// identifiers are those of everything that an environment expects, by the stack that makes it.
func identifiers(e environment, own string) map[string][]string {
	by := map[string][]string{}
	for _, t := range e.Things {
		by[t.Stack] = append(by[t.Stack], t.ID)
	}
	for _, g := range e.Grants {
		if g.IdentityID != "" {
			by[g.Stack] = append(by[g.Stack], g.IdentityID)
		}
	}
	for _, z := range e.Zones {
		by[z.Stack] = append(by[z.Stack], z.ID)
	}
	for _, r := range e.Replicas {
		by[own] = append(by[own], r.ID)
	}
	for _, v := range e.Vaults {
		by[own] = append(by[own], v.ID)
	}
	for _, a := range e.Archives {
		by[own] = append(by[own], a.ID)
	}
	for _, m := range e.Memberships {
		by[own] = append(by[own], m.IdentityID)
	}
	for _, region := range e.Addresses {
		for _, a := range region.List {
			by[own] = append(by[own], a.ID)
		}
	}
	return by
}

// makes tells whether a golden has a resource of an identifier: one in the group, with the name among its inputs, or the group.
func makes(t *testing.T, stack, id string) bool {
	t.Helper()
	var golden struct {
		Resources []struct{ Inputs map[string]any }
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, filepath.Join("../../internal/stacktest/testdata", stack+".json"))), &golden))
	segments := strings.Split(id, "/")
	group, name := segments[4], segments[len(segments)-1]
	return slices.ContainsFunc(golden.Resources, func(r struct{ Inputs map[string]any }) bool {
		if r.Inputs["resourceGroupName"] != group {
			return false
		}
		for _, value := range r.Inputs {
			if value == name {
				return true
			}
		}
		return false
	})
}

// TestWhatIsExpectedIsWhatStacksMake holds the names here and the program in stacks together, by the goldens of what each stack
// consists of.
func TestWhatIsExpectedIsWhatStacksMake(t *testing.T) {
	t.Parallel()
	for _, stack := range settings.Stacks("../..") {
		env, err := readEnvironment("../..", stack)
		require.NoError(t, err)
		own := stack
		if stack == settings.Rebuild {
			own = settings.Production
		}
		for maker, ids := range identifiers(env, own) {
			for _, id := range ids {
				assert.True(t, makes(t, maker, id), "%s expects %s, which %s does not make", stack, id, maker)
			}
		}
	}
	assert.False(t, makes(t, "prod", "/subscriptions/s/resourceGroups/rg-trelica-prod-eus2-vault/providers/t/kv-none"))
}

func TestExpectationsByKind(t *testing.T) {
	t.Parallel()
	prod, err := readEnvironment("../..", "prod")
	require.NoError(t, err)
	assert.True(t, prod.HasCluster)
	assert.Equal(t, "centralus", prod.Replicas[0].Region)
	assert.Equal(t, "2026-11", prod.Budget.Since)
	assert.Len(t, prod.Grants, 2*len(deployRights()))

	rebuild, err := readEnvironment("../..", "dr")
	require.NoError(t, err)
	assert.True(t, rebuild.HasCluster)
	assert.Equal(t, "kv-trelica-prod-cus", rebuild.Vaults[0].Name)
	assert.Nil(t, rebuild.Budget, "its environment has one")
	assert.Empty(t, rebuild.Replicas, "the registry is at home in the region that is lost")
	for maker, ids := range identifiers(rebuild, "prod") {
		for _, id := range ids {
			assert.NotContains(t, id, "eus2", "a rebuild asks %s for nothing of the lost region", maker)
		}
	}
	for _, region := range rebuild.Regions {
		assert.Equal(t, "centralus", region.Name)
	}

	bootstrap, err := readEnvironment("../..", "bootstrap-prod")
	require.NoError(t, err)
	assert.False(t, bootstrap.HasCluster)
	assert.Equal(t, []preflight.Region{{Name: "centralus", Addresses: 1}}, bootstrap.Regions)
	assert.Equal(t, []preflight.Secret{{
		ResourceGroup: "rg-trelica-prod-cus-secrets", Vault: "kv-trelica-prod-cus-sec", VaultID: bootstrap.Vaults[0].ID, Name: "github-app-key",
	}}, bootstrap.Secrets, "the key goes into the bootstrap's own vault and no other")
	assert.Empty(t, bootstrap.Things, "nothing is there before it")
}

// TestRightsAreThePipelines compares the roles that preflight asks for with those that the pipeline's component gives.
func TestRightsAreThePipelines(t *testing.T) {
	t.Parallel()
	var want []right
	for _, r := range pipeline.DeployRights() {
		if r.On == pipeline.OnSubscription {
			want = append(want, right{r.Name, string(r.Role)})
		}
	}
	assert.Equal(t, want, deployRights())
}

// TestEveryRowAgainstTheRESTFace asks the local Azure for all that production expects: once of an empty world, once of one in which
// all of it is there.
func TestEveryRowAgainstTheRESTFace(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.azure = startLocalAzure
	env, err := readEnvironment("../..", "prod")
	require.NoError(t, err)
	env.Secrets = append(env.Secrets, env.Vaults[0].secret("a-key"), env.Vaults[1].secret("a-key"))
	env.Memberships = append(env.Memberships, preflight.Membership{GroupID: "g", IdentityID: env.Grants[0].IdentityID, Why: "a test"})
	b.environment = func(string, string) (environment, error) { return env, nil }
	results := func(code int) map[string]preflight.Check {
		require.Equal(t, code, b.stackctl(t, "preflight", "--stack", "dev", "--output", "json"), b.err.String())
		var answer struct{ Checks []preflight.Check }
		require.NoError(t, json.Unmarshal(b.out.Bytes(), &answer))
		by := map[string]preflight.Check{}
		for _, c := range answer.Checks {
			by[c.Name] = c
			assert.NotEmpty(t, preflight.RowOf(c.Name), c.Name)
		}
		return by
	}
	empty := results(codeFailed)
	for name, want := range map[string]preflight.Result{
		"made before: the store of the state": preflight.Failed, "made before: the container of the state": preflight.Failed,
		"made before: the key of the stacks' secrets": preflight.Failed, "made before: the pipeline's identity": preflight.Failed,
		"role of the pipeline: contributor": preflight.Waiting, "role of break-glass: contributor": preflight.Failed,
		"delegation of trelica.example": preflight.Failed, "images of crtrelicaprodeus2 in centralus": preflight.Failed,
		"secret a-key in kv-trelica-prod-eus2": preflight.Waiting, "egress addresses in eastus2": preflight.Waiting,
		"archive in centralus": preflight.Waiting, "by hand: mail": preflight.ByHand, "quota cores in centralus": preflight.OK,
		"group g has id-trelica-prod-cus-deploy": preflight.Waiting,
	} {
		assert.Equal(t, want, empty[name].Result, "%s: %s", name, empty[name].Found)
	}

	b.change(t, func(tx *world.Tx) { fill(tx, env) })
	full := results(codeFine)
	for name, want := range map[string]preflight.Result{
		"made before": preflight.OK, "roles": preflight.OK, "images of crtrelicaprodeus2 in centralus": preflight.OK,
		"secrets": preflight.OK, "egress addresses in eastus2": preflight.ByHand, "egress addresses in centralus": preflight.ByHand,
		"archive in eastus2": preflight.Waiting, "delegation of trelica.example": preflight.ByHand,
		"group g has id-trelica-prod-cus-deploy": preflight.ByHand,
	} {
		assert.Equal(t, want, full[name].Result, "%s: %s", name, full[name].Found)
	}
	for name := range full {
		assert.NotContains(t, name, "made before: ")
	}
}

// fill puts everything into a world that an environment expects.
func fill(tx *world.Tx, env environment) {
	properties := map[string]map[string]any{}
	for _, g := range env.Grants {
		if g.IdentityID != "" {
			properties[g.IdentityID] = map[string]any{"principalId": "robot"}
		}
	}
	for _, region := range env.Addresses {
		for _, a := range region.List {
			properties[a.ID] = map[string]any{"ipAddress": "192.0.2.1"}
		}
	}
	for _, a := range env.Archives {
		properties[a.ID] = map[string]any{"immutableStorageWithVersioning": map[string]any{
			"immutabilityPolicy": map[string]any{"state": "Unlocked"},
		}}
	}
	for _, r := range env.Replicas {
		properties[r.ID] = map[string]any{"provisioningState": "Succeeded"}
	}
	for _, ids := range identifiers(env, env.Stack) {
		for _, id := range ids {
			tx.Put(world.Resource{ID: id, Type: world.TypeOf(id), Location: "centralus", Outputs: properties[id]})
		}
	}
	for _, s := range env.Secrets {
		id := s.VaultID + "/secrets/" + s.Name
		tx.Put(world.Resource{ID: id, Type: world.TypeOf(id), Outputs: map[string]any{
			"properties": map[string]any{"attributes": map[string]any{"enabled": true}},
		}})
	}
	for i, g := range env.Grants {
		principal := g.PrincipalID
		if principal == "" {
			principal = "robot"
		}
		id := g.Scope + "/providers/Microsoft.Authorization/roleAssignments/" + string(rune('a'+i))
		tx.Put(world.Resource{ID: id, Type: world.TypeOf(id), Outputs: map[string]any{
			"principalId": principal, "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/" + g.RoleID,
		}})
	}
}

// TestPreflightOfARebuildLeavesTheLostRegionAlone runs it with the home region out.
func TestPreflightOfARebuildLeavesTheLostRegionAlone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.azure = startLocalAzure
	b.environment = func(string, string) (environment, error) { return readEnvironment("../..", "dr") }
	require.NoError(t, b.local.Prepare())
	b.change(t, func(tx *world.Tx) { tx.SetOutages([]string{"eastus2"}) })
	require.Equal(t, codeFailed, b.stackctl(t, "preflight", "--stack", "dev"), "nothing is there")
	assert.NotContains(t, b.out.String(), "eastus2")
	assert.NotContains(t, b.out.String(), "eus2")
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	calls := opened.Calls()
	require.NoError(t, opened.Close())
	assert.Greater(t, len(calls), 20)
	for _, call := range calls {
		assert.NotContains(t, strings.ToLower(call.ID+" "+call.Location), "eus2")
		assert.NotEqual(t, "eastus2", world.Region(call.Location), call.ID)
	}
}

func TestWhatOnlyTheRealAzureNeeds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.env["PATH"], b.env["TRELICA_TOOLS_DIR"] = "", t.TempDir()
	env, err := readEnvironment("../..", "prod")
	require.NoError(t, err)
	local := env
	b.forTarget(&local, engine.TargetLocal)
	assert.Empty(t, local.Tools, "the local target enters no cluster")
	assert.Nil(t, local.Budget, "and its world has no calendar")

	b.forTarget(&env, engine.TargetAzure)
	assert.False(t, env.Budget.Now.IsZero())
	require.Len(t, env.Tools, 1)
	_, err = env.Tools[0].Look(t.Context())
	require.ErrorIs(t, err, engine.ErrNoKubelogin)
	script := filepath.Join(b.env["TRELICA_TOOLS_DIR"], "kubelogin")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\necho 'git hash: v0.2.21'\n"), 0o700))
	found, err := env.Tools[0].Look(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "v0.2.21, "+script, found)
}
