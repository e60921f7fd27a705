package governance_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/governance"
	"github.com/trelica/infrastructure/internal/naming"
)

// TestOnlyTheseRefuse holds the list of what Azure itself refuses. A longer list can stop a rebuild: a new entry needs a reason
// why nothing of ours is ever refused by it.
func TestOnlyTheseRefuse(t *testing.T) {
	t.Parallel()
	refusing := map[string]string{}
	for _, assignment := range governance.Assignments(policies()) {
		if assignment.Effect == governance.Deny {
			refusing[assignment.Definition] = assignment.Key
		}
	}
	assert.Equal(t, map[string]string{
		"e56962a6-4747-49cd-b67b-bf8b01975c4c": "locations",
		"e765b5de-1225-4ba3-bd56-1ac6695af988": "group-locations",
		"587c79fe-dd04-4a5e-9d0b-f89598c7261b": "key-hsm",
		"12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5": "vault-rbac",
		"0b60c0b2-2dc2-4e1c-b5c9-abbed971de53": "vault-purge",
		"405c5871-3e91-4644-8a63-58e19d68ff5b": "vault-public",
		"1b8ca024-1d5c-4dec-8995-b1a932b41780": "sql-public",
		"abda6d70-9778-44e7-84a8-06713e6db027": "sql-entra",
		"b3a22bc9-66de-45fb-98fa-00f5df42f41a": "sql-entra-kept",
		"993c2fcd-2b29-49d2-9eb0-df2c3a730c32": "cluster-accounts",
	}, refusing)
}

func TestEveryAssignmentIsWholeAndStandsOnce(t *testing.T) {
	t.Parallel()
	names := naming.Names{Organisation: "abcdefg", Environment: "preprod", Region: "northcentralus"}
	rule, ok := naming.RuleFor("Microsoft.Authorization/policyAssignments")
	require.True(t, ok)
	keys, definitions := map[string]bool{}, map[string]string{}
	for _, assignment := range governance.Assignments(policies()) {
		assert.False(t, keys[assignment.Key], "%s stands twice", assignment)
		assert.Empty(t, definitions[assignment.Definition], "%s is assigned twice", assignment)
		keys[assignment.Key], definitions[assignment.Definition] = true, assignment.Key

		assert.LessOrEqual(t, len(assignment.Key), naming.MaxRole, assignment.Key)
		assert.Empty(t, rule.Check(names.PolicyAssignment(assignment.Key)), "%s has no name that fits the longest environment", assignment)
		assert.Regexp(t, `^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`, assignment.Definition, assignment.Key)
		assert.NotEmpty(t, assignment.Title, assignment.Key)
		assert.Contains(t, []string{governance.Deny, governance.Audit, governance.AuditIfNotExists}, assignment.Effect,
			"%s changes or makes resources: the program's own would then be refused as existing", assignment)
		assert.Regexp(t, `^SP-(0[1-9]|1[0-9]|2[0-6])$`, assignment.Claim, assignment.Key)
		assert.Regexp(t, `^[A-Z].{10,500}\.$`, assignment.Reason, "the reason of %s is a sentence that Azure can show", assignment.Key)
		_, given := assignment.Values()["effect"]
		assert.NotEqual(t, assignment.FixedEffect, given, "%s gives an effect only where the definition takes one", assignment)
	}
	for _, left := range governance.NotAssigned() {
		assert.Empty(t, definitions[left.Definition], "%q is left out and assigned", left.Title)
		assert.NotEmpty(t, left.Title)
		assert.Regexp(t, `^[A-Z].*\.$`, left.Reason)
	}
}

func TestParametersAreTheEnvironments(t *testing.T) {
	t.Parallel()
	given := map[string]map[string]any{}
	for _, assignment := range governance.Assignments(policies()) {
		values := assignment.Values()
		delete(values, "effect")
		if len(values) > 0 {
			given[assignment.Key] = values
		}
	}
	places := map[string]any{"listOfAllowedLocations": []string{"eastus2", "centralus", "westus2"}}
	assert.Equal(t, map[string]map[string]any{
		"locations":       places,
		"group-locations": places,
		"key-size":        {"minimumRSAKeySize": 3072},
		"key-rotation":    {"maximumDaysToRotate": 550},
		"storage-tls":     {"minimumTlsVersion": "TLS1_2"},
		"firewall-mode":   {"modeRequirement": "Prevention"},
		"pod-images":      {"allowedContainerImagesRegex": `^(crtrelicaprodeus2\.azurecr\.io|mcr\.microsoft\.com)/.+$`},
	}, given)
}

func TestImagesOfOtherRegistriesAreReported(t *testing.T) {
	t.Parallel()
	assignments := governance.Assignments(policies())
	at := slices.IndexFunc(assignments, func(a governance.Assignment) bool { return a.Key == "pod-images" })
	require.GreaterOrEqual(t, at, 0)
	allowed, err := regexp.Compile(assignments[at].Parameters["allowedContainerImagesRegex"].(string))
	require.NoError(t, err)
	for image, want := range map[string]bool{
		"crtrelicaprodeus2.azurecr.io/web@sha256:0":         true,
		"mcr.microsoft.com/oss/kubernetes/pause:3.6":        true,
		"docker.io/library/nginx":                           false,
		"crtrelicaprodeus2-azurecr.io/web":                  false,
		"evil.example/crtrelicaprodeus2.azurecr.io/web":     false,
		"crtrelicadevuks.azurecr.io/web@sha256:0":           false,
		"crtrelicaprodeus2.azurecr.io.evil.example/web:now": false,
	} {
		assert.Equal(t, want, allowed.MatchString(image), image)
	}
}

