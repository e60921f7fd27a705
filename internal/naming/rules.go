package naming

import (
	"fmt"
	"regexp"
)

// Scope is where a name may occur only once.
type Scope string

// The scopes of uniqueness, widest first.
const (
	Global        Scope = "global"         // all of Azure
	Subscription  Scope = "subscription"   // one subscription
	ResourceGroup Scope = "resource group" // one resource group
	Parent        Scope = "parent"         // the resource that the named one is part of
)

// Rule is what Azure demands of the names of one resource type.
type Rule struct {
	// Type is the ARM type, "Microsoft.KeyVault/vaults".
	Type string
	// Min and Max bound the number of characters.
	Min, Max int
	// Characters says in words what the name may be made of.
	Characters string
	// Scope is where the name must be unique.
	Scope Scope
	// Source names the document that the rule comes from.
	Source string

	pattern *regexp.Regexp
}

// Allowed puts the rule into words: "3 to 24 characters: letters, digits and hyphens, ...".
func (r Rule) Allowed() string {
	return fmt.Sprintf("%d to %d characters: %s", r.Min, r.Max, r.Characters)
}

// Check says what is wrong with a name, or "" if Azure would take it.
func (r Rule) Check(name string) string {
	switch {
	case len(name) < r.Min:
		return fmt.Sprintf("is %d characters long, %d too short", len(name), r.Min-len(name))
	case len(name) > r.Max:
		return fmt.Sprintf("is %d characters long, %d too long", len(name), len(name)-r.Max)
	case !r.pattern.MatchString(name):
		return "has characters that Azure does not take there"
	}
	return ""
}

// RuleFor returns the rule of an ARM type, and whether there is one.
func RuleFor(armType string) (Rule, bool) {
	for _, r := range rules {
		if r.Type == armType {
			return r, true
		}
	}
	return Rule{}, false
}

// Rules returns a copy of the rules, in the order of the table.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// The documents that the rules come from.
const (
	nameRules = "Azure documentation, Naming rules and restrictions for Azure resources"
	overlay   = "AKS documentation, Configure Azure CNI Overlay: names of group, network and subnet become node labels; " + nameRules
	aksPrefix = "azure-rest-api-specs Microsoft.ContainerService managedClusters.json, dnsPrefix; " + nameRules
	frontDoor = "terraform-provider-azurerm internal/services/cdn/validate, front_door_validation_helpers.go"
	// containerApps is Microsoft's rule for apps and jobs; environments have none of their own.
	containerApps = "terraform-provider-azurerm internal/services/containerapps/validate; Container Apps documentation, azure-resource-manager-api-spec"
	ourRefusal    = "no published pattern: this project's own, narrower than what the service takes; " + nameRules
)

// What the names may be made of, in words and as a pattern. \z instead of $: a name must not end in a newline.
const (
	word       = "letters, digits, hyphens, periods and underscores, a letter or digit first, a letter, digit or underscore last"
	hyphenated = "letters, digits and hyphens, a letter or digit at both ends"
	lowHyphens = "lower-case letters, digits and hyphens, no hyphen at either end"
	lowOnly    = "lower-case letters and digits only"
	letterOnly = "letters and digits only, a letter first"
	appName    = "lower-case letters, digits and hyphens, a letter first, a letter or digit last"
)

var (
	wordPattern       = regexp.MustCompile(`\A[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?\z`)
	hyphenatedPattern = regexp.MustCompile(`\A[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\z`)
	lowHyphensPattern = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z`)
	lowOnlyPattern    = regexp.MustCompile(`\A[a-z0-9]+\z`)
	vaultPattern      = regexp.MustCompile(`\A[A-Za-z](-?[A-Za-z0-9])*\z`)
	alnumPattern      = regexp.MustCompile(`\A[A-Za-z0-9]+\z`)
	identityPattern   = regexp.MustCompile(`\A[A-Za-z0-9][A-Za-z0-9_-]*\z`)
	databasePattern   = regexp.MustCompile(`\A[^<>*%&:\\/?\x00-\x1f]*[^<>*%&:\\/?\x00-\x1f .]\z`)
	ruleNamePattern   = regexp.MustCompile(`\A[A-Za-z][A-Za-z0-9]*\z`)
	appPattern        = regexp.MustCompile(`\A[a-z]([a-z0-9-]*[a-z0-9])?\z`)
	groupPattern      = regexp.MustCompile(`\A[A-Za-z0-9._()-]*[A-Za-z0-9_()-]\z`)
)
