package stacks

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/governance"
	"github.com/trelica/infrastructure/stacks/settings"
)

// GovernanceType is the type token of the part that counts for the whole subscription.
const GovernanceType = "trelica:stacks:Governance"

// GovernanceArgs say what is governed.
type GovernanceArgs struct {
	Settings *settings.Settings
	// Commit is the commit for the tags, see Commit.
	Commit string
	// Foundations are the environment's, whose workspaces get the subscription's log, and whose registry images come from.
	Foundations *Foundations
	// After are the environment's other parts, which are built first.
	After []pulumi.Resource
}

// Governance is what counts for an environment's subscription: policies, budget, Defender's plans, the subscription's log.
type Governance struct {
	pulumi.ResourceState
}

// NewGovernance registers what counts for the subscription. It is the last part to be built and the first to go: a policy that
// refuses begins to count minutes after it is assigned, and must not meet a deployment half-way. Nothing depends on it, so that
// every other part can be destroyed after it; as a piece of the front, which the platform stands on, it could not be.
//
// Its deployments are kept where the front is, outside the home region.
func NewGovernance(ctx *pulumi.Context, name string, args *GovernanceArgs, opts ...pulumi.ResourceOption) (*Governance, error) {
	self := &Governance{}
	if err := ctx.RegisterComponentResource(GovernanceType, name, self, opts...); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	set, home, standby := args.Settings, args.Foundations.Home, args.Foundations.Standby
	after := append([]pulumi.Resource{home}, args.After...)
	sinks := []governance.Sink{{Name: sinkOwn, LogSinks: home.Values.Sinks}}
	if standby != nil {
		after = slices.Insert(after, 1, pulumi.Resource(standby))
		sinks = append(sinks, governance.Sink{Name: "standby", LogSinks: azure.LogSinks{WorkspaceID: standby.Values.Sinks.WorkspaceID}})
	}
	_, err := governance.New(ctx, name+"-subscription", &governance.Args{
		Site:     frontSite(set, args.Commit),
		Policies: governance.PolicySettings{Locations: locations(set), Registry: args.Foundations.Registry},
		After:    after,
		Sinks:    sinks,
		Plans:    governance.DefaultPlans(),
		Contacts: governance.Contacts{Emails: set.Monitoring.AlertEmails},
		Budget: governance.Budget{
			Amount: float64(set.Governance.Budget.Amount), Since: set.Governance.Budget.Since, Emails: set.Monitoring.AlertEmails,
		},
	}, pulumi.Parent(self))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := ctx.RegisterResourceOutputs(self, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of %s: %w", name, err)
	}
	return self, nil
}

// locations are the regions in which the environment may have anything.
func locations(set *settings.Settings) []string {
	places := []string{set.Place.Region}
	if set.HasRecovery() {
		places = append(places, set.Place.RecoveryRegion)
	}
	return append(places, set.Place.WatchRegion)
}
