// Package registry makes the container registry that an environment's clusters pull from: closed to the public, the same in
// both of production's regions, reached through private endpoints.
//
// Only the foundation calls it, once for each environment. It carries the claims SP-04 (a registry of its own for each
// environment), SP-17 (images are there in the recovery region before the disaster), SP-21 (its logs go to the workspace)
// and SP-24 (Defender scans the images: trusted services may pass the firewall).
//
// Images come in by import from a neutral registry, by digest: a call to ARM, which works while the registry is closed
// (container registry documentation, container-registry-import-images). Nothing here reads them.
//
// Three things that a reader may miss are left out on purpose:
//
//   - A customer-managed key. It can only be set when the registry is made and never removed, and it lies in one vault: if
//     that is the lost region's, the replica cannot unwrap and nobody pulls in the disaster (container registry
//     documentation, container-registry-geo-replication). Images hold no customer data.
//   - The switch for anonymous pulls, which this version of the API does not have. They are off unless switched on, a closed
//     registry could not answer them, and an Azure Policy assignment of components/governance audits the switch.
//   - Looking the registry up. Its address follows from its name (LoginServer), because its control plane is in its home
//     region and does not answer while that is out.
package registry
