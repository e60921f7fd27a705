// Package preflight looks whether an environment can be provisioned, or rebuilt, before anything is: what Azure must have
// granted, what people must have done by hand, what other programs must have put in place. It reads and changes nothing.
//
// It is called by cmd/stackctl, which says what is to be expected of a stack (Expectation) and hands in whoever answers
// (Cloud, Resolver). Of what the expectation does not mention nothing is asked, so that a rebuild in a recovery region makes
// no call that concerns the region that is lost. Every check ends in a row: what was looked at, what was found, what to do.
package preflight
