package preflight_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/preflight"
)

// more is what later steps expect, of a subscription in which all of it is there.
func more() (*fakeCloud, preflight.Expectation) {
	azure := well()
	azure.resources["/thing"] = cloud.Resource{}
	azure.resources["/deploy"] = cloud.Resource{Properties: map[string]any{"principalId": "robot"}}
	azure.resources["/egress"] = cloud.Resource{Properties: map[string]any{"ipAddress": "192.0.2.1"}}
	azure.resources["/archive"] = archiveIn("Locked")
	azure.resources["/budget"] = cloud.Resource{Properties: map[string]any{"timePeriod": map[string]any{"startDate": "2026-11-01T00:00:00Z"}}}
	azure.assignments["/subscription"] = []cloud.Assignment{
		{RoleID: "/roleDefinitions/contributor", PrincipalID: "robot"}, {RoleID: "/roleDefinitions/contributor", PrincipalID: "people"},
	}
	return azure, preflight.Expectation{
		Stack: "prod", SubscriptionID: "s", TenantID: "t",
		Tools:  []preflight.Tool{{Name: "kubelogin", Look: func(context.Context) (string, error) { return "v0.2.21", nil }, Next: "make kubelogin"}},
		Things: []preflight.Thing{{Name: "the store of the state", ID: "/thing", Version: "v", Stack: "bootstrap-prod"}},
		Grants: []preflight.Grant{
			{Name: "of the pipeline", IdentityID: "/deploy", Scope: "/subscription", RoleID: "contributor", Stack: "bootstrap-prod"},
			{Name: "of break-glass", PrincipalID: "people", Scope: "/subscription", RoleID: "contributor", Stack: "bootstrap-prod"},
		},
		Addresses: []preflight.Addresses{{Region: "centralus", List: []preflight.Address{{ID: "/egress", Name: "pip-egress"}}}},
		Archives:  []preflight.Archive{{ID: "/archive", Region: "centralus", Locked: true}},
		Budget:    &preflight.Budget{ID: "/budget", Since: "2026-11", Now: time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC)},
		Steps:     []preflight.Step{{Name: "mail", What: "the zone is authenticated", Look: "dig TXT trelica.com"}},
	}
}

func archiveIn(state string) cloud.Resource {
	return cloud.Resource{Properties: map[string]any{
		"immutableStorageWithVersioning": map[string]any{"immutabilityPolicy": map[string]any{"state": state}},
	}}
}

func TestEveryStepHasItsRow(t *testing.T) {
	t.Parallel()
	azure, expected := more()
	row := func(result preflight.Result, name, found, next string) preflight.Check {
		return preflight.Check{Stack: "prod", Name: name, Result: result, Found: found, Next: next}
	}
	assert.Equal(t, []preflight.Check{
		row(preflight.OK, "tool kubelogin", "v0.2.21", ""),
		row(preflight.OK, "made before", "all 1 are there", ""),
		row(preflight.OK, "roles", "all 2 are given", ""),
		row(preflight.ByHand, "egress addresses in centralus", "192.0.2.1", "see that the page for customers names them"),
		row(preflight.OK, "archive in centralus", "locked", ""),
		row(preflight.OK, "budget", "counts from 2026-11", ""),
		row(preflight.ByHand, "by hand: mail", "the zone is authenticated", "dig TXT trelica.com"),
	}, preflight.Run(t.Context(), azure, nil, expected)[2:])
}

