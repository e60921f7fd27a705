package apps_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/apps"
	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// TestAPastIsLived lives one with the job that reconciles tokens, and one without it: with it what the other region lacks is young.
func TestAPastIsLived(t *testing.T) {
	t.Parallel()
	for _, job := range []bool{true, false} {
		w, a := product(t)
		if !job {
			sealed, err := w.Seal(map[string]any{"kind": "CronJob", "spec": map[string]any{"suspend": true}})
			require.NoError(t, err)
			putObject(t, w, "tokens", sealed)
		}
		began := w.Now()
		require.NoError(t, a.Live(apps.Past{Region: "East US 2", Own: vault("east"), Other: vault("central"), Chance: rand.New(rand.NewPCG(7, 7))}))
		now := w.Now()
		assert.Equal(t, 40*24*time.Hour, now.Sub(began).Truncate(time.Second))

		log, err := sqldata.In(w).Log(app)
		require.NoError(t, err)
		content := sqldata.ContentOf(log)
		assert.Greater(t, content.Rows, 40*24+9*60, "a row an hour, then about one a second")
		last, at, err := a.Confirmed()
		require.NoError(t, err)
		assert.Equal(t, content.Last, last, "of the last a customer has a receipt")
		assert.Equal(t, content.Time, at)
		behind, err := sqldata.In(w).Log(providers + "Microsoft.Sql/servers/sql-central/databases/app")
		require.NoError(t, err)
		lag := now.Sub(sqldata.ContentOf(behind).Time)
		assert.Positive(t, lag)
		assert.Less(t, lag, 32*time.Second)

		all, err := a.Tokens()
		require.NoError(t, err)
		assert.Len(t, all, 120)
		oldest := time.Duration(0)
		for _, token := range all {
			assert.Contains(t, token.In, world.Key(vault("east")))
			if _, there := token.In[world.Key(vault("central"))]; !there {
				oldest = max(oldest, now.Sub(token.Written))
			}
		}
		assert.Equal(t, job, oldest < 10*time.Minute, "the other vault lacks one that is %s old", oldest)
	}
}

func TestDamageIsDoneAmongGoodRowsAndReplicated(t *testing.T) {
	t.Parallel()
	w, a := product(t)
	chance := rand.New(rand.NewPCG(7, 7))
	_, err := a.Damage("eastus2", chance)
	require.ErrorContains(t, err, "nothing to damage")
	require.NoError(t, a.Live(apps.Past{Region: "eastus2", Own: vault("east"), Other: vault("central"), Chance: chance}))
	before, err := a.Damage("eastus2", chance)
	require.NoError(t, err)
	assert.Equal(t, 24*time.Hour, w.Now().Sub(before).Round(time.Second))
	log, err := sqldata.In(w).Log(app)
	require.NoError(t, err)
	behind, err := sqldata.In(w).Log(providers + "Microsoft.Sql/servers/sql-central/databases/app")
	require.NoError(t, err)
	assert.Equal(t, log, behind, "the replica has the damage too")
	content := sqldata.ContentOf(log)
	assert.Greater(t, content.Damaged, 1)
	assert.Less(t, content.Damaged, content.Rows/10)
	for _, e := range log {
		if e.Kind == sqldata.Damage {
			assert.True(t, e.Time.After(before), "at %s everything was well", before)
		}
	}
}
