// Package naming makes the names of everything the program creates in Azure.
//
// Every name is explicit and follows from organisation, environment, region and role alone: a rebuilt environment gets
// the names of the lost one, an import needs no inventory, and one stack can refer to what another made without reading its
// state. Nothing here is random and nothing is remembered. The abbreviations are the Cloud Adoption Framework's
// ("Abbreviation recommendations for Azure resources").
//
// Components use it through the alias components/azure.Names; settings use it directly to refuse a name that is too
// long before anything is provisioned. It imports no cloud SDK.
package naming

import (
	"strings"

	"github.com/trelica/infrastructure/internal/regions"
)

// Names makes the Azure names of one environment in one region. The zero value makes no valid name; Validate says
// whether a value does. No method panics or fails: what cannot be named correctly is caught by Validate.
type Names struct {
	// Organisation is whose environment it is: 2 to 12 lower-case letters and digits, a letter first ("trelica").
	// Seven is the most that fits every vault in every region; Validate knows the exact limit.
	Organisation string
	// Environment is "dev", "preprod" or "prod".
	Environment string
	// Region is ARM's name of the region: "eastus2".
	Region string
}

// Environments returns the environments that names can be made for, in the order in which changes pass through them.
func Environments() []string { return []string{"dev", "preprod", "prod"} }

// code is the region's short form; an unknown region stands for itself, so that the mistake is visible in the name.
func (n Names) code() string {
	if r, ok := regions.Lookup(n.Region); ok {
		return r.Code
	}
	return n.Region
}

// short is the environment in the names that have only 24 characters: "preprod" would leave four for the organisation.
func (n Names) short() string {
	if n.Environment == "preprod" {
		return "pre"
	}
	return n.Environment
}

// regional is the part that most names share: trelica-prod-eus2.
func (n Names) regional() string { return join(n.Organisation, n.Environment, n.code()) }

// of makes a name of an abbreviation, the shared part, and a role that may be empty.
func (n Names) of(abbreviation, role string) string { return join(abbreviation, n.regional(), role) }

// join puts hyphens between those parts that are not empty.
func join(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "-")
}

// compact keeps the lower-case letters and digits of a string, for names that may hold nothing else.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
