package analyzer_test

import (
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/trelica/infrastructure/policy/analyzer"
	"github.com/trelica/infrastructure/policy/controls"
)

// TestOnlyWhatJudgesAResourceIsTakenForPassed takes for passed what the engine takes for it: every policy of resources that is neither failed nor
// named as not applicable.
func TestOnlyWhatJudgesAResourceIsTakenForPassed(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	info, err := c.GetAnalyzerInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	passed := func(silent []*pulumirpc.PolicyNotApplicable, failed ...string) (names []string) {
		for _, n := range silent {
			failed = append(failed, n.GetPolicyName())
			assert.NotEmpty(t, n.GetReason(), n.GetPolicyName())
		}
		for _, p := range info.GetPolicies() {
			if p.GetPolicyType() == pulumirpc.PolicyType_POLICY_TYPE_RESOURCE && !slices.Contains(failed, p.GetName()) {
				names = append(names, p.GetName())
			}
		}
		return names
	}
	for _, test := range []struct {
		reason, token, urn string
		kinds              []string
	}{
		{"what looks at servers, and what looks at everything", "azure-native:sql/v20230801:Server", serverURN, []string{"sql:Server", controls.AnyKind}},
		{"a component has no settings: only what looks at everything", "trelica:components:Database", "urn:pulumi:dev::trelica::trelica:components:Database::database", []string{controls.AnyKind}},
	} {
		var want []string
		for _, rule := range controls.Catalogue() {
			if rule.Whole == nil && (rule.Each != nil || len(rule.Needs) > 0) && slices.ContainsFunc(rule.Kinds, func(k string) bool { return slices.Contains(test.kinds, k) }) {
				want = append(want, rule.ID)
			}
		}
		require.NotEmpty(t, want, test.reason)
		for range 2 { // the second answer is remembered
			r, err := c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: test.token, Urn: test.urn, Properties: properties(t, good())})
			require.NoError(t, err)
			assert.ElementsMatch(t, want, passed(r.GetNotApplicable()), test.reason)
		}
	}
	remedied, err := c.Remediate(t.Context(), &pulumirpc.AnalyzeRequest{Properties: properties(t, good())})
	require.NoError(t, err)
	assert.Empty(t, passed(remedied.GetNotApplicable()), "nothing is remedied, so that no remedy passes")
}

// TestWhatFailsIsApplicable breaks a rule: what fails may not be told as not applicable.
func TestWhatFailsIsApplicable(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	r, err := c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: "azure-native:sql/v20230801:Server", Urn: serverURN, Properties: properties(t, map[string]any{})})
	require.NoError(t, err)
	require.NotEmpty(t, r.GetDiagnostics())
	for _, d := range r.GetDiagnostics() {
		assert.False(t, slices.ContainsFunc(r.GetNotApplicable(), func(n *pulumirpc.PolicyNotApplicable) bool { return n.GetPolicyName() == d.GetPolicyName() }), d.GetPolicyName())
	}
}
