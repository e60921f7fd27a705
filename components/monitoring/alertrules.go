package monitoring

import (
	metric "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20180301"
	activitylog "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20201001"
	query "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20231201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Times, where an alert says none.
const (
	evaluateEvery = "PT5M"
	window        = "PT15M"
)

// severityWords are Azure's names for the severities. An activity-log alert has no severity of its own, so its message
// carries the word.
var severityWords = [...]string{"critical", "error", "warning", "informational", "verbose"}

// or is the first text that is not empty.
func or(texts ...string) pulumi.String {
	for _, text := range texts {
		if text != "" {
			return pulumi.String(text)
		}
	}
	return ""
}

// rule is an alert made concrete: what the three kinds of rule that Azure has are given alike.
type rule struct {
	logical     string
	name        pulumi.String
	description pulumi.String
	properties  pulumi.StringMap // carried by every message, for people and for machines
	tags        pulumi.StringMap
	opts        []pulumi.ResourceOption
	set         AlertSet
	alert       Alert
	args        *AlertsArgs
}

func (a *Alerts) add(ctx *pulumi.Context, name string, args *AlertsArgs, set AlertSet, alert Alert) error {
	tags, tagged := azure.Tagged(a.site)
	page := runbookURL(args.RunbookBase, alert.Runbook)
	r := rule{
		logical:     name + "-" + set.Name + "-" + alert.What,
		name:        pulumi.String(a.site.Names.Alert(set.Name + "-" + alert.What)),
		description: pulumi.String(alert.Summary + " Runbook: " + page),
		properties: pulumi.StringMap{
			"runbook": pulumi.String(page), "claim": pulumi.String(alert.Claim), "severity": pulumi.String(severityWords[alert.Severity]),
		},
		tags: tags, opts: azure.ChildOptions(a, tagged), set: set, alert: alert, args: args,
	}
	switch {
	case alert.Metric != nil:
		return r.newMetric(ctx)
	case alert.Event != nil:
		return r.newEvent(ctx)
	default:
		return r.newQuery(ctx, a.site)
	}
}

func (r rule) newMetric(ctx *pulumi.Context) error {
	m := r.alert.Metric
	var dimensions metric.MetricDimensionArray
	for _, dimension := range m.Dimensions {
		dimensions = append(dimensions, metric.MetricDimensionArgs{
			Name: pulumi.String(dimension.Name), Operator: pulumi.String("Include"), Values: pulumi.ToStringArray(dimension.Values),
		})
	}
	_, err := metric.NewMetricAlert(ctx, r.logical, &metric.MetricAlertArgs{
		ResourceGroupName:   r.args.ResourceGroup.NameOutput,
		RuleName:            r.name,
		Location:            pulumi.String("global"),
		Description:         r.description,
		Severity:            pulumi.Int(r.alert.Severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: pulumi.String(evaluateEvery),
		WindowSize:          or(m.Window, window),
		Scopes:              pulumi.StringArray{r.set.Scope},
		Criteria: metric.MetricAlertSingleResourceMultipleMetricCriteriaArgs{
			OdataType: pulumi.String("Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"),
			AllOf: metric.MetricCriteriaArray{metric.MetricCriteriaArgs{
				CriterionType:   pulumi.String("StaticThresholdCriterion"),
				Name:            pulumi.String("bound"),
				MetricNamespace: pulumi.String(m.Namespace),
				MetricName:      pulumi.String(m.Name),
				TimeAggregation: pulumi.String(m.Aggregation),
				Operator:        pulumi.String(m.Operator),
				Threshold:       pulumi.Float64(m.Threshold),
				Dimensions:      dimensions,
			}},
		},
		Actions: metric.MetricAlertActionArray{metric.MetricAlertActionArgs{
			ActionGroupId: r.args.ActionGroupID.ToStringOutput().ToStringPtrOutput(), WebHookProperties: r.properties,
		}},
		Tags: r.tags,
	}, r.opts...)
	return err
}

func (r rule) newEvent(ctx *pulumi.Context) error {
	conditions := activitylog.AlertRuleAnyOfOrLeafConditionArray{activitylog.AlertRuleAnyOfOrLeafConditionArgs{
		Field: pulumi.String("category"), Equals: pulumi.String(r.alert.Event.Category),
	}}
	for _, field := range r.alert.Event.Where {
		var values activitylog.AlertRuleLeafConditionArray
		for _, value := range field.Values {
			values = append(values, activitylog.AlertRuleLeafConditionArgs{Field: pulumi.String(field.Name), Equals: pulumi.String(value)})
		}
		conditions = append(conditions, activitylog.AlertRuleAnyOfOrLeafConditionArgs{AnyOf: values})
	}
	_, err := activitylog.NewActivityLogAlert(ctx, r.logical, &activitylog.ActivityLogAlertArgs{
		ResourceGroupName:    r.args.ResourceGroup.NameOutput,
		ActivityLogAlertName: r.name,
		Location:             pulumi.String("global"),
		Description:          r.description,
		Enabled:              pulumi.Bool(true),
		Scopes:               pulumi.StringArray{r.set.Scope},
		Condition:            activitylog.AlertRuleAllOfConditionArgs{AllOf: conditions},
		Actions: activitylog.ActionListArgs{ActionGroups: activitylog.ActionGroupArray{activitylog.ActionGroupArgs{
			ActionGroupId: r.args.ActionGroupID, WebhookProperties: r.properties,
		}}},
		Tags: r.tags,
	}, r.opts...)
	return err
}

func (r rule) newQuery(ctx *pulumi.Context, site azure.Site) error {
	q := r.alert.Query
	_, err := query.NewScheduledQueryRule(ctx, r.logical, &query.ScheduledQueryRuleArgs{
		ResourceGroupName:   r.args.ResourceGroup.NameOutput,
		RuleName:            r.name,
		Location:            pulumi.String(site.Location),
		Kind:                pulumi.String("LogAlert"),
		DisplayName:         r.name,
		Description:         r.description,
		Severity:            pulumi.Float64(r.alert.Severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: or(q.Every, evaluateEvery),
		WindowSize:          or(q.Window, window),
		Scopes:              pulumi.StringArray{r.args.WorkspaceID},
		// Tables and columns appear with their first record; a rule that is refused before that would never be made.
		SkipQueryValidation: pulumi.Bool(true),
		Criteria: query.ScheduledQueryRuleCriteriaArgs{AllOf: query.ConditionArray{query.ConditionArgs{
			Query:           pulumi.String(q.KQL),
			TimeAggregation: pulumi.String("Count"),
			Operator:        or(q.Operator, "GreaterThan"),
			Threshold:       pulumi.Float64(q.Threshold),
			FailingPeriods: query.ConditionFailingPeriodsArgs{
				MinFailingPeriodsToAlert: pulumi.Float64(1), NumberOfEvaluationPeriods: pulumi.Float64(1),
			},
		}}},
		Actions: query.ActionsArgs{ActionGroups: pulumi.StringArray{r.args.ActionGroupID}, CustomProperties: r.properties},
		Tags:    r.tags,
	}, r.opts...)
	return err
}
