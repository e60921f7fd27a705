package main

import (
	"fmt"

	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/preflight"
)

// The roles of resource groups that things are looked for in. They are the program's, in stacks; a test holds the two together.
const (
	groupAddress    = "address"
	groupVault      = "vault"
	groupMonitoring = "monitoring"
	groupIdentity   = "identity"
	groupCompute    = "compute"
	groupRegistry   = "registry"
	groupState      = "state"
	groupSecrets    = "secrets"
	groupPipeline   = "pipeline"
	groupDNS        = "dns"
)

// The ARM types of what is looked for, and versions of their interfaces (azure-rest-api-specs, the Get operation of each).
const (
	typeVault     = "Microsoft.KeyVault/vaults"
	typeStorage   = "Microsoft.Storage/storageAccounts"
	typeIdentity  = "Microsoft.ManagedIdentity/userAssignedIdentities"
	typeAddress   = "Microsoft.Network/publicIPAddresses"
	typeDiskSet   = "Microsoft.Compute/diskEncryptionSets"
	typeWorkspace = "Microsoft.OperationalInsights/workspaces"
	typeRegistry  = "Microsoft.ContainerRegistry/registries"
	typeZone      = "Microsoft.Network/dnsZones"

	groupVersion     = "2024-03-01"
	storageVersion   = "2024-01-01"
	identityVersion  = "2023-01-31"
	addressVersion   = "2024-05-01"
	diskSetVersion   = "2024-03-02"
	workspaceVersion = "2023-09-01"
)

// place makes the identifiers of a subscription's resources from their names, which are all explicit.
type place struct{ subscription string }

func (p place) scope() string { return "/subscriptions/" + p.subscription }

func (p place) group(name string) string { return p.scope() + "/resourceGroups/" + name }

// id is the identifier of a resource of a region, in the group of a role.
func (p place) id(names naming.Names, group, armType, name string) string {
	return p.group(names.ResourceGroup(group)) + "/providers/" + armType + "/" + name
}

// child is the identifier of a resource below another.
func (p place) child(id, kind, name string) string { return id + "/" + kind + "/" + name }

func (p place) registry(names naming.Names) string {
	return p.id(names, groupRegistry, typeRegistry, names.Registry())
}

func (p place) budget(names naming.Names) string {
	return p.scope() + "/providers/Microsoft.Consumption/budgets/" + names.Budget("monthly")
}

func (p place) vault(names naming.Names, group, purpose string) vaultPlace {
	v := vaultPlace{Region: names.Region, ResourceGroup: names.ResourceGroup(group), Name: names.Vault(purpose)}
	v.ID = p.id(names, group, typeVault, v.Name)
	return v
}

// egress are the addresses by which a region's cluster calls out.
func (p place) egress(names naming.Names) preflight.Addresses {
	of := preflight.Addresses{Region: names.Region}
	for i := 1; i <= egressAddresses; i++ {
		name := names.PublicIP(fmt.Sprintf("egress-%d", i))
		of.List = append(of.List, preflight.Address{Name: name, ID: p.id(names, groupAddress, typeAddress, name)})
	}
	return of
}

// egressAddresses is how many there are.
const egressAddresses = 2

// secret is a secret that this vault must have.
func (v vaultPlace) secret(name string) preflight.Secret {
	return preflight.Secret{ResourceGroup: v.ResourceGroup, Vault: v.Name, VaultID: v.ID, Name: name}
}
