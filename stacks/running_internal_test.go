package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/stacks/settings"
)

func TestWhatRunsIsNotTakenDown(t *testing.T) {
	t.Parallel()
	worker := settings.Workload{Name: "worker", Kind: "worker", Image: "sha256:1", Secrets: []string{settings.SessionKey, "mail", "crm"}}
	imageless := worker
	imageless.Image = ""
	both, one := map[string]bool{"mail": true, "crm": true}, map[string]bool{"mail": true}
	for _, c := range []struct {
		workload settings.Workload
		present  map[string]bool
		ran      Running
		secrets  []string
		waits    []string
		runs     bool
		reason   string
	}{
		{worker, both, nil, worker.Secrets, nil, true, "everything is there"},
		{worker, one, nil, nil, []string{"crm"}, false, "on the first day it waits"},
		{worker, one, Running{"web": {"mail"}}, nil, []string{"crm"}, false, "that something else ran says nothing of it"},
		{worker, one, Running{"worker": {"mail"}}, []string{settings.SessionKey, "mail"}, []string{"crm"}, true, "it goes on as it was, until the new secret comes"},
		{worker, one, Running{"worker": {"mail", "crm"}}, worker.Secrets, []string{"crm"}, true, "a secret that was deleted is one to recover, and no reason to stop"},
		{worker, map[string]bool{}, Running{"worker": {}}, []string{settings.SessionKey}, []string{"mail", "crm"}, true, "the key that the program makes is always there"},
		{imageless, both, Running{"worker": {"mail", "crm"}}, nil, []string{"worker"}, false, "who takes the image out stops it"},
	} {
		args := &PlatformArgs{Settings: &settings.Settings{Workloads: settings.Workloads{Workloads: []settings.Workload{c.workload}}}, Ran: c.ran}
		args.Foundation.Present = c.present
		secrets, waiting, runs := args.start(c.workload)
		assert.Equal(t, c.secrets, secrets, c.reason)
		assert.Equal(t, c.waits, names(waiting), c.reason)
		assert.Equal(t, c.runs, runs, c.reason)
	}
}

func TestTheIngressIsNotTakenDown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		image   string
		present bool
		ran     Running
		waits   []string
		runs    bool
		err     string
		reason  string
	}{
		{"sha256:1", true, nil, nil, true, "", "everything is there"},
		{"sha256:1", false, nil, []string{"cert"}, false, "", "on the first day it waits"},
		{"sha256:1", false, Running{ingress.Name: {"cert"}}, []string{"cert"}, true, "", "a certificate that was deleted is one to recover"},
		{"sha256:1", false, Running{ingress.Name: {"old"}}, nil, false, "bring it first: stackctl secret set cert", "another certificate has to be there first"},
		{"", true, Running{ingress.Name: {"cert"}}, []string{ingress.Name}, false, "", "who takes the image out stops it"},
	} {
		set := &settings.Settings{Workloads: settings.Workloads{
			IngressImage: c.image, Secrets: []settings.BroughtSecret{{Name: "cert", Use: settings.UseIngress}},
		}}
		args := &PlatformArgs{Settings: set, Ran: c.ran}
		args.Foundation.Present = map[string]bool{"cert": c.present}
		waiting, runs, err := args.startIngress()
		if c.err != "" {
			require.ErrorContains(t, err, c.err, c.reason)
		} else {
			require.NoError(t, err, c.reason)
		}
		assert.Equal(t, c.waits, names(waiting), c.reason)
		assert.Equal(t, c.runs, runs, c.reason)
	}
}

// names are what is waited for.
func names(all []Waiting) []string {
	var found []string
	for _, w := range all {
		found = append(found, w.Name)
	}
	return found
}

func TestWhatRanIsReadFromTheLastUpdate(t *testing.T) {
	t.Parallel()
	said := map[string]any{outputRunning: map[string]any{"web": []any{"a", "b"}, "migrate": []any{}, "odd": "text"}}
	assert.Equal(t, Running{"web": {"a", "b"}, "migrate": {}, "odd": {}}, after("", said).running())
	assert.Equal(t, Running{}, after("", nil).running(), "nothing was made yet")
}
