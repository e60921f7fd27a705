package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/components/statuspage"
	"github.com/trelica/infrastructure/stacks/settings"
)

// FrontType is the type token of the part that there is once.
const FrontType = "trelica:stacks:Front"

// The roles of the front's resource groups. The first belongs to no region by name, and lies where the front does; the others lie
// in the watch region.
const (
	groupFront  = "front"  // Front Door and its firewall
	groupWatch  = "watch"  // workspace, network, availability tests, alerts
	groupStatus = "status" // the status page
)

// FrontArgs say for which environment a front is built.
type FrontArgs struct {
	Settings *settings.Settings
	// Commit is the commit for the tags, see Commit.
	Commit string
	// Foundations are the environment's, whose addresses are the origins.
	Foundations *Foundations
}

// Front is what an environment has once: how customers come to it, the mail that it sends, and who watches it from outside.
type Front struct {
	pulumi.ResourceState

	// FrontDoorID is what Front Door signs its requests with; an ingress asks for it.
	FrontDoorID pulumi.StringOutput
	// HostName is Front Door's own name for what customers reach.
	HostName pulumi.StringOutput
	// StatusURL is where the status page is.
	StatusURL pulumi.StringOutput
	// Waiting lists what is not made yet, and what for.
	Waiting []Waiting
}

// front is a Front in the making: what the steps hand on to one another.
type front struct {
	ctx  *pulumi.Context
	name string
	set  *settings.Settings
	// at is where the front is, watch where it is watched from.
	at, watch   azure.Site
	foundations *Foundations
	self        *Front

	groups    groups
	workspace *monitoring.Workspace
	network   *network.Watch
	status    *statuspage.StatusPage
	edge      *edge.Edge
}

// NewFront registers an environment's front. It lies outside the home region, and asks nothing of it, so that it can be changed
// while that is out; what watches lies in the watch region. It comes before the platform, whose ingress asks for Front Door's
// identifier.
func NewFront(ctx *pulumi.Context, name string, args *FrontArgs, opts ...pulumi.ResourceOption) (*Front, error) {
	self := &Front{}
	if err := ctx.RegisterComponentResource(FrontType, name, self, opts...); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := &front{
		ctx: ctx, name: name, set: args.Settings, self: self, foundations: args.Foundations,
		at: frontSite(args.Settings, args.Commit), watch: site(args.Settings, args.Settings.WatchNames(), args.Commit),
	}
	for _, step := range []func() error{
		f.addGroups, f.addWorkspace, f.addNetwork, f.addStatusPage, f.addEdge, f.addMail, f.addTests, f.addAlerts,
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	self.FrontDoorID, self.HostName, self.StatusURL = f.edge.FrontDoorID, f.edge.HostName, f.status.URL
	err := ctx.RegisterResourceOutputs(self, pulumi.Map{
		"frontDoorId": self.FrontDoorID, "hostName": self.HostName, "statusUrl": self.StatusURL,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of %s: %w", name, err)
	}
	return self, nil
}

// child are the options of everything directly below the front.
func (f *front) child() []pulumi.ResourceOption {
	return []pulumi.ResourceOption{pulumi.Parent(f.self)}
}

func (f *front) addGroups() error {
	f.groups = groups{}
	for _, each := range []struct {
		role string
		args azure.ResourceGroupArgs
	}{
		{groupFront, azure.ResourceGroupArgs{Site: f.at, Name: f.at.Names.GlobalResourceGroup(groupFront)}},
		{groupWatch, azure.ResourceGroupArgs{Site: f.watch, Role: groupWatch}},
		{groupStatus, azure.ResourceGroupArgs{Site: f.watch, Role: groupStatus}},
	} {
		group, err := azure.NewResourceGroup(f.ctx, f.name+"-group-"+each.role, &each.args, f.child()...)
		if err != nil {
			return fmt.Errorf("group for %s: %w", each.role, err)
		}
		f.groups[each.role] = group
	}
	return nil
}

// frontSite is where the front is: in the recovery region, or at home where there is none.
func frontSite(set *settings.Settings, commit string) azure.Site {
	if set.HasRecovery() {
		return site(set, set.RecoveryNames(), commit)
	}
	return site(set, set.Names(), commit)
}
