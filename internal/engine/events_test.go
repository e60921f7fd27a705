package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// eventLog is an event log in the form that the CLI writes with --event-log.
const eventLog = `{"sequence":0,"timestamp":1,"preludeEvent":{"config":{"tiny:greeting":"hello"}}}
{"sequence":1,"timestamp":1,"diagnosticEvent":{"urn":"urn:pulumi:dev::p::t::a","message":"<{%reset%}>no such subnet<{%reset%}>\n\n","color":"raw","severity":"error"}}
{"sequence":2,"timestamp":1,"diagnosticEvent":{"message":"working","color":"raw","severity":"info","ephemeral":true}}
{"sequence":3,"timestamp":1,"policyEvent":{"resourceUrn":"urn:pulumi:dev::p::t::a","message":"too open","color":"raw","policyName":"nsg","policyPackName":"pack","policyPackVersion":"1","enforcementLevel":"mandatory"}}
{"sequence":4,"timestamp":1,"resourcePreEvent":{"metadata":{"op":"create","urn":"urn:pulumi:dev::p::t::a","type":"t"}}}
{"sequence":5,"timestamp":1,"resOutputsEvent":{"metadata":{"op":"update","urn":"urn:pulumi:dev::p::t::b","type":"t"}}}
{"sequence":5,"timestamp":1,"resOpFailedEvent":{"metadata":{"op":"create","urn":"urn:pulumi:dev::p::t::a","type":"t"},"status":1,"steps":1}}
{"sequence":6,"timestamp":1,"errorEvent":{"error":"out of luck"}}
{"sequence":7,"timestamp":1,"summaryEvent":{"maybeCorrupt":false,"durationSeconds":2,"resourceChanges":{"create":3,"same":1},"PolicyPacks":{},"isPreview":true,"result":"failed"}}
{"sequence":8,"timestamp":1,"cancelEvent":{}}
`

func TestReadEvents(t *testing.T) {
	t.Parallel()
	events, err := ReadEvents(strings.NewReader(eventLog))
	require.NoError(t, err)
	assert.Equal(t, Events{
		Changes:      map[string]int{"create": 3, "same": 1},
		Duration:     2 * time.Second,
		Diagnostics:  []Diagnostic{{URN: "urn:pulumi:dev::p::t::a", Severity: SeverityError, Message: "no such subnet"}},
		Policies:     []PolicyEvent{{URN: "urn:pulumi:dev::p::t::a", Pack: "pack", Policy: "nsg", Level: "mandatory", Message: "too open"}},
		Failed:       []FailedStep{{URN: "urn:pulumi:dev::p::t::a", Op: "create", Partial: true}},
		Steps:        []Step{{URN: "urn:pulumi:dev::p::t::b", Op: "update"}},
		EngineErrors: []string{"out of luck"},
		Complete:     true,
	}, events)

	cut := eventLog[:strings.Index(eventLog, `"policyEvent"`)]
	events, err = ReadEvents(strings.NewReader(cut))
	require.NoError(t, err, "a killed CLI leaves a line that is cut short")
	assert.False(t, events.Complete)
	assert.Len(t, events.Diagnostics, 1)

	_, err = ReadEvents(strings.NewReader("no event log\n"))
	assert.ErrorContains(t, err, "reading the engine's event log")
}

func TestEventsChanged(t *testing.T) {
	t.Parallel()
	assert.False(t, Events{Changes: map[string]int{"same": 9, "read": 1, "create": 0}}.Changed())
	assert.True(t, Events{Changes: map[string]int{"same": 9, "update": 1}}.Changed())
}

func TestResultErr(t *testing.T) {
	t.Parallel()
	bad := Diagnostic{Severity: SeverityError}
	for _, test := range []struct {
		reason string
		result Result
		want   string
	}{
		{"a good run", Result{Operation: OpUp, Succeeded: true}, ""},
		{"warnings are no failure", Result{Operation: OpUp, Succeeded: true, Events: Events{Diagnostics: []Diagnostic{{Severity: SeverityWarning}}}}, ""},
		{"a run that the CLI calls failed", Result{Operation: OpUp}, "up failed"},
		{
			"a preview that the CLI calls good, in which mistakes were collected",
			Result{Operation: OpPreview, Succeeded: true, Events: Events{Diagnostics: []Diagnostic{bad, bad}}},
			"preview failed: there were 2 errors",
		},
		{"one error", Result{Operation: OpUp, Events: Events{Diagnostics: []Diagnostic{bad}}}, "up failed: there was 1 error"},
		{
			"a violated policy counts before errors",
			Result{Operation: OpUp, Events: Events{Diagnostics: []Diagnostic{bad}, Policies: []PolicyEvent{{Level: "mandatory"}}}},
			"up failed: a mandatory policy is violated",
		},
		{"an advisory policy does not", Result{Operation: OpUp, Succeeded: true, Events: Events{Policies: []PolicyEvent{{Level: "warning"}}}}, ""},
		{"an interrupt counts first", Result{Operation: OpUp, Interrupted: true}, "up failed: it was interrupted"},
		{"the engine's own failure", Result{Operation: OpUp, Succeeded: true, Events: Events{EngineErrors: []string{"x"}}}, "up failed inside the engine: x"},
	} {
		err := test.result.Err()
		if test.want == "" {
			assert.NoError(t, err, test.reason)
			continue
		}
		require.ErrorIs(t, err, ErrFailed, test.reason)
		assert.Equal(t, test.want, err.Error(), test.reason)
	}
}
