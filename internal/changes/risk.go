package changes

import (
	"cmp"
	"slices"
)

// Class says what a risk is to.
type Class string

// The classes, in the order in which they are shown.
const (
	// ClassData: loss or replacement of what holds data, and what protects it.
	ClassData Class = "data"
	// ClassExposure: who can reach what, and roles.
	ClassExposure Class = "exposure"
	// ClassControl: a claim whose answer changed, and what watches or guards.
	ClassControl Class = "control"
	// ClassDisruption: nodes that roll, addresses that change, downtime.
	ClassDisruption Class = "disruption"
	// ClassCost: sizes, counts, tiers.
	ClassCost Class = "cost"
)

// Classes lists them, in the order in which they are shown.
func Classes() []Class {
	return []Class{ClassData, ClassExposure, ClassControl, ClassDisruption, ClassCost}
}

// Risk is something that a reviewer should know before agreeing.
type Risk struct {
	Class Class `json:"class"`
	// Kind tells risks of a class apart for machines: "replaced", "role granted", "opened".
	Kind string `json:"kind"`
	// URN is the resource that it is about; "" where it is about none, as the way from one place to another.
	URN string `json:"urn,omitempty"`
	// Name is the resource's logical name, or what the risk is about.
	Name string `json:"name"`
	What string `json:"what"`
	// Before and After are the values that it is about, where it is about any.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Source is the document that it is known from, where it is known from one.
	Source string `json:"source,omitempty"`
}

// assess finds all risks, sorted. Of a preview that was cut short no risk is told that lies in what is missing: it did not come that far.
func assess(steps []Step, topology *Topology, base, head []PolicyResult, cutShort bool) []Risk {
	risks := []Risk{}
	for _, step := range steps {
		for _, look := range []func(Step) []Risk{dataRisks, roleRisks, guardRisks, clusterRisks, disruptionRisks, costRisks} {
			risks = append(risks, look(step)...)
		}
	}
	risks = append(risks, exposureRisks(topology)...)
	risks = append(risks, controlRisks(base, head, cutShort)...)
	order := Classes()
	slices.SortStableFunc(risks, func(a, b Risk) int {
		return cmp.Or(slices.Index(order, a.Class)-slices.Index(order, b.Class), cmp.Compare(a.Name, b.Name), cmp.Compare(a.URN, b.URN),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.What, b.What), cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	return slices.Compact(risks)
}

// risk is one about a step.
func (s Step) risk(class Class, kind, what string) Risk {
	return Risk{Class: class, Kind: kind, URN: s.URN, Name: s.Name, What: what}
}

// of is the same about one property.
func (r Risk) of(p Property) Risk {
	if p.Kind != Added {
		r.Before = show(p.Old)
	}
	if p.Kind != Removed {
		r.After = show(p.New)
	}
	return r
}
