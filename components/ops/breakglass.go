package ops

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// BreakGlassType is the type token of what watches break-glass.
const BreakGlassType = "trelica:ops:BreakGlass"

// Runbook is the page in docs/runbooks that both alerts name, without ".md".
const Runbook = "break-glass-used"

// The alerts, as they are called in their names and in the runbooks' list.
const (
	// AlertUsed fires when the break-glass group or one of its accounts is used.
	AlertUsed = "break-glass-used"
	// AlertTrust fires when it is changed which workflows may act with an identity.
	AlertTrust = "pipeline-trust-changed"
)

// claim is the sentence that both serve: who may change production is limited and watched.
const claim = "SP-23"

// BreakGlass is what watches the use of break-glass.
type BreakGlass struct {
	pulumi.ResourceState
}

// NewBreakGlass makes the two alerts.
func NewBreakGlass(ctx *pulumi.Context, name string, args *BreakGlassArgs, opts ...pulumi.ResourceOption) (*BreakGlass, error) {
	if args == nil {
		args = &BreakGlassArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	b := &BreakGlass{}
	if err := ctx.RegisterComponentResource(BreakGlassType, name, b, opts...); err != nil {
		return nil, fmt.Errorf("break-glass %q: %w", name, err)
	}
	logical := map[string]string{AlertUsed: name + "-used", AlertTrust: name + "-trust"}
	for _, alert := range Alerts(args.GroupID, args.AccountIDs) {
		err := azure.NewAlertRule(ctx, logical[alert.What], &azure.AlertRuleArgs{
			Site: args.Site, ResourceGroup: args.ResourceGroup.NameOutput, Alert: alert,
			Scopes:      []pulumi.StringInput{pulumi.String(args.Site.SubscriptionScope())},
			WorkspaceID: args.WorkspaceID, ActionGroupID: args.ActionGroupID, RunbookBase: args.RunbookBase,
		}, pulumi.Parent(b))
		if err != nil {
			return nil, fmt.Errorf("break-glass %q: %w", name, err)
		}
	}
	if err := ctx.RegisterResourceOutputs(b, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of break-glass %q: %w", name, err)
	}
	return b, nil
}

// Alerts are both: on the use of the group, and on changed trust. A Contributor, and so the pipeline itself, can let another
// workflow act with an identity; the subscription's activity log, which nobody can switch off, tells of it.
func Alerts(groupID string, accountIDs []string) []azure.Alert {
	const credential = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/"
	return []azure.Alert{
		{
			What: AlertUsed, Severity: 0, Claim: claim, Runbook: Runbook,
			Summary: "Somebody joined, or acted through, the break-glass group. If nobody of us did, somebody else has everything.",
			// A query sees a record by the time at which it happened, and the activity log's arrive 3 to 20 minutes later (Azure
			// Monitor documentation, essentials/activity-log): a window of a quarter of an hour would miss the late ones for ever.
			Query: &azure.AlertQuery{KQL: usedQuery(groupID, accountIDs), Window: "PT1H"},
		},
		{
			What: AlertTrust, Severity: 1, Claim: claim, Runbook: Runbook,
			Summary: "It was changed which workflows may act with an identity of this environment. Expected when the bootstrap or a " +
				"cluster is made.",
			Event: azure.Done(credential+"write", credential+"delete"),
		},
	}
}
