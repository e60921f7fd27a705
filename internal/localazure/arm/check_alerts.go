package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	actionDocument   = "Microsoft Learn, azure-monitor, action-groups"
	metricDocument   = "Microsoft Learn, azure-monitor, alerts-create-metric-alert-rule"
	queryDocument    = "Microsoft Learn, azure-monitor, alerts-create-log-alert-rule"
	activityDocument = "Microsoft Learn, azure-monitor, alerts-activity-log; " + activitySpecification
)

func checkActionGroupShortName() Check {
	return Check{
		ID: "action-group-short-name", Says: "The short name has 1 to 12 characters.", Source: actionGroupSpecification + ", groupShortName",
		Run: func(r Request) []Problem {
			name, state := r.Body.String("groupShortName")
			return one(state != Known || len(name) >= 1 && len(name) <= 12, refusal("groupShortName", "GroupShortNameIsTooLong", "The short name %q has %d characters; allowed are 1 to 12.", name, len(name)))
		},
	}
}

// receiverLists are the inputs of an action group that hold receivers.
func receiverLists() []string {
	return []string{
		"armRoleReceivers", "automationRunbookReceivers", "azureAppPushReceivers", "azureFunctionReceivers", "emailReceivers", "eventHubReceivers",
		"itsmReceivers", "logicAppReceivers", "smsReceivers", "voiceReceivers", "webhookReceivers",
	}
}

func checkReceiverNames() Check {
	return Check{
		ID: "action-group-receivers", Says: "No two receivers of a group share a name.", Source: actionGroupSpecification + " (names must be unique across all receivers within an action group)",
		Run: func(r Request) []Problem {
			var problems []Problem
			seen := map[string]string{}
			for _, list := range receiverLists() {
				found := texts(r.Body, list+"[*].name")
				for _, path := range sortedNames(found) {
					if earlier, twice := seen[strings.ToLower(found[path])]; twice {
						problems = append(problems, refusal(path, "", "The name %q is that of the receiver at %s already.", found[path], earlier))
					}
					seen[strings.ToLower(found[path])] = path
				}
			}
			return problems
		},
	}
}

func checkReceiverAddresses() Check {
	return Check{
		ID: "action-group-addresses", Says: "E-mail addresses have an @, webhooks an https or http address.", Source: actionDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			mails := texts(r.Body, "emailReceivers[*].emailAddress")
			for _, path := range sortedNames(mails) {
				local, domain, ok := strings.Cut(mails[path], "@")
				problems = append(problems, one(ok && local != "" && strings.Contains(domain, "."), refusal(path, "", "%q is not an e-mail address.", mails[path]))...)
			}
			hooks := texts(r.Body, "webhookReceivers[*].serviceUri")
			for _, path := range sortedNames(hooks) {
				problems = append(problems, one(strings.HasPrefix(hooks[path], "https://") || strings.HasPrefix(hooks[path], "http://"), refusal(path, "", "The webhook's address begins with neither https:// nor http://."))...)
			}
			return problems
		},
	}
}

func checkActionGroupLocation() Check {
	return Check{
		ID: "action-group-location", Says: "An action group is global, or in one of the regions that process alerts.", Source: actionDocument + ", create an action group (regions)",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			allowed := []string{"global", "swedencentral", "germanywestcentral", "northcentralus", "southcentralus", "westeurope", "northeurope", "eastus", "eastus2"}
			return one(state != Known || slices.Contains(allowed, world.Region(location)), warning("location", "Action groups are documented for %s; this one lies in %q.", oneOf(allowed), world.Region(location)))
		},
	}
}

func checkAlertSeverity() Check {
	return Check{
		ID: "alert-severity", Says: "An alert's severity is a whole number from 0 (critical) to 4 (verbose).", Source: metricAlertSpecification + ", severity; " + queryRuleSpecification + ", severity",
		Run: func(r Request) []Problem { return between(r.Body, "severity", 0, 4, "The severity") },
	}
}

// allowedDuration demands one of the durations a service counts in.
func allowedDuration(b Body, path, code string, allowed []string) []Problem {
	text, state := b.String(path)
	if state != Known {
		return nil
	}
	length, ok := isoSeconds(text)
	for _, candidate := range allowed {
		same, _ := isoSeconds(candidate)
		if ok && same == length {
			return nil
		}
	}
	return []Problem{refusal(b.PathTo(path), code, "%q is not allowed; allowed are %s.", text, oneOf(allowed))}
}

// noShorter demands that a window is at least as long as the time between evaluations.
func noShorter(b Body) []Problem {
	window, windowState := b.String("windowSize")
	every, everyState := b.String("evaluationFrequency")
	long, longOK := isoSeconds(window)
	short, shortOK := isoSeconds(every)
	return one(windowState != Known || everyState != Known || !longOK || !shortOK || long >= short, refusal("windowSize", "BadRequest",
		"The window %s is shorter than the time between evaluations, %s.", window, every))
}

func checkMetricTimes() Check {
	return Check{
		ID: "metric-alert-times", Says: "A metric alert looks every 1, 5, 15, 30 or 60 minutes at 1, 5, 15, 30 minutes, 1, 6, 12 or 24 hours, and at no less than lies between.", Source: metricDocument,
		Run: func(r Request) []Problem {
			problems := allowedDuration(r.Body, "evaluationFrequency", "BadRequest", []string{"PT1M", "PT5M", "PT15M", "PT30M", "PT1H"})
			problems = append(problems, allowedDuration(r.Body, "windowSize", "BadRequest", []string{"PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"})...)
			return append(problems, noShorter(r.Body)...)
		},
	}
}

