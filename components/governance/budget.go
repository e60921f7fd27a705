package governance

import (
	"fmt"
	"time"
)

// Budget is what an environment may cost in a month, and who is told when it costs more.
type Budget struct {
	// Amount is in the currency that the subscription is billed in, above 0.
	Amount float64
	// Since is the month from which it counts, "2026-11". When the budget is made it must be the current month, or one of the
	// next; it can never be changed afterwards, so it stays as it was set (Microsoft.Consumption refuses both: "Start date
	// of budgets cannot be updated").
	Since string
	// Emails are told at every threshold; one address at least.
	Emails []string
}

const (
	budgetType    = "Microsoft.Consumption/budgets"
	budgetVersion = "2021-10-01"
)

// threshold is a share of the amount at which people are told.
type threshold struct {
	percent int
	kind    string // "Actual", or "Forecasted" for what the month will have cost at its end
}

// thresholds are the shares: a warning that the month runs high, one before the end, and the end. Azure allows five.
func thresholds() []threshold {
	return []threshold{{50, "Actual"}, {80, "Actual"}, {100, "Actual"}, {100, "Forecasted"}}
}

// Costs is the template that makes the budget.
func Costs(name string, budget Budget) Template {
	notifications := map[string]any{}
	for _, at := range thresholds() {
		emails := make([]any, 0, len(budget.Emails))
		for _, email := range budget.Emails {
			emails = append(emails, email)
		}
		notifications[fmt.Sprintf("%s%d", at.kind, at.percent)] = map[string]any{
			"enabled": true, "operator": "GreaterThanOrEqualTo", "threshold": at.percent, "thresholdType": at.kind, "contactEmails": emails,
		}
	}
	return Template{Resources: []TemplateResource{{
		Type: budgetType, APIVersion: budgetVersion, Name: name, Properties: map[string]any{
			"category":      "Cost",
			"amount":        budget.Amount,
			"timeGrain":     "Monthly",
			"timePeriod":    map[string]any{"startDate": budget.Since + "-01T00:00:00Z"},
			"notifications": notifications,
		},
	}}}
}

// month reads a month such as "2026-11"; false for anything else, and for months before Azure had budgets.
func month(text string) (time.Time, bool) {
	at, err := time.Parse("2006-01", text)
	return at, err == nil && !at.Before(time.Date(2017, time.June, 1, 0, 0, 0, 0, time.UTC))
}
