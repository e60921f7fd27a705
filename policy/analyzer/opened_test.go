package analyzer_test

import (
	"os"
	"path/filepath"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/analyzer"
)

// TestAnOpenedBootstrapGoesOn asks the pack, as the engine does, about the vault of a state's key that is open to a desk: told that the desk
// is declared for break-glass, it says so and stops nothing; told of another, or nothing, it ends the run.
func TestAnOpenedBootstrapGoesOn(t *testing.T) {
	t.Parallel()
	const urn = "urn:pulumi:bootstrap-dev::trelica::trelica:stacks:Bootstrap$trelica:vault:Vault$azure-native:keyvault/v20241101:Vault::bootstrap-secrets-vault"
	for _, c := range []struct {
		declared string
		want     map[string]pulumirpc.EnforcementLevel
		reason   string
	}{
		{
			`{"addresses": {"break-glass": ["203.0.113.17/32"]}, "flows": [{"from": "internet", "to": "edge", "ports": "443", "why": "customers"}]}`,
			map[string]pulumirpc.EnforcementLevel{"break-glass-closed": pulumirpc.EnforcementLevel_ADVISORY}, "to whom it may be open",
		},
		{
			`{"addresses": {"ops": ["203.0.113.17/32"], "break-glass": ["203.0.113.18/32"]}, "flows": [{"from": "internet", "to": "edge", "ports": "443", "why": "customers"}]}`,
			map[string]pulumirpc.EnforcementLevel{
				"break-glass-closed": pulumirpc.EnforcementLevel_ADVISORY, "vault-closed": pulumirpc.EnforcementLevel_MANDATORY,
			}, "to another",
		},
		{
			"",
			map[string]pulumirpc.EnforcementLevel{
				"break-glass-closed": pulumirpc.EnforcementLevel_ADVISORY, "vault-closed": pulumirpc.EnforcementLevel_MANDATORY,
			}, "nobody said to whom",
		},
	} {
		s := analyzer.New(nil, nil, clock)
		_, err := s.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "bootstrap-dev", Project: "trelica"})
		require.NoError(t, err)
		if c.declared != "" {
			path := filepath.Join(t.TempDir(), "declared.json")
			require.NoError(t, os.WriteFile(path, []byte(c.declared), 0o600))
			_, err = s.Configure(t.Context(), &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: map[string]*pulumirpc.PolicyConfig{
				"flows-declared": {Properties: properties(t, map[string]any{"declared": path})},
			}})
			require.NoError(t, err)
		}
		answer, err := s.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{
			Urn: urn, Type: "azure-native:keyvault/v20241101:Vault", Properties: properties(t, map[string]any{"properties": map[string]any{
				"publicNetworkAccess": "Enabled",
				"networkAcls":         map[string]any{"defaultAction": "Deny", "ipRules": []any{map[string]any{"value": "203.0.113.17/32"}}},
			}}),
		})
		require.NoError(t, err)
		got := map[string]pulumirpc.EnforcementLevel{}
		for _, d := range answer.GetDiagnostics() {
			if d.GetPolicyName() == "break-glass-closed" || d.GetPolicyName() == "vault-closed" {
				got[d.GetPolicyName()] = d.GetEnforcementLevel()
			}
		}
		assert.Equal(t, c.want, got, c.reason)
	}
}
