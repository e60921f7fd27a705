package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/registry"
)

// addRegistry makes the environment's registry. It is at home in the home region and has its images in the recovery region too,
// with a way in and the right to pull for either region's nodes: none of that could be made once the home region is out.
func (all *foundations) addRegistry() error {
	home := all.home
	args := &registry.Args{
		Site:          home.site,
		Group:         home.groups[groupRegistry].Name,
		ResourceGroup: home.groups[groupRegistry].NameOutput,
		Endpoints: []registry.Endpoint{{
			Site:          home.site,
			Role:          "registry",
			ResourceGroup: home.groups[groupNetwork].NameOutput,
			SubnetID:      home.data.EndpointSubnetID,
			ZoneID:        home.data.Zones[azure.PrivateRegistry].ID,
		}},
		Sinks: sinksAs[registry.Sink](all.watched(home)),
	}
	for _, f := range all.regions() {
		if f != home {
			args.Replicas = append(args.Replicas, f.site.Location)
		}
		kubelet := f.identities[identityKubelet]
		args.Grants = append(args.Grants, registry.Grant{
			Name: pullGrant(f), PrincipalID: kubelet.PrincipalID, Principal: kubelet.Name,
			Why: "The nodes in " + f.site.Location + " pull images.",
		})
	}
	var err error
	all.registry, err = registry.New(all.ctx, home.name+"-registry", args, home.child()...)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	for _, f := range all.regions() {
		f.roles = append(f.roles, all.registry.Granted[pullGrant(f)])
	}
	if all.standby == nil {
		return nil
	}
	return all.standby.reach(azure.PrivateRegistry, "registry", all.registry.ID)
}

// pullGrant names the right of a region's nodes to pull.
func pullGrant(f *foundation) string { return "kubelet-" + f.code() }
