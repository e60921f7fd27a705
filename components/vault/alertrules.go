package vault

import (
	"strings"

	metric "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20180301"
	activitylog "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20201001"
	query "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20231201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// evaluateEvery and window overlap, because records reach the workspace up to ten minutes after the call (Key Vault
	// documentation, general/logging): a window of five would miss the late ones.
	evaluateEvery = "PT5M"
	window        = "PT15M"
)

// runbookURL is where the page that says what to do can be read.
func runbookURL(base, page string) string {
	return strings.TrimSuffix(base, "/") + "/" + page + ".md"
}

// alertName tells the alerts of a site's vaults apart: "vault-denied", "vault-tde-denied".
func (v *Vault) alertName(alert Alert) string {
	if v.purpose == "" {
		return "vault-" + alert.What
	}
	return "vault-" + v.purpose + "-" + alert.What
}

// rule is an alert made concrete for one vault: what the three kinds of rule that Azure has are given alike.
type rule struct {
	logical     string // the resource's logical name
	name        pulumi.String
	description pulumi.String
	properties  pulumi.StringMap // carried by every message, for people and for machines
	tags        pulumi.StringMap
	opts        []pulumi.ResourceOption
}

// newAlert registers the rule for one alert, of the kind that its condition needs.
func (v *Vault) newAlert(ctx *pulumi.Context, alert Alert, args *AuditArgs, opts []pulumi.ResourceOption) error {
	tags, tagged := azure.Tagged(v.site)
	r := rule{
		logical:     v.logical + "-alert-" + alert.What,
		name:        pulumi.String(v.site.Names.Alert(v.alertName(alert))),
		description: pulumi.String(alert.Summary + " Runbook: " + runbookURL(args.RunbookBase, alert.Runbook)),
		properties: pulumi.StringMap{
			"runbook": pulumi.String(runbookURL(args.RunbookBase, alert.Runbook)),
			"vault":   pulumi.String(v.Name),
			"claim":   pulumi.String("SP-13"),
		},
		tags: tags,
		opts: append(opts[:len(opts):len(opts)], tagged, pulumi.DeleteBeforeReplace(true)),
	}
	switch {
	case alert.Metric != nil:
		return v.newMetricRule(ctx, r, alert, args)
	case len(alert.Operations) > 0:
		return v.newActivityRule(ctx, r, alert, args)
	default:
		return v.newLogRule(ctx, r, alert, args)
	}
}

func (v *Vault) newMetricRule(ctx *pulumi.Context, r rule, alert Alert, args *AuditArgs) error {
	_, err := metric.NewMetricAlert(ctx, r.logical, &metric.MetricAlertArgs{
		ResourceGroupName:   args.ResourceGroup,
		RuleName:            r.name,
		Location:            pulumi.String("global"),
		Description:         r.description,
		Severity:            pulumi.Int(alert.Severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: pulumi.String(evaluateEvery),
		WindowSize:          pulumi.String(window),
		Scopes:              pulumi.StringArray{v.ID},
		Criteria:            metricCriteria(*alert.Metric),
		Actions: metric.MetricAlertActionArray{metric.MetricAlertActionArgs{
			ActionGroupId: args.ActionGroupID.ToStringOutput().ToStringPtrOutput(), WebHookProperties: r.properties,
		}},
		Tags: r.tags,
	}, r.opts...)
	return err
}

func (v *Vault) newActivityRule(ctx *pulumi.Context, r rule, alert Alert, args *AuditArgs) error {
	_, err := activitylog.NewActivityLogAlert(ctx, r.logical, &activitylog.ActivityLogAlertArgs{
		ResourceGroupName:    args.ResourceGroup,
		ActivityLogAlertName: r.name,
		Location:             pulumi.String("global"),
		Description:          r.description,
		Enabled:              pulumi.Bool(true),
		Scopes:               pulumi.StringArray{v.ID},
		Condition:            activityCondition(alert.Operations),
		Actions: activitylog.ActionListArgs{ActionGroups: activitylog.ActionGroupArray{activitylog.ActionGroupArgs{
			ActionGroupId: args.ActionGroupID, WebhookProperties: withSeverity(r.properties, alert.Severity),
		}}},
		Tags: r.tags,
	}, r.opts...)
	return err
}

func (v *Vault) newLogRule(ctx *pulumi.Context, r rule, alert Alert, args *AuditArgs) error {
	_, err := query.NewScheduledQueryRule(ctx, r.logical, &query.ScheduledQueryRuleArgs{
		ResourceGroupName:   args.ResourceGroup,
		RuleName:            r.name,
		Location:            pulumi.String(v.site.Location),
		Kind:                pulumi.String("LogAlert"),
		DisplayName:         r.name,
		Description:         r.description,
		Severity:            pulumi.Float64(alert.Severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: pulumi.String(evaluateEvery),
		WindowSize:          pulumi.String(window),
		Scopes:              pulumi.StringArray{args.Sinks[0].WorkspaceID},
		Criteria:            logCriteria(auditQuery(v.Name, alert.Condition)),
		// On the first day the table is not there yet, and a rule that is refused then would never be made.
		SkipQueryValidation: pulumi.Bool(true),
		Actions: query.ActionsArgs{
			ActionGroups: pulumi.StringArray{args.ActionGroupID}, CustomProperties: r.properties,
		},
		Tags: r.tags,
	}, r.opts...)
	return err
}
