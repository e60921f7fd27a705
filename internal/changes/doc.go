// Package changes turns the event stream of a preview into a change set that people review, and renders it.
//
// A change set says of one stack what would be made, changed, replaced and deleted, which property forces each replacement, what
// was and what will be, and what that puts at risk: data, exposure, disruption, control, and what it costs. It is read from the
// engine's events and from property maps alone: it knows no cloud SDK, no stack of ours and no program.
//
// The parts: log.go reads the events; step.go and property.go make steps of them, with everything secret masked; set.go puts a
// stack's change set together; risk*.go, kinds.go and aks.go say what is at risk and from which document that is known; policy.go
// compares claims. The renderings are in render_*.go, the published form in schema/.
//
// cmd/stackctl calls it, for pull requests and for the gate in front of an apply.
package changes
