package recovery_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// seenRow answers what the row says.
type seenRow struct {
	inside
	says recovery.Active
}

func (s seenRow) Active(context.Context, recovery.Place) (recovery.Active, error) { return s.says, nil }

// runOf is one step of a scenario, or all of them, in production.
func runOf(t *testing.T, scenario, step string, data recovery.Data) *recovery.Run {
	t.Helper()
	found, err := recovery.Find(scenario)
	require.NoError(t, err)
	journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), scenario, "prod", "azure", time.Now())
	require.NoError(t, err)
	return &recovery.Run{
		Place: place(), Scenario: found, Journal: journal, Data: data, Tokens: inside{}, Traffic: inside{},
		Say: func(string, ...any) {}, Now: recovery.Clock(time.Now), Only: step,
	}
}

// only takes one step of a scenario in an Azure.
func only(t *testing.T, scenario, step string, azure *site, data recovery.Data) (*recovery.Journal, error) {
	t.Helper()
	run := runOf(t, scenario, step, data)
	run.Stacks, run.SQL = azure, azure
	return run.Journal, recovery.Execute(t.Context(), run)
}

// TestTheWayHomeBeginsWithThePromotionKnown takes the way home in clones whose settings know and do not know which promotion they take back.
func TestTheWayHomeBeginsWithThePromotionKnown(t *testing.T) {
	t.Parallel()
	active := func(region string, epoch int) recovery.Active { return recovery.Active{Region: region, Epoch: epoch} }
	seen := func(region string, epoch int) recovery.Data { return seenRow{says: active(region, epoch)} }
	for _, test := range []struct {
		reason   string
		settings recovery.Active
		row      recovery.Data
		primary  string
		want     string
	}{
		{"the clone that promoted, or one that has its commit", active("centralus", 2), seen("centralus", 2), "centralus", ""},
		{"another clone", active("eastus2", 1), seen("centralus", 2), "centralus", "names centralus, promotion 2, and the settings here say eastus2, promotion 1"},
		{"another clone, that knows of an earlier one", active("eastus2", 3), seen("centralus", 4), "centralus", "promotion 4"},
		{"two clones that promoted differently", active("eastus2", 2), seen("centralus", 2), "centralus", "promotion 2"},
		{"it was promoted home already, and the update has not run", active("eastus2", 3), seen("centralus", 2), "eastus2", ""},
		{"nobody sees the row, and the settings know", active("centralus", 2), inside{}, "centralus", ""},
		{"nobody sees the row, and another clone", active("eastus2", 1), inside{}, "centralus", "the database is led by centralus, and the settings here say that eastus2 is active, promotion 1"},
		{"nobody sees the row, and the database is home already", active("eastus2", 3), inside{}, "eastus2", ""},
	} {
		_, err := only(t, "failback", "known", &site{primary: test.primary, active: test.settings}, test.row)
		if test.want == "" {
			require.NoError(t, err, test.reason)
			continue
		}
		require.ErrorContains(t, err, test.want, test.reason)
		assert.ErrorContains(t, err, "Take the commit that promoted into this clone, or copy activeSide and activeEpoch into Pulumi.prod.yaml", test.reason)
		assert.ErrorContains(t, err, "stackctl promote --stack prod --side recovery", test.reason)
	}
}

// TestAPromotionIsCountedFromTheRow promotes in a clone that lacks earlier promotions: an epoch that the row has passed would change nothing.
func TestAPromotionIsCountedFromTheRow(t *testing.T) {
	t.Parallel()
	azure := &site{primary: "centralus", active: recovery.Active{Region: "eastus2", Epoch: 1}, up: map[string]bool{"dr": true}}
	run := runOf(t, "region-loss", "", seenRow{says: recovery.Active{Region: "eastus2", Epoch: 3}})
	run.Stacks, run.SQL = azure, azure
	for _, step := range run.Scenario.Steps {
		if step.ID == "promote" {
			break
		}
		run.Journal.Steps = append(run.Journal.Steps, recovery.Entry{Step: step.ID, Ended: time.Now()})
	}
	err := recovery.Execute(t.Context(), run)
	require.ErrorContains(t, err, "step promote: the row of the active region names eastus2, promotion 3, and the settings here say eastus2, promotion 1")
	assert.Empty(t, azure.done, "no settings are written, and nothing is brought up")
}

