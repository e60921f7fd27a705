package arm

import (
	"strconv"
	"strings"
)

const ruleDocument = "Microsoft Learn, virtual-network, network-security-groups-overview, security rules"

// ruleName is how messages call a rule.
func ruleName(rule Body) string {
	name, _ := rule.String("name")
	return strconv.Quote(name)
}

// rules are the security rules of a request.
func rules(r Request) []Body {
	rules, _ := r.Body.Elements("securityRules")
	return rules
}

func checkRulePriorities() Check {
	return Check{
		ID: "rule-priority", Says: "A rule's priority is a whole number from 100 to 4096.", Source: ruleDocument + "; ARM error SecurityRuleInvalidPriority",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, rule := range rules(r) {
				priority, state := rule.Number("priority")
				fits := priority == float64(int(priority)) && priority >= 100 && priority <= 4096
				problems = append(problems, one(state != Known || fits, refusal(rule.PathTo("priority"), "SecurityRuleInvalidPriority",
					"Security rule %s has invalid priority. Value provided: %v. Allowed range 100-4096.", ruleName(rule), priority))...)
			}
			return problems
		},
	}
}

func checkRulePrioritiesUnique() Check {
	return Check{
		ID: "rule-priority-unique", Says: "No two rules of a group share direction and priority.", Source: ruleDocument + "; ARM error SecurityRuleConflict",
		Run: func(r Request) []Problem {
			var problems []Problem
			seen := map[string]string{}
			for _, rule := range rules(r) {
				priority, first := rule.Number("priority")
				direction, second := rule.String("direction")
				if first != Known || second != Known {
					continue
				}
				key := strings.ToLower(direction) + strconv.FormatFloat(priority, 'f', -1, 64)
				if earlier, twice := seen[key]; twice {
					problems = append(problems, refusal(rule.PathTo("priority"), "SecurityRuleConflict",
						"Security rule %s conflicts with rule %s. Rules cannot have the same Priority and Direction.", ruleName(rule), earlier))
				}
				seen[key] = ruleName(rule)
			}
			return problems
		},
	}
}

func checkRuleNames() Check {
	return Check{
		ID: "rule-name", Says: "Each rule has a name of 1 to 80 characters that no other rule of the group has, and a description of at most 140.",
		Source: nameRules + "; " + ruleDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			seen := map[string]string{}
			for _, rule := range rules(r) {
				name, state := rule.String("name")
				if _, element := rule.At(""); element != Known || state == Unknown {
					continue
				}
				path := rule.PathTo("name")
				problems = append(problems, one(len(name) > 0 && len(name) <= 80, refusal(path, "InvalidResourceName", "A rule's name has 1 to 80 characters; this one has %d.", len(name)))...)
				if earlier, twice := seen[strings.ToLower(name)]; twice {
					problems = append(problems, refusal(path, "InvalidRequestFormat", "The name %q is that of the rule at %s already.", name, earlier))
				}
				seen[strings.ToLower(name)] = path
				description, _ := rule.String("description")
				problems = append(problems, one(len(description) <= 140, refusal(rule.PathTo("description"), "",
					"The description of rule %q has %d characters; at most 140 are allowed.", name, len(description)))...)
			}
			return problems
		},
	}
}

// ruleSides are the things a rule names once or as a list.
func ruleSides() map[string]bool {
	return map[string]bool{"sourceAddressPrefix": true, "destinationAddressPrefix": true, "sourcePortRange": false, "destinationPortRange": false}
}

func checkRuleShape() Check {
	return Check{
		ID: "rule-shape", Says: "Of each address and port a rule has either the single form or the list, and one of the two (or, for addresses, application security groups).",
		Source: ruleDocument + "; ARM errors SecurityRuleParameterContainsUnsupportedValue, SecurityRuleInvalidAddressPrefix",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, rule := range rules(r) {
				if _, state := rule.At(""); state != Known {
					continue
				}
				for _, single := range sortedNames(ruleSides()) {
					problems = append(problems, ruleSide(rule, single, ruleSides()[single])...)
				}
			}
			return problems
		},
	}
}

