// Package rpc is what the local provider servers share on the wire: a gRPC server on the loopback interface, the
// knowledge which connection a call came over, the way to the engine's log, the form in which properties travel, and the
// answers that are the same for every provider.
//
// internal/localazure starts its servers with it, and the provider packages arm, random and kube answer with it. It
// touches the network of this machine only, and keeps no state but what belongs to open connections.
package rpc
