// Package exceptions reads policy/exceptions.yaml: where Azure, or the version of a provider, cannot do what a claim of the security
// statement asks, and until when that is accepted. stackctl shows those that expire; the policy pack takes an expired one for a
// violation. It imports no SDK: a resource is told by its URN, which any stack's state has.
package exceptions
