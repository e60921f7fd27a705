// Package apps does in the local Azure what the product's workloads do in the real one, as far as a drill has to see it: the migration
// runs the platform's setup, web pods remember which region is active, workers take the lease, tokens are written to two vaults and
// reconciled, Front Door asks its origins and sends requests to the first that is well. No image is run: the workload contract
// (docs/workload-contract.md) and the page on customers' tokens (docs/tokens.md) say what each does, and the reference application's
// tests hold an image to the same.
//
// What there is to run is read from the world at the moment of asking: clusters and their objects, private endpoints, vaults, origins,
// records. So a manifest, an endpoint or a vault that is missing is missed.
//
// A drill calls it. It asks nothing of a region that is out, and writes nothing to the world but what is in databases, and what pods
// remember.
package apps
