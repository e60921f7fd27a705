// Package engine runs the real Pulumi CLI as a subprocess and reads what it leaves behind: its event stream, its
// checkpoints, its locks.
//
// It is called by cmd/stackctl and by the stack tests. It never imports Pulumi's engine: what an operator gets here is
// what the same CLI typed by hand gives. It touches only the folders a [Workspace] names, the loopback ports it is told
// about, and the environment it builds for the CLI; it starts no cloud and reads no credentials.
//
// The one thing it refuses is a mixture: the local Azure behind a real state, or the real Azure behind the local state.
package engine
