package ops_test

import (
	"net/netip"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestNetworkHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		ops.NetworkType + " ops",
		sdk + "PublicIPAddress ops-address",
		logType + " ops-address-diagnostics",
		lock + " ops-address-lock",
		sdk + "NetworkSecurityGroup ops-endpoints-nsg",
		logType + " ops-endpoints-nsg-diagnostics",
		sdk + "NatGateway ops-gateway",
		dns + "VirtualNetworkLink ops-link-blob",
		dns + "VirtualNetworkLink ops-link-vault",
		sdk + "NetworkSecurityGroup ops-runners-nsg",
		logType + " ops-runners-nsg-diagnostics",
		sdk + "VirtualNetwork ops-vnet",
		logType + " ops-vnet-diagnostics",
		dns + "PrivateZone ops-zone-blob",
		dns + "PrivateZone ops-zone-vault",
	}
	resources := pulumitest.Run(t, networkProgram(networkArgs(t)))
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(pulumitest.Run(t, networkProgram(networkArgs(t)), pulumitest.Preview())),
		"a first preview shows the same")

	silent := networkArgs(t)
	silent.Sinks = azure.LogSinks{}
	assert.Empty(t, pulumitest.OfType(pulumitest.Run(t, networkProgram(silent)), logType), "without a place to send to nothing is sent")
}

func TestNetworkGoesOutByItsGatewayAlone(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, networkProgram(networkArgs(t)))
	network := pulumitest.Find(t, resources, sdk+"VirtualNetwork", "ops-vnet")
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "virtualNetworkName": "vnet-trelica-prod-cus-ops", "location": "centralus",
		"addressSpace":         map[string]any{"addressPrefixes": []any{"10.96.32.0/22"}},
		"enableDdosProtection": false, "enableVmProtection": false,
		"subnets": []any{
			map[string]any{
				"name": "snet-runners", "addressPrefix": "10.96.32.0/23", "defaultOutboundAccess": false,
				"delegations":                    []any{map[string]any{"name": "container-apps", "serviceName": "Microsoft.App/environments"}},
				"natGateway":                     map[string]any{"id": scope + "Microsoft.Network/natGateways/ng-trelica-prod-cus-ops"},
				"networkSecurityGroup":           map[string]any{"id": scope + "Microsoft.Network/networkSecurityGroups/nsg-trelica-prod-cus-runners"},
				"privateEndpointNetworkPolicies": "Disabled",
			},
			map[string]any{
				"name": "snet-endpoints", "addressPrefix": "10.96.34.0/27", "defaultOutboundAccess": false,
				"networkSecurityGroup":           map[string]any{"id": scope + "Microsoft.Network/networkSecurityGroups/nsg-trelica-prod-cus-ops-endpoints"},
				"privateEndpointNetworkPolicies": "Enabled",
			},
		},
		"tags": map[string]any{"environment": "prod"},
	}, pulumitest.Plain(network.Inputs))
	assert.True(t, network.Protect)

	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "natGatewayName": "ng-trelica-prod-cus-ops", "location": "centralus",
		"sku":                  map[string]any{"name": "Standard"},
		"publicIpAddresses":    []any{map[string]any{"id": scope + "Microsoft.Network/publicIPAddresses/pip-trelica-prod-cus-ops"}},
		"idleTimeoutInMinutes": 4.0,
		"tags":                 map[string]any{"environment": "prod"},
	}, pulumitest.Plain(pulumitest.Find(t, resources, sdk+"NatGateway", "ops-gateway").Inputs))

	address := pulumitest.Find(t, resources, sdk+"PublicIPAddress", "ops-address")
	assert.Equal(t, []any{"1", "2", "3"}, pulumitest.Plain(address.Inputs)["zones"])
	assert.Equal(t, "Static", pulumitest.Plain(address.Inputs)["publicIPAllocationMethod"])
	assert.True(t, address.Protect, "clusters admit the pipeline by it")
	locked := pulumitest.Find(t, resources, lock, "ops-address-lock")
	assert.Equal(t, address.ID, pulumitest.Plain(locked.Inputs)["scope"])
	assert.Contains(t, locked.DependsOn, "ops-address-diagnostics",
		"a lock that is made before what hangs on the address would forbid removing it")
}

// rules are a security group's, as the test's author reads them: direction, priority, access, protocol, from, to, ports.
func rules(t *testing.T, resources []pulumitest.Resource, name string) [][]any {
	t.Helper()
	var found [][]any
	names := map[any]bool{}
	for _, each := range pulumitest.Plain(pulumitest.Find(t, resources, sdk+"NetworkSecurityGroup", name).Inputs)["securityRules"].([]any) {
		rule := each.(map[string]any)
		assert.NotEmpty(t, rule["description"], rule["name"])
		assert.False(t, names[rule["name"]], "%s is there twice, which Azure refuses, in whichever direction", rule["name"])
		names[rule["name"]] = true
		assert.Equal(t, "*", rule["sourcePortRange"], rule["name"])
		found = append(found, []any{rule["direction"], rule["priority"], rule["access"], rule["protocol"],
			rule["sourceAddressPrefix"], rule["destinationAddressPrefix"], rule["destinationPortRange"]})
	}
	return found
}

