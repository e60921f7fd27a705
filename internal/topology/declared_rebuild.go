package topology

import "net/netip"

// WithRebuild is the declaration with the addresses of the nodes that a rebuild in the recovery region will have: the foundation there lets them in
// before there are any. It is for a world without that rebuild; where it is, its nodes are places of their own.
func (d Declaration) WithRebuild(nodes netip.Prefix) Declaration {
	addresses := map[string][]netip.Prefix{"rebuild": {nodes}}
	for name, ranges := range d.Addresses {
		addresses[name] = ranges
	}
	flow := func(to, ports string) Flow {
		return Flow{From: "address:rebuild", To: to, Ports: ports, Optional: true, Anywhere: true, Why: "Nodes of a rebuild are let in before they are there."}
	}
	d.Addresses = addresses
	d.Flows = append(append([]Flow{}, d.Flows...), flow("endpoint:vault@data", "443"), flow("endpoint:registry@data", "443"), flow("endpoint:sql@data", "1433"))
	return d
}
