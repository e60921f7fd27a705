package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/stacks/settings"
)

// arrived asks which of the secrets that people bring are in a region's vault. What cannot be answered counts as there, with a
// warning: taking it for absent would take down what uses the secret, and nobody could change another part of the environment
// while the region is out. If it is not there after all, the pods that mount it do not start, and the update fails.
func arrived(ctx *pulumi.Context, set *settings.Settings, at azure.Site, opts ...pulumi.InvokeOption) (map[string]bool, error) {
	present := map[string]bool{}
	for _, secret := range set.Workloads.Secrets {
		there, err := vault.Present(ctx, at, at.Names.ResourceGroup(groupVault), "", secret.Name, opts...)
		if err != nil {
			there = true
			if err := ctx.Log.Warn(fmt.Sprintf("%v; it is taken to be there", err), nil); err != nil {
				return nil, fmt.Errorf("secret %s in %s: %w", secret.Name, at.Location, err)
			}
		}
		present[secret.Name] = there
	}
	return present, nil
}

// brought asks which secrets are in the region's vault, unless the run is limited to a part that does not need to know: then the
// region may be out, is not asked, and what the last update found counts.
func (f *foundation) brought() (map[string]bool, error) {
	if f.limits.asks(f.name) {
		return arrived(f.ctx, f.set, f.site, f.lookups...)
	}
	return f.limits.brought(f.name), nil
}

// secretReader is somebody who reads a secret.
type secretReader struct{ secret, identity, why string }

// secretReaders are all who read a secret of the platform's vault: workloads those that they name, the ingress its certificate.
func secretReaders(set *settings.Settings) []secretReader {
	var all []secretReader
	if set.Workloads.HasIngress() {
		all = append(all, secretReader{
			secret: set.Workloads.IngressSecret(), identity: ingress.Name, why: "The ingress shows the certificate to its callers.",
		})
	}
	for _, w := range set.Workloads.Workloads {
		for _, secret := range w.Secrets {
			all = append(all, secretReader{secret: secret, identity: w.Name, why: "The workload " + w.Name + " reads this secret, and no other that it does not name."})
		}
	}
	return all
}

// addSecretRoles lets each reader read its secrets, one by one: an identity that might read the whole vault would read what is
// meant for others. A role is on a secret that exists; it comes with the first update after the secret.
func (f *foundation) addSecretRoles() error {
	var err error
	if f.present, err = f.brought(); err != nil {
		return err
	}
	f.reads = map[string][]pulumi.Resource{}
	for _, reader := range secretReaders(f.set) {
		made, generated := f.vault.Secrets[reader.secret]
		if !generated && !f.present[reader.secret] {
			continue
		}
		scope := made
		if !generated {
			scope = f.vault.ID.ApplyT(func(id string) string { return id + "/secrets/" + reader.secret }).(pulumi.StringOutput)
		}
		identity := f.identities[reader.identity]
		assignment, err := azure.NewRoleAssignment(f.ctx, fmt.Sprintf("%s-role-secret-%s-%s", f.name, reader.identity, reader.secret),
			&azure.RoleAssignmentArgs{
				Site: f.site, Scope: scope,
				ScopeID:     f.site.ResourceID(f.groups[groupVault].Name, "Microsoft.KeyVault/vaults/secrets", f.vault.Name, reader.secret),
				PrincipalID: identity.PrincipalID, Principal: identity.Name, PrincipalType: azure.PrincipalService,
				Role: azure.RoleKeyVaultSecretsUser, Description: reader.why,
			}, f.child()...)
		if err != nil {
			return fmt.Errorf("right of %s on secret %s: %w", reader.identity, reader.secret, err)
		}
		f.reads[reader.identity] = append(f.reads[reader.identity], assignment)
	}
	return nil
}
