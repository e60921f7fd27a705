package world_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	group   = "/subscriptions/one/resourceGroups/rg"
	network = group + "/providers/Microsoft.Network/virtualNetworks/vnet"
	subnet  = network + "/subnets/nodes"
)

func openWorld(t *testing.T, dir string) *world.World {
	t.Helper()
	w, err := world.Open(dir, world.Options{Log: func(s string) { t.Log(s) }})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	return w
}

func thing(id string) world.Resource {
	return world.Resource{ID: id, Type: world.TypeOf(id), Incarnation: 1, Inputs: map[string]any{"a": "b"}, Outputs: map[string]any{}}
}

func putAll(t *testing.T, w *world.World, resources ...world.Resource) {
	t.Helper()
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		for _, resource := range resources {
			tx.Put(resource)
		}
		return nil
	}))
}

func ids(resources []world.Resource) []string {
	found := []string{}
	for _, resource := range resources {
		found = append(found, resource.ID)
	}
	return found
}

func TestAWorldSurvivesBeingClosed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := openWorld(t, dir)
	due := w.Now().Add(24 * time.Hour)
	sealed, err := w.Seal(map[string]any{"kind": "Namespace"})
	require.NoError(t, err)
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Put(thing(group))
		tx.Put(thing(network))
		tx.Hold(world.Holding{Key: "vault/kv", ID: group + "/providers/Microsoft.KeyVault/vaults/kv", Due: due})
		tx.PutObject(world.Object{Cluster: "aks", Key: "v1/Namespace/web", Sealed: sealed})
		tx.Record(world.Call{Method: "PUT", ID: network, Location: "eastus2"})
		tx.SetOutages([]string{"East US 2", "eastus2"})
		return nil
	}))
	lost := w.Now()
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Remove(network)
		tx.SetOutages([]string{"eastus2"})
		return nil
	}))
	before := w.Now()
	require.NoError(t, w.Close())

	w = openWorld(t, dir)
	assert.Equal(t, []string{group}, ids(w.All()))
	assert.Equal(t, 1, w.Incarnations(strings.ToUpper(network)), "what is gone is still counted")
	held, ok := w.Holding("VAULT/KV")
	assert.True(t, ok)
	assert.Equal(t, due, held.Due)
	object, ok := w.Object("AKS", "v1/Namespace/web")
	require.True(t, ok)
	var read map[string]any
	require.NoError(t, w.Unseal(object.Sealed, &read))
	assert.Equal(t, map[string]any{"kind": "Namespace"}, read)
	assert.Equal(t, []world.Call{{Time: world.Epoch().Add(world.Tick), Method: "PUT", ID: network, Location: "eastus2"}}, w.Calls())
	assert.Equal(t, []string{"eastus2"}, w.Outages())
	since, out := w.OutSince("East US 2")
	assert.True(t, out)
	assert.Equal(t, lost, since, "it is out since it was first said")
	_, out = w.OutSince("centralus")
	assert.False(t, out)
	assert.Equal(t, before, w.Now())
}

func TestNamesAreFreeWhenTheirTimeHasRunOut(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Hold(world.Holding{Key: "kv", Due: tx.Now().Add(time.Hour)})
		return nil
	}))
	_, held := w.Holding("kv")
	assert.True(t, held)
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.Advance(time.Hour)
		return nil
	}))
	_, held = w.Holding("kv")
	assert.False(t, held)
	assert.Empty(t, w.Holdings())
}

func TestIdentifiersCompareWithoutRegardToCase(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	putAll(t, w, thing(network), thing(subnet), thing(network+"2"))

	found, ok := w.Get(strings.ToUpper(network) + "/")
	require.True(t, ok)
	assert.Equal(t, network, found.ID, "the identifier is given as it was first written")
	assert.Equal(t, []string{subnet}, ids(w.Under(strings.ToLower(network))), "a longer name is not under a shorter one")
	assert.Equal(t, []string{network, network + "2"}, ids(w.OfType("microsoft.network/VIRTUALNETWORKS")))
	assert.Empty(t, w.Under(subnet))
}

func TestAnUpdateIsAllOrNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := openWorld(t, dir)
	failure := errors.New("no")
	err := w.Update(func(tx *world.Tx) error {
		tx.Put(thing(group))
		return failure
	})
	require.ErrorIs(t, err, failure)
	assert.Empty(t, w.All())
	assert.Equal(t, world.Epoch(), w.Now(), "what failed takes no time")
}

func TestATornLastLineIsDroppedWithAWord(t *testing.T) {
	t.Parallel()
	for _, torn := range []int{1, 10, 40} {
		t.Run(strconv.Itoa(torn), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			w := openWorld(t, dir)
			putAll(t, w, thing(group))
			putAll(t, w, thing(network))
			require.NoError(t, w.Close())
			path := filepath.Join(dir, "world.jsonl")
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, text[:len(text)-torn], 0o600))

			var said []string
			w, err = world.Open(dir, world.Options{Log: func(s string) { said = append(said, s) }})
			require.NoError(t, err)
			assert.Equal(t, []string{group}, ids(w.All()))
			assert.Len(t, said, 1)
			putAll(t, w, thing(subnet))
			require.NoError(t, w.Close())

			w = openWorld(t, dir)
			assert.Equal(t, []string{group, subnet}, ids(w.All()), "what is written afterwards is whole")
		})
	}
}

func TestADamagedJournalIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason  string
		journal string
		says    string
	}{
		{"a line in the middle is no JSON", "{\"localAzureWorld\":1,\"salt\":\"AAAA\"}\nnonsense\n{}\n", "line 2"},
		{"a first line of another kind", "{}\n", "format 0"},
		{"a newer format", "{\"localAzureWorld\":2,\"salt\":\"AAAA\"}\n", "format 2"},
		{"a world without salt", "{\"localAzureWorld\":1}\n", "salt is damaged"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "world.jsonl"), []byte(test.journal), 0o600))
			_, err := world.Open(dir, world.Options{})
			require.ErrorContains(t, err, test.says)
			assert.ErrorContains(t, err, "remove the file")
		})
	}
}

func TestTwoNeverOpenOneWorld(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := openWorld(t, dir)
	_, err := world.Open(dir, world.Options{})
	var held *world.HeldError
	require.ErrorAs(t, err, &held)
	assert.Equal(t, os.Getpid(), held.Process)
	assert.ErrorContains(t, err, fmt.Sprintf("process %d", os.Getpid()))

	require.NoError(t, w.Close())
	openWorld(t, dir)
}

func TestAFolderThatCannotBeWrittenIsSaidSo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := world.Open(filepath.Join(file, "world"), world.Options{})
	assert.ErrorContains(t, err, "choose one that can be written")
}

func TestAClosedWorldCannotBeChanged(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	putAll(t, w, thing(group))
	require.NoError(t, w.Close())
	require.NoError(t, w.Close(), "closing twice does nothing")
	assert.ErrorContains(t, w.Update(func(tx *world.Tx) error {
		tx.Put(thing(network))
		return nil
	}), "closed")
	assert.Equal(t, []string{group}, ids(w.All()), "it can still be read")
}

func TestALongJournalIsWrittenAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "world.jsonl")
	w := openWorld(t, dir)
	for i := range 1100 {
		resource := thing(group)
		resource.Incarnation = i + 1
		putAll(t, w, resource)
	}
	now := w.Now()
	require.NoError(t, w.Close())
	long, err := os.Stat(path)
	require.NoError(t, err)

	w = openWorld(t, dir)
	short, err := os.Stat(path)
	require.NoError(t, err)
	assert.Less(t, short.Size(), long.Size()/100)
	assert.Equal(t, 1100, w.Incarnations(group))
	assert.Equal(t, now, w.Now())
	digest := w.EncodeSecret(resource.NewStringProperty("s"))
	putAll(t, w, thing(network))
	require.NoError(t, w.Close())

	w = openWorld(t, dir)
	assert.Equal(t, []string{group, network}, ids(w.All()))
	assert.Equal(t, digest, w.EncodeSecret(resource.NewStringProperty("s")), "the salt is the same")
}

func TestManyMayUseAWorldAtOnce(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for j := range 25 {
				id := fmt.Sprintf("%s/providers/A.B/c/%d-%d", group, i, j)
				assert.NoError(t, w.Update(func(tx *world.Tx) error {
					tx.Put(thing(id))
					tx.Record(world.Call{Method: "PUT", ID: id})
					return nil
				}))
				_, ok := w.Get(id)
				assert.True(t, ok)
				_ = w.Snapshot()
				_ = w.Under(group)
			}
		})
	}
	wait.Wait()
	assert.Len(t, w.All(), 200)
	assert.Len(t, w.Calls(), 200)
	assert.Equal(t, world.Epoch().Add(200*world.Tick), w.Now())
}

func TestASnapshotCountsPerSubscription(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	putAll(t, w, thing(group), thing(network), thing("/subscriptions/TWO/resourceGroups/other"))
	require.NoError(t, w.Update(func(tx *world.Tx) error {
		tx.PutObject(world.Object{Cluster: "/aks", Key: "a"})
		tx.PutObject(world.Object{Cluster: "/AKS", Key: "b"})
		return nil
	}))
	assert.Equal(t, world.Snapshot{
		Subscriptions: []world.SubscriptionCount{
			{Subscription: "one", Total: 2, Types: map[string]int{"Microsoft.Resources/resourceGroups": 1, "Microsoft.Network/virtualNetworks": 1}},
			{Subscription: "two", Total: 1, Types: map[string]int{"Microsoft.Resources/resourceGroups": 1}},
		},
		Objects: map[string]int{"/aks": 2},
	}, w.Snapshot())
	assert.False(t, w.Empty("TWO"))
	assert.True(t, w.Empty("three"))
}

func TestAnOverlayHidesAndAddsWithoutTouchingTheWorld(t *testing.T) {
	t.Parallel()
	w := openWorld(t, t.TempDir())
	putAll(t, w, thing(group), thing(network), thing(subnet))
	over := w.Overlay()
	over.Remove(network)
	assert.Equal(t, []string{group}, ids(over.All()), "what lies under goes with it")
	over.Put(thing(network))
	assert.Equal(t, []string{network}, ids(over.Under(group)), "what is put afterwards is seen; what lay under is not")
	assert.Equal(t, []string{network}, ids(over.OfType("Microsoft.Network/virtualNetworks")))
	assert.Equal(t, []string{group, network, subnet}, ids(w.All()))
	over.Clear()
	assert.Equal(t, []string{group, network, subnet}, ids(over.All()))
}
