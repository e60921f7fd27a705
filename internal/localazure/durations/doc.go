// Package durations says how long Azure takes: for every resource type of the local Azure and every kind of object that a
// cluster gets, to create, to update and to delete one, and for what Azure does that is no resource, such as a failover. Every
// figure is three, a good day, a usual one and a bad one, and says where it comes from: measured in a public log, written in
// a document, or assumed.
//
// It is a clock without hands. Nothing waits for it: the local Azure answers at once, and whoever wants to know how long the
// real one would have taken adds these up, as internal/recovery/timeline does. It imports nothing of this repository. The
// whole table is the page docs/reference/durations.md.
package durations
