package naming_test

import (
	"reflect"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/regions"
)

// methods says for every method of Names what type it names and what its arguments may be. A method that is missing here
// fails TestEveryMethodIsKnown, so no name escapes the rules.
var methods = map[string]struct {
	armType string
	args    int
	global  bool // the name has no region in it
}{
	"ResourceGroup":            {armType: "Microsoft.Resources/resourceGroups", args: 1},
	"GlobalResourceGroup":      {armType: "Microsoft.Resources/resourceGroups", args: 1, global: true},
	"VirtualNetwork":           {armType: "Microsoft.Network/virtualNetworks", args: 1},
	"Subnet":                   {armType: "Microsoft.Network/virtualNetworks/subnets", args: 1},
	"NetworkSecurityGroup":     {armType: "Microsoft.Network/networkSecurityGroups", args: 1},
	"PublicIP":                 {armType: "Microsoft.Network/publicIPAddresses", args: 1},
	"PrivateEndpoint":          {armType: "Microsoft.Network/privateEndpoints", args: 1},
	"Peering":                  {armType: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", args: 2},
	"NetworkWatcher":           {armType: "Microsoft.Network/networkWatchers"},
	"FlowLog":                  {armType: "Microsoft.Network/networkWatchers/flowLogs", args: 1},
	"VirtualNetworkLink":       {armType: "Microsoft.Network/privateDnsZones/virtualNetworkLinks", args: 1},
	"Vault":                    {armType: "Microsoft.KeyVault/vaults", args: 1},
	"Identity":                 {armType: "Microsoft.ManagedIdentity/userAssignedIdentities", args: 1},
	"FederatedCredential":      {armType: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", args: 1},
	"Cluster":                  {armType: "Microsoft.ContainerService/managedClusters"},
	"DiskEncryptionSet":        {armType: "Microsoft.Compute/diskEncryptionSets"},
	"CapacityReservationGroup": {armType: "Microsoft.Compute/capacityReservationGroups"},
	"CapacityReservation":      {armType: "Microsoft.Compute/capacityReservationGroups/capacityReservations", args: 2},
	"Workspace":                {armType: "Microsoft.OperationalInsights/workspaces"},
	"OpsWorkspace":             {armType: "Microsoft.OperationalInsights/workspaces"},
	"StorageAccount":           {armType: "Microsoft.Storage/storageAccounts", args: 1},
	"ActionGroup":              {armType: "Microsoft.Insights/actionGroups", args: 1},
	"Alert":                    {armType: "Microsoft.Insights/metricAlerts", args: 1},
	"Diagnostic":               {armType: "Microsoft.Insights/diagnosticSettings", args: 1},
	"DataCollectionRule":       {armType: "Microsoft.Insights/dataCollectionRules", args: 1},
	"DataCollectionEndpoint":   {armType: "Microsoft.Insights/dataCollectionEndpoints"},
	"Lock":                     {armType: "Microsoft.Authorization/locks", args: 1},
	"Registry":                 {armType: "Microsoft.ContainerRegistry/registries"},
	"Replication":              {armType: "Microsoft.ContainerRegistry/registries/replications"},
	"PolicyAssignment":         {armType: "Microsoft.Authorization/policyAssignments", args: 1, global: true},
	"Budget":                   {armType: "Microsoft.Consumption/budgets", args: 1, global: true},
	"Deployment":               {armType: "Microsoft.Resources/deployments", args: 1, global: true},
	"SQLServer":                {armType: "Microsoft.Sql/servers"},
	"SQLDatabase":              {armType: "Microsoft.Sql/servers/databases", args: 1, global: true},
	"SQLFailoverGroup":         {armType: "Microsoft.Sql/servers/failoverGroups", global: true},
	"FrontDoorProfile":         {armType: "Microsoft.Cdn/profiles", global: true},
	"FrontDoorEndpoint":        {armType: "Microsoft.Cdn/profiles/afdEndpoints", global: true},
	"FrontDoorOriginGroup":     {armType: "Microsoft.Cdn/profiles/originGroups", args: 1},
	"FrontDoorOrigin":          {armType: "Microsoft.Cdn/profiles/originGroups/origins", args: 1},
	"FrontDoorRoute":           {armType: "Microsoft.Cdn/profiles/afdEndpoints/routes", args: 1},
	"FrontDoorRuleSet":         {armType: "Microsoft.Cdn/profiles/ruleSets", args: 1},
	"FrontDoorRule":            {armType: "Microsoft.Cdn/profiles/ruleSets/rules", args: 1},
	"FrontDoorDomain":          {armType: "Microsoft.Cdn/profiles/customDomains", args: 1},
	"FrontDoorSecurityPolicy":  {armType: "Microsoft.Cdn/profiles/securityPolicies", args: 1},
	"FirewallPolicy":           {armType: "Microsoft.Network/frontDoorWebApplicationFirewallPolicies", global: true},
	"ContainerEnvironment":     {armType: "Microsoft.App/managedEnvironments"},
	"ContainerApp":             {armType: "Microsoft.App/containerApps", args: 1},
	"ContainerJob":             {armType: "Microsoft.App/jobs", args: 1},
	"ContainerCertificate":     {armType: "Microsoft.App/managedEnvironments/certificates", args: 2},
	"ContainerStorage":         {armType: "Microsoft.App/managedEnvironments/storages", args: 1},
	"FileShare":                {armType: "Microsoft.Storage/storageAccounts/fileServices/shares", args: 1},
	"ApplicationInsights":      {armType: "Microsoft.Insights/components"},
	"WebTest":                  {armType: "Microsoft.Insights/webtests", args: 1},
	"NatGateway":               {armType: "Microsoft.Network/natGateways", args: 1},
	"StateContainer":           {armType: "Microsoft.Storage/storageAccounts/blobServices/containers", global: true},
}

// call makes the name that a method gives for the arguments.
func call(n naming.Names, method string, args ...string) string {
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	return reflect.ValueOf(n).MethodByName(method).Call(in)[0].String()
}

var (
	organisations = rapid.StringMatching(`[a-z][a-z0-9]{1,11}`)
	environments  = rapid.SampledFrom(naming.Environments())
	roles         = rapid.Custom(func(t *rapid.T) string {
		role := rapid.StringMatching(`[a-z][a-z0-9]{0,11}(-[a-z0-9]{1,11})?`).Draw(t, "role")
		return role
	})
	someRegion = rapid.SampledFrom(regions.All())
)

func TestExamples(t *testing.T) {
	t.Parallel()
	prod := naming.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"}
	standby := naming.Names{Organisation: "trelica", Environment: "prod", Region: "centralus"}
	preprod := naming.Names{Organisation: "trelica", Environment: "preprod", Region: "uksouth"}
	for want, got := range map[string]string{
		"rg-trelica-prod-eus2-network":         prod.ResourceGroup("network"),
		"rg-trelica-prod-front":                prod.GlobalResourceGroup("front"),
		"vnet-trelica-prod-eus2-cluster":       prod.VirtualNetwork("cluster"),
		"snet-nodes":                           prod.Subnet("nodes"),
		"nsg-trelica-prod-eus2-nodes":          prod.NetworkSecurityGroup("nodes"),
		"pip-trelica-prod-eus2-ingress":        prod.PublicIP("ingress"),
		"pep-trelica-prod-eus2-vault":          prod.PrivateEndpoint("vault"),
		"peer-cluster-to-data":                 prod.Peering("cluster", "data"),
		"ng-trelica-prod-cus-ops":              standby.NatGateway("ops"),
		"pulumi-state":                         standby.StateContainer(),
		"sttrelicaprodcusste":                  standby.StorageAccount("state"),
		"kv-trelica-prod-cus-sec":              standby.Vault("secrets"),
		"caj-trelica-prod-cus-run":             standby.ContainerJob("runners"),
		"nw-trelica-prod-eus2":                 prod.NetworkWatcher(),
		"flow-trelica-prod-eus2-cluster":       prod.FlowLog("cluster"),
		"link-cluster":                         prod.VirtualNetworkLink("cluster"),
		"kv-trelica-prod-eus2":                 prod.Vault(""),
		"kv-trelica-prod-cus-tde":              standby.Vault("tde"),
		"kv-trelica-pre-uks":                   preprod.Vault(""),
		"id-trelica-prod-eus2-cluster":         prod.Identity("cluster"),
		"fc-web":                               prod.FederatedCredential("web"),
		"aks-trelica-prod-eus2":                prod.Cluster(),
		"des-trelica-prod-eus2":                prod.DiskEncryptionSet(),
		"crg-trelica-prod-eus2":                prod.CapacityReservationGroup(),
		"cr-d4ds-v5-1":                         prod.CapacityReservation("Standard_D4ds_v5", "1"),
		"log-trelica-prod-eus2":                prod.Workspace(),
		"log-trelica-prod-eus2-ops":            prod.OpsWorkspace(),
		"sttrelicaprodeus2arc":                 prod.StorageAccount("archive"),
		"sttrelicaprodeus2flw":                 prod.StorageAccount("flow"),
		"sttrelicapreuksarc":                   preprod.StorageAccount("archive"),
		"ag-trelica-prod-eus2-oncall":          prod.ActionGroup("oncall"),
		"alert-trelica-prod-eus2-vault-denied": prod.Alert("vault-denied"),
		"diag-workspace":                       prod.Diagnostic("workspace"),
		"dcr-trelica-prod-eus2-containers":     prod.DataCollectionRule("containers"),
		"dce-trelica-prod-eus2":                prod.DataCollectionEndpoint(),
		"lock-vault":                           prod.Lock("vault"),
		"crtrelicaprodeus2":                    prod.Registry(),
		"centralus":                            standby.Replication(),
		"policy-trelica-prod-locations":        prod.PolicyAssignment("locations"),
		"budget-trelica-prod-monthly":          prod.Budget("monthly"),
		"deploy-trelica-prod-governance":       prod.Deployment("governance"),
		"sql-trelica-prod-cus":                 standby.SQLServer(),
		"sqldb-trelica-prod-app":               standby.SQLDatabase("app"),
		"fog-trelica-prod":                     prod.SQLFailoverGroup(),
		"afd-trelica-prod":                     prod.FrontDoorProfile(),
		"rg-trelica-preprod-uks-cluster":       preprod.ResourceGroup("cluster"),
		"fde-trelica-prod":                     prod.FrontDoorEndpoint(),
		"og-product":                           prod.FrontDoorOriginGroup("product"),
		"origin-eus2":                          prod.FrontDoorOrigin("eus2"),
		"rt-product":                           prod.FrontDoorRoute("product"),
		"rsheaders":                            prod.FrontDoorRuleSet("headers"),
		"rulestricttransport":                  prod.FrontDoorRule("strict-transport"),
		"dom-app-trelica-example":              prod.FrontDoorDomain("App.trelica.example"),
		"sp-firewall":                          prod.FrontDoorSecurityPolicy("firewall"),
		"fdfptrelicaprod":                      prod.FirewallPolicy(),
		"cae-trelica-preprod-uks":              preprod.ContainerEnvironment(),
		"ca-trelica-preprod-uks-sts":           preprod.ContainerApp("status"),
		"caj-trelica-prod-cus-bak":             standby.ContainerJob("backup"),
		"cert-status-trelica-example-1f2e":     prod.ContainerCertificate("status.trelica.example", "1f2e"),
		"st-history":                           prod.ContainerStorage("history"),
		"share-history":                        prod.FileShare("history"),
		"appi-trelica-prod-eus2":               prod.ApplicationInsights(),
		"wt-trelica-prod-eus2-signin":          prod.WebTest("signin"),
	} {
		assert.Equal(t, want, got)
	}
}

func TestEveryMethodIsKnown(t *testing.T) {
	t.Parallel()
	names := reflect.TypeFor[naming.Names]()
	seen := 0
	for i := range names.NumMethod() {
		m := names.Method(i)
		if m.Type.NumOut() != 1 || m.Type.Out(0).Kind() != reflect.String {
			continue
		}
		known, ok := methods[m.Name]
		require.True(t, ok, "%s is not in this test's table, so nothing checks it against Azure's rules", m.Name)
		assert.Equal(t, known.args, m.Type.NumIn()-1, m.Name)
		_, ok = naming.RuleFor(known.armType)
		assert.True(t, ok, "%s has no rule", known.armType)
		seen++
	}
	assert.Len(t, methods, seen)
}

func TestWhatValidateAcceptsIsValidForEveryMethodAndRole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := naming.Names{
			Organisation: organisations.Draw(t, "organisation"),
			Environment:  environments.Draw(t, "environment"),
			Region:       someRegion.Draw(t, "region").Name,
		}
		if n.Validate() != nil {
			assert.Greater(t, len(n.Organisation), 7, "up to seven characters every name must fit: %v", n.Validate())
			return
		}
		for method, known := range methods {
			args := make([]string, known.args)
			for i := range args {
				args[i] = roles.Draw(t, "role")
			}
			name := call(n, method, args...)
			rule, ok := naming.RuleFor(known.armType)
			require.True(t, ok)
			assert.Empty(t, rule.Check(name), "%s(%v) = %s", method, args, name)
			assert.NotRegexp(t, `--|[A-Z]`, name, "no doubled hyphen and no capital, so that no two services read it differently")
		}
	})
}

