package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/recovery"
	"github.com/trelica/infrastructure/internal/recovery/importfile"
	"github.com/trelica/infrastructure/stacks/settings"
)

// noted is what an onlooker wrote down before something was broken.
type noted struct {
	// World has every resource, by identifier.
	World map[string]notedResource `json:"world"`
	// Secrets has the digest of every secret's value.
	Secrets map[string]string `json:"secrets"`
	// State is the snapshot of the stack's state.
	State string `json:"state"`
}

// notedResource is what a resource says, and how often it was made.
type notedResource struct {
	Inputs string `json:"inputs"`
	Made   int    `json:"made"`
}

const secretType = "Microsoft.KeyVault/vaults/secrets"

// inventory reads a world. How a vault was made is no part of what it is; the value of a secret is compared by itself.
func inventory(w *world.World) (noted, error) {
	n := noted{World: map[string]notedResource{}, Secrets: map[string]string{}}
	for _, r := range w.All() {
		said := maps.Clone(r.Inputs)
		if properties, ok := said["properties"].(map[string]any); ok {
			properties = maps.Clone(properties)
			delete(properties, "createMode")
			said["properties"] = properties
		}
		inputs, err := json.Marshal(said)
		if err != nil {
			return n, err
		}
		if strings.EqualFold(r.Type, secretType) {
			n.Secrets[r.ID], inputs = string(inputs), nil
		}
		n.World[r.ID] = notedResource{Inputs: string(inputs), Made: r.Incarnation}
	}
	return n, nil
}

// snapshot is what a stack's state says. A vault's create mode is left out: no service returns it, and nothing has a reason to write it
// again.
func (e *onlooker) snapshot(ctx context.Context, stack string) (string, error) {
	o := e.outside
	_, checkpoint, found, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
	if err != nil || !found {
		return "", err
	}
	content, err := checkpoint.Snapshot()
	if err != nil {
		return "", err
	}
	return importfile.AsWritten(content)
}

func (e *onlooker) notes() string { return filepath.Join(e.drill.dir, "noted.json") }

// Note implements recovery.Wrecker.
func (e *onlooker) Note(ctx context.Context, p recovery.Place) error {
	var n noted
	err := e.outside.inWorld(func(w *world.World) (err error) {
		n, err = inventory(w)
		return err
	})
	if err != nil {
		return err
	}
	if n.State, err = e.snapshot(ctx, p.Stack); err != nil {
		return err
	}
	content, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return os.WriteFile(e.notes(), content, 0o600)
}

// compared reads what was noted and what there is now.
func (e *onlooker) compared() (before, now noted, err error) {
	content, err := os.ReadFile(e.notes())
	if err != nil {
		return before, now, err
	}
	if err := json.Unmarshal(content, &before); err != nil {
		return before, now, err
	}
	err = e.outside.inWorld(func(w *world.World) (err error) {
		now, err = inventory(w)
		return err
	})
	return before, now, err
}

// Changed implements recovery.Wrecker.
func (e *onlooker) Changed(ctx context.Context, p recovery.Place, how recovery.Comparison) (problems []string, err error) {
	before, now, err := e.compared()
	if err != nil {
		return nil, err
	}
	problems = changedBetween(before.World, now.World, how)
	if !how.State {
		return problems, nil
	}
	snapshot, err := e.snapshot(ctx, p.Stack)
	if snapshot != before.State {
		problems = append(problems, "the state says otherwise than before, first at: "+firstDifference(before.State, snapshot))
	}
	return problems, err
}

// changedBetween are the differences of two worlds that may not be there.
func changedBetween(before, now map[string]notedResource, how recovery.Comparison) (problems []string) {
	among := func(ids []string, id string) bool {
		return slices.ContainsFunc(ids, func(above string) bool { return world.Key(id) == world.Key(above) || world.IsUnder(id, above) })
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		was := before[id]
		is, there := now[id]
		if among(how.But, id) {
			continue
		}
		switch {
		case !there:
			problems = append(problems, id+" is gone")
		case was.Inputs != is.Inputs:
			problems = append(problems, id+" is not what it was")
		case was.Made != is.Made && !among(how.Again, id):
			problems = append(problems, id+" was made again")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if _, known := before[id]; !known && !among(how.But, id) {
			problems = append(problems, id+" was made")
		}
	}
	return problems
}

// firstDifference is the first line of a text that another one has otherwise.
func firstDifference(before, now string) string {
	was, is := strings.Split(before, "\n"), strings.Split(now, "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			return fmt.Sprintf("%s, was %s", strings.TrimSpace(is[i]), strings.TrimSpace(was[i]))
		}
	}
	return fmt.Sprintf("%d lines, were %d", len(is), len(was))
}

// Drawn implements recovery.Wrecker.
func (e *onlooker) Drawn(context.Context, recovery.Place) (names []string, err error) {
	before, now, err := e.compared()
	for _, id := range slices.Sorted(maps.Keys(before.Secrets)) {
		if before.Secrets[id] != now.Secrets[id] {
			names = append(names, world.Name(world.Parent(id))+"/"+world.Name(id))
		}
	}
	return names, err
}