func ruleSide(rule Body, single string, address bool) []Problem {
	plural := strings.Replace(single, "Prefix", "Prefixes", 1)
	if !address {
		plural = strings.Replace(single, "Range", "Ranges", 1)
	}
	groups := false
	if address {
		groups = filled(rule, strings.Replace(single, "AddressPrefix", "ApplicationSecurityGroups", 1))
	}
	alone, many := filled(rule, single), filled(rule, plural)
	switch {
	case alone && many:
		return []Problem{refusal(rule.PathTo(plural), "", "Rule %s has both %s and %s; give one.", ruleName(rule), single, plural)}
	case address && groups && (alone || many):
		return []Problem{refusal(rule.PathTo(single), "", "Rule %s has both addresses and application security groups; give one.", ruleName(rule))}
	case !alone && !many && !groups:
		return []Problem{refusal(rule.PathTo(single), "", "Rule %s has neither %s nor %s; \"*\" stands for any.", ruleName(rule), single, plural)}
	}
	return nil
}

// filled reports whether something other than an empty list or text was sent, or may yet be.
func filled(b Body, path string) bool {
	value, state := b.At(path)
	switch {
	case state == Absent:
		return false
	case state == Unknown:
		return true
	case value.IsArray():
		return len(value.ArrayValue()) > 0
	case value.IsString():
		return value.StringValue() != ""
	}
	return true
}

func checkRulePorts() Check {
	return Check{
		ID: "rule-ports", Says: "A port is \"*\", a number from 0 to 65535, or a range whose first is not above its last.",
		Source: ruleDocument + "; ARM error SecurityRuleInvalidPortRange",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, pattern := range []string{"sourcePortRange", "sourcePortRanges[*]", "destinationPortRange", "destinationPortRanges[*]"} {
				found := texts(r.Body, "securityRules[*]."+pattern)
				for _, path := range sortedNames(found) {
					problems = append(problems, one(portRange(found[path]), refusal(path, "SecurityRuleInvalidPortRange",
						"Security rule has invalid Port range. Value provided: %s. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.", found[path]))...)
				}
			}
			return problems
		},
	}
}

func portRange(text string) bool {
	if text == "*" {
		return true
	}
	first, last, isRange := strings.Cut(text, "-")
	low, err := strconv.ParseUint(first, 10, 16)
	if err != nil || !isRange {
		return err == nil
	}
	high, err := strconv.ParseUint(last, 10, 16)
	return err == nil && low <= high
}

// ruleAddresses are the address prefixes of all rules, with their paths.
func ruleAddresses(r Request) map[string]string {
	found := map[string]string{}
	for _, pattern := range []string{"sourceAddressPrefix", "sourceAddressPrefixes[*]", "destinationAddressPrefix", "destinationAddressPrefixes[*]"} {
		for path, text := range texts(r.Body, "securityRules[*]."+pattern) {
			found[path] = text
		}
	}
	return found
}

// serviceTag reports whether an address prefix is meant as a service tag: it begins with a letter and is no address.
func serviceTag(text string) bool {
	return text != "" && !strings.ContainsAny(text, ":/") && (text[0] >= 'A' && text[0] <= 'Z' || text[0] >= 'a' && text[0] <= 'z')
}

func checkRuleAddresses() Check {
	return Check{
		ID: "rule-addresses", Says: "An address is \"*\", a service tag, an address or a range in CIDR notation; service tags and \"*\" stand alone, not in lists of several.",
		Source: ruleDocument + "; ARM error SecurityRuleInvalidAddressPrefix",
		Run: func(r Request) []Problem {
			var problems []Problem
			found := ruleAddresses(r)
			for _, path := range sortedNames(found) {
				text := found[path]
				switch {
				case text == "*":
					problems = append(problems, one(!strings.Contains(path, "Prefixes["), refusal(path, "SecurityRuleInvalidAddressPrefix",
						"\"*\" stands in the single form (…AddressPrefix) only, not in a list."))...)
				case serviceTag(text):
				default:
					problems = append(problems, one(addressOrRange(text), refusal(path, "SecurityRuleInvalidAddressPrefix",
						"Security rule has invalid Address prefix. Value provided: %s. Allowed are \"*\", a service tag, an address, or a range in CIDR notation with its first address.", text))...)
				}
			}
			return problems
		},
	}
}

func checkServiceTags() Check {
	return Check{
		ID: "service-tag", Says: "A service tag is one that Microsoft documents; a tag outside the list is shown, since new ones are added.",
		Source: tagDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			found := ruleAddresses(r)
			for _, path := range sortedNames(found) {
				name, _, _ := strings.Cut(found[path], ".")
				if !serviceTag(found[path]) || foldContains(serviceTags(), found[path]) || foldContains(serviceTags(), name) && name != "AzureFrontDoor" {
					continue
				}
				problems = append(problems, warning(path, "The service tag %q is not in the list of documented tags.", found[path]))
			}
			return problems
		},
	}
}
