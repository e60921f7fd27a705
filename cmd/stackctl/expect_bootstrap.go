package main

import (
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

const (
	// secretAppKey is the private key of the GitHub App that registers runners.
	secretAppKey = "github-app-key"
	// keyStacks is the key that encrypts what is secret in the stacks.
	keyStacks = "stacks"
)

// expectBootstrap is what a bootstrap needs: next to nothing is there before it.
func (e *environment) expectBootstrap(set *settings.Settings, at place) {
	names := set.OpsNames()
	e.Regions = []preflight.Region{{Name: names.Region, Addresses: opsAddresses}}
	e.Vaults = []vaultPlace{at.vault(names, groupSecrets, "secrets")}
	e.Secrets = []preflight.Secret{e.Vaults[0].secret(secretAppKey)}
	e.Zones = []preflight.Zone{zoneOf(set, at)}
	e.Steps = bootstrapSteps(set)
}

// zoneOf is the environment's public zone, which the bootstrap makes and people have delegated.
func zoneOf(set *settings.Settings, at place) preflight.Zone {
	names := set.OpsNames()
	return preflight.Zone{
		ID: at.id(names, groupDNS, typeZone, set.Place.Zone), Domain: set.Place.Zone, Stack: settings.Bootstrap(set.Identity.Environment),
	}
}

// expectFromBootstrap is what an environment and its rebuild need of the bootstrap: the store of the state, the key of what is secret
// in it, the zone, and that the pipeline and those who break the glass may do what they are there for.
func (e *environment) expectFromBootstrap(set *settings.Settings, at place) {
	names, maker := set.OpsNames(), settings.Bootstrap(set.Identity.Environment)
	account := at.id(names, groupState, typeStorage, names.StorageAccount("state"))
	secrets := at.vault(names, groupSecrets, "secrets")
	container := at.child(account+"/blobServices/default", "containers", names.StateContainer())
	deploy := at.id(names, groupPipeline, typeIdentity, names.Identity("deploy"))
	e.Zones = []preflight.Zone{zoneOf(set, at)}
	e.Things = []preflight.Thing{
		{Name: "the store of the state", ID: account, Version: storageVersion, Stack: maker},
		{Name: "the container of the state", ID: container, Version: storageVersion, Stack: maker},
		{Name: "the key of the stacks' secrets", ID: at.child(secrets.ID, "keys", keyStacks), Version: vaultVersion, Stack: maker},
		{Name: "the pipeline's identity", ID: deploy, Version: identityVersion, Stack: maker},
	}
	for _, right := range deployRights() {
		e.Grants = append(e.Grants,
			preflight.Grant{Name: "of the pipeline: " + right.name, IdentityID: deploy, Scope: at.scope(), RoleID: right.id, Stack: maker},
			preflight.Grant{
				Name: "of break-glass: " + right.name, PrincipalID: set.Operations.BreakGlass.GroupID, Scope: at.scope(), RoleID: right.id,
				Stack: maker,
			})
	}
}

// right is a built-in role by its definition's identifier.
type right struct{ name, id string }

// deployRights are those on the subscription that a deployment needs (components/pipeline; a test compares).
func deployRights() []right {
	return []right{
		{"contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c"},
		{"roles", "f58310d9-a9f6-439a-9e8d-f62e7b41a168"},
		{"locks", "28bf596f-4eb7-45ce-b5bc-6cf482fec137"},
		{"policy", "36243c78-bf99-498c-9df9-86d9f8d28608"},
		{"cluster", "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"},
	}
}
