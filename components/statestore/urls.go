package statestore

import (
	"fmt"
	"net/netip"
	"regexp"
)

// BackendURL returns the address of the state, as `pulumi login` takes it: azblob://<container>?storage_account=<account>.
// The account stands in the address and not in the environment, so that a shell cannot point it elsewhere (Pulumi
// documentation, using-a-diy-backend). Whoever uses it signs in with Entra: the account has no keys.
func BackendURL(container, account string) string {
	return "azblob://" + container + "?storage_account=" + account
}

// keyVersion is a key's identifier with its version, as Key Vault writes it.
var keyVersion = regexp.MustCompile(`\Ahttps://([a-z0-9-]+\.vault\.azure\.net)/keys/([0-9A-Za-z-]+)/([0-9a-f]{32})\z`)

// SecretsProviderURL returns the address of a key as a stack's settings name it, azurekeyvault://<host>/keys/<key>/<version>,
// from the key's identifier with its version: "https://kv-….vault.azure.net/keys/stacks/4f1e…". An identifier without a
// version is an error, because a stack that named the key alone could not be read after a rotation (pulumi/pulumi issue
// 22338).
func SecretsProviderURL(keyVersionURI string) (string, error) {
	parts := keyVersion.FindStringSubmatch(keyVersionURI)
	if parts == nil {
		return "", fmt.Errorf("secrets key %q: want https://<vault>.vault.azure.net/keys/<name>/<version>, the version being 32 "+
			"hexadecimal digits; without one a rotation would make every stack unreadable", keyVersionURI)
	}
	return "azurekeyvault://" + parts[1] + "/keys/" + parts[2] + "/" + parts[3], nil
}

// addressRules are ranges as a storage account's firewall takes them: it refuses /31 and /32, which are written as single
// addresses instead (Azure Storage documentation, storage-network-security, restrictions for IP network rules).
func addressRules(ranges []netip.Prefix) []string {
	var rules []string
	for _, prefix := range ranges {
		switch prefix.Bits() {
		case 32:
			rules = append(rules, prefix.Addr().String())
		case 31:
			rules = append(rules, prefix.Addr().String(), prefix.Addr().Next().String())
		default:
			rules = append(rules, prefix.String())
		}
	}
	return rules
}
