// Package topology computes who can reach whom on which port, from the resources of one environment's stacks, and compares it
// with the flows that were declared. It carries the computed part of SP-18, and across environments of SP-04 and SP-05.
//
// It reads property maps: type tokens and inputs, and outputs where there are any. So it judges a state, a golden and a
// preview alike, knows no cloud SDK, and compiles in seconds. stackctl and the policy call it.
//
// The parts, each a pure function of plain data: security groups (securitygroup.go, evaluate.go), peerings and private names
// (peering.go, privatedns.go), firewalls of services (firewall.go), the API server (cluster.go), network policies (policy.go,
// policymatch.go). World puts them together. Every answer is one of three, reachable, not reachable and undecided, and
// says which rule decided.
//
// What it does not know: Azure Virtual Network Manager's admin rules, groups on single network interfaces that no stack makes
// (AKS makes one for its nodes, which only narrows), what a route table or an appliance does with traffic, and what a program
// does with a connection once it has it.
package topology
