// Package rest is the local Azure's REST face: what Resource Manager answers to the calls that the operator's own commands
// make through the Azure SDK for Go, over the same world that the provider servers write. It serves those calls and no
// others; anything else is answered with an error that says so, so that a new call is noticed and modelled, not guessed.
//
// internal/localazure starts it beside the providers. It listens on the loopback interface, gives out tokens to whoever
// asks for one there, and takes no call without one. Every call that is one of
// those is noted in the world with the region that answered it, and a region that is out answers none.
//
// What a subscription is registered for, and how much it may use, no resource says: Facts does. Where nothing else is said a
// subscription is registered for everything, which on the real Azure it is not on its first day.
package rest
