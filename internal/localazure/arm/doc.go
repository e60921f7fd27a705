// Package arm is the local Azure's azure-native provider: a model of Azure Resource Manager and of the Pulumi provider in
// front of it, that the real engine provisions against.
//
// internal/localazure starts it. It reads and writes one world (internal/localazure/world) and writes to the engine's
// log; it never touches the network otherwise. It is written from the services' specifications, their documentation and
// the provider's source, and knows nothing of the programs that run against it.
//
// # How a call is answered
//
// The engine (server.go, method_*.go) knows no service. What it does with a resource follows from the facts about its
// type, which are in facts_*.go and check_*.go and of which each names its source; type.go says what a fact can be.
//
//   - Check judges inputs (judge*.go): shape, name, place, references, and the type's own checks.
//   - Diff compares inputs (diff.go) and asks the facts what each change does. A change that no fact speaks of is an
//     update, with a warning that it may replace.
//   - Create, Update and Delete change the world, in one step each, so that what was judged still holds when it is
//     written. In a preview they change the preview's overlay.
//   - Read gives back what Azure would: never what its API does not return.
//
// # What it does not do
//
// Nothing is waited for, nobody lacks a permission, no quota is exhausted, and nothing behind a resource runs. How long Azure would
// have taken says internal/localazure/durations. The checks are those that the facts list; Azure has more.
package arm
