// Package compare shows what a change would do without any deployed stack: the program and the stack files of one commit are
// provisioned into a fresh local world, and another program is previewed against it.
//
// The commit gives its program and its stack files and nothing else. The local Azure, the policy pack and the CLI are those of the
// caller, so that one judge judges both sides. No account, no credentials, no network.
//
// cmd/stackctl calls it for `stackctl diff`. It knows the order in which stacks stand on each other from its caller, and nothing of
// what is in them. Worlds and programs are kept by the tree of the commit, so that a second comparison with the same one costs
// previews alone; see cache.go.
package compare
