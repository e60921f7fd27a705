package arm_test

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// The made-up types that the engine of the package is tested with.
const (
	groupToken   = "azure-native:made/v1:Group"
	networkToken = "azure-native:made/v1:Network"
	vaultToken   = "azure-native:made/v1:Vault"
	keyToken     = "azure-native:made/v1:Key"
	machineToken = "azure-native:made/v1:Machine"
	lockToken    = "azure-native:made/v1:Lock"
	switchToken  = "azure-native:made/v1:Switch"
	clusterToken = "azure-native:made/v1:Cluster"
)

const (
	subscription = "00000000-0000-4000-8000-000000001111"
	groupID      = "/subscriptions/00000000-0000-4000-8000-000000001111/resourceGroups/rg"
	networkID    = groupID + "/providers/Made.Network/networks/net"
	vaultID      = groupID + "/providers/Made.Vault/vaults/kv"
	machineID    = groupID + "/providers/Made.Compute/machines/vm"
)

func madeUpTypes() []arm.Type {
	text := resource.NewStringProperty
	return []arm.Type{
		{
			Token: groupToken, Source: "the test", Path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
			Location: arm.Regional,
			Changes:  []arm.Change{{Path: "tags", Effect: arm.Updates}, {Path: "location", Effect: arm.Replaces}},
		},
		{
			Token: networkToken, Source: "the test",
			Path:     "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Made.Network/networks/{networkName}",
			Name:     arm.NameRule{Min: 2, Max: 8, Pattern: "[a-z]+", Allowed: "small letters", Source: "rules"},
			Location: arm.FromGroup,
			Changes:  []arm.Change{{Path: "location", Effect: arm.Replaces}, {Path: "subnets", Effect: arm.Updates}, {Path: "tags", Effect: arm.Updates}, {Path: "ranges", Effect: arm.Updates}},
			Sets:     []arm.Fact{{Path: "ranges"}},
			Parts:    []arm.Part{{Path: "subnets", Type: "Made.Network/networks/subnets"}},
			Defaults: []arm.Default{{Path: "mode", Value: "plain"}, {Path: "subnets[*].policy", Value: "on"}},
			Merge: func(old, news resource.PropertyMap) resource.PropertyMap {
				merged := news.Copy()
				if _, ok := merged["subnets"]; !ok {
					merged["subnets"] = old["subnets"]
				}
				return merged
			},
			Checks: []arm.Check{{ID: "no-zero", Says: "A range is not zero.", Source: "the book", Run: func(r arm.Request) []arm.Problem {
				var problems []arm.Problem
				for _, found := range r.Body.All("ranges[*]") {
					if found.State == arm.Known && found.Value.IsString() && found.Value.StringValue() == "zero" {
						problems = append(problems, arm.Problem{Path: found.Path, Code: "ZeroRange", Message: "is zero"})
					}
				}
				return problems
			}}},
		},
		{
			Token: vaultToken, Source: "the test",
			Path:      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Made.Vault/vaults/{vaultName}",
			Name:      arm.NameRule{Global: true, Taken: "VaultTaken"},
			Location:  arm.FromGroup,
			WriteOnly: []arm.Fact{{Path: "createMode"}, {Path: "password"}},
			Changes: []arm.Change{
				{Path: "tenant", Effect: arm.Refused, Source: "law"}, {Path: "network", Effect: arm.Updates}, {Path: "network.zone", Effect: arm.Replaces},
				{Path: "size", Effect: arm.Kept}, {Path: "createMode", Effect: arm.Updates}, {Path: "password", Effect: arm.Updates},
				{Path: "tags", Effect: arm.Updates},
			},
			Defaults: []arm.Default{{Path: "tenant", Value: "home"}},
			Outputs: []arm.Output{
				{Name: "uri", Make: func(r arm.Request) resource.PropertyValue {
					return text("https://" + world.Name(r.ID) + "." + r.Tenant)
				}},
				{Name: "principal", Generated: true, Make: func(r arm.Request) resource.PropertyValue {
					return text(fmt.Sprintf("principal-%d", r.Incarnation))
				}},
				{Name: "accessKey", Generated: true, Secret: true, Make: func(arm.Request) resource.PropertyValue { return text("made-up-access-key") }},
			},
			SoftDelete: &arm.SoftDelete{
				Key:  func(r arm.Request) string { return "vault/" + world.Name(r.ID) },
				Days: func(resource.PropertyMap) int { return 90 },
				Recovers: func(inputs resource.PropertyMap) bool {
					mode, _ := arm.Body{Properties: inputs}.String("createMode")
					return mode == "recover"
				},
				Held: func(arm.Request) arm.Problem {
					return arm.Problem{Code: "VaultHeld", Message: "set createMode to recover"}
				},
				Nothing: func(arm.Request) arm.Problem { return arm.Problem{Code: "VaultUnknown", Message: "nothing to recover"} },
			},
		},
		{
			Token: keyToken, Source: "the test", DataPlane: true,
			Path:    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Made.Vault/vaults/{vaultName}/keys/{keyName}",
			Changes: []arm.Change{{Path: "", Effect: arm.Updates}},
			DeleteCheck: func(r arm.Request) []arm.Problem {
				vault, ok := r.View.Get(world.Parent(r.ID))
				if closed, _ := arm.InputsOf(vault).Bool("closed"); ok && closed {
					return []arm.Problem{{Code: "Forbidden", Message: "the vault is closed"}}
				}
				return nil
			},
		},
		{
			Token: machineToken, Source: "the test",
			Path:     "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Made.Compute/machines/{machineName}",
			Location: arm.FromGroup,
			Changes:  []arm.Change{{Path: "subnet", Effect: arm.Updates}},
			References: []arm.Reference{
				{Path: "subnet.id", Types: []string{"Made.Network/networks/subnets"}, Holds: true, SameLocation: true, Code: "InUseSubnet", Source: "book"},
				{Path: "disks[*]", Types: []string{"Made.Compute/disks"}, MayDangle: true},
			},
		},
		{
			Token: lockToken, Source: "the test", Path: "/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
			Changes: []arm.Change{{Path: "", Effect: arm.Updates}},
		},
		{
			Token: clusterToken, Source: "the test", Location: arm.FromGroup,
			Path:    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerService/managedClusters/{resourceName}",
			Changes: []arm.Change{{Path: "", Effect: arm.Updates}},
			Outputs: []arm.Output{{Name: "fqdn", Make: func(r arm.Request) resource.PropertyValue { return text(world.Name(r.ID) + ".made") }}},
		},
		{
			Token: switchToken, Source: "the test", Singleton: true, ResetTo: resource.PropertyMap{"state": text("off")},
			Path:    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Made.Vault/vaults/{vaultName}/switches/default",
			Changes: []arm.Change{{Path: "", Effect: arm.Updates}},
		},
	}
}

