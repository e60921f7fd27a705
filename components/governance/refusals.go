package governance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Resource is a resource as this program asks for it: what the policies that refuse are held against.
type Resource struct {
	// Token is the provider's type token, with or without the API version: "azure-native:keyvault/v20241101:Vault".
	Token string
	// Inputs are the resource's, as the provider gets them.
	Inputs map[string]any
}

// locationList is the parameter of both policies about locations.
const locationList = "listOfAllowedLocations"

var apiVersion = regexp.MustCompile(`/v[0-9]{8}[a-z]*:`)

// is reports whether the resource is of a type, named without the API version: "keyvault:Vault".
func (r Resource) is(kind string) bool {
	return strings.EqualFold(apiVersion.ReplaceAllString(r.Token, ":"), "azure-native:"+kind)
}

// text is the input at a dotted path, as a policy compares it: without regard to case, "" where it is not there.
func (r Resource) text(path string) string {
	var value any = r.Inputs
	for key := range strings.SplitSeq(path, ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return ""
		}
		value = object[key]
	}
	if value == nil {
		return ""
	}
	return strings.ToLower(fmt.Sprint(value))
}

// recovered is true for a vault that is brought back: Azure goes on with the old settings, and the policies look away.
func (r Resource) recovered() bool { return r.text("properties.createMode") == "recover" }

// outside reports whether the resource lies in a region that is not in the assignment's list.
func (a Assignment) outside(r Resource) bool {
	allowed, _ := a.Parameters[locationList].([]string)
	location := strings.ReplaceAll(r.text("location"), " ", "")
	return location != "" && location != "global" && !slices.Contains(allowed, location)
}

// Each of these is the condition of one built-in definition, named by what it refuses.

func outsideLocations(a Assignment, r Resource) bool {
	return !r.is("resources:ResourceGroup") && a.outside(r)
}

func groupOutsideLocations(a Assignment, r Resource) bool {
	return r.is("resources:ResourceGroup") && a.outside(r)
}

func softwareKey(_ Assignment, r Resource) bool {
	return r.is("keyvault:Key") && !slices.Contains([]string{"rsa-hsm", "ec-hsm"}, r.text("properties.kty"))
}

func vaultWithPolicies(_ Assignment, r Resource) bool {
	return r.is("keyvault:Vault") && !r.recovered() && r.text("properties.enableRbacAuthorization") != "true"
}

func purgeableVault(_ Assignment, r Resource) bool {
	unsafe := r.text("properties.enableSoftDelete") == "false" || r.text("properties.enablePurgeProtection") != "true"
	return r.is("keyvault:Vault") && !r.recovered() && unsafe
}

func openVault(_ Assignment, r Resource) bool {
	return r.is("keyvault:Vault") && !r.recovered() && r.text("properties.publicNetworkAccess") != "disabled"
}

func openServer(_ Assignment, r Resource) bool {
	return r.is("sql:Server") && r.text("publicNetworkAccess") != "disabled"
}

func serverWithLogins(_ Assignment, r Resource) bool {
	return r.is("sql:Server") && r.text("createMode") != "restore" && r.text("administrators.azureADOnlyAuthentication") != "true"
}

func loginsSwitchedOn(_ Assignment, r Resource) bool {
	return r.is("sql:ServerAzureADOnlyAuthentication") && r.text("azureADOnlyAuthentication") != "true"
}

func clusterWithAccounts(_ Assignment, r Resource) bool {
	return r.is("containerservice:ManagedCluster") && r.text("disableLocalAccounts") != "true"
}
