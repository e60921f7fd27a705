package apps_test

import (
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/apps"
	"github.com/trelica/infrastructure/internal/localazure/sqldata"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	providers = "/subscriptions/s/resourceGroups/rg/providers/"
	app       = providers + "Microsoft.Sql/servers/sql-east/databases/app"
	host      = "app.trelica.example"
)

func vault(code string) string { return providers + "Microsoft.KeyVault/vaults/kv-" + code }

// product is a world in which the product runs in East US 2, and could in Central US, with both ways to everything.
func product(t *testing.T) (*world.World, apps.Apps) {
	t.Helper()
	w, err := world.Open(t.TempDir(), world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	var all []world.Resource
	for region, code := range map[string]string{"eastus2": "east", "centralus": "central"} {
		server, address := providers+"Microsoft.Sql/servers/sql-"+code, providers+"Microsoft.Network/publicIPAddresses/pip-"+code
		priority := map[string]float64{"eastus2": 1, "centralus": 2}[region]
		all = append(all,
			world.Resource{ID: server, Type: "Microsoft.Sql/servers", Location: region},
			world.Resource{ID: vault(code), Type: "Microsoft.KeyVault/vaults", Location: region},
			world.Resource{ID: vault(code) + "/keys/tokens", Type: "Microsoft.KeyVault/vaults/keys"},
			world.Resource{ID: address, Type: "Microsoft.Network/publicIPAddresses", Location: region},
			world.Resource{ID: providers + "Microsoft.Network/dnsZones/trelica.example/A/origin-" + code, Type: "Microsoft.Network/dnsZones/x", Inputs: map[string]any{"targetResource": map[string]any{"id": address}}},
			world.Resource{ID: providers + "Microsoft.Cdn/profiles/p/originGroups/g/origins/" + code, Type: "Microsoft.Cdn/profiles/originGroups/origins", Inputs: map[string]any{
				"hostName": "origin-" + code + ".trelica.example", "priority": priority, "enabledState": "Enabled",
			}},
		)
		for from, there := range map[string]string{"eastus2": "east", "centralus": "central"} {
			for kind, id := range map[string]string{"sql": server, "vault": vault(code)} {
				all = append(all, world.Resource{
					ID: providers + "Microsoft.Network/privateEndpoints/pep-" + there + "-" + kind + "-" + code, Type: "Microsoft.Network/privateEndpoints", Location: from,
					Inputs: map[string]any{"privateLinkServiceConnections": []any{map[string]any{"privateLinkServiceId": id}}},
				})
			}
		}
	}
	all = append(all,
		world.Resource{ID: providers + "Microsoft.Cdn/profiles/p/originGroups/g/origins/m", Type: "Microsoft.Cdn/profiles/originGroups/origins", Inputs: map[string]any{
			"hostName": "maintenance.example", "priority": 5.0, "enabledState": "Enabled",
		}},
		world.Resource{ID: app, Type: "Microsoft.Sql/servers/databases", Location: "eastus2", Incarnation: 1},
		world.Resource{ID: providers + "Microsoft.Sql/servers/sql-central/databases/app", Type: "Microsoft.Sql/servers/databases", Location: "centralus", Incarnation: 1, Inputs: map[string]any{
			"createMode": "Secondary", "sourceDatabaseId": app,
		}},
		world.Resource{ID: providers + "Microsoft.Sql/servers/sql-east/failoverGroups/fog", Type: "Microsoft.Sql/servers/failoverGroups", Inputs: map[string]any{
			"databases": []any{app}, "partnerServers": []any{map[string]any{"id": providers + "Microsoft.Sql/servers/sql-central"}},
		}},
	)
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		for _, r := range all {
			tx.Put(r)
		}
		return nil
	}))
	runs(t, w, "eastus2", "east", "")
	return w, apps.In(w)
}