func checkMetricScopes() Check {
	return Check{
		ID: "metric-alert-scopes", Says: "An alert over several resources, a group or a subscription names their type and region.", Source: metricAlertSpecification + ", targetResourceType and targetResourceRegion",
		Run: func(r Request) []Problem {
			scopes, state := r.Body.Strings("scopes")
			if state != Known {
				return nil
			}
			problems := one(len(scopes) > 0, refusal("scopes", "BadRequest", "An alert needs a scope."))
			// An alert on an availability test names the test and its component, and no type.
			criteria, kind := r.Body.String("criteria.odataType")
			wide := len(scopes) > 1 && kind != Unknown && criteria != "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria"
			for _, scope := range scopes {
				wide = wide || !strings.Contains(strings.ToLower(scope), "/providers/")
			}
			for _, path := range []string{"targetResourceType", "targetResourceRegion"} {
				problems = append(problems, one(!wide || r.Body.Has(path), refusal(path, "BadRequest", "This is mandatory if the scope contains a subscription, a resource group, or more than one resource."))...)
			}
			return problems
		},
	}
}

func checkMetricCriteria() Check {
	return Check{
		ID: "metric-alert-criteria", Says: "An alert has 1 to 5 criteria (one, where its threshold is dynamic), each under a name of its own.", Source: metricDocument + "; Microsoft Learn, azure-monitor, alerts-metric-multiple-time-series-single-rule",
		Run: func(r Request) []Problem {
			criteria, state := r.Body.Elements("criteria.allOf")
			if state != Known {
				return nil
			}
			problems := one(len(criteria) >= 1 && len(criteria) <= 5, refusal("criteria.allOf", "BadRequest", "An alert has 1 to 5 criteria; %d are given.", len(criteria)))
			seen := map[string]string{}
			for _, criterion := range criteria {
				kind, _ := criterion.String("criterionType")
				problems = append(problems, one(kind != "DynamicThresholdCriterion" || len(criteria) == 1, refusal(criterion.PathTo("criterionType"), "BadRequest", "A dynamic threshold stands alone; %d criteria are given.", len(criteria)))...)
				if name, known := criterion.String("name"); known == Known {
					if earlier, twice := seen[name]; twice {
						problems = append(problems, refusal(criterion.PathTo("name"), "BadRequest", "The name %q stands at %s already.", name, earlier))
					}
					seen[name] = criterion.PathTo("name")
				}
			}
			return problems
		},
	}
}

func checkScopesExist() Check {
	return Check{
		ID: "alert-scopes-exist", Says: "What an alert watches exists, and is named by its whole identifier.", Source: "ARM errors ResourceNotFound, InvalidSubscriptionId; " + metricDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			found := texts(r.Body, "scopes[*]")
			for _, path := range sortedNames(found) {
				if !scopeShape.MatchString(found[path]) {
					problems = append(problems, refusal(path, "BadRequest", "%q is not the identifier of a resource, a group or a subscription.", found[path]))
					continue
				}
				problems = append(problems, judgeSubscription(path, found[path])...)
				if !modelled(r.View, found[path]) {
					continue
				}
				_, there := r.View.Get(found[path])
				problems = append(problems, one(there, refusal(path, "ResourceNotFound", "%s does not exist; if this program makes it, depend on it.", found[path]))...)
			}
			return problems
		},
	}
}

func checkActivityCondition() Check {
	return Check{
		ID: "activity-alert-condition", Says: "The condition names the category of the events; each leaf has a field and what it equals or contains.", Source: activityDocument,
		Run: func(r Request) []Problem {
			leaves, state := r.Body.Elements("condition.allOf")
			if state != Known {
				return nil
			}
			category := false
			var problems []Problem
			for _, leaf := range leaves {
				if _, known := leaf.At(""); known != Known {
					category = true
					continue
				}
				field, fieldState := leaf.String("field")
				category = category || fieldState == Unknown || strings.EqualFold(field, "category")
				whole := leaf.Has("field") && (leaf.Has("equals") || leaf.Has("containsAny"))
				problems = append(problems, one(whole != leaf.Has("anyOf"), refusal(leaf.PathTo(""), "BadRequest", "A condition is either a field with equals or containsAny, or anyOf several."))...)
			}
			return append(problems, one(category, refusal("condition.allOf", "BadRequest", "The condition must name the field \"category\"."))...)
		},
	}
}

func checkActivityScopes() Check {
	return Check{
		ID: "activity-alert-scopes", Says: "An alert on the activity log watches one subscription, or parts of it.", Source: activityDocument + ", scopes",
		Run: func(r Request) []Problem {
			scopes, state := r.Body.Strings("scopes")
			if state != Known {
				return nil
			}
			problems := one(len(scopes) > 0, refusal("scopes", "BadRequest", "An alert needs a scope."))
			for i, scope := range scopes {
				problems = append(problems, one(strings.EqualFold(world.Subscription(scope), world.Subscription(scopes[0])), refusal(joinIndex("scopes", i), "BadRequest", "%s is of another subscription than %s.", scope, scopes[0]))...)
			}
			return problems
		},
	}
}

func checkActivityLocation() Check {
	return Check{
		ID: "activity-alert-location", Says: "Alerts on the activity log lie in Global, West Europe or North Europe.", Source: activitySpecification + ", location",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			allowed := []string{"global", "westeurope", "northeurope"}
			return one(state != Known || slices.Contains(allowed, world.Region(location)), refusal("location", "LocationNotAvailableForResourceType", "The location %q is not available; allowed are %s.", location, oneOf(allowed)))
		},
	}
}
