package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/stacks/settings"
)

func TestWhatIsFrozenAfterAPromotion(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, stack, side string
		op                  engine.Operation
		part                part
		refused             bool
	}{
		{"in ordinary times nothing is", "prod", settings.HomeSide, engine.OpUp, "", false},
		{"production as a whole", "prod", settings.RecoverySide, engine.OpUp, "", true},
		{"its platform", "prod", settings.RecoverySide, engine.OpUp, "platform", true},
		{"its foundation is not taken down either", "prod", settings.RecoverySide, engine.OpDestroy, "foundation", true},
		{"nor read, where nothing answers", "prod", settings.RecoverySide, engine.OpRefresh, "", true},
		{"the standby lies elsewhere", "prod", settings.RecoverySide, engine.OpUp, "standby", false},
		{"the front does too", "prod", settings.RecoverySide, engine.OpUp, "front", false},
		{"a preview changes nothing", "prod", settings.RecoverySide, engine.OpPreview, "", false},
		{"the rebuilt platform is what works", "dr", settings.RecoverySide, engine.OpUp, "", false},
	} {
		set, err := settings.FromFiles("../..", test.stack)
		require.NoError(t, err)
		set.Database.ActiveSide, set.Database.ActiveEpoch = test.side, 2
		err = frozen(set, test.op, test.part, engine.TargetLocal)
		assert.Equal(t, test.refused, err != nil, test.reason)
		if err != nil {
			assert.ErrorContains(t, err, "centralus works since promotion 2", test.reason)
		}
	}
}

func TestWhatRecoverAndDrillRefuse(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, test := range []struct {
		reason string
		args   []string
		code   int
		want   string
	}{
		{"a drill breaks what it runs against", []string{"drill", "--scenario", "region-loss", "--target", "azure"}, codeRefused, "the real Azure is not for it"},
		{"a drill of nothing", []string{"drill", "--scenario", "flood"}, codeUsage, `scenario "flood" is unknown: scenarios are region-loss, return, failback`},
		{"a recovery of nothing", []string{"recover", "--scenario", "flood", "--stack", "dev"}, codeUsage, `scenario "flood" is unknown`},
		{"a recovery without a stack", []string{"recover", "--scenario", "region-loss"}, codeUsage, "--stack is missing"},
		{"a step that there is not", []string{"recover", "--scenario", "failback", "--stack", "dev", "--step", "fail-over"}, codeUsage, `no step "fail-over": steps are decide, known, preflight, caught-up, failover`},
		{"a promotion to nowhere", []string{"promote", "--stack", "dev", "--side", "left"}, codeUsage, "--side is home or recovery"},
	} {
		assert.Equal(t, test.code, b.stackctl(t, test.args...), test.reason)
		assert.Contains(t, b.err.String(), test.want, test.reason)
	}
}

// TestNothingIsSeenInsideTheRealAzure holds that a recovery in earnest leaves to people what it cannot see, and does not guess.
func TestNothingIsSeenInsideTheRealAzure(t *testing.T) {
	t.Parallel()
	o, p := &outside{target: engine.TargetAzure}, recovery.Place{}
	_, active := o.Active(t.Context(), p)
	_, holding := o.Holding(t.Context(), p, p.Home, "app")
	_, _, confirmed := o.Confirmed(t.Context(), p)
	_, workers := o.Workers(t.Context(), p)
	_, _, _, readable := o.Readable(t.Context(), p, p.Home)
	_, serving := o.Serving(t.Context(), p)
	for _, err := range []error{active, holding, confirmed, workers, readable, serving, o.Write(t.Context(), p, "eastus2")} {
		assert.ErrorIs(t, err, recovery.ErrUnseen)
	}
}

func TestAPlaceFollowsFromTheSettings(t *testing.T) {
	t.Parallel()
	scenario := func(id string) recovery.Scenario {
		found, err := recovery.Find(id)
		require.NoError(t, err)
		return found
	}
	place, err := placeOf("../..", "prod", engine.TargetLocal, scenario("region-loss"))
	require.NoError(t, err)
	assert.Equal(t, "/subscriptions/00000000-0000-0000-0000-0000000000a1/resourceGroups/rg-trelica-prod-cus-database/providers/Microsoft.Sql/servers/"+
		"sql-trelica-prod-cus/databases/sqldb-trelica-prod-app", place.DatabaseID(place.Recovery))
	assert.Equal(t, "fog-trelica-prod.database.windows.net", place.Listener)
	assert.Equal(t, "app.trelica.example", place.Host)
	assert.Equal(t, []string{"eus2", "cus"}, []string{place.Home.Code, place.Recovery.Code})
	assert.Equal(t, "/subscriptions/00000000-0000-0000-0000-0000000000a1/resourceGroups/rg-trelica-prod-eus2-vault/providers/Microsoft.KeyVault/vaults/kv-trelica-prod-eus2-tok",
		vaultID(place, place.Home))
	_, err = placeOf("../..", "dev", engine.TargetLocal, scenario("region-loss"))
	require.ErrorContains(t, err, "there is nothing to recover to")
	_, err = placeOf("../..", "dr", engine.TargetLocal, scenario("state-loss"))
	require.ErrorContains(t, err, "name the environment's own stack", "a rebuild is not what is recovered")

	for _, id := range []string{"state-damaged", "state-history-loss", "state-loss", "key-loss", "cluster-loss"} { // as docs/unproven.md asks of dev and preprod
		for _, stack := range []string{"dev", "preprod"} {
			alone, err := placeOf("../..", stack, engine.TargetAzure, scenario(id))
			require.NoError(t, err, id)
			assert.Equal(t, recovery.Side{}, alone.Recovery, "%s, %s", id, stack)
			assert.Equal(t, "bootstrap-"+stack, alone.Bootstrap)
			book := recovery.NewRunbook(scenario(id), alone).Text()
			assert.Contains(t, book, "--stack "+stack, id)
			assert.NotContains(t, book, "--stack  ", "%s: a name is missing", id)
			assert.NotContains(t, book, " in .", "%s: a region is missing", id)
		}
	}
}
