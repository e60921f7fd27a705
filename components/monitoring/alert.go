package monitoring

// Alert is one thing that wakes somebody. Exactly one of Metric, Query and Event says how it is seen.
type Alert struct {
	// What names the alert within its set: lower-case words and hyphens.
	What string
	// Severity is Azure's, 0 (critical) to 4 (verbose). Here 0 means that customers are without the product, 1 that they soon
	// will be or that somebody may be where they should not be, 2 that a person must act today, 3 that one must look this week.
	Severity int
	// Claim is the sentence of the security statement that the alert serves: "SP-22".
	Claim string
	// Summary is a sentence for whoever is woken: what was seen and why it matters.
	Summary string
	// Runbook is the page in docs/runbooks that says what to do, without ".md".
	Runbook string

	// Metric watches a platform metric of the set's scope.
	Metric *Metric
	// Query watches the workspace.
	Query *Query
	// Event watches the activity log of the set's scope.
	Event *Event
}

// Metric is a bound on a platform metric.
type Metric struct {
	// Namespace and Name are as Azure Monitor lists them ("Supported metrics").
	Namespace, Name string
	// Aggregation over the window is "Average", "Maximum", "Minimum" or "Total".
	Aggregation string
	// Operator is "GreaterThan" or "LessThan".
	Operator  string
	Threshold float64
	// Dimensions narrow the metric. One with the value "*" is judged for each of its values apart.
	Dimensions []Dimension
	// Window is how far back is looked, an ISO duration; "" means 15 minutes.
	Window string
}

// Dimension keeps those values of a metric that have one of the values in one respect.
type Dimension struct {
	Name   string
	Values []string
}

// Query is a bound on the number of rows that KQL finds.
type Query struct {
	KQL string
	// Operator is "GreaterThan" or "LessThan"; "" means GreaterThan.
	Operator  string
	Threshold float64
	// Every and Window are ISO durations; "" means 5 and 15 minutes. The window is longer, because records come late.
	Every, Window string
}

// Event is an entry of the activity log. All of Where must hold.
type Event struct {
	// Category is "Administrative", "ServiceHealth", "ResourceHealth" or "Policy".
	Category string
	// Where narrows it.
	Where []Field
}

// Field is a field of an event that has one of the values.
type Field struct {
	Name   string
	Values []string
}