// runs makes a cluster of a region with the product in it. promotion is a statement more in the setup.
func runs(t *testing.T, w *world.World, region, code, promotion string) {
	t.Helper()
	cluster := providers + "Microsoft.ContainerService/managedClusters/aks-" + code
	env := func(pairs ...string) []any {
		var all []any
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, map[string]any{"name": pairs[i], "value": pairs[i+1]})
		}
		return all
	}
	pods := func(env []any) map[string]any {
		return map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"env": env}}}}}
	}
	sql := "INSERT INTO control.active_region (one, region, epoch) VALUES (1, N'eastus2', 1);\nGO\n" + promotion
	objects := map[string]map[string]any{
		"setup":  {"kind": "ConfigMap", "metadata": map[string]any{"name": "setup"}, "data": map[string]any{"database.sql": sql}},
		"job":    {"kind": "Job", "metadata": map[string]any{"name": "migrate"}, "spec": map[string]any{"template": map[string]any{"spec": map[string]any{"volumes": []any{map[string]any{"configMap": map[string]any{"name": "setup"}}}}}}},
		"worker": {"kind": "Deployment", "spec": pods(env("DATABASE_HOST", "fog.database.windows.net", "DATABASE_NAME", "app", "TRELICA_KIND", "worker"))},
		"tokens": {"kind": "CronJob", "spec": map[string]any{"jobTemplate": map[string]any{"spec": pods(env("TRELICA_WORKLOAD", "tokens"))}}},
		"in":     {"kind": "Ingress", "spec": map[string]any{"rules": []any{map[string]any{"host": host}, map[string]any{"host": "origin-" + code + ".trelica.example"}}}},
		"lb":     {"kind": "Service", "metadata": map[string]any{"annotations": map[string]any{"service.beta.kubernetes.io/azure-pip-name": "pip-" + code}}},
	}
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Put(world.Resource{ID: cluster, Type: "Microsoft.ContainerService/managedClusters", Location: region})
		for key, object := range objects {
			sealed, err := w.Seal(object)
			if err != nil {
				return err
			}
			tx.PutObject(world.Object{Cluster: cluster, Key: key, Sealed: sealed})
		}
		return nil
	}))
}

// TestTheProbeIsAnsweredUnderTheOriginsName takes the rule away by which the ingress answers it: the region is not well for Front Door, whatever it
// says under the product's own name.
func TestTheProbeIsAnsweredUnderTheOriginsName(t *testing.T) {
	t.Parallel()
	w, a := product(t)
	serving, err := a.Serving(host)
	require.NoError(t, err)
	assert.Equal(t, "eastus2", serving)

	publishes := func(hosts ...string) {
		var rules []any
		for _, h := range hosts {
			rules = append(rules, map[string]any{"host": h})
		}
		sealed, err := w.Seal(map[string]any{"kind": "Ingress", "spec": map[string]any{"rules": rules}})
		require.NoError(t, err)
		require.NoError(t, w.Update(func(tx *world.Tx) error {
			tx.PutObject(world.Object{Cluster: providers + "Microsoft.ContainerService/managedClusters/aks-east", Key: "in", Sealed: sealed})
			return nil
		}))
	}
	publishes(host)
	serving, err = a.Serving(host)
	require.NoError(t, err)
	assert.Equal(t, apps.Maintenance, serving)

	origin, there := w.Get(providers + "Microsoft.Cdn/profiles/p/originGroups/g/origins/east")
	require.True(t, there)
	origin.Inputs = maps.Clone(origin.Inputs)
	origin.Inputs["originHostHeader"] = host
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Put(origin); return nil }))
	serving, err = a.Serving(host)
	require.NoError(t, err)
	assert.Equal(t, "eastus2", serving, "an origin with a host header is asked under that")
}

func out(t *testing.T, w *world.World, regions ...string) {
	t.Helper()
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.SetOutages(regions); return nil }))
}

