// Package pipeline makes the identities that GitHub Actions acts with, and lists what a subscription must have registered.
//
// The bootstrap calls it once for an environment, after the state store and the secrets key, on which it gives roles. A person
// who owns the subscription runs that: the pipeline cannot widen what it may do itself. There are two identities. "preview"
// reads, and "deploy" changes; what each may do is the table in roles.go, which docs/reference/pipeline-roles.md shows. Neither has
// a password: a workflow proves who it is with a token of GitHub's, and federated credentials say which workflows are believed.
//
// Break-glass is the same table given to a group of people, empty in ordinary times, for the day on which GitHub is out.
//
// It carries SP-04 (an environment's identities belong to it alone; a workflow of another environment is refused as a mistake)
// and SP-23 (who may deploy is decided by GitHub's environment with its reviewers, never by a branch or a pull request).
package pipeline
