package world

import (
	"maps"
	"slices"
	"strings"
)

// Snapshot is what a world holds, counted.
type Snapshot struct {
	// Subscriptions are sorted by identifier; resources outside any subscription are counted under "".
	Subscriptions []SubscriptionCount
	// Holdings are the names that deleted resources still hold.
	Holdings []Holding
	// Objects counts the Kubernetes objects of each cluster.
	Objects map[string]int
	// Calls counts the calls that are remembered.
	Calls int
	// Outages are the regions that are out.
	Outages []string
}

// SubscriptionCount is what one subscription holds.
type SubscriptionCount struct {
	Subscription string
	// Types counts the resources of each ARM type.
	Types map[string]int
	Total int
}

// Snapshot counts what the world holds at one moment.
func (w *World) Snapshot() Snapshot {
	holdings := w.Holdings()
	w.mu.RLock()
	defer w.mu.RUnlock()
	counts := map[string]*SubscriptionCount{}
	for _, resource := range w.state.resources {
		id := strings.ToLower(Subscription(resource.ID))
		count := counts[id]
		if count == nil {
			count = &SubscriptionCount{Subscription: id, Types: map[string]int{}}
			counts[id] = count
		}
		count.Types[resource.Type]++
		count.Total++
	}
	snapshot := Snapshot{
		Holdings: holdings,
		Objects:  map[string]int{},
		Calls:    len(w.state.calls),
		Outages:  slices.Sorted(maps.Keys(w.state.outages)),
	}
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		snapshot.Subscriptions = append(snapshot.Subscriptions, *counts[id])
	}
	for cluster, objects := range w.state.objects {
		if len(objects) > 0 {
			snapshot.Objects[cluster] = len(objects)
		}
	}
	return snapshot
}

// Empty reports whether a subscription holds no resource. Names that deleted resources hold do not count.
func (w *World) Empty(subscription string) bool {
	w.mu.RLock()
	defer w.mu.RUnlock()
	for _, resource := range w.state.resources {
		if strings.EqualFold(Subscription(resource.ID), subscription) {
			return false
		}
	}
	return true
}
