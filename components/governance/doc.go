// Package governance sets what counts for a whole subscription: which policies Azure itself holds every request against,
// where the activity log goes, what Defender watches and whom it tells, and what the environment may cost.
//
// The front calls it, once for each environment: these things exist once in a subscription, so that they cannot be part of a
// foundation, of which production has two. It carries the claims SP-03 and SP-04 (nothing is made outside the allowed
// regions), SP-13 and SP-21 (the activity log is kept), SP-24 (Defender scans) and SP-25 (people are told). The policies are
// a second line: the first is this project's own policy pack, which sees a change before Azure does.
//
// Budgets, Defender's plans and its contacts have no resource of their own in the Go SDK of this version of the provider, so
// they are templates that two deployments to the subscription bring in. The templates are plain data, made by pure functions
// (Defender, Costs). A deployment that is deleted leaves behind what it made.
package governance
