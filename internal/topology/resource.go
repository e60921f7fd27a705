package topology

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Resource is what topology reads of a resource: it is filled from a state, a golden or a preview.
type Resource struct {
	URN string `json:"urn"`
	// Type is the type token. It is taken from the URN where it is empty.
	Type string `json:"type"`
	// ID is the resource's ID in Azure. It is built from the inputs where it is empty.
	ID      string         `json:"id"`
	Inputs  map[string]any `json:"inputs"`
	Outputs map[string]any `json:"outputs"`
}

// State is the resources of one stack.
type State struct {
	// Stack is the stack's name, for messages.
	Stack string
	// Environment is the environment that the stack belongs to.
	Environment string
	Resources   []Resource
}

// ReadSnapshot reads a stack's resources from the golden form, or from any JSON object with a list "resources".
func ReadSnapshot(r io.Reader) ([]Resource, error) {
	var snapshot struct{ Resources []Resource }
	if err := json.NewDecoder(r).Decode(&snapshot); err != nil {
		return nil, fmt.Errorf("reading the resources of a stack: %w", err)
	}
	return snapshot.Resources, nil
}

// Name is the resource's logical name: of what has no URN, all that there is.
func (r Resource) Name() string {
	if at := strings.LastIndex(r.URN, "::"); at >= 0 {
		return r.URN[at+len("::"):]
	}
	return r.URN
}

// token is the type token.
func (r Resource) token() string {
	if r.Type != "" {
		return r.Type
	}
	parts := strings.Split(r.URN, "::")
	if len(parts) < 4 {
		return ""
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:]
}

// kind is the type token without its dated version: "azure-native:network:Subnet", whichever version a program uses. The
// API groups of Kubernetes keep theirs out too: "kubernetes:networking.k8s.io:NetworkPolicy".
func (r Resource) kind() string {
	parts := strings.Split(r.token(), ":")
	if len(parts) != 3 {
		return r.token()
	}
	module, _, _ := strings.Cut(parts[1], "/")
	return parts[0] + ":" + module + ":" + parts[2]
}

// input reads the inputs, and output the outputs, which are complete where they are there.
func (r Resource) input() object  { return r.Inputs }
func (r Resource) output() object { return r.Outputs }

// paths say how an ID is built of a type's inputs: the provider's namespace, then a segment and the input with its name.
var paths = map[string][]string{
	"azure-native:network:VirtualNetwork":               {"Microsoft.Network", "virtualNetworks", "virtualNetworkName"},
	"azure-native:network:Subnet":                       {"Microsoft.Network", "virtualNetworks", "virtualNetworkName", "subnets", "subnetName"},
	"azure-native:network:NetworkSecurityGroup":         {"Microsoft.Network", "networkSecurityGroups", "networkSecurityGroupName"},
	"azure-native:network:PublicIPAddress":              {"Microsoft.Network", "publicIPAddresses", "publicIpAddressName"},
	"azure-native:network:NatGateway":                   {"Microsoft.Network", "natGateways", "natGatewayName"},
	"azure-native:network:PrivateEndpoint":              {"Microsoft.Network", "privateEndpoints", "privateEndpointName"},
	"azure-native:network:PrivateZone":                  {"Microsoft.Network", "privateDnsZones", "privateZoneName"},
	"azure-native:sql:Server":                           {"Microsoft.Sql", "servers", "serverName"},
	"azure-native:keyvault:Vault":                       {"Microsoft.KeyVault", "vaults", "vaultName"},
	"azure-native:storage:StorageAccount":               {"Microsoft.Storage", "storageAccounts", "accountName"},
	"azure-native:containerregistry:Registry":           {"Microsoft.ContainerRegistry", "registries", "registryName"},
	"azure-native:containerservice:ManagedCluster":      {"Microsoft.ContainerService", "managedClusters", "resourceName"},
	"azure-native:managedidentity:UserAssignedIdentity": {"Microsoft.ManagedIdentity", "userAssignedIdentities", "resourceName"},
	"azure-native:app:ManagedEnvironment":               {"Microsoft.App", "managedEnvironments", "environmentName"},
	"azure-native:app:ContainerApp":                     {"Microsoft.App", "containerApps", "containerAppName"},
	"azure-native:cdn:Profile":                          {"Microsoft.Cdn", "profiles", "profileName"},
	"azure-native:cdn:AFDEndpoint":                      {"Microsoft.Cdn", "profiles", "profileName", "afdEndpoints", "endpointName"},
}

// id is the resource's ID: the one that Azure gave, or the one that it will give to these inputs.
func (r Resource) id(subscription string) string {
	if strings.HasPrefix(r.ID, "/") {
		return r.ID
	}
	path, in := paths[r.kind()], r.input()
	group := in.text("resourceGroupName")
	if path == nil || group == "" || subscription == "" {
		return ""
	}
	id := "/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" + path[0]
	for i := 1; i+1 < len(path); i += 2 {
		name := in.text(path[i+1])
		if name == "" {
			return ""
		}
		id += "/" + path[i] + "/" + name
	}
	return id
}

// subscription is that of the stack's Azure provider.
func (s State) subscription() string {
	for _, r := range s.Resources {
		if r.kind() == "pulumi:providers:azure-native" {
			if id := r.input().text("subscriptionId"); id != "" {
				return id
			}
		}
	}
	return ""
}
