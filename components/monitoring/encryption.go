package monitoring

import (
	"fmt"
	"net/url"
	"strings"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// encryption is how the account's data is encrypted at rest: twice, once by the service with our key where there is one, once
// by the infrastructure with Azure's. The second can only be had at creation.
func (a account) encryption() storage.EncryptionArgs {
	service := storage.EncryptionServiceArgs{Enabled: pulumi.Bool(true), KeyType: pulumi.String(storage.KeyTypeAccount)}
	encryption := storage.EncryptionArgs{
		KeySource:                       pulumi.String(storage.KeySource_Microsoft_Storage),
		RequireInfrastructureEncryption: pulumi.Bool(true),
		Services:                        storage.EncryptionServicesArgs{Blob: service, File: service},
	}
	if a.key == nil {
		return encryption
	}
	uri := a.key.URI.ToStringOutput()
	encryption.KeySource = pulumi.String(storage.KeySource_Microsoft_Keyvault)
	encryption.EncryptionIdentity = storage.EncryptionIdentityArgs{
		EncryptionUserAssignedIdentity: a.key.IdentityID.ToStringOutput(),
	}
	// No key version: the account then follows the newest.
	encryption.KeyVaultProperties = storage.KeyVaultPropertiesArgs{
		KeyVaultUri: uri.ApplyT(keyVault).(pulumi.StringOutput),
		KeyName:     uri.ApplyT(keyName).(pulumi.StringOutput),
	}
	return encryption
}

// keyVault returns the vault's part of a key's versionless identifier: "https://kv-….vault.azure.net".
func keyVault(uri string) (string, error) {
	vault, _, err := splitKeyURI(uri)
	return vault, err
}

// keyName returns the key's name in its versionless identifier.
func keyName(uri string) (string, error) {
	_, name, err := splitKeyURI(uri)
	return name, err
}

// splitKeyURI takes a key's identifier apart. One with a version is refused: with it the account would stay behind when the
// key is rotated.
func splitKeyURI(uri string) (vault, name string, err error) {
	parsed, err := url.Parse(uri)
	if err != nil || parsed.Scheme != "https" || parsed.Host == "" {
		return "", "", fmt.Errorf("key %q: want https://<vault>/keys/<name>", uri)
	}
	name, found := strings.CutPrefix(parsed.Path, "/keys/")
	switch {
	case !found || name == "":
		return "", "", fmt.Errorf("key %q: want https://<vault>/keys/<name>", uri)
	case strings.Contains(name, "/"):
		return "", "", fmt.Errorf("key %q names a version: leave it out, so that the account follows rotation", uri)
	}
	return "https://" + parsed.Host, name, nil
}
