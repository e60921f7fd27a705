package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/governance"
	"github.com/trelica/infrastructure/stacks/settings"
)

// FrontType is the type token of the part that there is once.
const FrontType = "trelica:stacks:Front"

// FrontArgs say for which environment a front is built.
type FrontArgs struct {
	Settings *settings.Settings
	// Commit is the commit for the tags, see Commit.
	Commit string
	// Foundations are the environment's, whose workspaces get the subscription's log.
	Foundations *Foundations
	// After is what must be there before policies begin to count, besides the foundations.
	After []pulumi.Resource
}

// Front is what an environment has once: what counts for its subscription.
type Front struct {
	pulumi.ResourceState
}

// NewFront registers an environment's front. It lies outside the home region, so that it can be changed while that is out.
func NewFront(ctx *pulumi.Context, name string, args *FrontArgs, opts ...pulumi.ResourceOption) (*Front, error) {
	front := &Front{}
	if err := ctx.RegisterComponentResource(FrontType, name, front, opts...); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := addGovernance(ctx, name, args, front); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(front, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of %s: %w", name, err)
	}
	return front, nil
}

// addGovernance sets what counts for the subscription. It comes after everything else: a policy that refuses begins to count
// minutes after it is assigned, and must not meet a deployment half-way.
func addGovernance(ctx *pulumi.Context, name string, args *FrontArgs, parent pulumi.Resource) error {
	set, at := args.Settings, frontSite(args.Settings, args.Commit)
	after := append([]pulumi.Resource{args.Foundations.Home}, args.After...)
	sinks := []governance.Sink{{Name: sinkOwn, LogSinks: args.Foundations.Home.Values.Sinks}}
	if standby := args.Foundations.Standby; standby != nil {
		after = append(after, standby)
		sinks = append(sinks, governance.Sink{Name: "standby", LogSinks: azure.LogSinks{WorkspaceID: standby.Values.Sinks.WorkspaceID}})
	}
	_, err := governance.New(ctx, name+"-governance", &governance.Args{
		Site:     at,
		Policies: governance.PolicySettings{Locations: locations(set), Registry: args.Foundations.Registry},
		After:    after,
		Sinks:    sinks,
		Plans:    governance.DefaultPlans(),
		Contacts: governance.Contacts{Emails: set.Monitoring.AlertEmails},
		Budget: governance.Budget{
			Amount: float64(set.Governance.Budget.Amount), Since: set.Governance.Budget.Since, Emails: set.Monitoring.AlertEmails,
		},
	}, pulumi.Parent(parent))
	if err != nil {
		return fmt.Errorf("governance: %w", err)
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

// locations are the regions in which the environment may have anything.
func locations(set *settings.Settings) []string {
	places := []string{set.Place.Region}
	if set.HasRecovery() {
		places = append(places, set.Place.RecoveryRegion)
	}
	return append(places, set.Place.WatchRegion)
}