// LoseState implements recovery.Wrecker.
func (e *onlooker) LoseState(_ context.Context, p recovery.Place, how recovery.StateLoss) error {
	kept := filepath.Join(e.outside.local.StateDir(), ".pulumi")
	if how == recovery.StoreGone {
		return os.RemoveAll(e.outside.local.StateDir())
	}
	if how == recovery.HistoryGone {
		for _, kind := range []string{"history", "backups"} {
			if err := os.RemoveAll(filepath.Join(kept, kind)); err != nil {
				return err
			}
		}
		if err := e.loseCopy(p); err != nil {
			return err
		}
	}
	files, err := filepath.Glob(filepath.Join(kept, "stacks", "*", p.Stack+".json"))
	if err != nil {
		return fmt.Errorf("the state of stack %s: %w", p.Stack, err)
	}
	if len(files) != 1 {
		return fmt.Errorf("stack %s has %d states to lose, not one", p.Stack, len(files))
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	return os.WriteFile(files[0], bytes.TrimSpace(content)[:len(content)/2], 0o600)
}

// loseCopy takes away the copy of the write before where the account that the stacks' states are for keeps no versions. The drill's own states
// lie in a folder, which has none: the copy stands for the former version of the blob, and is there as long as the account keeps one.
func (e *onlooker) loseCopy(p recovery.Place) error {
	account, err := stateAccount(e.drill.app.dir, p)
	if err != nil {
		return err
	}
	kept := false
	err = e.outside.inWorld(func(w *world.World) error {
		service, there := w.Get(account + "/blobServices/default")
		if !there {
			return fmt.Errorf("there is no account %s for states", world.Name(account))
		}
		kept, _ = service.Inputs["isVersioningEnabled"].(bool)
		return nil
	})
	if err != nil || kept {
		return err
	}
	copies, err := filepath.Glob(filepath.Join(e.outside.local.StateDir(), ".pulumi", "stacks", "*", p.Stack+".json.bak"))
	for _, file := range copies {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}

// stateAccount is the identifier of the account that an environment's states are kept in.
func stateAccount(project string, p recovery.Place) (string, error) {
	set, err := settings.FromFiles(project, p.Bootstrap)
	if err != nil {
		return "", err
	}
	names := set.OpsNames()
	return place{set.Identity.SubscriptionID}.id(names, groupState, typeStorage, names.StorageAccount("state")), nil
}

const typeCluster = "Microsoft.ContainerService/managedClusters"

// homeCluster is the cluster of the home region.
func homeCluster(w *world.World, p recovery.Place) (world.Resource, error) {
	for _, r := range w.OfType(typeCluster) {
		if world.Region(r.Location) == world.Region(p.Home.Region) {
			return r, nil
		}
	}
	return world.Resource{}, fmt.Errorf("there is no cluster in %s", p.Home.Region)
}

// LoseCluster implements recovery.Wrecker. The nodes' group goes with a cluster (Microsoft Learn, aks, faq: two resource groups).
func (e *onlooker) LoseCluster(_ context.Context, p recovery.Place) error {
	return e.outside.inWorld(func(w *world.World) error {
		cluster, err := homeCluster(w, p)
		if err != nil {
			return err
		}
		nodes, _ := cluster.Inputs["nodeResourceGroup"].(string)
		group := "/subscriptions/" + world.Subscription(cluster.ID) + "/resourceGroups/" + nodes
		return w.Update(func(tx *world.Tx) error {
			gone := []string{cluster.ID}
			for _, r := range w.All() {
				if world.IsUnder(r.ID, cluster.ID) || nodes != "" && (world.Key(r.ID) == world.Key(group) || world.IsUnder(r.ID, group)) {
					gone = append(gone, r.ID)
				}
			}
			tx.Remove(gone...)
			tx.RemoveCluster(cluster.ID)
			return nil
		})
	})
}

// platformPart is in the URN of everything that the platform made.
const platformPart = "trelica:stacks:Platform$"

// Platform implements recovery.Wrecker. On the foundation's identities lie the platform's federated credentials, which name the cluster's
// issuer: they are told by the state, not by where they lie.
func (e *onlooker) Platform(ctx context.Context, p recovery.Place) (ids []string, err error) {
	o := e.outside
	_, checkpoint, _, err := o.app.stateOf(ctx, o.project, o.local, o.target, p.Stack)
	if err != nil {
		return nil, err
	}
	for _, r := range checkpoint.Resources {
		if strings.Contains(r.URN, platformPart) && strings.HasPrefix(r.ID, "/") {
			ids = append(ids, r.ID)
		}
	}
	err = o.inWorld(func(w *world.World) error {
		cluster, err := homeCluster(w, p)
		if nodes, _ := cluster.Inputs["nodeResourceGroup"].(string); nodes != "" {
			ids = append(ids, "/subscriptions/"+world.Subscription(cluster.ID)+"/resourceGroups/"+nodes)
		}
		return err
	})
	return ids, err
}
