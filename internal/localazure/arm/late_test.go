package arm

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// appRegistryCases pull an app's image as an identity, from a registry of the world or another.
func appRegistryCases() []checkCase {
	const token, id = "app/v20240301:ContainerApp", inGroup + "Microsoft.App/containerApps/web"
	from := func(server string) string {
		return `{"configuration":{"registries":[{"server":"` + server + `","identity":"` + identityID + `"}]}}`
	}
	registry := made(registryID, "eastus2", `{}`)
	return []checkCase{
		{check: "app-registry-role", reason: "a role at the registry", token: token, id: id, body: from("cr.azurecr.io"), world: fakeView{registry, theIdentity(), grant("AcrPull", registryID)}},
		{check: "app-registry-role", reason: "a registry that is not here", token: token, id: id, body: from("other.azurecr.io"), world: fakeView{registry, theIdentity()}},
		{check: "app-registry-role", reason: "no role", token: token, id: id, body: from("cr.azurecr.io"), world: fakeView{registry, theIdentity()},
			want: []string{"configuration.registries[0].identity InvalidParameterValueInContainerTemplate: unable to pull image using Managed identity"}},
		{check: "app-registry-role", reason: "a role that reads no images", token: token, id: id, body: from("cr.azurecr.io"), world: fakeView{registry, theIdentity(), grant("Key Vault Secrets User", registryID)},
			want: []string{"configuration.registries[0].identity InvalidParameterValueInContainerTemplate: AcrPull"}},
	}
}

// TestWhatNeedsARoleThatIsLate runs every case that is accepted once more while no role works yet. The checks that need one then say so,
// each as it does where nobody gave the role; where every role works they say nothing.
func TestWhatNeedsARoleThatIsLate(t *testing.T) {
	t.Parallel()
	said := map[string]string{}
	for _, c := range allCheckCases() {
		if len(c.want) > 0 || c.late {
			continue
		}
		request, check := c.request(t)
		request.NotYet = func(string) bool { return false }
		assert.Empty(t, check.Run(request), "%s/%s: every role works", c.check, c.reason)
		request.NotYet = func(string) bool { return true }
		for _, problem := range check.Run(request) {
			said[c.check] = problem.Code
			if problem.Warning {
				said[c.check] = "warning"
			}
		}
	}
	assert.Equal(t, map[string]string{
		"app-registry-role":     "InvalidParameterValueInContainerTemplate",
		"cluster-address-role":  "warning", // AKS makes the cluster and fails later
		"cluster-disk-set-role": "warning",
		"cluster-kubelet-role":  "CustomKubeletIdentityMissingPermissionError",
		"cluster-subnet-role":   "warning",
		"disk-set-role":         "KeyVaultAccessForbidden",
		"job-vault-secrets":     "BadRequest",
		"pool-reservation-role": "warning",
		"role-principal-known":  "PrincipalNotFound",
		"sql-key-usable":        "UmiMissingAkvPermissions",
		"sql-protector-usable":  "UmiMissingAkvPermissions",
		"sql-server-key":        "UmiMissingAkvPermissions",
		"storage-key-vault":     "KeyVaultAuthenticationFailure",
	}, said, "%v", slices.Sorted(maps.Keys(said)))
}
