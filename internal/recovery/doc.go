// Package recovery holds what is done when a disaster has struck: scenarios, each a list of steps, and the one way in which steps are
// carried out. A recovery in earnest, a drill, a runbook and a timeline are read from the same steps, so that what is rehearsed is what
// is printed and what is done.
//
// A scenario is data: what a step does in one sentence, who does it, the commands that do it by hand, the check after it, how well its
// success is known. Only the two functions of a step act, and they reach the outside through small interfaces, which cmd/stackctl
// implements with the Pulumi CLI and Azure's management interface, the real one or the local one. Nothing here knows which it is.
//
// Claims SP-14 to SP-17 stand on it.
package recovery