func remove(t *testing.T, w *world.World, id string) {
	t.Helper()
	_, there := w.Get(id)
	require.True(t, there, id)
	require.NoError(t, w.Update(func(tx *world.Tx) error { tx.Remove(id); return nil }))
}

const promotion = "UPDATE control.active_region SET region = N'centralus', epoch = 2 WHERE epoch < 2;\nGO\n"

func serving(t *testing.T, a apps.Apps) string {
	t.Helper()
	region, err := a.Serving(host)
	require.NoError(t, err)
	return region
}

// TestTheActiveRegionServesAndWorks goes through a loss and a return.
func TestTheActiveRegionServesAndWorks(t *testing.T) {
	t.Parallel()
	w, a := product(t)
	assert.Equal(t, "eastus2", serving(t, a))
	require.NoError(t, sqldata.In(w).Replicate(0))
	out(t, w, "eastus2")
	assert.Equal(t, apps.Maintenance, serving(t, a), "nobody else answers")
	runs(t, w, "centralus", "central", "")
	assert.Equal(t, apps.Maintenance, serving(t, a), "there is no database to ask which region is active")
	require.NoError(t, sqldata.In(w).Failover(providers+"Microsoft.Sql/servers/sql-central", "fog", true))
	assert.Equal(t, apps.Maintenance, serving(t, a), "a region that is up is not active for that")
	workers, err := a.Workers()
	require.NoError(t, err)
	assert.Empty(t, workers)
	runs(t, w, "centralus", "central", promotion)
	assert.Equal(t, "centralus", serving(t, a))

	out(t, w)
	assert.Equal(t, "centralus", serving(t, a), "what returns is passive, although its origin comes first")
	done, err := a.Toil(20)
	require.NoError(t, err)
	assert.Len(t, done, 20, "each piece of work is done once")
	for _, work := range done {
		assert.Equal(t, "centralus", work.Region)
	}
	runs(t, w, "eastus2", "east", "UPDATE control.active_region SET region = N'eastus2', epoch = 2 WHERE epoch < 2;")
	assert.Equal(t, "centralus", serving(t, a), "a promotion that is not newer changes nothing")
}

func TestPodsKeepWhatTheySawAndNewOnesHaveSeenNothing(t *testing.T) {
	t.Parallel()
	w, a := product(t)
	require.Equal(t, "eastus2", serving(t, a))
	remove(t, w, providers+"Microsoft.Network/privateEndpoints/pep-east-sql-east")
	assert.Equal(t, "eastus2", serving(t, a), "an unreachable database keeps the last answer")
	_, err := a.Write("eastus2", "x", time.Time{})
	require.ErrorContains(t, err, "no private endpoint leads from eastus2 to sql-east")
	out(t, w, "eastus2")
	require.Equal(t, apps.Maintenance, serving(t, a))
	out(t, w)
	assert.Equal(t, apps.Maintenance, serving(t, a), "pods that begin anew have no last answer")
}

func TestTokens(t *testing.T) {
	t.Parallel()
	moment := func(at time.Time, n int) []time.Time {
		var all []time.Time
		for i := range n {
			all = append(all, at.Add(time.Duration(i)*time.Second))
		}
		return all
	}
	chance := func() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }
	count := func(a apps.Apps, region, code string) int {
		all, err := a.Readable(region, vault(code))
		require.NoError(t, err)
		return len(all)
	}
	w, a := product(t)
	now := w.Now()
	require.NoError(t, a.WriteTokens(vault("east"), vault("central"), moment(now, 80), chance()))
	require.NoError(t, a.Cut(now.Add(80*time.Second)))
	assert.Equal(t, 80, count(a, "eastus2", "east"))
	some := count(a, "centralus", "central")
	assert.Greater(t, some, 40)
	assert.Less(t, some, 80, "some second writes fail")
	ran, err := a.Reconcile("eastus2", vault("east"), vault("central"), now.Add(time.Hour))
	require.NoError(t, err)
	assert.True(t, ran)
	assert.Equal(t, 80, count(a, "centralus", "central"), "the job brings them")
	runs(t, w, "centralus", "central", "")
	ran, err = a.Reconcile("centralus", vault("central"), vault("east"), now.Add(time.Hour))
	require.NoError(t, err)
	assert.False(t, ran, "a passive region has the job too, and not the lease")

	out(t, w, "eastus2")
	assert.Equal(t, 80, count(a, "centralus", "central"))
	assert.Equal(t, 0, count(a, "eastus2", "east"))
	remove(t, w, vault("central")+"/keys/tokens")
	assert.Equal(t, 0, count(a, "centralus", "central"), "without the key none opens")
}

