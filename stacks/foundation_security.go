package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/stacks/settings"
)

// The keys of the platform's vault, one per use.
const (
	keyDisks   = "disks"
	keyArchive = "archive"
)

func (f *foundation) addVault() error {
	var err error
	f.vault, err = vault.New(f.ctx, f.name+"-vault", &vault.Args{
		Site:           f.site,
		Group:          f.groups[groupVault].Name,
		ResourceGroup:  f.groups[groupVault].NameOutput,
		SoftDeleteDays: f.set.Vault.SoftDeleteDays,
		Recover:        f.set.Vault.Recover,
		Endpoints: []vault.Endpoint{{
			Role:          "vault",
			ResourceGroup: f.groups[groupNetwork].NameOutput,
			SubnetID:      f.data.EndpointSubnetID,
			ZoneID:        f.data.Zones[azure.PrivateVault].ID,
		}},
		RotationMonths: f.set.Vault.KeyRotationMonths,
		Keys: []vault.Key{
			{Name: keyDisks, Use: vault.Wrapping},
			{Name: keyArchive, Use: vault.Wrapping, OpensBackups: true},
		},
		// Changing the rotation's text makes a new key, which signs everybody out.
		Generated: []vault.GeneratedSecret{{Name: settings.SessionKey, Characters: 86, Rotation: "first"}},
		Grants: []vault.Grant{
			f.keyGrant(keyDisks, identityDisks, "The disk encryption set wraps the disks' keys."),
			f.keyGrant(keyArchive, identityArchive, "The archive's storage account wraps its key."),
		},
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return nil
}

// keyGrant lets an identity wrap and unwrap with one key, and nothing else.
func (f *foundation) keyGrant(key, identity, why string) vault.Grant {
	return vault.Grant{
		Name: key, Key: key, Role: azure.RoleKeyVaultCryptoServiceEncryptionUser,
		PrincipalID: f.identities[identity].PrincipalID, Principal: f.identities[identity].Name,
		PrincipalType: azure.PrincipalService, Why: why,
	}
}

// addVaultAudits sends the log of each region's vault to where it is looked for. It comes after the archive, which is encrypted
// with one of the vault's own keys, and after the home region's workspace, which watches the standby's vault too.
func (all *foundations) addVaultAudits() error {
	for _, f := range all.regions() {
		if err := all.audit(f, f.vault, false); err != nil {
			return err
		}
	}
	return nil
}

// audit sends a vault's log to the sinks of its region and sets the region's alerts on it.
func (all *foundations) audit(f *foundation, audited *vault.Vault, critical bool) error {
	err := audited.Audit(all.ctx, &vault.AuditArgs{
		Sinks:         sinksAs[vault.Sink](all.watched(f)),
		ResourceGroup: f.groups[groupMonitoring].NameOutput,
		ActionGroupID: f.workspace.ActionGroupID,
		RunbookBase:   f.set.Monitoring.RunbookBase,
		Critical:      critical,
	})
	if err != nil {
		return fmt.Errorf("log of vault %s: %w", audited.Name, err)
	}
	return nil
}

func (f *foundation) addDiskEncryption() error {
	var err error
	f.disks, err = cluster.NewDiskEncryption(f.ctx, f.name+"-disks", &cluster.DiskEncryptionArgs{
		Site:          f.site,
		ResourceGroup: f.groups[groupCompute].NameOutput,
		// The set tries the key when it is made, so it waits for the role.
		IdentityID:    azure.Once(f.identities[identityDisks].ID, f.vault.Granted[keyDisks]),
		KeyVersionURI: f.vault.Keys[keyDisks].VersionURI,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("disk encryption: %w", err)
	}
	return nil
}

func (f *foundation) addCapacity() error {
	if !f.reserves {
		return nil
	}
	var err error
	f.capacity, err = cluster.NewCapacity(f.ctx, f.name+"-capacity", &cluster.CapacityArgs{
		Site:          f.site,
		ResourceGroup: f.groups[groupCapacity].NameOutput,
		Pools:         pools(f.set),
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("capacity: %w", err)
	}
	return nil
}

// ready are the resources that must be there before a platform is built on the foundation.
func (f *foundation) ready() []pulumi.Resource {
	ready := append([]pulumi.Resource{}, f.roles...)
	if f.capacity != nil {
		ready = append(ready, f.capacity)
	}
	return ready
}
