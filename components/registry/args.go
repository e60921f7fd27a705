package registry

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// Args describe a registry. What decides its shape is plain data; what may be unknown in a preview is an input.
type Args struct {
	// Site is where the registry is at home. Its control plane is there: while the home region is out, images are pulled
	// and pushed elsewhere, and nothing about the registry can be changed.
	Site azure.Site
	// Group is the name of the resource group as known beforehand, ResourceGroup the same from the group itself.
	Group         string
	ResourceGroup pulumi.StringInput
	// Replicas are the other regions that hold the same images, as ARM writes them: "centralus". None outside production.
	Replicas []string
	// Endpoints are the private ways in, one for each network that pulls. They are made after every replica: one with a
	// fixed address would stop later replicas, and one made earlier would miss their data endpoints.
	Endpoints []Endpoint
	// Grants are the roles on the registry.
	Grants []Grant
	// Sinks are the places that get the log. The first is the home region's; a standby's workspace may be a second.
	Sinks []Sink
}

// Endpoint is a private way into the registry from one network, in whatever region that lies.
type Endpoint struct {
	// Site is the region of the network.
	Site azure.Site
	// Role names the endpoint in its region, "registry".
	Role string
	// ResourceGroup is the network's.
	ResourceGroup pulumi.StringInput
	// SubnetID is the private-endpoint subnet.
	SubnetID pulumi.StringInput
	// ZoneID is that region's own private DNS zone for registries.
	ZoneID pulumi.StringInput
}

// name tells the endpoints of all regions apart: "eus2-registry". An unknown region stands for itself.
func (e Endpoint) name() string {
	region, ok := regions.Lookup(e.Site.Location)
	if !ok {
		return e.Site.Location + "-" + e.Role
	}
	return region.Code + "-" + e.Role
}

// Grant is a role on the registry.
type Grant struct {
	// Name tells the grants apart: "kubelet-eus2".
	Name string
	// Role is what may be done; "" is azure.RoleAcrPull, what a cluster's kubelet needs in either region.
	Role azure.Role
	// PrincipalID is the Entra object that may do it, Principal its stable name; it is a managed identity.
	PrincipalID pulumi.StringInput
	Principal   string
	// Why is a sentence for whoever reviews access.
	Why string
}

// Sink is one place for logs with the word that tells it from the others in the diagnostic setting's name.
type Sink struct {
	Name string
	azure.LogSinks
}

// id is the registry's ARM identifier as known before it exists.
func (args *Args) id() string {
	return args.Site.ResourceID(args.Group, "Microsoft.ContainerRegistry/registries", args.Site.Names.Registry())
}

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	wrong := azure.Check("registry.Args of "+name, args.Site)
	wrong.Missing("Group", args.Group, "ResourceGroup", args.ResourceGroup)
	args.checkReplicas(wrong)
	args.checkEndpoints(wrong)
	names := []string{}
	for i, grant := range args.Grants {
		field := fmt.Sprintf("Grants[%d]", i)
		wrong.Missing(field+".Name", grant.Name, field+".PrincipalID", grant.PrincipalID, field+".Principal", grant.Principal, field+".Why", grant.Why)
		names = once(wrong, field+".Name", grant.Name, names)
	}
	if len(args.Sinks) == 0 {
		wrong.Add("Sinks", "is empty; allowed: at least the home region's workspace")
	}
	names = []string{}
	for i, sink := range args.Sinks {
		field := fmt.Sprintf("Sinks[%d]", i)
		wrong.Missing(field+".Name", sink.Name, field+".WorkspaceID", sink.WorkspaceID)
		names = once(wrong, field+".Name", sink.Name, names)
	}
	return wrong.Err()
}

func (args *Args) checkReplicas(wrong *azure.Problems) {
	home, known := regions.Lookup(args.Site.Location)
	taken := []string{home.Name}
	for i, replica := range args.Replicas {
		field := fmt.Sprintf("Replicas[%d]", i)
		region, ok := regions.Lookup(replica)
		switch {
		case !ok:
			wrong.Addf(field, "%q is not in the table of regions", replica)
		case slices.Contains(taken, region.Name):
			wrong.Addf(field, "the registry is in %s already", region.Name)
		case known && region.Jurisdiction != home.Jurisdiction:
			wrong.Addf(field, "%s is under the law of %s; allowed: a region of %s, as %s is", region.Name, region.Jurisdiction, home.Jurisdiction, home.Name)
		}
		taken = append(taken, region.Name)
	}
}

// checkEndpoints sees to it that each endpoint is complete and lies in a region that holds the images: from elsewhere every
// pull would cross the world.
func (args *Args) checkEndpoints(wrong *azure.Problems) {
	held := append([]string{args.Site.Location}, args.Replicas...)
	var names []string
	for i, endpoint := range args.Endpoints {
		field := fmt.Sprintf("Endpoints[%d]", i)
		wrong.Missing(field+".Role", endpoint.Role, field+".ResourceGroup", endpoint.ResourceGroup, field+".SubnetID", endpoint.SubnetID, field+".ZoneID", endpoint.ZoneID)
		if !slices.Contains(held, endpoint.Site.Location) {
			wrong.Addf(field+".Site.Location", "the registry is not in %q; allowed: %q", endpoint.Site.Location, held)
		}
		names = once(wrong, field, endpoint.name(), names)
	}
}

// once enters a name that is taken, and takes it.
func once(wrong *azure.Problems, field, name string, taken []string) []string {
	if slices.Contains(taken, name) {
		wrong.Addf(field, "%q is there twice; allowed: one of each", name)
	}
	return append(taken, name)
}