// The tables, whole: an opening that is added must be added here too.
func TestSecurityGroups(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, networkProgram(networkArgs(t)))
	const runners, endpoints = "10.96.32.0/23", "10.96.34.0/27"
	assert.Equal(t, [][]any{
		{"Inbound", 300.0, "Allow", "*", runners, runners, "*"},
		{"Inbound", 310.0, "Allow", "Tcp", "AzureLoadBalancer", runners, "30000-32767"},
		{"Inbound", 4096.0, "Deny", "*", "*", "*", "*"},
		{"Outbound", 300.0, "Allow", "*", runners, runners, "*"},
		{"Outbound", 400.0, "Allow", "Tcp", runners, endpoints, "443"},
		{"Outbound", 600.0, "Allow", "Tcp", runners, "Internet", "443"},
		{"Outbound", 610.0, "Allow", "Udp", runners, "Internet", "123"},
		{"Outbound", 4096.0, "Deny", "*", "*", "*", "*"},
	}, rules(t, resources, "ops-runners-nsg"), "nothing but Azure's probes comes in from outside")
	assert.Equal(t, [][]any{
		{"Inbound", 500.0, "Allow", "Tcp", runners, endpoints, "443"},
		{"Inbound", 4096.0, "Deny", "*", "*", "*", "*"},
		{"Outbound", 4096.0, "Deny", "*", "*", "*", "*"},
	}, rules(t, resources, "ops-endpoints-nsg"), "only runners come in, and nothing goes out")
}

func TestZonesAreTheNetworksOwn(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, networkProgram(networkArgs(t)))
	names := map[string]any{}
	for _, zone := range pulumitest.OfType(resources, dns+"PrivateZone") {
		names[zone.Name] = pulumitest.Plain(zone.Inputs)["privateZoneName"]
	}
	assert.Equal(t, map[string]any{
		"ops-zone-blob": "privatelink.blob.core.windows.net", "ops-zone-vault": "privatelink.vaultcore.azure.net",
	}, names)
	link := pulumitest.Plain(pulumitest.Find(t, resources, dns+"VirtualNetworkLink", "ops-link-blob").Inputs)
	assert.Equal(t, map[string]any{"id": scope + "Microsoft.Network/virtualNetworks/vnet-trelica-prod-cus-ops"}, link["virtualNetwork"])
	assert.Equal(t, "NxDomainRedirect", link["resolutionPolicy"], "GitHub's own storage has a name in blob's domain")
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	address := pulumitest.Outputs(sdk+"PublicIPAddress", resource.PropertyMap{"ipAddress": resource.NewProperty("198.51.100.7")})
	pulumitest.Run(t, program(func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		network, err := ops.NewNetwork(ctx, "ops", networkArgs(t), provider)
		if err != nil {
			return err
		}
		pulumi.All(network.RunnerSubnetID, network.EndpointSubnetID, network.ZoneIDs[azure.PrivateVault], network.AuthorizedRanges).
			ApplyT(func(values []any) error {
				const in = scope + "Microsoft.Network/virtualNetworks/vnet-trelica-prod-cus-ops/subnets/"
				assert.Equal(t, []any{
					in + "snet-runners", in + "snet-endpoints",
					scope + "Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net",
					[]string{"198.51.100.7/32", "203.0.113.200/32"},
				}, values)
				return nil
			})
		return nil
	}), address)
}

func TestNetworkMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	a := networkArgs(t)
	a.ResourceGroup = nil
	a.Plan.RunnerSubnet = netip.MustParsePrefix("10.96.32.0/24")
	a.AvailabilityZones = []string{"1"}
	a.BreakGlass = []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("203.0.113.9/24"),
		netip.MustParsePrefix("203.0.113.9/32"), netip.MustParsePrefix("203.0.113.9/32"), {},
	}
	err := pulumitest.RunError(t, networkProgram(a))
	require.Error(t, err)
	for _, want := range []string{
		"ResourceGroup: is missing",
		"Plan: is not the division of 10.96.32.0/20",
		"AvailabilityZones: has 1",
		"BreakGlass[0]: 0.0.0.0/0 is too wide",
		"BreakGlass[1]: 10.1.2.3/32 is not public",
		"BreakGlass[2]: 203.0.113.9/24 is not written by its first address",
		"BreakGlass[4]: 203.0.113.9/32 is there twice",
		"BreakGlass[5]: invalid Prefix is no IPv4 range",
	} {
		assert.ErrorContains(t, err, want)
	}
	a = networkArgs(t)
	a.BreakGlass = make([]netip.Prefix, 200)
	assert.ErrorContains(t, pulumitest.RunError(t, networkProgram(a)), "BreakGlass: has 200; allowed: 199")
	assert.ErrorContains(t, pulumitest.RunError(t, networkProgram(nil)), "Plan: ops space invalid Prefix is no address range",
		"nothing at all is an error, not a panic")
}