// madeUpShapes has inputs and outputs by name; every value is of any kind.
type madeUpShapes struct{}

func (madeUpShapes) ProviderVersion() string { return "9.9.9" }

func (madeUpShapes) Resource(token string) (*schema.Resource, bool) {
	inputs := map[string][]string{
		groupToken:   {"resourceGroupName", "location", "tags"},
		networkToken: {"resourceGroupName", "networkName", "location", "tags", "ranges", "subnets", "mode", "odd"},
		vaultToken:   {"resourceGroupName", "vaultName", "location", "tags", "tenant", "network", "size", "createMode", "password", "closed", "colour"},
		keyToken:     {"resourceGroupName", "vaultName", "keyName", "kind"},
		machineToken: {"resourceGroupName", "machineName", "location", "subnet", "disks"},
		lockToken:    {"scope", "lockName", "level"},
		switchToken:  {"resourceGroupName", "vaultName", "state"},
		clusterToken: {"resourceGroupName", "resourceName", "location"},
	}
	outputs := map[string][]string{vaultToken: {"uri", "principal", "accessKey"}, clusterToken: {"fqdn"}}
	names, ok := inputs[token]
	if !ok {
		return nil, false
	}
	shape := &schema.Resource{Token: token, Inputs: schema.Object{}, Outputs: schema.Object{"name": {}, "type": {}}}
	for _, name := range names {
		shape.Inputs[name] = schema.Property{}
		if !strings.HasSuffix(name, "Name") && name != "scope" {
			shape.Outputs[name] = schema.Property{}
		}
	}
	for _, name := range outputs[token] {
		shape.Outputs[name] = schema.Property{}
	}
	return shape, true
}

func (madeUpShapes) Object(string) (schema.Object, bool) { return nil, false }

func (m madeUpShapes) CheckInputs(token string, inputs resource.PropertyMap) []schema.Problem {
	shape, _ := m.Resource(token)
	var problems []schema.Problem
	for _, key := range inputs.StableKeys() {
		if _, ok := shape.Inputs[string(key)]; !ok {
			problems = append(problems, schema.Problem{Path: string(key), Message: "no such property"})
		}
		if key == "odd" {
			problems = append(problems, schema.Problem{Path: "odd", Message: "is odd", Severity: schema.Warning})
		}
	}
	return problems
}
