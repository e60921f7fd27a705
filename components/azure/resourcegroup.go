package azure

import (
	"fmt"

	resources "github.com/pulumi/pulumi-azure-native-sdk/resources/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// ResourceGroupArgs describe a resource group.
type ResourceGroupArgs struct {
	Site Site
	// Role is what the group holds: "network", "cluster". The group's name is made of it, unless Name is given.
	Role string
	// Name replaces the name made of Role, for a group that belongs to no region.
	Name string
}

// ResourceGroup is a group that has been registered.
type ResourceGroup struct {
	// Resource is the group itself, for a DependsOn; nil for one that another stack made.
	Resource *resources.ResourceGroup
	// Name is the group's name, known at once.
	Name string
	// ID is the group's ARM identifier as known before it exists. It orders nothing; see NameOutput.
	ID string
	// NameOutput is the same name, once the group exists: what is put into it takes this, and so waits for it.
	NameOutput pulumi.StringOutput
}

// NewResourceGroup registers a resource group. It lies where its contents lie: the metadata of everything in a group is kept
// in the group's region, and while that is out nothing in the group can be changed (Azure Resource Manager overview).
func NewResourceGroup(ctx *pulumi.Context, name string, args *ResourceGroupArgs, opts ...pulumi.ResourceOption) (*ResourceGroup, error) {
	if args == nil {
		args = &ResourceGroupArgs{}
	}
	problems := Check("azure.ResourceGroupArgs of "+name, args.Site)
	if args.Role == "" && args.Name == "" {
		problems.Add("Role", "is empty, and so is Name: one of them names the group")
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	group := args.Name
	if group == "" {
		group = args.Site.Names.ResourceGroup(args.Role)
	}
	tags, tagged := Tagged(args.Site)
	resource, err := resources.NewResourceGroup(ctx, name, &resources.ResourceGroupArgs{
		ResourceGroupName: pulumi.String(group),
		Location:          pulumi.String(args.Site.Location),
		Tags:              tags,
	}, named(opts, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("resource group %q: %w", group, err)
	}
	return &ResourceGroup{
		Resource: resource, Name: group, ID: args.Site.GroupID(group), NameOutput: Once(pulumi.String(group), resource),
	}, nil
}

// ExistingResourceGroup returns the group of a role that another stack has made, by its name alone: nothing is looked up,
// and Resource is nil.
func ExistingResourceGroup(site Site, role string) *ResourceGroup {
	group := site.Names.ResourceGroup(role)
	return &ResourceGroup{Name: group, ID: site.GroupID(group), NameOutput: pulumi.String(group).ToStringOutput()}
}
