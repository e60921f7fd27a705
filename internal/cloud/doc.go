// Package cloud makes the calls to Azure Resource Manager that the operator's own commands make: what a subscription is
// registered for, what it may still use, which roles are given, whether a secret is there, and the one write, a secret's
// value. What Pulumi provisions does not pass through here.
//
// It is written on the Azure SDK for Go and called by cmd/stackctl. Answers are plain structs, so that whoever judges them
// needs no SDK. Every call is one that the local Azure's REST face answers too (internal/localazure/rest), and goes to
// Resource Manager alone: a vault that is closed to the public network takes a secret all the same, because its firewall
// covers the data plane only (Microsoft Learn, key-vault, network-security).
//
// The services' own modules are used where they are small. Usages and sizes are read with the SDK's pipeline alone: their
// module, armcompute, takes longer to compile than everything else of the command.
package cloud
