package stacks

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/governance"
)

// addGovernance sets what counts for the subscription.
func (f *front) addGovernance(after []pulumi.Resource) error {
	set, home, standby := f.set, f.foundations.Home, f.foundations.Standby
	after = append(slices.Concat(f.made, []pulumi.Resource{home}), after...)
	sinks := []governance.Sink{{Name: sinkOwn, LogSinks: home.Values.Sinks}}
	if standby != nil {
		after = append(after, standby)
		sinks = append(sinks, governance.Sink{Name: "standby", LogSinks: azure.LogSinks{WorkspaceID: standby.Values.Sinks.WorkspaceID}})
	}
	_, err := governance.New(f.ctx, f.name+"-governance", &governance.Args{
		Site:     f.at,
		Policies: governance.PolicySettings{Locations: locations(set), Registry: f.foundations.Registry},
		After:    after,
		Sinks:    sinks,
		Plans:    governance.DefaultPlans(),
		Contacts: governance.Contacts{Emails: set.Monitoring.AlertEmails},
		Budget: governance.Budget{
			Amount: float64(set.Governance.Budget.Amount), Since: set.Governance.Budget.Since, Emails: set.Monitoring.AlertEmails,
		},
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("governance: %w", err)
	}
	return nil
}
