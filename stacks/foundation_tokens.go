package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/naming"
)

const (
	// purposeTokens tells the vault of customers' tokens from the platform's.
	purposeTokens = "tok"
	// keyTokens wraps the data keys under which tokens are sealed.
	keyTokens = "tokens"
)

// tokenRight is what one kind of workload may do with customers' tokens.
type tokenRight struct {
	identity string
	// key is the key that the right is on; "" for the whole vault.
	key  string
	role azure.Role
	// what ends the name of the grant.
	what string
	why  string
}

// tokenRights are the same on every vault, for both regions' identities. The job that copies sealed tokens, where there is another
// region, never opens one, and so has no right to use a key. Web and worker wrap and unwrap data keys with the one key, and may do
// nothing else with it: Key Vault Crypto User could disable it, for every customer at once.
func tokenRights(recovery bool) []tokenRight {
	var rights []tokenRight
	for _, identity := range []string{identityWeb, identityWorker} {
		rights = append(rights,
			tokenRight{identity, "", azure.RoleKeyVaultSecretsOfficer, "secrets", "keeps customers' tokens, in both regions' vaults."},
			tokenRight{identity, keyTokens, azure.RoleKeyVaultCryptoServiceEncryptionUser, "key", "seals and opens customers' tokens."},
		)
	}
	if !recovery {
		return rights
	}
	return append(rights, tokenRight{identityTokens, "", azure.RoleKeyVaultSecretsOfficer, "secrets", "copies sealed tokens between the regions' vaults."})
}

// addTokens makes a vault for customers' tokens in each region. Nothing copies a vault to another region for us in time, and the
// copy that Azure keeps cannot be written: the product writes both, and so either region's identities have their rights on both,
// and each region a private way to both. They are apart from the platform's vault, which they could otherwise slow down.
func (all *foundations) addTokens() error {
	all.tokens = map[*foundation]*vault.Vault{}
	for _, f := range all.regions() {
		made, err := all.newTokenVault(f)
		if err != nil {
			return err
		}
		all.tokens[f] = made
	}
	for _, f := range all.regions() {
		f.tokenVaults = append(f.tokenVaults, all.tokens[f].URI)
		if err := all.audit(f, all.tokens[f], false); err != nil {
			return err
		}
	}
	return all.across(func(from, to *foundation) error {
		from.tokenVaults = append(from.tokenVaults, all.tokens[to].URI)
		return from.reach(azure.PrivateVault, "vault-tok-"+to.code(), all.tokens[to].ID)
	})
}

func (all *foundations) newTokenVault(f *foundation) (*vault.Vault, error) {
	args := &vault.Args{
		Site:           f.site,
		Purpose:        purposeTokens,
		Group:          f.groups[groupVault].Name,
		ResourceGroup:  f.groups[groupVault].NameOutput,
		SoftDeleteDays: all.set.Vault.SoftDeleteDays,
		Recover:        all.set.Vault.Recover,
		RotationMonths: all.set.Vault.KeyRotationMonths,
		Endpoints: []vault.Endpoint{{
			Role:          "vault-tok",
			ResourceGroup: f.groups[groupNetwork].NameOutput,
			SubnetID:      f.data.EndpointSubnetID,
			ZoneID:        f.data.Zones[azure.PrivateVault].ID,
		}},
		// A token that nobody has used since a rotation is still sealed under the version before.
		Keys:   []vault.Key{{Name: keyTokens, Use: vault.Wrapping, OpensBackups: true}},
		Grants: all.tokenGrants(),
	}
	made, err := vault.New(all.ctx, f.name+"-tok", args, f.child()...)
	if err != nil {
		return nil, fmt.Errorf("vault of customers' tokens in %s: %w", f.site.Location, err)
	}
	for _, grant := range args.Grants {
		f.roles = append(f.roles, made.Granted[grant.Name])
	}
	return made, nil
}

// tokenGrants are the rights on one vault: those of every region's identities.
func (all *foundations) tokenGrants() []vault.Grant {
	var grants []vault.Grant
	for _, from := range all.regions() {
		for _, right := range tokenRights(all.standby != nil) {
			identity := from.identities[right.identity]
			grants = append(grants, vault.Grant{
				Name: right.identity + "-" + right.what + "-" + from.code(), Key: right.key, Role: right.role,
				PrincipalID: identity.PrincipalID, Principal: identity.Name, PrincipalType: azure.PrincipalService,
				Why: "The " + right.identity + " workload in " + from.site.Location + " " + right.why,
			})
		}
	}
	return grants
}

// tokenVaultURIs are the addresses of regions' vaults of customers' tokens, from names alone: a rebuild finds both without asking
// either.
func tokenVaultURIs(regions ...naming.Names) []string {
	var uris []string
	for _, names := range regions {
		uris = append(uris, vault.URI(names.Vault(purposeTokens)))
	}
	return uris
}
