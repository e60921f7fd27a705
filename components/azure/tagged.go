package azure

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// CommitTag is the tag that names the commit which made a resource.
const CommitTag = "commit"

// Tagged returns what a taggable resource needs: its tags, and the option that ignores later changes of the commit's. The
// tag says which commit made the resource; if it followed every commit, each pull request would touch every resource.
func Tagged(site Site) (pulumi.StringMap, pulumi.ResourceOption) {
	return site.TagMap(), pulumi.IgnoreChanges([]string{"tags." + CommitTag})
}

// ChildOptions returns the options of a component's child: its parent, through which the provider is inherited, and
// deletion before replacement. The second is needed because names are explicit: a replacement that is made first meets the
// name of what it replaces.
func ChildOptions(parent pulumi.Resource, extra ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.Parent(parent), pulumi.DeleteBeforeReplace(true)}, extra...)
}

// named prepends what every resource with an explicit name needs to the options its caller gave.
func named(opts []pulumi.ResourceOption, extra ...pulumi.ResourceOption) []pulumi.ResourceOption {
	all := append([]pulumi.ResourceOption{pulumi.DeleteBeforeReplace(true)}, opts...)
	return append(all, extra...)
}
