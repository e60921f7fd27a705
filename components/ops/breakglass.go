package ops

import (
	"fmt"

	activitylog "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20201001"
	query "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20231201"
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

const (
	evaluateEvery = "PT5M"
	// window is longer than the interval because sign-ins reach a workspace minutes late.
	window = "PT15M"
)

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
	if err := b.addUsed(ctx, name, args); err != nil {
		return nil, fmt.Errorf("alert %s: %w", AlertUsed, err)
	}
	if err := b.addTrust(ctx, name, args); err != nil {
		return nil, fmt.Errorf("alert %s: %w", AlertTrust, err)
	}
	if err := ctx.RegisterResourceOutputs(b, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of break-glass %q: %w", name, err)
	}
	return b, nil
}

// addUsed makes the alert on the use of the group. The rule is not tried out by Azure when it is made: a table comes to be with
// its first record, and on the first day there is none.
func (b *BreakGlass) addUsed(ctx *pulumi.Context, name string, args *BreakGlassArgs) error {
	ruleName := pulumi.String(args.Site.Names.Alert(AlertUsed))
	tags, tagged := azure.Tagged(args.Site)
	_, err := query.NewScheduledQueryRule(ctx, name+"-used", &query.ScheduledQueryRuleArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		RuleName:          ruleName,
		Location:          pulumi.String(args.Site.Location),
		Kind:              pulumi.String("LogAlert"),
		DisplayName:       ruleName,
		Description: pulumi.String("Somebody joined, or acted through, the break-glass group. If nobody of us did, somebody else " +
			"has everything. Runbook: " + args.runbook()),
		Severity:            pulumi.Float64(0),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: pulumi.String(evaluateEvery),
		WindowSize:          pulumi.String(window),
		Scopes:              pulumi.StringArray{args.WorkspaceID},
		SkipQueryValidation: pulumi.Bool(true),
		Criteria: query.ScheduledQueryRuleCriteriaArgs{AllOf: query.ConditionArray{query.ConditionArgs{
			Query:           pulumi.String(usedQuery(args.GroupID, args.AccountIDs)),
			TimeAggregation: pulumi.String("Count"),
			Operator:        pulumi.String("GreaterThan"),
			Threshold:       pulumi.Float64(0),
			FailingPeriods: query.ConditionFailingPeriodsArgs{
				MinFailingPeriodsToAlert: pulumi.Float64(1), NumberOfEvaluationPeriods: pulumi.Float64(1),
			},
		}}},
		Actions: query.ActionsArgs{
			ActionGroups:     pulumi.StringArray{args.ActionGroupID},
			CustomProperties: pulumi.StringMap{"runbook": pulumi.String(args.runbook())},
		},
		Tags: tags,
	}, azure.ChildOptions(b, tagged)...)
	return err
}

// addTrust makes the alert on changed trust: a Contributor, and so the pipeline itself, can let another workflow act with an
// identity. It watches the subscription's activity log, which nobody can switch off.
func (b *BreakGlass) addTrust(ctx *pulumi.Context, name string, args *BreakGlassArgs) error {
	const credential = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/"
	leaf := func(field, equals string) activitylog.AlertRuleLeafConditionArgs {
		return activitylog.AlertRuleLeafConditionArgs{Field: pulumi.String(field), Equals: pulumi.String(equals)}
	}
	all := func(field, equals string) activitylog.AlertRuleAnyOfOrLeafConditionArgs {
		return activitylog.AlertRuleAnyOfOrLeafConditionArgs{Field: pulumi.String(field), Equals: pulumi.String(equals)}
	}
	tags, tagged := azure.Tagged(args.Site)
	_, err := activitylog.NewActivityLogAlert(ctx, name+"-trust", &activitylog.ActivityLogAlertArgs{
		ResourceGroupName:    args.ResourceGroup.NameOutput,
		ActivityLogAlertName: pulumi.String(args.Site.Names.Alert(AlertTrust)),
		Location:             pulumi.String("global"),
		Description: pulumi.String("It was changed which workflows may act with an identity of this environment. Expected when the " +
			"bootstrap or a cluster is made. Runbook: " + args.runbook()),
		Enabled: pulumi.Bool(true),
		Scopes:  pulumi.StringArray{pulumi.String(args.Site.SubscriptionScope())},
		Condition: activitylog.AlertRuleAllOfConditionArgs{AllOf: activitylog.AlertRuleAnyOfOrLeafConditionArray{
			all("category", "Administrative"), all("status", "Succeeded"),
			activitylog.AlertRuleAnyOfOrLeafConditionArgs{AnyOf: activitylog.AlertRuleLeafConditionArray{
				leaf("operationName", credential+"write"), leaf("operationName", credential+"delete"),
			}},
		}},
		Actions: activitylog.ActionListArgs{ActionGroups: activitylog.ActionGroupArray{activitylog.ActionGroupArgs{
			ActionGroupId:     args.ActionGroupID,
			WebhookProperties: pulumi.StringMap{"runbook": pulumi.String(args.runbook()), "severity": pulumi.String("error")},
		}}},
		Tags: tags,
	}, azure.ChildOptions(b, tagged)...)
	return err
}
