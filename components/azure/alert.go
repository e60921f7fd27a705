package azure

// Alert is one thing that wakes somebody. Exactly one of Metric, Query, Event and Test says how it is seen.
type Alert struct {
	// What names the alert within its set: lower-case words and hyphens.
	What string
	// Severity is Azure's, 0 (critical) to 4 (verbose). Here 0 means that customers are without the product, or that data may
	// become unreadable; 1 that they soon will be, or that somebody may be where they should not be; 2 that a person must act
	// today; 3 that one must look this week.
	Severity int
	// Claim is the sentence of the security statement that the alert serves: "SP-22".
	Claim string
	// Summary is a sentence for whoever is woken: what was seen and why it matters.
	Summary string
	// Runbook is the page in docs/runbooks that says what to do, without ".md".
	Runbook string

	// Metric watches a platform metric of the scope.
	Metric *AlertMetric
	// Query watches a workspace.
	Query *AlertQuery
	// Event watches the activity log of the scope.
	Event *AlertEvent
	// Test watches an availability test.
	Test *AlertTest
}

// AlertMetric is a bound on a platform metric.
type AlertMetric struct {
	// Namespace and Name are as Azure Monitor lists them ("Supported metrics").
	Namespace, Name string
	// Aggregation over the window is "Average", "Maximum", "Minimum" or "Total".
	Aggregation string
	// Operator is "GreaterThan" or "LessThan".
	Operator  string
	Threshold float64
	// Dimensions narrow the metric. One with the value "*" is judged for each of its values apart.
	Dimensions []AlertDimension
	// Window is how far back is looked, an ISO duration; "" means 15 minutes.
	Window string
}

// AlertDimension keeps those values of a metric that have one of the values in one respect.
type AlertDimension struct {
	Name   string
	Values []string
}

// AlertQuery is a bound on the number of rows that KQL finds.
type AlertQuery struct {
	KQL string
	// Operator is "GreaterThan" or "LessThan"; "" means GreaterThan.
	Operator  string
	Threshold float64
	// Every and Window are ISO durations; "" means 5 and 15 minutes. The window is longer, because records come late: a window
	// of five minutes would miss what takes ten (Key Vault documentation, general/logging).
	Every, Window string
}

// AlertEvent is an entry of the activity log. All of Where must hold.
type AlertEvent struct {
	// Category is "Administrative", "ServiceHealth", "ResourceHealth" or "Policy".
	Category string
	// Where narrows it.
	Where []AlertField
}

// AlertField is a field of an event that has one of the values.
type AlertField struct {
	Name   string
	Values []string
}

// Done is the event that one of the operations has succeeded. Every operation leaves a record when it starts, too; without
// the status each would wake somebody twice.
func Done(operations ...string) *AlertEvent {
	return &AlertEvent{Category: "Administrative", Where: []AlertField{
		{Name: "operationName", Values: operations}, {Name: "status", Values: []string{"Succeeded"}},
	}}
}

// AlertTest is a bound on the places from which an availability test fails.
type AlertTest struct {
	// Places is from how many it must fail.
	Places int
}

// severityWords are Azure's names for the severities. An activity-log alert has no severity of its own (it is always shown as
// verbose), so every message carries the word.
func severityWords() []string {
	return []string{"critical", "error", "warning", "informational", "verbose"}
}

// Check enters what is wrong with an alert.
func (a Alert) Check(problems *Problems, at string) {
	problems.Missing(at+".What", a.What, at+".Summary", a.Summary, at+".Runbook", a.Runbook, at+".Claim", a.Claim)
	CheckSeverity(problems, at+".Severity", a.Severity)
	ways := 0
	for _, way := range []bool{a.Metric != nil, a.Query != nil, a.Event != nil, a.Test != nil} {
		if way {
			ways++
		}
	}
	if ways != 1 {
		problems.Addf(at, "is seen in %d ways; allowed: one of Metric, Query, Event and Test", ways)
	}
}

// CheckSeverity enters a severity that Azure does not have.
func CheckSeverity(problems *Problems, field string, severity int) {
	if most := len(severityWords()) - 1; severity < 0 || severity > most {
		problems.Addf(field, "is %d; allowed: 0 to %d", severity, most)
	}
}
