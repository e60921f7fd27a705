package changes_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/engine"
)

const (
	tree      = "2222222222222222222222222222222222222222"
	otherTree = "3333333333333333333333333333333333333333"
	// alert is a change that decides nothing about who can reach whom, so that the tests are fast.
	alert = "foundation-alerts-database-cpu"
)

// checkpointOf is the state that a recorder's log starts from.
func checkpointOf(r *recorder) engine.Checkpoint {
	var c engine.Checkpoint
	for _, urn := range r.order {
		if resource := r.resources[urn]; resource.old != nil {
			c.Resources = append(c.Resources, engine.Resource{URN: urn, Inputs: resource.old})
		}
	}
	return c
}

// reviewedOf binds what a recorder's log says.
func reviewedOf(t *testing.T, r *recorder) changes.Reviewed {
	t.Helper()
	set := changes.NewSet(changes.Input{Stack: "dev", Environment: "dev", Log: r.read()})
	plan, err := changes.NewReviewed(set, "azure", tree, "1111111111111111111111111111111111111111", "pack", checkpointOf(r))
	require.NoError(t, err)
	return plan
}

// resized is the change that was reviewed.
func resized(t *testing.T) *recorder {
	t.Helper()
	r := record(t, "dev")
	r.set(database, 4.0, "sku", "capacity")
	r.set(alert, 1.0, "severity")
	r.violate("tags", "warning", r.the("front-edge-route").URN, "tag owner is missing")
	return r
}

func TestTheGate(t *testing.T) {
	t.Parallel()
	reviewed := reviewedOf(t, resized(t))
	for _, test := range []struct {
		reason string
		move   func(r *recorder)
		then   func(p *changes.Reviewed)
		// blocking is in what refuses, said in what is only said; "" for nothing.
		blocking, said string
	}{
		{reason: "the same again is let through"},
		{reason: "events in another order only look different", move: func(r *recorder) {
			for i, j := 0, len(r.order)-1; i < j; i, j = i+1, j-1 {
				r.order[i], r.order[j] = r.order[j], r.order[i]
			}
		}},
		{reason: "another number is another change", move: func(r *recorder) { r.set(database, 8.0, "sku", "capacity") },
			blocking: "update of foundation-db-database is not the same: sku.capacity was 2 → 4, and is 2 → 8 now"},
		{reason: "somebody changed by hand what the diff changes: drift", move: func(r *recorder) { r.the(database).old["sku"].(map[string]any)["capacity"] = 3.0 },
			blocking: "sku.capacity was 2 → 4, and is 3 → 4 now"},
		{reason: "drift elsewhere is a change that nobody reviewed", move: func(r *recorder) {
			r.the("foundation-vault-alert-removed").old["tags"] = map[string]any{"by": "hand"}
			r.the("foundation-vault-alert-removed").ops = []string{"update"}
		},
			blocking: "update of foundation-vault-alert-removed is new, and nobody reviewed it"},
		{reason: "a change that is not needed any more was reviewed for nothing", move: func(r *recorder) {
			r.the(alert).new, r.the(alert).ops = copied(r.t, r.the(alert).old), []string{"same"}
		},
			blocking: "update of foundation-alerts-database-cpu was reviewed, and is not needed any more"},
		{reason: "an update that became a replacement", move: func(r *recorder) { r.the(database).replaced("sku") },
			blocking: "foundation-db-database: update was reviewed, it is replace now"},
		{reason: "another option counts", move: func(r *recorder) { r.the(database).protect = true },
			blocking: "its options are others"},
		{reason: "state that moved elsewhere does not block, and is said", move: func(r *recorder) {
			r.the("front-edge-route").old["extra"], r.the("front-edge-route").new["extra"] = "x", "x"
		}, said: "the state of front-edge-route moved since the review; the diff does not touch it"},
		{reason: "state of a changed resource that moved without showing in the diff blocks", move: func(r *recorder) {
			r.the(database).old["extra"], r.the(database).new["extra"] = "x", "x"
		}, blocking: "the state of foundation-db-database moved since the review, and the diff changes it"},
		{reason: "a policy that now fails", move: func(r *recorder) { r.violate("sp-12", "warning", r.the(database).URN, "no key") },
			blocking: "policy sp-12 is violated for foundation-db-database now"},
		{reason: "a policy that nobody asks any more", move: func(r *recorder) { r.extra = nil },
			blocking: "policy tags was violated for front-edge-route, and is not any more"},
		{reason: "other files", then: func(p *changes.Reviewed) { p.Tree = otherTree }, blocking: "the plan is of other files"},
		{reason: "a checkout with changes", then: func(p *changes.Reviewed) { p.Tree = "" }, blocking: "one with changes is checked out"},
		{reason: "another stack", then: func(p *changes.Reviewed) { p.Stack = "prod" }, blocking: "the plan is of stack dev, not prod"},
		{reason: "a plan for the local Azure is none for the real one, nor the reverse", then: func(p *changes.Reviewed) { p.Target = "local (simulated)" },
			blocking: "the plan was made for the target azure, not local"},
		{reason: "another policy pack", then: func(p *changes.Reviewed) { p.Pack = "other" }, blocking: "the pack is another one"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			r := resized(t)
			if test.move != nil {
				test.move(r)
			}
			now := reviewedOf(t, r)
			if test.then != nil {
				test.then(&now)
			}
			blocking, said := throughFile(t, reviewed).Moved(now)
			if test.blocking == "" {
				assert.Empty(t, blocking)
			} else {
				assert.Contains(t, strings.Join(blocking, "\n"), test.blocking)
			}
			if test.said == "" && test.blocking == "" {
				assert.Empty(t, said)
			} else {
				assert.Contains(t, strings.Join(said, "\n"), test.said)
			}
		})
	}
}

