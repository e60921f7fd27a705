// Package azure holds what every component shares: where it is being built (Site), what its resources are called and
// tagged, and the small resources that come with every larger one: resource groups, identities, role assignments,
// private endpoints, diagnostic settings and locks.
//
// Components call it; it knows none of them. Of the SDK it imports only what these small resources need. Every function
// that registers something validates its arguments first and reports all mistakes at once, and registers what it makes
// under the options it is given, so that parent and provider are the caller's.
package azure
