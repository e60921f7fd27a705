package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkQueryTimes() Check {
	return Check{
		ID: "query-rule-times", Says: "A log alert looks every 1 minute to 1 day at 1 minute to 2 days, in the steps Microsoft lists, and at no less than lies between.", Source: queryDocument + ", aggregation granularity and frequency of evaluation",
		Run: func(r Request) []Problem {
			if kind, _ := r.Body.String("kind"); kind == "LogToMetric" {
				return nil
			}
			steps := []string{"PT1M", "PT5M", "PT10M", "PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT3H", "PT4H", "PT5H", "PT6H", "P1D"}
			problems := allowedDuration(r.Body, "evaluationFrequency", "BadRequest", steps)
			problems = append(problems, allowedDuration(r.Body, "windowSize", "BadRequest", append(steps, "P2D"))...)
			return append(problems, noShorter(r.Body)...)
		},
	}
}

func checkQueryPeriods() Check {
	return Check{
		ID: "query-rule-periods", Says: "Of at most 6 periods, at least one and no more than all must fail.", Source: queryDocument + ", number of violations; " + queryRuleSpecification + ", ConditionFailingPeriods",
		Run: func(r Request) []Problem {
			conditions, _ := r.Body.Elements("criteria.allOf")
			var problems []Problem
			for _, condition := range conditions {
				all, allState := condition.Number("failingPeriods.numberOfEvaluationPeriods")
				least, leastState := condition.Number("failingPeriods.minFailingPeriodsToAlert")
				problems = append(problems, between(condition, "failingPeriods.numberOfEvaluationPeriods", 1, 6, "The number of periods")...)
				problems = append(problems, one(allState != Known || leastState != Known || least >= 1 && least <= all, refusal(condition.PathTo("failingPeriods.minFailingPeriodsToAlert"), "BadRequest", "%v of %v periods cannot fail.", least, all))...)
			}
			return problems
		},
	}
}

func checkQueryMute() Check {
	return Check{
		ID: "query-rule-mute", Says: "A rule that resolves itself does not mute its actions.", Source: queryRuleSpecification + ", muteActionsDuration; " + queryDocument + " (mute actions cannot be used with automatic resolution)",
		Run: func(r Request) []Problem {
			resolves, _ := r.Body.Bool("autoMitigate")
			return one(!resolves || !r.Body.Has("muteActionsDuration"), refusal("muteActionsDuration", "BadRequest", "autoMitigate is true; actions can be muted only where it is false."))
		},
	}
}

func checkQueryCriteria() Check {
	return Check{
		ID: "query-rule-criteria", Says: "A log alert has exactly one criterion, with a query, an aggregation, an operator and a threshold.", Source: queryRuleSpecification + ", ScheduledQueryRuleCriteria and Condition",
		Run: func(r Request) []Problem {
			conditions, state := r.Body.Elements("criteria.allOf")
			if kind, _ := r.Body.String("kind"); state != Known || kind == "LogToMetric" {
				return nil
			}
			problems := one(len(conditions) == 1, refusal("criteria.allOf", "BadRequest", "A log alert has exactly one criterion; %d are given.", len(conditions)))
			for _, condition := range conditions {
				if _, known := condition.At(""); known != Known {
					continue
				}
				for _, path := range []string{"query", "timeAggregation", "operator", "threshold"} {
					problems = append(problems, one(condition.Has(path), refusal(condition.PathTo(path), "BadRequest", "This is needed for a log alert."))...)
				}
				column, counted := condition.String("timeAggregation")
				problems = append(problems, one(counted != Known || column == "Count" || condition.Has("metricMeasureColumn"), refusal(condition.PathTo("metricMeasureColumn"), "BadRequest", "The aggregation %q is over a column; name it.", column))...)
			}
			return problems
		},
	}
}

func checkQueryRegion() Check {
	return Check{
		ID: "query-rule-region", Says: "A rule lies in the region of the workspace it asks.", Source: queryDocument + " (the rule is created in the region of its target)",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			if state != Known {
				return nil
			}
			var problems []Problem
			found := texts(r.Body, "scopes[*]")
			for _, path := range sortedNames(found) {
				target, there := r.View.Get(found[path])
				if !there || !strings.EqualFold(target.Type, typeWorkspace) || target.Location == "" {
					continue
				}
				problems = append(problems, one(world.Region(target.Location) == world.Region(location), refusal("location", "BadRequest", "The rule lies in %s, the workspace %s in %s; both must lie in one region.",
					world.Region(location), world.Name(target.ID), world.Region(target.Location)))...)
			}
			return problems
		},
	}
}
