package naming

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/regions"
)

// MaxRole is the longest role, in characters, for which every name with room is valid: Azure's limits minus what the
// longest organisation, environment and region code take.
const MaxRole = 24

var organisationPattern = regexp.MustCompile(`\A[a-z][a-z0-9]{1,11}\z`)

// OrganisationAllowed says in words what an organisation may be.
const OrganisationAllowed = "2 to 12 lower-case letters and digits, a letter first; 7 fit every region and environment"

// Problem is one name, or one part of all names, that Azure would not take.
type Problem struct {
	// Part is what is wrong: "organisation", "environment", "region", or the ARM type of the name.
	Part string
	// Value is the offending part or name.
	Value string
	// Message says what is wrong with it.
	Message string
	// Allowed says what would be right.
	Allowed string
}

// String puts the problem into one line.
func (p Problem) String() string {
	return fmt.Sprintf("%s %q %s; allowed: %s", p.Part, p.Value, p.Message, p.Allowed)
}

// Problems is everything that is wrong with a set of names. It is an error of one line per problem.
type Problems []Problem

// Error lists the problems, one per line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Validate checks every name that can be made against the rule of its type. The error is of type Problems and lists all
// that is wrong at once; when a part of the names is itself malformed, only the parts are reported. It is nil when all
// names are valid for every role of at most MaxRole lower-case letters, digits and single hyphens.
func (n Names) Validate() error {
	found := n.parts()
	if len(found) == 0 {
		found = n.whole()
	}
	if len(found) == 0 {
		return nil
	}
	return found
}

func (n Names) parts() Problems {
	var found Problems
	if !organisationPattern.MatchString(n.Organisation) {
		found = append(found, Problem{"organisation", n.Organisation, "cannot be part of a name", OrganisationAllowed})
	}
	if !slices.Contains(Environments(), n.Environment) {
		found = append(found, Problem{"environment", n.Environment, "is not one of ours", strings.Join(Environments(), ", ")})
	}
	if _, ok := regions.Lookup(n.Region); !ok {
		allowed := regions.Names(func(regions.Region) bool { return true })
		found = append(found, Problem{"region", n.Region, "is not in the table of regions", strings.Join(allowed, ", ")})
	}
	return found
}

func (n Names) whole() Problems {
	var found Problems
	for _, e := range n.examples() {
		rule, ok := RuleFor(e.armType)
		if !ok {
			found = append(found, Problem{e.armType, e.name, "has no rule to be checked against", "a row in the table of rules"})
			continue
		}
		if message := rule.Check(e.name); message != "" {
			found = append(found, Problem{e.armType, e.name, message, rule.Allowed()})
		}
	}
	return found
}

type example struct{ armType, name string }

