package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestIdentifiersAreReadAsARMWritesThem(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason, id, armType, parent, name, subscription string
	}{
		{"a group", group, "Microsoft.Resources/resourceGroups", "/subscriptions/one", "rg", "one"},
		{"a subscription", "/subscriptions/one", "Microsoft.Resources/subscriptions", "", "one", "one"},
		{"a resource of a group", network, "Microsoft.Network/virtualNetworks", group, "vnet", "one"},
		{"a child", subnet, "Microsoft.Network/virtualNetworks/subnets", network, "nodes", "one"},
		{
			"an extension lies in what it extends", network + "/providers/Microsoft.Authorization/locks/keep",
			"Microsoft.Authorization/locks", network, "keep", "one",
		},
		{
			"an extension of a subscription", "/subscriptions/one/providers/Microsoft.Authorization/roleAssignments/x",
			"Microsoft.Authorization/roleAssignments", "/subscriptions/one", "x", "one",
		},
		{
			"what lies outside any subscription", "/providers/Microsoft.Authorization/roleDefinitions/reader",
			"Microsoft.Authorization/roleDefinitions", "", "reader", "",
		},
		{"a type without a name is no resource", group + "/providers/Microsoft.Network/virtualNetworks", "", group + "/providers", "virtualNetworks", "one"},
		{"an empty segment", "/subscriptions//resourceGroups/rg", "", "/subscriptions/", "rg", ""},
		{"a plain word", "nonsense", "", "", "nonsense", ""},
		{"nothing", "", "", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.armType, world.TypeOf(test.id), "type")
			assert.Equal(t, test.parent, world.Parent(test.id), "parent")
			assert.Equal(t, test.name, world.Name(test.id), "name")
			assert.Equal(t, test.subscription, world.Subscription(test.id), "subscription")
		})
	}
}

func TestRegionsAreComparedWithoutCapitalsAndSpaces(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "eastus2", world.Region("East US 2"))
}
