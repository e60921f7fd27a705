package stacktest

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The vaults of customers' tokens, one in each of production's regions.
func tokenVaults() []string { return []string{"kv-trelica-prod-eus2-tok", "kv-trelica-prod-cus-tok"} }

// tokenGap lists what is missing for either region to work with customers' tokens alone: a right of one of its identities on one of
// the vaults, or a private way into it.
func tokenGap(snapshot []goldenResource) []string {
	rights, ways := map[string]bool{}, map[string]bool{}
	for _, r := range snapshot {
		switch kind := strings.Split(r.URN, "::")[2]; {
		case strings.HasSuffix(kind, ":RoleAssignment"):
			scope, _ := r.Inputs["scope"].(string)
			role, _ := r.Inputs["roleDefinitionId"].(string)
			logical := r.URN[strings.LastIndex(r.URN, "::")+2:]
			_, who, _ := strings.Cut(logical, "-tok-grant-")
			rights[who+" "+strings.TrimSuffix(scope, "/keys/tokens")[strings.LastIndex(strings.TrimSuffix(scope, "/keys/tokens"), "/")+1:]+" "+role[strings.LastIndex(role, "/")+1:]] = true
		case strings.HasSuffix(kind, ":PrivateEndpoint") && strings.HasPrefix(kind[strings.LastIndex(kind, "$")+1:], "azure-native"):
			subnet, _ := within(r.Inputs, "subnet.id")
			from, _ := subnet["id"].(string)
			for _, connection := range list(r.Inputs["privateLinkServiceConnections"]) {
				to, _ := connection.(map[string]any)["privateLinkServiceId"].(string)
				ways[region(from)+" "+to[strings.LastIndex(to, "/")+1:]] = true
			}
		}
	}
	const officer, crypto = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "e147488a-f6f5-4113-8e2d-b22465e65bf6"
	var missing []string
	for _, vault := range tokenVaults() {
		for _, code := range []string{"eus2", "cus"} {
			for who, role := range map[string]string{
				"web-secrets": officer, "worker-secrets": officer, "tokens-secrets": officer, "web-key": crypto, "worker-key": crypto,
			} {
				if right := who + "-" + code + " " + vault; !rights[right+" "+role] {
					missing = append(missing, right)
				}
			}
			if way := code + " " + vault; !ways[way] {
				missing = append(missing, way)
			}
		}
	}
	slices.Sort(missing)
	return missing
}

// list is a value as a list.
func list(value any) []any {
	all, _ := value.([]any)
	return all
}

// region is the short name of the region that an identifier's group lies in.
func region(id string) string {
	for _, code := range []string{"eus2", "cus"} {
		if strings.Contains(id, "-"+code+"-") {
			return code
		}
	}
	return ""
}

func TestEitherRegionWorksWithCustomersTokensAlone(t *testing.T) {
	t.Parallel()
	require.Empty(t, tokenGap(golden(t, "prod")))
	for _, c := range []struct {
		kind, name, input, missing, reason string
	}{
		{"RoleAssignment", "standby-tok-grant-web-secrets-eus2", "scope", "web-secrets-eus2 kv-trelica-prod-cus-tok", "the home region cannot write the other's vault"},
		{"RoleAssignment", "foundation-tok-grant-worker-key-cus", "roleDefinitionId", "worker-key-cus kv-trelica-prod-eus2-tok", "the standby cannot use the home region's key"},
		{"RoleAssignment", "standby-tok-grant-tokens-secrets-cus", "scope", "tokens-secrets-cus kv-trelica-prod-cus-tok", "the job cannot write its own vault"},
		{"PrivateEndpoint", "foundation-endpoint-vault-tok-cus-endpoint", "privateLinkServiceConnections", "eus2 kv-trelica-prod-cus-tok", "no way to the other region's vault"},
	} {
		snapshot := golden(t, "prod")
		resource, found := named(snapshot, c.kind, c.name)
		require.True(t, found, c.name)
		delete(resource.Inputs, c.input)
		assert.Equal(t, []string{c.missing}, tokenGap(snapshot), c.reason)
	}
}

// TestTheJobThatCopiesTokensOpensNone holds that the identity which touches every customer's tokens has no right to use a key.
func TestTheJobThatCopiesTokensOpensNone(t *testing.T) {
	t.Parallel()
	held := 0
	for _, r := range golden(t, "prod") {
		if strings.Contains(r.URN, "RoleAssignment::") && strings.Contains(r.URN, "-tok-grant-tokens-") {
			held++
			assert.Contains(t, r.Inputs["roleDefinitionId"], "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", r.URN)
		}
	}
	assert.Equal(t, 4, held, "both regions' jobs, on both vaults")
}
