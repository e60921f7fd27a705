// Package network builds an environment's two virtual networks in a region, and the small one in the region that watches it.
//
// The data network belongs to the foundation: it holds the private endpoints of vaults, databases and registry, and with it
// come the private DNS zones, the network watcher and the reserved public addresses, all of which outlive a cluster. The
// cluster network belongs to the platform and can be rebuilt at will. The two meet only by peering and private endpoints
// (claim SP-19). Every subnet has a network security group that ends in deny-all in both directions, and every rule in it is
// one of the tables in noderules.go, endpointrules.go and watchrules.go (claim SP-18). The watch network meets neither.
//
// stacks calls it. Besides components/azure and components/ops it is the only package that imports the network SDK.
package network
