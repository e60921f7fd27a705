package rest

import (
	"net/http"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// vaultURN makes the provider take a vault for one of its own.
const vaultURN = "urn:pulumi:local::rest::azure-native:keyvault/v20241101:Vault::vault"

// deletedVault answers what is known of a vault that was deleted and can be recovered. A name is held under itself.
func (s *Server) deletedVault(c call) (any, error) {
	region, name := c.path[5], c.path[7]
	held, ok := s.world.Holding(strings.ToLower(name))
	if !ok || len(held.Resources) == 0 || world.Region(held.Resources[0].Location) != world.Region(region) {
		return nil, refuse(http.StatusNotFound, "ResourceNotFound", "The deleted vault '%s' was not found in %s.", name, region)
	}
	vault := held.Resources[0]
	properties, _ := vault.Inputs["properties"].(map[string]any)
	protected, _ := properties["enablePurgeProtection"].(bool)
	return map[string]any{
		"id": "/" + strings.Join(c.path, "/"), "name": world.Name(vault.ID), "type": "Microsoft.KeyVault/deletedVaults",
		"properties": map[string]any{
			"vaultId": vault.ID, "location": vault.Location, "scheduledPurgeDate": held.Due.UTC().Format(time.RFC3339), "purgeProtectionEnabled": protected,
		},
	}, nil
}

// recoverVault brings a deleted vault back, through the provider. Any other write of a vault is none of the commands' calls.
func (s *Server) recoverVault(c call) (any, error) {
	var sent map[string]any
	if err := c.sent(&sent); err != nil {
		return nil, err
	}
	properties, _ := sent["properties"].(map[string]any)
	if properties["createMode"] != "recover" {
		return nil, notServed(c.Request)
	}
	held, ok := s.world.Holding(strings.ToLower(c.path[7]))
	if !ok || len(held.Resources) == 0 {
		return nil, refuse(http.StatusBadRequest, "SoftDeletedVaultDoesNotExist", "A soft deleted vault with the given name does not exist.")
	}
	if err := s.provideAs(c.Context(), vaultURN, c.subscription(), c.id, recovered(c, held.Resources[0])); err != nil {
		return nil, err
	}
	made, ok := s.world.Get(c.id)
	if !ok {
		return nil, s.notFound(c.id)
	}
	return body(made), nil
}

// recovered are the inputs of a vault that comes back as it was: what a recovery says beside its mode is not looked at (Microsoft Learn,
// REST reference, Vaults - Create Or Update: createMode recover).
func recovered(c call, before world.Resource) resource.PropertyMap {
	inputs := world.Decode(before.Inputs).Copy()
	inputs["resourceGroupName"] = resource.NewStringProperty(c.path[3])
	inputs["vaultName"] = resource.NewStringProperty(c.path[7])
	properties := resource.PropertyMap{}
	if inputs["properties"].IsObject() {
		properties = inputs["properties"].ObjectValue().Copy()
	}
	properties["createMode"] = resource.NewStringProperty("recover")
	inputs["properties"] = resource.NewObjectProperty(properties)
	return inputs
}
