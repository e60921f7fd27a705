package arm

import (
	"slices"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	typeBudget  = "Microsoft.Consumption/budgets"
	typePricing = "Microsoft.Security/pricings"

	budgetSpecification = "azure-rest-api-specs Microsoft.Consumption consumption.json, BudgetProperties"
	pricingDocument     = "Microsoft Learn, REST reference, Defender for Cloud, Pricings - Update"
	activityCategories  = "Microsoft Learn, azure-monitor, activity-log-schema, categories"
)

// monthStart is the first moment of a month as budgets write it; false where the text is another.
func monthStart(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			return at, at.Day() == 1 && at.Hour() == 0 && at.Minute() == 0
		}
	}
	return time.Time{}, false
}

func checkBudget() Check {
	return Check{
		ID: "budget", Says: "A budget has an amount, begins with a month since June 2017, and tells somebody at up to five thresholds of 0 to 1000 per cent. Whether the month has passed is not checked.",
		Source: budgetSpecification,
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, budget := range ofKind(r, typeBudget) {
				amount, state := budget.Number("properties.amount")
				problems = append(problems, one(state == Unknown || state == Known && amount > 0, refusal(budget.PathTo("properties.amount"), "400", "The budget has no amount above 0."))...)
				start, state := budget.String("properties.timePeriod.startDate")
				at, first := monthStart(start)
				expression := strings.HasPrefix(start, "[")
				fits := first && !at.Before(time.Date(2017, time.June, 1, 0, 0, 0, 0, time.UTC))
				problems = append(problems, one(state == Unknown || expression || fits, refusal(budget.PathTo("properties.timePeriod.startDate"), "400",
					"The start is %s; allowed is the first day of a month from 2017-06-01 on.", orAbsent(start, state)))...)
				problems = append(problems, notificationProblems(budget)...)
			}
			return problems
		},
	}
}

func notificationProblems(budget templateResource) []Problem {
	names, state := budget.Keys("properties.notifications")
	if state == Unknown {
		return nil
	}
	problems := one(len(names) <= 5, refusal(budget.PathTo("properties.notifications"), "400", "The budget has %d notifications; at most 5 are allowed.", len(names)))
	for _, name := range names {
		notification, known := budget.Object("properties.notifications." + name)
		if known != Known {
			continue
		}
		problems = append(problems, between(notification, "threshold", 0, 1000, "The threshold")...)
		told := false
		for _, whom := range []string{"contactEmails", "contactRoles", "contactGroups"} {
			told = told || filled(notification, whom)
		}
		problems = append(problems, one(told, refusal(notification.PathTo("contactEmails"), "400", "The notification tells nobody."))...)
	}
	return problems
}

func checkBudgetStart() Check {
	return Check{
		ID: "budget-start", Says: "The start of a budget stays.", Source: "Microsoft.Consumption error: start date of budgets cannot be updated",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, budget := range ofKind(r, typeBudget) {
				before, there := deployedBefore(r.Old, typeBudget, budget.name)
				old, first := before.String("properties.timePeriod.startDate")
				start, second := budget.String("properties.timePeriod.startDate")
				if !there || first != Known || second != Known {
					continue
				}
				problems = append(problems, one(old == start, refusal(budget.PathTo("properties.timePeriod.startDate"), "400",
					"Start date of budgets cannot be updated. Please delete and create a new budget: it was %s.", old))...)
			}
			return problems
		},
	}
}

// defenderPlans are the names of Defender's plans.
func defenderPlans() []string {
	return []string{
		"AI", "Api", "AppServices", "Arm", "CloudPosture", "ContainerRegistry", "Containers", "CosmosDbs", "Dns", "KeyVaults", "KubernetesService",
		"OpenSourceRelationalDatabases", "SqlServerVirtualMachines", "SqlServers", "StorageAccounts", "VirtualMachines",
	}
}

func checkDefenderPlans() Check {
	return Check{
		ID: "defender-plans", Says: "Defender's plans have known names, are Free or Standard, and are changed one after another: two at once may meet.",
		Source: pricingDocument + "; Defender for Cloud error Conflict: another update operation is in progress",
		Run: func(r Request) []Problem {
			plans := ofKind(r, typePricing)
			var problems []Problem
			alone := 0
			for _, plan := range plans {
				problems = append(problems, one(plan.name == "" || slices.Contains(defenderPlans(), plan.name), warning(plan.PathTo("name"),
					"The plan %q is not known; known are %s.", plan.name, oneOf(defenderPlans())))...)
				tier, state := plan.String("properties.pricingTier")
				problems = append(problems, one(state == Unknown || tier == "Standard" || tier == "Free", refusal(plan.PathTo("properties.pricingTier"), "InvalidInputJson",
					"The tier is %s; allowed are \"Standard\" or \"Free\".", orAbsent(tier, state)))...)
				waits, readable := dependsOn(plan)
				follows := slices.ContainsFunc(waits, func(reference string) bool {
					return slices.ContainsFunc(plans, func(other templateResource) bool { return other.answersTo(reference) })
				})
				if readable && !follows {
					alone++
				}
			}
			return append(problems, one(alone <= 1, warning("properties.template.resources",
				"%d plans wait for no other and are changed at once; Azure may answer Conflict. Let each depend on the one before.", alone))...)
		},
	}
}

func checkActivityLog() Check {
	return Check{
		ID: "activity-log", Says: "A subscription sends the categories of the activity log, has no metrics, and has no choice of tables.", Source: activityCategories + "; azure-rest-api-specs Microsoft.Insights 2021-05-01-preview subscriptionDiagnosticsSettings_API.json",
		Run: func(r Request) []Problem {
			target, kind := diagnosed(r)
			if kind != "microsoft.resources/subscriptions" || world.Subscription(target) == "" {
				return nil
			}
			allowed := []string{"Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth"}
			var problems []Problem
			found := texts(r.Body, "logs[*].category")
			for _, path := range sortedNames(found) {
				problems = append(problems, one(foldContains(allowed, found[path]), refusal(path, "BadRequest", "Category %q is not supported; allowed are %s.", found[path], oneOf(allowed)))...)
			}
			problems = append(problems, one(!filled(r.Body, "metrics"), refusal("metrics", "BadRequest", "The activity log has no metrics."))...)
			return append(problems, one(!r.Body.Has("logAnalyticsDestinationType"), warning("logAnalyticsDestinationType", "The activity log has one table; the choice is ignored."))...)
		},
	}
}
