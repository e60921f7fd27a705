package monitoring

import "github.com/trelica/infrastructure/components/azure"

// What an alert is lies in components/azure, because a vault and the operations have alerts of their own. Here are the words in
// which the sets of this package (the alertset files) say it.
type (
	// Alert is one thing that wakes somebody.
	Alert = azure.Alert
	// Metric is a bound on a platform metric.
	Metric = azure.AlertMetric
	// Dimension keeps those values of a metric that have one of the values in one respect.
	Dimension = azure.AlertDimension
	// Query is a bound on the number of rows that KQL finds.
	Query = azure.AlertQuery
	// Event is an entry of the activity log.
	Event = azure.AlertEvent
	// Field is a field of an event that has one of the values.
	Field = azure.AlertField
)
