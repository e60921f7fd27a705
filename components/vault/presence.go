package vault

import (
	"fmt"
	"regexp"

	keyvault "github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2/v20241101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// absent is how the provider says that something is not there: Azure's status 404, or one of its codes.
var absent = regexp.MustCompile(`\b404\b|NotFound|does not exist`)

// Present asks whether a secret that people bring is in the site's vault of a purpose, in the group given. It asks Resource Manager,
// which is not behind the vault's firewall and never answers with the value. A vault or a group that is not there yet holds no
// secret. Any other answer, such as a refusal, is an error: what is not known must not pass for "absent", because that
// takes down whatever uses the secret.
func Present(ctx *pulumi.Context, site azure.Site, group, purpose, secret string, opts ...pulumi.InvokeOption) (bool, error) {
	name := site.Names.Vault(purpose)
	_, err := keyvault.LookupSecret(ctx, &keyvault.LookupSecretArgs{
		ResourceGroupName: group, VaultName: name, SecretName: secret,
	}, opts...)
	switch {
	case err == nil:
		return true, nil
	case absent.MatchString(err.Error()):
		return false, nil
	}
	return false, fmt.Errorf("is secret %q in vault %s: %w", secret, name, err)
}