// examples are one name per method, with the longest role where there is one.
func (n Names) examples() []example {
	role := strings.Repeat("r", MaxRole)
	return []example{
		{"Microsoft.Resources/resourceGroups", n.ResourceGroup(role)},
		{"Microsoft.Resources/resourceGroups", n.GlobalResourceGroup(role)},
		{"Microsoft.Network/virtualNetworks", n.VirtualNetwork(role)},
		{"Microsoft.Network/virtualNetworks/subnets", n.Subnet(role)},
		{"Microsoft.Network/networkSecurityGroups", n.NetworkSecurityGroup(role)},
		{"Microsoft.Network/publicIPAddresses", n.PublicIP(role)},
		{"Microsoft.Network/privateEndpoints", n.PrivateEndpoint(role)},
		{"Microsoft.Network/virtualNetworks/virtualNetworkPeerings", n.Peering(role, role)},
		{"Microsoft.Network/networkWatchers", n.NetworkWatcher()},
		{"Microsoft.Network/networkWatchers/flowLogs", n.FlowLog(role)},
		{"Microsoft.Network/privateDnsZones/virtualNetworkLinks", n.VirtualNetworkLink(role)},
		{"Microsoft.KeyVault/vaults", n.Vault("tde")},
		{"Microsoft.ManagedIdentity/userAssignedIdentities", n.Identity(role)},
		{"Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", n.FederatedCredential(role)},
		{"Microsoft.ContainerService/managedClusters", n.Cluster()},
		{"Microsoft.Compute/diskEncryptionSets", n.DiskEncryptionSet()},
		{"Microsoft.Compute/capacityReservationGroups", n.CapacityReservationGroup()},
		{"Microsoft.Compute/capacityReservationGroups/capacityReservations", n.CapacityReservation("Standard_"+role, "1")},
		{"Microsoft.OperationalInsights/workspaces", n.Workspace()},
		{"Microsoft.OperationalInsights/workspaces", n.OpsWorkspace()},
		{"Microsoft.Storage/storageAccounts", n.StorageAccount("archive")},
		{"Microsoft.Insights/actionGroups", n.ActionGroup(role)},
		{"Microsoft.Insights/metricAlerts", n.Alert(role)},
		{"Microsoft.Insights/diagnosticSettings", n.Diagnostic(role)},
		{"Microsoft.Insights/dataCollectionRules", n.DataCollectionRule(role)},
		{"Microsoft.Insights/dataCollectionEndpoints", n.DataCollectionEndpoint()},
		{"Microsoft.Authorization/locks", n.Lock(role)},
		{"Microsoft.ContainerRegistry/registries", n.Registry()},
		{"Microsoft.ContainerRegistry/registries/replications", n.Replication()},
		{"Microsoft.Sql/servers", n.SQLServer()},
		{"Microsoft.Sql/servers/databases", n.SQLDatabase(role)},
		{"Microsoft.Sql/servers/failoverGroups", n.SQLFailoverGroup()},
		{"Microsoft.Cdn/profiles", n.FrontDoorProfile()},
		{"Microsoft.Cdn/profiles/afdEndpoints", n.FrontDoorEndpoint()},
		{"Microsoft.Cdn/profiles/originGroups", n.FrontDoorOriginGroup(role)},
		{"Microsoft.Cdn/profiles/originGroups/origins", n.FrontDoorOrigin(role)},
		{"Microsoft.Cdn/profiles/afdEndpoints/routes", n.FrontDoorRoute(role)},
		{"Microsoft.Cdn/profiles/ruleSets", n.FrontDoorRuleSet(role)},
		{"Microsoft.Cdn/profiles/ruleSets/rules", n.FrontDoorRule(role)},
		{"Microsoft.Cdn/profiles/customDomains", n.FrontDoorDomain(role)},
		{"Microsoft.Cdn/profiles/securityPolicies", n.FrontDoorSecurityPolicy(role)},
		{"Microsoft.Network/frontDoorWebApplicationFirewallPolicies", n.FirewallPolicy()},
		{"Microsoft.App/managedEnvironments", n.ContainerEnvironment()},
		{"Microsoft.App/containerApps", n.ContainerApp(role)},
		{"Microsoft.App/jobs", n.ContainerJob(role)},
		{"Microsoft.App/managedEnvironments/certificates", n.ContainerCertificate(role, "")},
		{"Microsoft.App/managedEnvironments/storages", n.ContainerStorage(role)},
		{"Microsoft.Storage/storageAccounts/fileServices/shares", n.FileShare(role)},
		{"Microsoft.Insights/components", n.ApplicationInsights()},
		{"Microsoft.Insights/webtests", n.WebTest(role)},
		{"Microsoft.Authorization/policyAssignments", n.PolicyAssignment(role)},
		{"Microsoft.Consumption/budgets", n.Budget(role)},
		{"Microsoft.Resources/deployments", n.Deployment(role)},
		{"Microsoft.Network/natGateways", n.NatGateway(role)},
		{"Microsoft.Storage/storageAccounts/blobServices/containers", n.StateContainer()},
	}
}
