package vault

import (
	metric "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20180301"
	activitylog "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20201001"
	query "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20231201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// logCriteria fires when the query finds a record.
func logCriteria(kql string) query.ScheduledQueryRuleCriteriaArgs {
	return query.ScheduledQueryRuleCriteriaArgs{AllOf: query.ConditionArray{query.ConditionArgs{
		Query:           pulumi.String(kql),
		TimeAggregation: pulumi.String("Count"),
		Operator:        pulumi.String("GreaterThan"),
		Threshold:       pulumi.Float64(0),
		FailingPeriods: query.ConditionFailingPeriodsArgs{
			MinFailingPeriodsToAlert:  pulumi.Float64(1),
			NumberOfEvaluationPeriods: pulumi.Float64(1),
		},
	}}}
}

// metricCriteria fires when the average over the window is below the bound.
func metricCriteria(m Metric) metric.MetricAlertSingleResourceMultipleMetricCriteriaArgs {
	return metric.MetricAlertSingleResourceMultipleMetricCriteriaArgs{
		OdataType: pulumi.String("Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria"),
		AllOf: metric.MetricCriteriaArray{metric.MetricCriteriaArgs{
			CriterionType:   pulumi.String("StaticThresholdCriterion"),
			Name:            pulumi.String("below"),
			MetricNamespace: pulumi.String("Microsoft.KeyVault/vaults"),
			MetricName:      pulumi.String(m.Name),
			TimeAggregation: pulumi.String("Average"),
			Operator:        pulumi.String("LessThan"),
			Threshold:       pulumi.Float64(m.Below),
		}},
	}
}

// activityCondition fires when one of the operations has succeeded. Every operation leaves a record when it starts, too;
// without the status each would wake somebody twice.
func activityCondition(operations []string) activitylog.AlertRuleAllOfConditionArgs {
	var named activitylog.AlertRuleLeafConditionArray
	for _, operation := range operations {
		named = append(named, activitylog.AlertRuleLeafConditionArgs{
			Field: pulumi.String("operationName"), Equals: pulumi.String(operation),
		})
	}
	return activitylog.AlertRuleAllOfConditionArgs{AllOf: activitylog.AlertRuleAnyOfOrLeafConditionArray{
		activitylog.AlertRuleAnyOfOrLeafConditionArgs{Field: pulumi.String("category"), Equals: pulumi.String("Administrative")},
		activitylog.AlertRuleAnyOfOrLeafConditionArgs{Field: pulumi.String("status"), Equals: pulumi.String("Succeeded")},
		activitylog.AlertRuleAnyOfOrLeafConditionArgs{AnyOf: named},
	}}
}

// severityWords are Azure's names for the severities of an alert. An activity-log alert has no severity of its own (it is
// always shown as verbose), so the message carries the word.
var severityWords = [...]string{"critical", "error", "warning", "informational", "verbose"}

// withSeverity is the properties and the severity that an activity-log rule cannot hold itself.
func withSeverity(properties pulumi.StringMap, severity int) pulumi.StringMap {
	all := pulumi.StringMap{"severity": pulumi.String(severityWords[severity])}
	for key, value := range properties {
		all[key] = value
	}
	return all
}