func TestNamesDifferBetweenEnvironmentsAndRegions(t *testing.T) {
	t.Parallel()
	var places []naming.Names
	for _, environment := range naming.Environments() {
		for _, r := range regions.All() {
			places = append(places, naming.Names{Organisation: "trelica", Environment: environment, Region: r.Name})
		}
	}
	for method, known := range methods {
		rule, ok := naming.RuleFor(known.armType)
		require.True(t, ok)
		if rule.Scope == naming.Parent {
			continue // unique within something whose own name differs
		}
		owner := map[string]naming.Names{}
		args := []string{"archive", "1"}[:known.args]
		for _, n := range places {
			name := call(n, method, args...)
			other, taken := owner[name]
			sameEnvironment := other.Environment == n.Environment
			assert.True(t, !taken || known.global && sameEnvironment, "%s gives %s to %v and to %v", method, name, other, n)
			owner[name] = n
		}
	}
}

func TestTightRolesStayApart(t *testing.T) {
	t.Parallel()
	n := naming.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"}
	accounts, vaults := map[string]string{}, map[string]string{}
	require.NotEmpty(t, naming.TightRoles())
	for _, role := range naming.TightRoles() {
		account, vault := n.StorageAccount(role), n.Vault(role)
		assert.Empty(t, accounts[account], "%s and %s share an account", role, accounts[account])
		assert.Empty(t, vaults[vault], "%s and %s share a vault", role, vaults[vault])
		accounts[account], vaults[vault] = role, role
		assert.Regexp(t, regexp.MustCompile(`^sttrelicaprodeus2[a-z]{3}$`), account)
	}
}