// key is a key made of one byte.
func key(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

func public(b byte) ed25519.PublicKey {
	p, ok := key(b).Public().(ed25519.PublicKey)
	if !ok {
		return nil
	}
	return p
}

// throughFile writes a plan and reads it again, as the gate does.
func throughFile(t *testing.T, plan changes.Reviewed) changes.Reviewed {
	t.Helper()
	content, err := plan.Seal(key(1))
	require.NoError(t, err)
	read, err := changes.OpenReviewed(bytes.NewReader(content), public(1))
	require.NoError(t, err)
	return read
}

func TestAnEditedOrForeignPlanIsRefused(t *testing.T) {
	t.Parallel()
	plan := reviewedOf(t, resized(t))
	content, err := plan.Seal(key(1))
	require.NoError(t, err)
	_, err = changes.OpenReviewed(bytes.NewReader(content), public(1))
	require.NoError(t, err, "as it was written it is good")

	for _, test := range []struct {
		reason string
		edit   func(text string) string
	}{
		{"another number", func(text string) string { return strings.Replace(text, `"new":4`, `"new":5`, 1) }},
		{"another tree", func(text string) string { return strings.Replace(text, tree, otherTree, 1) }},
		{"another stack", func(text string) string { return strings.Replace(text, `"stack":"dev"`, `"stack":"prod"`, 1) }},
		{"one space", func(text string) string { return strings.Replace(text, `"stack":"dev"`, `"stack": "dev"`, 1) }},
		{"no signature", func(text string) string { return text[:strings.Index(text, `"signature":"`)] + `"signature":""}` }},
		{"signed with another key", func(string) string {
			foreign, err := plan.Seal(key(2))
			require.NoError(t, err)
			return string(foreign)
		}},
		{"signed with another key, and saying it is ours", func(string) string {
			foreign, err := plan.Seal(key(2))
			require.NoError(t, err)
			return strings.Replace(string(foreign), changes.KeyName(public(2)), changes.KeyName(public(1)), 1)
		}},
	} {
		edited := test.edit(string(content))
		require.NotEqual(t, string(content), edited, test.reason)
		_, err := changes.OpenReviewed(strings.NewReader(edited), public(1))
		require.ErrorIs(t, err, changes.ErrSeal, test.reason)
	}
	_, err = changes.OpenReviewed(strings.NewReader("{"), public(1))
	require.ErrorContains(t, err, "reading a plan")
}

func TestWhatFailedIsNoPlan(t *testing.T) {
	t.Parallel()
	failed := resized(t)
	failed.fail("", "broken")
	violated := resized(t)
	violated.violate("sp-12", "mandatory", violated.the(database).URN, "no")
	for _, r := range []*recorder{failed, violated} {
		set := changes.NewSet(changes.Input{Stack: "dev", Environment: "dev", Log: r.read()})
		_, err := changes.NewReviewed(set, "azure", tree, "", "", checkpointOf(r))
		require.ErrorContains(t, err, "is no plan")
	}
	r := resized(t)
	set := changes.NewSet(changes.Input{Stack: "dev", Environment: "dev", Log: r.read()})
	_, err := changes.NewReviewed(set, "azure", "", "", "", checkpointOf(r))
	require.ErrorContains(t, err, "commit them first")
}

// TestAPlanHoldsNoSecret plants one where nobody marked it.
func TestAPlanHoldsNoSecret(t *testing.T) {
	t.Parallel()
	r := record(t, "dev")
	for _, s := range scenarios() {
		if s.name == "secrets" {
			s.change(r)
		}
	}
	content, err := reviewedOf(t, r).Seal(key(1))
	require.NoError(t, err)
	assert.NotContains(t, string(content), planted)
}

// TestJSONIsThePublishedForm reads what is written, of every scenario.
func TestJSONIsThePublishedForm(t *testing.T) {
	t.Parallel()
	for _, s := range scenarios() {
		if s.name == "region-moved" || s.name == "vault-opened" || s.name == "secrets" || s.name == "does-not-compile" || s.name == "policy-broken" || s.name == "protected-removed" {
			report := reportOf(setOf(t, s))
			content, err := report.JSON()
			require.NoError(t, err)
			read, err := changes.ReadReport(bytes.NewReader(content))
			require.NoError(t, err, s.name)
			assert.Equal(t, report.Markdown(0, ""), read.Markdown(0, ""), "what was read renders as what was written: %s", s.name)
			assert.NotContains(t, string(content), planted)

			page, err := report.HTML()
			require.NoError(t, err)
			assert.NotContains(t, page, planted)
			assert.NotContains(t, page, "<script")
		}
	}
}

func TestAForeignReportIsChecked(t *testing.T) {
	t.Parallel()
	good := func() map[string]any {
		content, err := reportOf(changes.Set{Stack: "dev", Environment: "dev", Verdict: changes.VerdictNone, Counts: map[string]int{}, Steps: []changes.Step{}, Risks: []changes.Risk{}, Policies: []changes.PolicyResult{}, Messages: []changes.Message{}}).JSON()
		require.NoError(t, err)
		var report map[string]any
		require.NoError(t, json.Unmarshal(content, &report))
		return report
	}
	stack := func(report map[string]any) map[string]any {
		stacks, _ := report["stacks"].([]any)
		first, _ := stacks[0].(map[string]any)
		return first
	}
	for _, test := range []struct {
		reason string
		edit   func(report map[string]any)
		ok     bool
	}{
		{"as it is made", func(map[string]any) {}, true},
		{"another version", func(r map[string]any) { r["version"] = 2 }, false},
		{"a verdict that there is not", func(r map[string]any) { stack(r)["verdict"] = "all is well @everybody" }, false},
		{"a stack with a name that breaks out", func(r map[string]any) { stack(r)["stack"] = "dev`</details>" }, false},
		{"a property that there is not", func(r map[string]any) { r["html"] = "<b>" }, false},
		{"a commit that is none", func(r map[string]any) { r["head"] = map[string]any{"name": "x", "commit": "<b>"} }, false},
		{"a target that flatters", func(r map[string]any) { r["target"] = "azure, approved" }, false},
		{"a class that there is not", func(r map[string]any) {
			stack(r)["risks"] = []any{map[string]any{"class": "fine", "kind": "x", "name": "x", "what": "x"}}
		}, false},
		{"no stacks", func(r map[string]any) { delete(r, "stacks") }, false},
	} {
		report := good()
		test.edit(report)
		content, err := json.Marshal(report)
		require.NoError(t, err)
		_, err = changes.ReadReport(bytes.NewReader(content))
		assert.Equal(t, test.ok, err == nil, "%s: %v", test.reason, err)
	}
}
