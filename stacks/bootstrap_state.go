package stacks

import (
	"fmt"
	"net/netip"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/statestore"
	"github.com/trelica/infrastructure/components/vault"
)

// openings are those past the ops network that state and secrets vault admit: none in ordinary times.
func (b *bootstrap) openings() []netip.Prefix {
	if !b.set.Operations.BreakGlassOpen {
		return nil
	}
	return b.set.Operations.BreakGlass.Addresses
}

func (b *bootstrap) addState() error {
	var err error
	b.state, err = statestore.New(b.ctx, b.name+"-state", &statestore.Args{
		Site:          b.site,
		ResourceGroup: b.groups[groupState],
		Endpoint: statestore.Endpoint{
			ResourceGroup: b.groups[groupOps].NameOutput,
			SubnetID:      b.network.EndpointSubnetID,
			ZoneID:        b.network.ZoneIDs[azure.PrivateBlob],
		},
		Openings: b.openings(),
		Sinks:    b.sinks(),
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("state store: %w", err)
	}
	return nil
}

// addSecrets makes the vault of the key that encrypts what is secret in the stacks, and of the secrets that the pipeline itself
// needs. It is apart from the environment's vaults because it must be there before them and be open to other people.
func (b *bootstrap) addSecrets() error {
	var err error
	b.secrets, err = vault.New(b.ctx, b.name+"-secrets", &vault.Args{
		Site:           b.site,
		Purpose:        purposeSecrets,
		Group:          b.groups[groupSecrets].Name,
		ResourceGroup:  b.groups[groupSecrets].NameOutput,
		SoftDeleteDays: b.set.Vault.SoftDeleteDays,
		Recover:        b.set.Vault.Recover,
		Endpoints: []vault.Endpoint{{
			Role:          "secrets",
			ResourceGroup: b.groups[groupOps].NameOutput,
			SubnetID:      b.network.EndpointSubnetID,
			ZoneID:        b.network.ZoneIDs[azure.PrivateVault],
		}},
		Openings: b.openings(),
		Keys:     []vault.Key{{Name: keyStacks, Use: vault.Encrypting, Pinned: true}},
		Provided: []string{secretAppKey},
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("vault of the stacks' key: %w", err)
	}
	err = b.secrets.Audit(b.ctx, &vault.AuditArgs{
		Sinks:         []vault.Sink{{Name: sinkOwn, LogSinks: b.sinks()}},
		ResourceGroup: b.groups[groupOpsLogs].NameOutput,
		ActionGroupID: b.workspace.ActionGroupID,
		RunbookBase:   b.set.Monitoring.RunbookBase,
	})
	if err != nil {
		return fmt.Errorf("log of vault %s: %w", b.secrets.Name, err)
	}
	return nil
}

// vaultID is the ARM identifier of the secrets vault as known before it exists.
func (b *bootstrap) vaultID() string {
	return b.site.ResourceID(b.groups[groupSecrets].Name, "Microsoft.KeyVault/vaults", b.secrets.Name)
}
