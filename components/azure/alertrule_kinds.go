package azure

import (
	metric "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20180301"
	activitylog "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20201001"
	query "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20231201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func (r alertRule) register(ctx *pulumi.Context) error {
	switch alert := r.Alert; {
	case alert.Metric != nil:
		return r.newMetric(ctx, alertEvery, or(alert.Metric.Window, alertWindow), alert.Metric.criteria())
	case alert.Test != nil:
		return r.newMetric(ctx, "PT1M", alertEvery, r.testCriteria())
	case alert.Event != nil:
		return r.newEvent(ctx)
	default:
		return r.newQuery(ctx)
	}
}

// or is the first text that is not empty.
func or(texts ...string) pulumi.String {
	for _, text := range texts {
		if text != "" {
			return pulumi.String(text)
		}
	}
	return ""
}

func (r alertRule) newMetric(ctx *pulumi.Context, every, window pulumi.String, criteria pulumi.Input) error {
	_, err := metric.NewMetricAlert(ctx, r.logical, &metric.MetricAlertArgs{
		ResourceGroupName:   r.ResourceGroup,
		RuleName:            r.name,
		Location:            pulumi.String("global"),
		Description:         r.description,
		Severity:            pulumi.Int(r.Alert.Severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: every,
		WindowSize:          window,
		Scopes:              pulumi.StringArray(r.Scopes),
		Criteria:            criteria,
		Actions: metric.MetricAlertActionArray{metric.MetricAlertActionArgs{
			ActionGroupId: r.ActionGroupID.ToStringOutput().ToStringPtrOutput(), WebHookProperties: r.properties,
		}},
		Tags: r.tags,
	}, r.opts...)
	return err
}

// criteria fires when the metric is beyond its bound.
func (m AlertMetric) criteria() metric.MetricAlertSingleResourceMultipleMetricCriteriaArgs {
	var dimensions metric.MetricDimensionArray
	for _, dimension := range m.Dimensions {
		dimensions = append(dimensions, metric.MetricDimensionArgs{
			Name: pulumi.String(dimension.Name), Operator: pulumi.String("Include"), Values: pulumi.ToStringArray(dimension.Values),
		})
	}
	return metric.MetricAlertSingleResourceMultipleMetricCriteriaArgs{
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
	}
}

// testCriteria fires when the test fails from enough places.
func (r alertRule) testCriteria() metric.WebtestLocationAvailabilityCriteriaArgs {
	return metric.WebtestLocationAvailabilityCriteriaArgs{
		OdataType:           pulumi.String("Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria"),
		WebTestId:           r.Scopes[0],
		ComponentId:         r.Scopes[1],
		FailedLocationCount: pulumi.Float64(r.Alert.Test.Places),
	}
}

// newEvent registers a rule on the activity log, which belongs to no region.
func (r alertRule) newEvent(ctx *pulumi.Context) error {
	_, err := activitylog.NewActivityLogAlert(ctx, r.logical, &activitylog.ActivityLogAlertArgs{
		ResourceGroupName:    r.ResourceGroup,
		ActivityLogAlertName: r.name,
		Location:             pulumi.String("global"),
		Description:          r.description,
		Enabled:              pulumi.Bool(true),
		Scopes:               pulumi.StringArray(r.Scopes),
		Condition:            activitylog.AlertRuleAllOfConditionArgs{AllOf: r.Alert.Event.conditions()},
		Actions: activitylog.ActionListArgs{ActionGroups: activitylog.ActionGroupArray{activitylog.ActionGroupArgs{
			ActionGroupId: r.ActionGroupID, WebhookProperties: r.properties,
		}}},
		Tags: r.tags,
	}, r.opts...)
	return err
}

// conditions are the category and every field, each as one of its values.
func (e AlertEvent) conditions() activitylog.AlertRuleAnyOfOrLeafConditionArray {
	all := activitylog.AlertRuleAnyOfOrLeafConditionArray{activitylog.AlertRuleAnyOfOrLeafConditionArgs{
		Field: pulumi.String("category"), Equals: pulumi.String(e.Category),
	}}
	for _, field := range e.Where {
		var values activitylog.AlertRuleLeafConditionArray
		for _, value := range field.Values {
			values = append(values, activitylog.AlertRuleLeafConditionArgs{Field: pulumi.String(field.Name), Equals: pulumi.String(value)})
		}
		all = append(all, activitylog.AlertRuleAnyOfOrLeafConditionArgs{AnyOf: values})
	}
	return all
}

func (r alertRule) newQuery(ctx *pulumi.Context) error {
	q := r.Alert.Query
	_, err := query.NewScheduledQueryRule(ctx, r.logical, &query.ScheduledQueryRuleArgs{
		ResourceGroupName:   r.ResourceGroup,
		RuleName:            r.name,
		Location:            pulumi.String(r.Site.Location),
		Kind:                pulumi.String("LogAlert"),
		DisplayName:         r.name,
		Description:         r.description,
		Severity:            pulumi.Float64(r.Alert.Severity),
		Enabled:             pulumi.Bool(true),
		AutoMitigate:        pulumi.Bool(true),
		EvaluationFrequency: or(q.Every, alertEvery),
		WindowSize:          or(q.Window, alertWindow),
		Scopes:              pulumi.StringArray{r.WorkspaceID},
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
		Actions: query.ActionsArgs{ActionGroups: pulumi.StringArray{r.ActionGroupID}, CustomProperties: r.properties},
		Tags:    r.tags,
	}, r.opts...)
	return err
}
