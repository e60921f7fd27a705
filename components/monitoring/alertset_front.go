package monitoring

import "fmt"

// edgeMetrics are Front Door's (Azure Monitor reference, supported metrics of Microsoft.Cdn/profiles).
const edgeMetrics = "Microsoft.Cdn/profiles"

// edgeLog is the beginning of every query over Front Door's logs. They arrive in AzureDiagnostics (Azure Monitor reference,
// supported logs of Microsoft.Cdn/profiles), whose columns come and go with what has been sent. A column's end is the type that its
// first record had in that workspace, so that the status is a number in some and a text in others: whichever is there is read.
func edgeLog(category string) string {
	return fmt.Sprintf(`AzureDiagnostics
| where ResourceProvider =~ "MICROSOFT.CDN" and Category == "%s"
| extend Origin = column_ifexists("originName_s", ""), Code = coalesce(toint(column_ifexists("httpStatusCode_d", real(null))), toint(column_ifexists("httpStatusCode_s", "")))`, category)
}

// FrontDoorAlerts watch the edge. home is the host of the origin that customers are served from while all is well, and
// maintenance that of the page behind the regions: a region that is passive answers probes with 503 by design, so an average
// over all origins says nothing.
func FrontDoorAlerts(home, maintenance string) []Alert {
	return []Alert{
		{
			What: "maintenance-shown", Severity: 0, Claim: "SP-17", Runbook: "front-door-origins",
			Summary: "Customers see the maintenance page: no region says that it is the active one and well.",
			Query:   &Query{KQL: edgeLog("FrontDoorAccessLog") + fmt.Sprintf("\n| where Origin startswith %q", maintenance), Threshold: 5},
		},
		{
			What: "home-origin-ill", Severity: 1, Claim: "SP-17", Runbook: "front-door-origins",
			Summary: "Front Door's probes of the home region fail. If the region is lost, the decision to recover is yours, and the clock runs.",
			Query:   &Query{KQL: edgeLog("FrontDoorHealthProbeLog") + fmt.Sprintf("\n| where Origin startswith %q and Code != 200", home), Threshold: 50},
		},
		{
			What: "errors", Severity: 1, Claim: "SP-22", Runbook: "front-door-errors",
			Summary: "More than one answer in twenty is an error of ours (5xx).",
			Metric:  &Metric{Namespace: edgeMetrics, Name: "Percentage5XX", Aggregation: "Average", Operator: "GreaterThan", Threshold: 5},
		},
		{
			What: "slow", Severity: 2, Claim: "SP-22", Runbook: "front-door-errors",
			Summary: "Answers take longer than five seconds on average, as customers see them.",
			Metric:  &Metric{Namespace: edgeMetrics, Name: "TotalLatency", Aggregation: "Average", Operator: "GreaterThan", Threshold: 5000},
		},
	}
}

// Objective is how often the product must answer without an error of its own.
type Objective struct {
	// Percent of the requests over a month, above 90 and below 100: 99.9.
	Percent float64
}

// burn is one pair of windows in which errors eat up the month's allowance too quickly.
type burn struct {
	what, every, long string
	short             string  // as KQL writes a span
	factor            float64 // how much faster than allowed
	severity          int
	eats              string
}

// burns are the pairs of the "SRE workbook", chapter 5, "Alerting on SLOs", multiwindow and multi-burn-rate, within the two days
// that a rule may look back. The short window makes the alert end soon after the errors do. The book has five minutes beside an hour;
// the logs of a resource take three to ten to arrive (Azure Monitor documentation, logs/data-ingestion-time), and where none of the
// last requests are there yet, errors are never more than a share of them.
var burns = [...]burn{
	{"burn-fast", "PT5M", "PT1H", "15m", 14.4, 1, "a fiftieth of the month's allowance within the hour"},
	{"burn-slow", "PT15M", "PT6H", "30m", 6, 2, "a twentieth of the month's allowance within six hours"},
	{"burn-creeping", "PT1H", "P1D", "2h", 3, 3, "a tenth of the month's allowance within a day"},
}

// leastRequests is below how many a rate means nothing.
const leastRequests = 100

// SLOAlerts watch how fast the objective's allowance of errors is used up.
func SLOAlerts(objective Objective) []Alert {
	budget := 1 - objective.Percent/100
	alerts := make([]Alert, 0, len(burns))
	for _, b := range burns {
		alerts = append(alerts, Alert{
			What: b.what, Severity: b.severity, Claim: "SP-22", Runbook: "slo-burn",
			Summary: fmt.Sprintf("Errors use up %s (objective: %g per cent of requests).", b.eats, objective.Percent),
			Query: &Query{KQL: edgeLog("FrontDoorAccessLog") + fmt.Sprintf(`
| summarize Requests = count(), Errors = countif(Code >= 500), Recent = countif(TimeGenerated > ago(%[1]s)), RecentErrors = countif(Code >= 500 and TimeGenerated > ago(%[1]s))
| where Requests >= %[2]d and Errors > %[3]g * Requests and RecentErrors > %[3]g * Recent`, b.short, leastRequests, rounded(b.factor*budget)), Every: b.every, Window: b.long},
		})
	}
	return alerts
}

// rounded takes away what floating-point arithmetic adds, so that the query reads as meant.
func rounded(rate float64) float64 {
	const digits = 1e9
	return float64(int64(rate*digits+0.5)) / digits
}