// sample is a resource that every policy lets pass, changed by the case.
func sample(kind string, changes map[string]any) governance.Resource {
	samples := map[string]map[string]any{
		"keyvault/v20241101:Vault": {"location": "eastus2", "properties": map[string]any{
			"enableRbacAuthorization": true, "enableSoftDelete": true, "enablePurgeProtection": true, "publicNetworkAccess": "Disabled", "createMode": "default",
		}},
		"keyvault/v20241101:Key":                        {"properties": map[string]any{"kty": "RSA-HSM"}},
		"sql/v20230801:Server":                          {"location": "centralus", "publicNetworkAccess": "Disabled", "administrators": map[string]any{"azureADOnlyAuthentication": true}},
		"containerservice/v20240901:ManagedCluster":     {"location": "eastus2", "disableLocalAccounts": true},
		"resources/v20240301:ResourceGroup":             {"location": "westus2"},
		"cdn/v20240901:Profile":                         {"location": "Global"},
		"storage/v20240101:StorageAccount":              {"location": "West US 2"},
		"sql/v20230801:ServerAzureADOnlyAuthentication": {"azureADOnlyAuthentication": true},
	}
	inputs := maps.Clone(samples[kind])
	for path, value := range changes {
		if inner, isMap := value.(map[string]any); isMap {
			merged := maps.Clone(inputs[path].(map[string]any))
			maps.Copy(merged, inner)
			value = merged
		}
		if value == nil {
			delete(inputs, path)
			continue
		}
		inputs[path] = value
	}
	return governance.Resource{Token: "azure-native:" + kind, Inputs: inputs}
}

func TestWhatAzureWouldRefuse(t *testing.T) {
	t.Parallel()
	const (
		vault, key, server = "keyvault/v20241101:Vault", "keyvault/v20241101:Key", "sql/v20230801:Server"
		cluster, group     = "containerservice/v20240901:ManagedCluster", "resources/v20240301:ResourceGroup"
		profile, account   = "cdn/v20240901:Profile", "storage/v20240101:StorageAccount"
		logins             = "sql/v20230801:ServerAzureADOnlyAuthentication"
	)
	properties := func(changes map[string]any) map[string]any { return map[string]any{"properties": changes} }
	for _, c := range []struct {
		reason  string
		kind    string
		changes map[string]any
		want    []string
	}{
		{"our vaults pass", vault, nil, nil},
		{"a vault elsewhere is outside", vault, map[string]any{"location": "northeurope"}, []string{"locations"}},
		{"an open vault with policies of its own breaks three rules", vault, properties(map[string]any{
			"enableRbacAuthorization": false, "enablePurgeProtection": nil, "publicNetworkAccess": "Enabled",
		}), []string{"vault-rbac", "vault-purge", "vault-public"}},
		{"soft delete cannot be switched off", vault, properties(map[string]any{"enableSoftDelete": false}), []string{"vault-purge"}},
		{"a vault that is brought back keeps what it had", vault, properties(map[string]any{"createMode": "recover", "enablePurgeProtection": nil}), nil},
		{"our keys pass", key, nil, nil},
		{"a key in software does not", key, properties(map[string]any{"kty": "RSA"}), []string{"key-hsm"}},
		{"our servers pass", server, nil, nil},
		{"a server with logins, open to the world", server, map[string]any{"publicNetworkAccess": nil, "administrators": map[string]any{"azureADOnlyAuthentication": false}}, []string{"sql-public", "sql-entra"}},
		{"logins can stay off", logins, nil, nil},
		{"logins cannot be switched on", logins, map[string]any{"azureADOnlyAuthentication": false}, []string{"sql-entra-kept"}},
		{"our clusters pass", cluster, nil, nil},
		{"a cluster with accounts of its own", cluster, map[string]any{"disableLocalAccounts": nil}, []string{"cluster-accounts"}},
		{"groups lie in the regions too", group, nil, nil},
		{"a group elsewhere", group, map[string]any{"location": "uksouth"}, []string{"group-locations"}},
		{"what belongs to no region is exempt", profile, nil, nil},
		{"regions are written in two ways", account, nil, nil},
	} {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, governance.Refusals(policies(), sample(c.kind, c.changes)))
		})
	}
}

// TestEveryRefusalIsSeen: a policy whose condition no case meets would not be tested at all.
func TestEveryRefusalIsSeen(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, resource := range []governance.Resource{
		{Token: "azure-native:keyvault:Vault", Inputs: map[string]any{"location": "mars"}},
		{Token: "azure-native:keyvault:Key"},
		{Token: "azure-native:sql:Server"},
		{Token: "azure-native:sql:ServerAzureADOnlyAuthentication"},
		{Token: "azure-native:containerservice:ManagedCluster"},
		{Token: "azure-native:resources:ResourceGroup", Inputs: map[string]any{"location": "mars"}},
	} {
		for _, key := range governance.Refusals(policies(), resource) {
			seen[key] = true
		}
	}
	for _, assignment := range governance.Assignments(policies()) {
		assert.Equal(t, assignment.Effect == governance.Deny, seen[assignment.Key], assignment.Key)
	}
}
