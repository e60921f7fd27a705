package arm

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

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
