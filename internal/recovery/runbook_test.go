package recovery_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// place is production's, as its settings make it.
func place() recovery.Place {
	return recovery.Place{
		Stack: "prod", Rebuild: "dr", Target: "azure", Subscription: "00000000-0000-0000-0000-0000000000a1",
		Home:          recovery.Side{Region: "eastus2", Server: "sql-trelica-prod-eus2"},
		Recovery:      recovery.Side{Region: "centralus", Server: "sql-trelica-prod-cus"},
		FailoverGroup: "fog-trelica-prod", Database: "sqldb-trelica-prod-app",
	}
}

func TestARunbookIsTheStepsInOrder(t *testing.T) {
	t.Parallel()
	scenario := recovery.Scenario{
		ID: "flood", Title: "Water in {home}", Says: "Everything in {home} is wet, and it will not be dry before the end of the week, whatever anybody says on the telephone.",
		Frozen: []string{"Stack {stack}."},
		Steps: []recovery.Step{
			{ID: "declare", By: recovery.Hand, Does: "Decide that {home} is lost.", Check: recovery.Check{Says: "somebody has said so"}},
			{
				ID: "rebuild", By: recovery.Operator, Does: "Build in {recovery}.", Commands: []string{"stackctl up --stack {rebuild} --target {target} --yes"},
				Check: recovery.Check{Says: "nothing is left to do", Commands: []string{"stackctl preview --stack {rebuild} --target {target} --expect-no-changes"}},
			},
			{ID: "look", By: recovery.Operator, Does: "Look.", Check: recovery.Check{Says: "{database} is there"}},
		},
	}
	assert.Equal(t, `RUNBOOK: WATER IN {HOME}
flood, stack prod, target azure

Everything in eastus2 is wet, and it will not be dry before the end of the
week, whatever anybody says on the telephone.

All of it by one command, which asks once and goes on where it ended:

        stackctl recover --scenario flood --stack prod --target azure

Or step by step. Do not go on while a check does not hold.

 1. BY HAND: Decide that eastus2 is lost.
    CHECK: somebody has said so.

 2. Build in centralus.
        stackctl up --stack dr --target azure --yes
    CHECK: nothing is left to do.
        stackctl preview --stack dr --target azure --expect-no-changes

 3. Look.
        stackctl recover --scenario flood --stack prod --target azure --step look
    CHECK: sqldb-trelica-prod-app is there.

FROZEN until it is over:
  - Stack prod.
`, strings.ReplaceAll(recovery.NewRunbook(scenario, place()).Text(), "EASTUS2", "{HOME}"))
}

// TestEveryRunbookCanBeFollowed looks at the runbooks of all scenarios: only our two commands, every name filled in, a check after each
// step, and no line too long to be read.
func TestEveryRunbookCanBeFollowed(t *testing.T) {
	t.Parallel()
	for _, scenario := range recovery.All() {
		book := recovery.NewRunbook(scenario, place())
		require.NotEmpty(t, book.Steps, scenario.ID)
		for _, step := range book.Steps {
			assert.NotEmpty(t, step.Check, "%s, %s", scenario.ID, step.ID)
			assert.True(t, step.ByHand || len(step.Commands) > 0, "%s, %s: what is typed, or BY HAND", scenario.ID, step.ID)
			for _, command := range append(step.Commands, step.CheckCommands...) {
				first, _, _ := strings.Cut(command, " ")
				assert.Contains(t, []string{"stackctl", "pulumi"}, first, "%s, %s", scenario.ID, step.ID)
			}
		}
		text := book.Text()
		assert.NotContains(t, text, "{", "%s: a name is not filled in", scenario.ID)
		for _, line := range strings.Split(text, "\n") {
			assert.True(t, len(line) <= 78 || strings.HasPrefix(line, "        "), "%s: %q", scenario.ID, line)
		}
	}
}
