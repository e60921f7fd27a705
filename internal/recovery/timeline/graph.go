package timeline

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// Node is one thing that is done: a resource that a deployment works at, or a step around it.
type Node struct {
	// ID tells it from every other: a resource's URN, or a step's name.
	ID string `json:"id"`
	// Subject is what is worked at, by the key of its figures in [durations]; empty for what takes no time: a component, a provider,
	// a resource that stays as it is.
	Subject string `json:"subject,omitempty"`
	// Op is what is done to it; empty is [durations.Create].
	Op durations.Operation `json:"op,omitempty"`
	// After are the IDs of what must have ended before, sorted.
	After []string `json:"after,omitempty"`

	// stage is the step that it is part of; ofEngine tells that the engine works at it, and at no more than so many at a time.
	stage    string
	ofEngine bool
}

// Name is the last part of a resource's URN, its logical name, or the whole of a step's.
func (n Node) Name() string {
	parts := strings.Split(n.ID, "::")
	return parts[len(parts)-1]
}

// Graph is what a deployment consists of.
type Graph []Node

// OfCheckpoint is the graph of a stack that is created from nothing, out of what the engine saved when it had done so. A resource waits
// for its parent, for the provider that makes it, for what the program told it to wait for, and for everything that one of its
// inputs was computed from: these are what the program and the engine wait for before they begin with it. What the stack only
// reads is not made and takes no time.
func OfCheckpoint(checkpoint engine.Checkpoint) Graph {
	there := map[string]bool{}
	for _, r := range checkpoint.Resources {
		there[r.URN] = !r.Delete
	}
	graph := Graph{}
	for _, r := range checkpoint.Resources {
		if r.Delete {
			continue // the old half of a replacement
		}
		node := Node{ID: r.URN}
		if r.Custom && !r.External {
			node.Subject = durations.Subject(r.Type, r.Inputs)
		}
		waits := map[string]bool{r.Parent: true, withoutLast(r.Provider): true}
		for _, urn := range r.Dependencies {
			waits[urn] = true
		}
		for _, urns := range r.PropertyDependencies {
			for _, urn := range urns {
				waits[urn] = true
			}
		}
		for urn := range waits {
			if there[urn] {
				node.After = append(node.After, urn)
			}
		}
		slices.Sort(node.After)
		graph = append(graph, node)
	}
	slices.SortFunc(graph, func(a, b Node) int { return strings.Compare(a.ID, b.ID) })
	return graph
}

// withoutLast is a reference to a provider without the identifier behind its URN.
func withoutLast(reference string) string {
	return reference[:max(strings.LastIndex(reference, "::"), 0)]
}

// Update is the graph of an update that did these steps: what stayed the same takes no time, and what waits for it does not wait
// for long.
func (g Graph) Update(steps []engine.Step) Graph {
	did := map[string][]string{}
	for _, step := range steps {
		did[step.URN] = append(did[step.URN], step.Op)
	}
	updated := slices.Clone(g)
	for i := range updated {
		node := &updated[i]
		ops := did[node.ID]
		switch {
		case slices.Contains(ops, "create"):
		case slices.Contains(ops, "create-replacement"), slices.Contains(ops, "replace"):
			node.Op = durations.Replace // names are explicit, so that the old one goes first
		case slices.Contains(ops, "update"):
			node.Op = durations.Update
		default:
			node.Subject = ""
		}
	}
	return updated
}