// TestAReplicaThatSaysNothingHasNotCaughtUp looks at the group in each of its states.
func TestAReplicaThatSaysNothingHasNotCaughtUp(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, primary, state string
		caughtUp               bool
		found                  string
	}{
		{"it has", "centralus", "CATCH_UP", true, "sql-trelica-prod-eus2 is Secondary, replication CATCH_UP"},
		{"it is being seeded", "centralus", "SEEDING", false, "replication SEEDING"},
		{"the other region is out", "centralus", "SUSPENDED", false, "replication SUSPENDED"},
		{"it has not begun", "centralus", "PENDING", false, "replication PENDING"},
		{"nothing is said of it", "centralus", "", false, "replication not told"},
		{"it is the primary already", "eastus2", "SUSPENDED", true, "sql-trelica-prod-eus2 is Primary"},
	} {
		journal, err := only(t, "failback", "caught-up", &site{primary: test.primary, replicates: test.state}, inside{})
		assert.Equal(t, test.caughtUp, err == nil, "%s: %v", test.reason, err)
		assert.Contains(t, journal.Steps[0].Found, test.found, test.reason)
	}
}

// TestWhatPreflightFindsStopsOnlyWhatCannotBe finds something in a disaster and on a quiet day.
func TestWhatPreflightFindsStopsOnlyWhatCannotBe(t *testing.T) {
	t.Parallel()
	quota := recovery.Finding{Name: "quota cores in centralus", Found: "64 needed, 60 allowed, 0 used"}
	secret := recovery.Finding{Name: "secret key in kv", Found: "missing"}
	address := recovery.Finding{Name: "made before: the ingress address", Found: "pip is not there", Stops: true}
	for _, test := range []struct {
		reason, scenario string
		found            []recovery.Finding
		stops            bool
		want             string
	}{
		{"nothing", "region-loss", nil, false, "no check of dr fails"},
		{"what can be put right meanwhile", "region-loss", []recovery.Finding{quota, secret}, false,
			"to be put right meanwhile, it does not stop the recovery: quota cores in centralus: 64 needed, 60 allowed, 0 used; secret key in kv: missing"},
		{"what the rebuild cannot do without", "region-loss", []recovery.Finding{quota, address}, true,
			"with this dr cannot come up: made before: the ingress address: pip is not there. to be put right meanwhile, it does not stop the recovery: quota cores in centralus"},
		{"the same with the standby gone", "database-loss", []recovery.Finding{address}, true, "with this dr cannot come up"},
		{"there, too, only that", "database-loss", []recovery.Finding{quota}, false, "does not stop the recovery: quota"},
		{"on the way home there is time", "failback", []recovery.Finding{quota}, true, "check failed: no check fails: quota cores in centralus"},
	} {
		azure := &site{found: test.found, primary: "eastus2"}
		journal, err := only(t, test.scenario, "preflight", azure, inside{})
		assert.Equal(t, test.stops, err != nil, "%s: %v", test.reason, err)
		if test.stops {
			require.ErrorContains(t, err, test.want, test.reason)
			assert.Empty(t, azure.done, test.reason)
			continue
		}
		assert.Contains(t, journal.Steps[0].Found, test.want, "%s: the report says it", test.reason)
	}
}

// TestARegionsLossIsNotStoppedByAQuota goes through all of it.
func TestARegionsLossIsNotStoppedByAQuota(t *testing.T) {
	t.Parallel()
	for _, stops := range []bool{false, true} {
		azure := &site{
			homeIsOut: true, primary: "eastus2", up: map[string]bool{"prod": true}, active: recovery.Active{Region: "eastus2", Epoch: 1},
			found: []recovery.Finding{{Name: "row", Found: "not as it should be", Stops: stops}},
		}
		_, err := only(t, "region-loss", "", azure, inside{})
		if stops {
			require.ErrorContains(t, err, "step preflight: check failed")
			assert.Empty(t, azure.done, "no data are given up for a platform that cannot come")
			continue
		}
		require.NoError(t, err)
		assert.Equal(t, []string{"forced failover to centralus", "up dr", "promote centralus", "up dr"}, azure.done)
	}
}
