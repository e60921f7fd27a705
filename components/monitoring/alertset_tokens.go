package monitoring

import "fmt"

// Bounds on the job that keeps the two vaults of customers' tokens alike. It runs every five minutes.
const (
	// TokensEvent is what the job's line says it is; see docs/tokens.md.
	TokensEvent = "tokens-reconciled"
	// tokensLagSeconds is how far the second vault may be behind. It is the time in which tokens would be lost with the region.
	tokensLagSeconds = 900
)

// TokenAlerts watch the job that copies customers' tokens to the other region's vault. It is judged by the line that it writes
// at the end of every run, in the workspace of the cluster that it runs in; the line is described in docs/tokens.md.
func TokenAlerts() []Alert {
	return []Alert{
		{
			What: "lag", Severity: 1, Claim: "SP-17", Runbook: "tokens-behind",
			Summary: "Customers' tokens have been missing from the other region's vault for more than a quarter of an hour. They would be " +
				"lost with this region.",
			Query: &Query{KQL: tokensLine() + fmt.Sprintf("\n| where todouble(Line.lagSeconds) > %d", tokensLagSeconds)},
		},
		{
			What: "failed", Severity: 2, Claim: "SP-17", Runbook: "tokens-behind",
			Summary: "The job that copies customers' tokens could not copy some of them.",
			Query:   &Query{KQL: tokensLine() + "\n| where toint(Line.failed) > 0", Every: "PT15M", Window: "PT30M", Threshold: 2},
		},
	}
}

// TokenSilence is for a job that is there: before that its silence is no news, and would ring from the first day on.
func TokenSilence() []Alert {
	return []Alert{
		{
			What: "silent", Severity: 2, Claim: "SP-17", Runbook: "tokens-behind",
			Summary: "The job that copies customers' tokens has not finished a run for an hour. Nobody knows how far behind the other vault is.",
			Query:   &Query{KQL: tokensLine(), Operator: "LessThan", Threshold: 1, Every: "PT15M", Window: "PT1H"},
		},
	}
}

// tokensLine finds the job's lines among those of all containers. Whether the agent has made an object of a line or left it a
// text, the conversion there and back gives the object (Azure Monitor reference, table ContainerLogV2, LogMessage).
func tokensLine() string {
	return fmt.Sprintf(`ContainerLogV2
| extend Line = parse_json(tostring(LogMessage))
| where tostring(Line.event) == %q`, TokensEvent)
}
