// Package cluster makes the AKS cluster on which the platform runs, and what has to exist beside it.
//
// It has two halves, because a disaster treats them differently. NewCapacity and NewDiskEncryption belong to the
// foundation: they are paid for, or hold keys, long before a cluster is built on them, and cannot be had in a hurry. New,
// NewStorageClasses and the kubeconfig belong to the platform and can be rebuilt at will.
//
// The package carries the claims SP-07 (encryption at host, customer-managed disk keys), SP-17 (capacity that is there
// when a region is not), SP-19 (a cluster in a network of its own), SP-20 (nodes over three zones that match what was
// bought) and SP-21 (control-plane logs, container logs). Only the composition of stacks calls it. It creates no identity
// and no role assignment: those need up to an hour to take effect, so they exist beforehand and arrive as identifiers.
package cluster
