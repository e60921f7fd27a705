package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/stacks/settings"
)

// after are the limits of a run that is limited to a part, after an update that said what is given.
func after(part string, said map[string]any) Limits { return Limits{Part: part, last: said} }

func TestWhatALimitedRunAsksAndChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part           string
		asks, changes  []string
		lastKubeconfig bool
		reason         string
	}{
		{"", []string{"foundation", "standby"}, []string{"foundation", "standby", "front", "platform", "governance"}, false, "a whole run"},
		{"foundation", []string{"foundation"}, []string{"foundation"}, true, "the recovery region may be out"},
		{"standby", []string{"standby"}, []string{"standby"}, true, "the home region may be out"},
		{"front", nil, []string{"front"}, true, "either region may be out"},
		{"platform", []string{"foundation"}, []string{"platform"}, false, "what runs depends on what is in the vault"},
		{"governance", nil, []string{"governance"}, true, "either region may be out"},
	} {
		l := after(c.part, map[string]any{outputKubeconfig: "the last"})
		var asks, changes []string
		for _, name := range []string{partFoundation, partStandby, partFront, partPlatform, partGovernance} {
			if l.changes(name) {
				changes = append(changes, name)
			}
			if (name == partFoundation || name == partStandby) && l.asks(name) {
				asks = append(asks, name)
			}
		}
		assert.Equal(t, c.asks, asks, c.reason)
		assert.Equal(t, c.changes, changes, c.reason)
		assert.Equal(t, map[bool]string{true: "the last"}[c.lastKubeconfig], l.kubeconfig(), c.reason)
	}
}

func TestSecretsThatALimitedRunDoesNotLookFor(t *testing.T) {
	t.Parallel()
	set := &settings.Settings{Workloads: settings.Workloads{Secrets: []settings.BroughtSecret{{Name: "mail-key"}, {Name: "cert"}}}}
	said := map[string]any{outputBrought: map[string]any{"foundation": []any{"cert"}}}
	now := map[string]bool{"cert": true, "mail-key": true}
	for _, c := range []struct {
		limits     Limits
		foundation string
		brought    map[string]bool
		now        []string
		known      bool
		reason     string
	}{
		{after("front", said), partFoundation, map[string]bool{"cert": true}, []string{"cert"}, true, "the last update's answer stays"},
		{after("front", said), partStandby, map[string]bool{}, []string{}, false, "nobody has looked there: no role is registered, and nothing is said"},
		{after("front", nil), partFoundation, map[string]bool{}, []string{}, false, "nothing was made yet"},
		{after("platform", said), partFoundation, map[string]bool{"cert": true}, []string{"cert"}, true,
			"asked for the platform, but the role of what has come since is not made by it"},
		{after("foundation", said), partFoundation, map[string]bool{"cert": true}, []string{"cert", "mail-key"}, true, "its own run says what it found"},
		{Limits{}, partFoundation, map[string]bool{}, []string{"cert", "mail-key"}, true, "and so does a whole one"},
	} {
		assert.Equal(t, c.brought, c.limits.brought(c.foundation), c.reason)
		names, known := c.limits.broughtNow(set, c.foundation, now)
		assert.Equal(t, c.now, names, c.reason)
		assert.Equal(t, c.known, known, c.reason)
	}
}

// TestWaitingOfWhatIsNotLookedAt: a run that is limited to the front must not make the list of the platform shorter.
func TestWaitingOfWhatIsNotLookedAt(t *testing.T) {
	t.Parallel()
	entry := func(part, name string) map[string]string {
		return map[string]string{"kind": "image", "name": name, "for": "the workload " + name, "next": "build it", "part": part}
	}
	waits := func(name string) Waiting {
		return Waiting{Kind: waitsForImage, Name: name, For: "the workload " + name, Next: "build it"}
	}
	said := map[string]any{outputWaiting: []any{
		map[string]any{"kind": "image", "name": "old", "for": "the workload old", "next": "build it", "part": "front"},
		map[string]any{"kind": "image", "name": "web", "for": "the workload web", "next": "build it", "part": "platform"},
	}}
	parts := []waitingIn{{partFront, []Waiting{waits("page")}}, {partPlatform, nil}}
	unseen := func(part, only string) map[string]string {
		return map[string]string{
			"kind": "part", "name": part, "for": "an update that looks at it: this one was limited to " + only,
			"next": "stackctl up --stack prod", "part": part,
		}
	}
	for _, c := range []struct {
		limits Limits
		want   []map[string]string
		reason string
	}{
		{Limits{}, []map[string]string{entry("front", "page")}, "a whole run knows all"},
		{after("front", said), []map[string]string{entry("front", "page"), entry("platform", "web")}, "the platform's answer stays"},
		{after("platform", said), []map[string]string{entry("front", "old")}, "and so does the front's"},
		{after("standby", said), []map[string]string{entry("front", "old"), entry("platform", "web")}, "a third part changes neither"},
		{after("front", nil), []map[string]string{entry("front", "page"), unseen("platform", "front")}, "nobody has looked at it yet, and that is said"},
		{after("front", map[string]any{outputWaiting: []any{}}), []map[string]string{entry("front", "page")}, "somebody has looked, and nothing waited"},
	} {
		assert.Equal(t, c.want, c.limits.waiting("prod", parts), c.reason)
	}
	assert.Equal(t, []map[string]string{{"kind": "image", "name": "page", "for": "the workload page", "next": "build it"}},
		Limits{}.waiting("bootstrap-prod", []waitingIn{{all: []Waiting{waits("page")}}}), "a bootstrap has no parts")
}
