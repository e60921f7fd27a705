package vault

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// adopt returns the option that takes over a key or secret which came back with a recovered vault; nothing, unless the
// vault is being recovered. Without it the provider refuses: "cannot create already existing resource".
//
// The identifier hangs on the vault's own, so that the engine reads the key only after the vault is back. In a preview
// there is nothing to read yet, whatever the identifier, and a read of what is not there fails the whole preview: there
// the key is shown as created. (The real provider withholds the vault's identifier in a preview, and the SDK drops an
// import whose identifier is unknown; the condition gives every target the same preview.)
//
// Differences between what came back and what is declared are no error: the engine imports first and updates then.
func (v *Vault) adopt(ctx *pulumi.Context, args *Args, collection, child string) []pulumi.ResourceOption {
	if !args.Recover || ctx.DryRun() {
		return nil
	}
	id := v.vault.ID().ApplyT(func(vault pulumi.ID) pulumi.ID { return childID(vault, collection, child) })
	return []pulumi.ResourceOption{pulumi.Import(id.(pulumi.IDOutput))}
}

// childID is the ARM identifier of a vault's key or secret.
func childID(vault pulumi.ID, collection, child string) pulumi.ID {
	return vault + pulumi.ID("/"+collection+"/"+child)
}