// TestMigrationsRunByTheirNames has two jobs that promote another region with the same epoch each: the first by name does, every time.
func TestMigrationsRunByTheirNames(t *testing.T) {
	t.Parallel()
	for range 10 {
		w, a := product(t)
		add := func(name, region string) {
			sql := "UPDATE control.active_region SET region = N'" + region + "', epoch = 2 WHERE epoch < 2;"
			for key, object := range map[string]map[string]any{
				name + "-setup": {"kind": "ConfigMap", "metadata": map[string]any{"name": name}, "data": map[string]any{"database.sql": sql}},
				name + "-job": {"kind": "Job", "metadata": map[string]any{"name": name}, "spec": map[string]any{"template": map[string]any{"spec": map[string]any{
					"volumes": []any{map[string]any{"configMap": map[string]any{"name": name}}}}}}},
			} {
				sealed, err := w.Seal(object)
				require.NoError(t, err)
				putObject(t, w, key, sealed)
			}
		}
		_, _, err := a.Active()
		require.NoError(t, err)
		add("second", "eastus2")
		add("first", "centralus")
		region, epoch, err := a.Active()
		require.NoError(t, err)
		require.Equal(t, []any{"centralus", 2}, []any{region, epoch})
	}
}

func putObject(t *testing.T, w *world.World, key string, sealed []byte) {
	t.Helper()
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.PutObject(world.Object{Cluster: providers + "Microsoft.ContainerService/managedClusters/aks-east", Key: key, Sealed: sealed})
		return nil
	}))
}

// TestAnObjectThatCannotBeReadIsNoObjectThatIsMissing damages one: whoever asks what runs is told, and does not go on without it.
func TestAnObjectThatCannotBeReadIsNoObjectThatIsMissing(t *testing.T) {
	t.Parallel()
	w, a := product(t)
	require.NoError(t, a.Look())
	putObject(t, w, "worker", []byte("not sealed by this world"))
	const want = "object worker of "
	require.ErrorContains(t, a.Look(), want)
	_, err := a.Serving(host)
	require.ErrorContains(t, err, want)
	_, err = a.Write("eastus2", "x", w.Now())
	require.ErrorContains(t, err, want)
	_, err = a.Reconcile("eastus2", vault("east"), vault("central"), w.Now())
	require.ErrorContains(t, err, want)
}

func TestTheJobRunsEveryFiveMinutes(t *testing.T) {
	t.Parallel()
	at := func(minute, second int) time.Time { return time.Date(2026, 3, 1, 12, minute, second, 0, time.UTC) }
	for _, test := range []struct {
		reason   string
		from, to time.Time
		late     time.Duration
		want     []time.Time
	}{
		{"at the full minutes, both ends included", at(0, 0), at(10, 0), 0, []time.Time{at(0, 0), at(5, 0), at(10, 0)}},
		{"a little after them", at(0, 0), at(10, 0), 20 * time.Second, []time.Time{at(0, 20), at(5, 20)}},
		{"what ran before is over", at(3, 0), at(10, 0), 20 * time.Second, []time.Time{at(5, 20)}},
		{"no time, no run", at(1, 0), at(2, 0), 0, nil},
	} {
		assert.Equal(t, test.want, apps.Runs(test.from, test.to, test.late), test.reason)
	}
}
