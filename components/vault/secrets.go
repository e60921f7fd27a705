package vault

import (
	"fmt"

	keyvault "github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2/v20241101"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// GeneratedSecret declares a secret that the program makes and nobody ever needs to see: a session signing key, a token
// between two workloads. Its value is base64 of random bytes, and lives in the vault and, encrypted, in the stack's state.
type GeneratedSecret struct {
	// Name is the secret's name in the vault: 1 to 127 letters, digits and hyphens.
	Name string
	// Characters is its length, 22 to 1024. Each is one of 62 letters and digits and so is worth almost six bits: 43 hold as
	// much as a symmetric key of 256 bits.
	Characters int
	// Rotation is any text, by habit a date. Changing it makes a new value, which becomes the secret's new version.
	Rotation string
}

// contentType tells a reader of the vault how to read the value; Key Vault takes up to 255 characters.
func contentType(s GeneratedSecret) string {
	return fmt.Sprintf("text/plain; alphabet=alphanumeric; length=%d", s.Characters)
}

// newSecrets makes the values and puts them into the vault. They are passwords to the random provider, whatever they are used
// for: RandomBytes and RandomId show their value as the resource's identifier, which no state encrypts (terraform-provider-random,
// random_bytes and random_id, attribute id). The value carries the rotation: when its keeper changes it
// is replaced, and the secret is updated in place with it. The secret is retained on delete for the reason that keys are.
//
// A recovered vault brings its old secrets along, but not their values: Azure's control plane never returns one. They
// are adopted, and get the new value as a new version, so a recovery rotates every generated secret.
func (v *Vault) newSecrets(ctx *pulumi.Context, name string, args *Args) error {
	site := args.Site
	for _, secret := range args.Generated {
		logical := name + "-secret-" + secret.Name
		value, err := random.NewRandomPassword(ctx, logical+"-value", &random.RandomPasswordArgs{
			Length:  pulumi.Int(secret.Characters),
			Special: pulumi.Bool(false),
			Keepers: pulumi.StringMap{"rotation": pulumi.String(secret.Rotation)},
		}, pulumi.Parent(v))
		if err != nil {
			return fmt.Errorf("value of secret %q for vault %s: %w", secret.Name, v.Name, err)
		}

		tags, tagged := azure.Tagged(site)
		opts := azure.ChildOptions(v, tagged, pulumi.Protect(site.Protect), pulumi.RetainOnDelete(true))
		opts = append(opts, v.adopt(ctx, args, "secrets", secret.Name)...)
		made, err := keyvault.NewSecret(ctx, logical, &keyvault.SecretArgs{
			ResourceGroupName: args.ResourceGroup,
			VaultName:         v.vault.Name,
			SecretName:        pulumi.String(secret.Name),
			Properties: keyvault.SecretPropertiesArgs{
				Attributes:  keyvault.SecretAttributesArgs{Enabled: pulumi.Bool(true)},
				ContentType: pulumi.String(contentType(secret)),
				Value:       value.Result, // marked secret by the resource that makes it
			},
			Tags: tags,
		}, opts...)
		if err != nil {
			return fmt.Errorf("secret %q of vault %s: %w", secret.Name, v.Name, err)
		}
		v.Secrets[secret.Name] = made.ID().ToStringOutput()
	}
	return nil
}
