package recovery_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

func TestAReportSaysWhatBecameOfEveryStep(t *testing.T) {
	t.Parallel()
	step := func(id string, by recovery.By) recovery.Step {
		return recovery.Step{ID: id, Does: "Do it in {home}.", By: by, Label: recovery.Exercised}
	}
	act := step("act", recovery.Operator)
	act.Run, act.Unproven = counted(map[string]int{}).Steps[0].Run, "how long {home} takes"
	scenario := recovery.Scenario{ID: "s", Title: "Lost: {home}", Claims: []string{"SP-17"}, Frozen: []string{"Stack {stack}."}, Steps: []recovery.Step{
		step("look", recovery.Operator), act, step("hand", recovery.Hand), step("later", recovery.Operator),
	}}
	journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), "s", "prod", "local", time.Unix(0, 0))
	require.NoError(t, err)
	journal.Steps = []recovery.Entry{
		{Step: "look", Ended: time.Unix(1, 0), Found: "it is so"},
		{Step: "act", Began: time.Unix(1, 0), Failed: "a | b\nc"},
		{Step: "hand", Ended: time.Unix(1, 0), Found: "a person sees that it is so"},
	}
	require.NoError(t, journal.Set("loss", recovery.Loss{Rows: 2, From: 8, To: 9, Seconds: 1.5, Kept: recovery.Holding{Rows: 7, Sum: "abc"}}))
	report := recovery.NewReport(&recovery.Run{Place: recovery.Place{Stack: "prod", Target: "local", Home: recovery.Side{Region: "eastus2"}}, Scenario: scenario, Journal: journal})
	report.Sections = []recovery.Section{{Title: "Time", Name: "time", Markdown: "An hour.", SVG: "<svg/>"}}
	assert.Equal(t, `# Recovery: Lost: eastus2

**SIMULATED.** It ran against the local Azure: it shows that the commands work, not how long Azure takes.

Scenario `+"`s`, stack `prod`"+`, claims SP-17. **Not finished**: run the same command again to go on.

| Step | What | Known by | Result |
|---|---|---|---|
| look | Do it in eastus2. | exercised | seen: it is so |
| act | Do it in eastus2. | exercised | failed: a \| b c |
| hand | Do it in eastus2. | exercised | BY HAND: a person sees that it is so |
| later | Do it in eastus2. | exercised | not done |

## What was lost

| | |
|---|---|
| Rows kept | 7, checksum `+"`abc`"+` |
| Rows lost | 2, numbers 8 to 9 |
| The data go back | 1.5 s |
| Customers' tokens that cannot be read | 0 |
| Tokens go back | 0.0 s |

## Frozen until it is over

- Stack prod.

## What only the real Azure can prove

- act: how long eastus2 takes

## Time

An hour.

![Time](time.svg)
`, report.Markdown())
	assert.False(t, report.Passed())
	var written bytes.Buffer
	require.NoError(t, report.JSON(&written))
	var read map[string]any
	require.NoError(t, json.Unmarshal(written.Bytes(), &read))
	assert.Equal(t, true, read["simulated"])
	assert.Len(t, read["steps"], 4)
}

func TestWhatIsWrongWithAScenarioIsTold(t *testing.T) {
	t.Parallel()
	good := counted(map[string]int{})
	require.Empty(t, good.Problems())
	for _, test := range []struct {
		reason string
		spoil  func(*recovery.Scenario)
		want   string
	}{
		{"a step before the one that it comes after", func(s *recovery.Scenario) { s.Steps[0].After = []string{"two"} }, `counted: step "one" comes after "two", which no step before it is`},
		{"a step twice", func(s *recovery.Scenario) { s.Steps[1].ID = "one" }, `counted: step "one" is there twice`},
		{"a command of a shell", func(s *recovery.Scenario) { s.Steps[0].Commands = []string{"az sql failover-group set-primary"} }, `counted: step "one": "az sql failover-group set-primary" is neither stackctl nor pulumi`},
		{"a person's step that a function takes", func(s *recovery.Scenario) { s.Steps[0].By = recovery.Hand }, `counted: step "one": an operator's step does something or looks, and only an operator's does`},
		{"nobody's step", func(s *recovery.Scenario) { s.Steps[0].By = "" }, `counted: step "one": nobody takes it, or its label is none`},
		{"no steps", func(s *recovery.Scenario) { s.Steps = nil }, "counted: it has no step"},
	} {
		scenario := counted(map[string]int{})
		test.spoil(&scenario)
		assert.Contains(t, scenario.Problems(), test.want, test.reason)
	}
}
