package arm

import (
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkManagedTier() Check {
	return Check{
		ID: "firewall-managed-tier", Says: "Managed rule sets need the Premium tier (or the classic one).", Source: firewallDocument + ", waf-front-door-drs; Microsoft Learn, frontdoor, tier-comparison",
		Run: func(r Request) []Problem {
			tier, _ := r.Body.String("sku.name")
			sets, _ := r.Body.Elements("managedRules.managedRuleSets")
			return one(tier != "Standard_AzureFrontDoor" || len(sets) == 0, refusal("managedRules.managedRuleSets", "BadRequest",
				"The tier is Standard_AzureFrontDoor, which has no managed rule sets; they need Premium_AzureFrontDoor."))
		},
	}
}

// managedSets are the rule sets that a policy of the Premium tier takes, with their versions.
func managedSets() map[string][]string {
	return map[string][]string{
		"Microsoft_DefaultRuleSet":    {"1.1", "2.0", "2.1", "2.2"},
		"Microsoft_BotManagerRuleSet": {"1.0", "1.1"},
		"DefaultRuleSet":              {"1.0", "preview-0.1"},
		"BotProtection":               {"preview-0.1"},
	}
}

func checkManagedSets() Check {
	return Check{
		ID: "firewall-managed-sets", Says: "A managed rule set is one that exists; a default set of version 2 or newer says what is done to a request that scores too high, older ones and bot sets do not.", Source: firewallDocument + ", waf-front-door-drs and waf-front-door-policy-configure-bot-protection; " + firewallSpecification + ", ManagedRuleSetActionType",
		Run: func(r Request) []Problem {
			sets, _ := r.Body.Elements("managedRules.managedRuleSets")
			var problems []Problem
			for _, set := range sets {
				kind, kindState := set.String("ruleSetType")
				version, versionState := set.String("ruleSetVersion")
				if kindState != Known || versionState != Known {
					continue
				}
				versions := managedSets()[kind]
				problems = append(problems, one(foldContains(versions, version), refusal(set.PathTo("ruleSetVersion"), "BadRequest", "There is no rule set %s of version %s; known are %s.", kind, version, oneOf(versions)))...)
				scores := kind == "Microsoft_DefaultRuleSet" && majorVersion(version) >= 2
				problems = append(problems, one(scores == set.Has("ruleSetAction"), refusal(set.PathTo("ruleSetAction"), "BadRequest", "Sets of type Microsoft_DefaultRuleSet from version 2.0 take a ruleSetAction, others none; this is %s %s.", kind, version))...)
			}
			return problems
		},
	}
}

func majorVersion(version string) int {
	major, _, _ := strings.Cut(version, ".")
	number, err := strconv.Atoi(major)
	if err != nil {
		return 0
	}
	return number
}

func checkCustomRules() Check {
	return Check{
		ID: "firewall-custom-rules", Says: "Custom rules have names and priorities of their own, and a condition.", Source: firewallSpecification + ", CustomRule; " + firewallDocument + ", waf-front-door-custom-rules",
		Run: func(r Request) []Problem {
			rules, _ := r.Body.Elements("customRules.rules")
			var problems []Problem
			names, priorities := map[string]string{}, map[float64]string{}
			for _, rule := range rules {
				if _, state := rule.At(""); state != Known {
					continue
				}
				if name, state := rule.String("name"); state == Known {
					problems = append(problems, one(names[strings.ToLower(name)] == "", refusal(rule.PathTo("name"), "BadRequest", "The name %q stands at %s already.", name, names[strings.ToLower(name)]))...)
					names[strings.ToLower(name)] = rule.PathTo("name")
				}
				if priority, state := rule.Number("priority"); state == Known {
					problems = append(problems, one(priorities[priority] == "", refusal(rule.PathTo("priority"), "BadRequest", "The priority %v stands at %s already.", priority, priorities[priority]))...)
					priorities[priority] = rule.PathTo("priority")
				}
				problems = append(problems, one(filled(rule, "matchConditions"), refusal(rule.PathTo("matchConditions"), "BadRequest", "A rule needs a condition."))...)
			}
			return problems
		},
	}
}

func checkScrubbing() Check {
	return Check{
		ID: "firewall-scrubbing", Says: "What is scrubbed from the firewall's log is all of a kind, without a selector, or one by its selector; addresses are scrubbed all.",
		Source: firewallDocument + ", waf-sensitive-data-protection-configure-frontdoor; " + firewallSpecification + ", WebApplicationFirewallScrubbingRules",
		Run: func(r Request) []Problem {
			rules, _ := r.Body.Elements("policySettings.scrubbingRules")
			var problems []Problem
			for _, rule := range rules {
				variable, _ := rule.String("matchVariable")
				operator, state := rule.String("selectorMatchOperator")
				if state != Known {
					continue
				}
				single := operator == "Equals"
				whole := variable == "RequestIPAddress" || variable == "RequestUri"
				problems = append(problems, one(!single || !whole, refusal(rule.PathTo("selectorMatchOperator"), "BadRequest", "%s is scrubbed by EqualsAny alone.", variable))...)
				problems = append(problems, one(single == rule.Has("selector"), refusal(rule.PathTo("selector"), "BadRequest", "Equals needs a selector, and EqualsAny takes none."))...)
			}
			return problems
		},
	}
}

func checkFirewallPlace() Check {
	return Check{
		ID: "firewall-location", Says: "A policy's location is \"Global\"; an official example names a region, which is shown.",
		Source: firewallDocument + ", waf-front-door-create-portal; " + firewallSpecification + ", examples",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			return one(state != Known || world.Region(location) == "global", warning("location", "The location is %q; a policy of Front Door belongs to no region.", location))
		},
	}
}

func checkRateLimits() Check {
	return Check{
		ID: "firewall-rate-limits", Says: "A rate limit counts over 1 minute (the default) or 5, from 10 to 1,000,000 requests.", Source: firewallDocument + ", waf-front-door-rate-limit; " + firewallSpecification + ", CustomRule",
		Run: func(r Request) []Problem {
			rules, _ := r.Body.Elements("customRules.rules")
			var problems []Problem
			for _, rule := range rules {
				if kind, _ := rule.String("ruleType"); kind != "RateLimitRule" {
					continue
				}
				minutes, state := rule.Number("rateLimitDurationInMinutes")
				problems = append(problems, one(state != Known || minutes == 1 || minutes == 5, refusal(rule.PathTo("rateLimitDurationInMinutes"), "BadRequest", "A rate limit counts over 1 or 5 minutes."))...)
				problems = append(problems, one(rule.Has("rateLimitThreshold"), refusal(rule.PathTo("rateLimitThreshold"), "BadRequest", "A rate limit needs a threshold."))...)
				problems = append(problems, between(rule, "rateLimitThreshold", 10, 1_000_000, "The threshold")...)
			}
			return problems
		},
	}
}