func TestAStepThatWasNotTaken(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		change func(*fakeCloud, *preflight.Expectation)
		name   string
		result preflight.Result
		found  string
		next   string // part of it
	}{
		{"no kubelogin", func(_ *fakeCloud, e *preflight.Expectation) {
			e.Tools[0].Look = func(context.Context) (string, error) { return "", errors.New("none") }
		}, "tool kubelogin", preflight.Failed, "none", "make kubelogin"},
		{"what the bootstrap makes", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/thing") },
			"made before: the store of the state", preflight.Failed, "thing is not there", "stackctl up --stack bootstrap-prod"},
		{"the pipeline's identity", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/deploy") },
			"role of the pipeline", preflight.Waiting, "the identity is not there yet", "bootstrap-prod"},
		{"the pipeline's role", func(f *fakeCloud, _ *preflight.Expectation) {
			f.assignments["/subscription"] = f.assignments["/subscription"][1:]
		}, "role of the pipeline", preflight.Failed, "principal robot has it not at /subscription", "bootstrap-prod"},
		{"the group that breaks the glass", func(f *fakeCloud, _ *preflight.Expectation) {
			f.assignments["/subscription"] = f.assignments["/subscription"][:1]
		}, "role of break-glass", preflight.Failed, "principal people has it not at /subscription", "bootstrap-prod"},
		{"addresses that are not reserved", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/egress") },
			"egress addresses in centralus", preflight.Waiting, "pip-egress is not reserved yet", "weeks"},
		{"an archive before the first up", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/archive") },
			"archive in centralus", preflight.Waiting, "it is not there yet", "run up"},
		{"an archive that nobody has locked", func(f *fakeCloud, e *preflight.Expectation) {
			f.resources["/archive"], e.Archives[0].Locked = archiveIn("Unlocked"), false
		}, "archive in centralus", preflight.Waiting, "Unlocked", "reviewed by a second person"},
		{"an archive that should be locked", func(f *fakeCloud, _ *preflight.Expectation) { f.resources["/archive"] = archiveIn("Unlocked") },
			"archive in centralus", preflight.Failed, "Unlocked, and the settings say locked", "run up"},
		{"an archive that is none", func(f *fakeCloud, _ *preflight.Expectation) { f.resources["/archive"] = cloud.Resource{} },
			"archive in centralus", preflight.Failed, "it is not write-once", "at creation only"},
		{"a budget whose month is over", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/budget") },
			"budget", preflight.Failed, "not made yet, and 2026-11 is over", "set since of trelica:budget to 2027-02"},
		{"a budget of this month", func(f *fakeCloud, e *preflight.Expectation) {
			delete(f.resources, "/budget")
			e.Budget.Since = "2027-02"
		},
			"budget", preflight.OK, "not made yet; 2027-02 can still be its first month", ""},
		{"a budget that somebody edits", func(_ *fakeCloud, e *preflight.Expectation) { e.Budget.Since = "2027-02" },
			"budget", preflight.Failed, "counts from 2026-11-01T00:00:00Z, and the settings say 2027-02", "never changes"},
	} {
		azure, expected := more()
		test.change(azure, &expected)
		checks := preflight.Run(t.Context(), azure, nil, expected)
		i := slices.IndexFunc(checks, func(c preflight.Check) bool { return c.Name == test.name })
		require.GreaterOrEqual(t, i, 0, "%s: %v", test.reason, checks)
		assert.Equal(t, []string{string(test.result), test.found}, []string{string(checks[i].Result), checks[i].Found}, test.reason)
		assert.Contains(t, checks[i].Next, test.next, test.reason)
	}
}

func TestEveryRowIsOfAKind(t *testing.T) {
	t.Parallel()
	azure, expected := more()
	checks := preflight.Run(t.Context(), azure, nil, expected)
	checks = append(checks, preflight.Run(t.Context(), well(), fakeDNS{}, everything())...)
	broken := &failsLater{well()}
	checks = append(checks, preflight.Run(t.Context(), broken, fakeDNS{}, everything())...)
	for _, check := range checks {
		assert.NotEmpty(t, preflight.RowOf(check.Name), "%q is of no kind that Rows lists", check.Name)
	}
	assert.Empty(t, preflight.RowOf("weather in LONDON"))
	for named, want := range map[string]bool{
		"delegation of ZONE": true, "by hand: GitHub environment": true, "budget": true, "providers": true, "by hand": false, "delegation of PARENT": false,
		"delegations": false,
	} {
		assert.Equal(t, want, preflight.Covers(named), named)
	}
}
