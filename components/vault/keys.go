package vault

import (
	"fmt"

	keyvault "github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2/v20241101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Use says what may be done with a key. A key gets the operations of its use and no other.
type Use string

const (
	// Wrapping is for keys that wrap other keys: databases, disks and storage keep their data key wrapped by one.
	Wrapping Use = "wrapping"
	// Signing is for keys that sign and verify digests.
	Signing Use = "signing"
	// Encrypting is for keys whose callers hand over what is to be encrypted: the Pulumi CLI encrypts a stack's data key with
	// one, by the operations encrypt and decrypt and no others (gocloud.dev, secrets/azurekeyvault).
	Encrypting Use = "encrypting"
)

const (
	// keySize is in bits. SQL's transparent data encryption takes 2048 or 3072 and nothing else, so 3072 is the largest
	// that every service here accepts (Azure SQL documentation, transparent-data-encryption-byok-overview).
	keySize = 3072
	// rotationMonths is how old the newest version becomes before there is another. Microsoft's recommendation is two years at
	// most (Key Vault documentation, keys/how-to-configure-key-rotation).
	rotationMonths = 18
	// overlapMonths is how much longer a version lives than it is the newest one: time for whatever still uses it to move on.
	overlapMonths = 6
	// notifyBefore raises the near-expiry event 30 days ahead, the documentation's own example.
	notifyBefore = "P30D"
	// longExpiry is for keys whose old versions open backups: a backup is unreadable once the version that wrapped it has
	// expired. Backups are kept for weeks, so five years leave three and more after the last use.
	longExpiry = "P5Y"
)

// Key declares one key. Every key is RSA-HSM of 3072 bits, made inside the HSM and never exported.
type Key struct {
	// Name is the key's name in the vault: 1 to 127 letters, digits and hyphens.
	Name string
	// Use is what the key is for; one key serves one use.
	Use Use
	// OpensBackups is true for a key whose old versions must go on working because backups, or archived data, are wrapped
	// by them. Its versions live for five years instead of two.
	OpensBackups bool
	// Pinned is true for a key whose users name one version and cannot follow another: it has no rotation policy, never
	// expires, and is rotated by a command that moves its users first. The stacks' secrets key is the only such one
	// (recorded exception to claim SP-12; pulumi/pulumi issues 22338 and 13201: what was encrypted with the version before
	// cannot be read after a rotation).
	Pinned bool
}

// KeyRef is how others name a key that exists.
type KeyRef struct {
	// ID is the ARM identifier, the scope of a role on this key alone.
	ID pulumi.StringOutput
	// URI is without a version. Services given this one follow rotation by themselves.
	URI pulumi.StringOutput
	// VersionURI carries the version that was current when the key was last read. Services that need it are told to
	// ignore its changes, or an old version would be put back after a rotation.
	VersionURI pulumi.StringOutput
}

// operations are the minimum that each use needs.
func operations(use Use) []string {
	switch use {
	case Signing:
		return []string{"sign", "verify"}
	case Encrypting:
		return []string{"encrypt", "decrypt"}
	default:
		return []string{"wrapKey", "unwrapKey"}
	}
}

// lifetime is how long a version of the key lives, as an ISO 8601 duration.
func lifetime(key Key, rotation int) string {
	months := rotation + overlapMonths
	switch {
	case key.OpensBackups:
		return longExpiry
	case months%12 == 0:
		return fmt.Sprintf("P%dY", months/12)
	default:
		return fmt.Sprintf("P%dM", months)
	}
}

// keyProperties is what is sent to make a key that rotates after so many months. Azure reads it once: a PUT on a key that
// exists writes nothing and answers with what is there (azure-rest-api-specs, Microsoft.KeyVault 2024-11-01, keys.json). The key's own expiry
// date is not set, because a date in code would be in the past one day; the rotation policy dates every later version.
func keyProperties(key Key, rotation int) keyvault.KeyPropertiesArgs {
	properties := keyvault.KeyPropertiesArgs{
		Kty:     pulumi.String("RSA-HSM"),
		KeySize: pulumi.Int(keySize),
		KeyOps:  pulumi.ToStringArray(operations(key.Use)),
		Attributes: keyvault.KeyAttributesArgs{
			Enabled:    pulumi.Bool(true),
			Exportable: pulumi.Bool(false),
		},
	}
	if !key.Pinned {
		properties.RotationPolicy = rotationPolicy(key, rotation)
	}
	return properties
}

// rotationPolicy makes another version after so many months, and tells before one expires.
func rotationPolicy(key Key, rotation int) keyvault.RotationPolicyArgs {
	return keyvault.RotationPolicyArgs{
		Attributes: keyvault.KeyRotationPolicyAttributesArgs{ExpiryTime: pulumi.String(lifetime(key, rotation))},
		LifetimeActions: keyvault.LifetimeActionArray{
			keyvault.LifetimeActionArgs{
				Action:  keyvault.ActionArgs{Type: keyvault.KeyRotationPolicyActionTypeRotate},
				Trigger: keyvault.TriggerArgs{TimeAfterCreate: pulumi.String(fmt.Sprintf("P%dM", rotation))},
			},
			keyvault.LifetimeActionArgs{
				Action:  keyvault.ActionArgs{Type: keyvault.KeyRotationPolicyActionTypeNotify},
				Trigger: keyvault.TriggerArgs{TimeBeforeExpiry: pulumi.String(notifyBefore)},
			},
		},
	}
}

// newKeys makes the declared keys. Three options say what Azure can and cannot do with a key:
//   - retained on delete, always: ARM has no delete for keys, and the provider's own goes through the data plane, which is
//     closed to it. A key leaves with its vault and comes back with it.
//   - tags ignored: an update is accepted and not carried out. What matters for security (type, size, operations,
//     rotation) is not ignored, so that an edit shows in the preview and can be refused, instead of being believed.
//   - protected where the site is: whatever is wrapped by a lost key is lost.
func (v *Vault) newKeys(ctx *pulumi.Context, name string, args *Args) error {
	site := args.Site
	for _, key := range args.Keys {
		tags, tagged := azure.Tagged(site)
		opts := azure.ChildOptions(v, tagged,
			pulumi.Protect(site.Protect),
			pulumi.RetainOnDelete(true),
			pulumi.IgnoreChanges([]string{"tags"}))
		opts = append(opts, v.adopt(ctx, args, "keys", key.Name)...)
		made, err := keyvault.NewKey(ctx, name+"-key-"+key.Name, &keyvault.KeyArgs{
			ResourceGroupName: args.ResourceGroup,
			VaultName:         v.vault.Name,
			KeyName:           pulumi.String(key.Name),
			Properties:        keyProperties(key, args.rotation()),
			Tags:              tags,
		}, opts...)
		if err != nil {
			return fmt.Errorf("key %q of vault %s: %w", key.Name, v.Name, err)
		}
		v.Keys[key.Name] = KeyRef{ID: made.ID().ToStringOutput(), URI: made.KeyUri, VersionURI: made.KeyUriWithVersion}
	}
	return nil
}
