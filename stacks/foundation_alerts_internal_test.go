package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/stacks/settings"
)

func TestOwnAlerts(t *testing.T) {
	t.Parallel()
	assert.Empty(t, ownAlerts(nil))
	got := ownAlerts([]settings.LogAlert{
		{Name: "errors", Severity: 2, Summary: "Errors.", Runbook: "slo-burn", Query: "T\n", MoreThan: 50},
		{Name: "slow", Severity: 3, Summary: "Slow.", Runbook: "slo-burn", Query: "T", Minutes: 120},
	})
	assert.Equal(t, []monitoring.Alert{
		{
			What: "errors", Severity: 2, Claim: "SP-25", Summary: "Errors.", Runbook: "slo-burn",
			Query: &monitoring.Query{KQL: "T", Threshold: 50, Window: "PT15M"},
		},
		{
			What: "slow", Severity: 3, Claim: "SP-25", Summary: "Slow.", Runbook: "slo-burn",
			Query: &monitoring.Query{KQL: "T", Window: "PT2H"},
		},
	}, got)
	assert.Equal(t, "P1D", isoMinutes(1440))
}
