// Package controls is the catalogue of the security practices: for every claim that infrastructure can make true, the rules that fail
// when it becomes false, each with its reason, its remedy and how bad a violation is.
//
// Rules are pure functions of plain resource data: a type token and a map of inputs, whichever program or SDK version made them. They
// give one of three answers: it holds, it is violated, it is undecided until apply because a value is not known yet. What is absent
// counts as what Azure makes of its absence, and the rule names the source of that. Undecided is never taken for holding.
//
// The policy pack, stackctl's evidence and the tests call it. It imports no cloud SDK and nothing of Pulumi.
package controls
