package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// sqlServerOf is the identifier of the server that something lies in, "" where it lies in none.
func sqlServerOf(id string) string {
	for at := id; at != ""; at = world.Parent(at) {
		if strings.EqualFold(world.TypeOf(at), typeSQLServer) {
			return at
		}
	}
	return ""
}

// usableKey says what keeps a server from encrypting with a key. Vaults outside the world are not judged.
func usableKey(r Request, server Body, uri, path string) []Problem {
	read, ok := readKeyURL(uri)
	if !ok || read.version == "" {
		return []Problem{refusal(path, "AzureKeyVaultInvalidUri", "%q is not a key's address with its version (https://<vault>.vault.azure.net/keys/<key>/<version>).", uri)}
	}
	vault, there := vaultNamed(r.View, read.vault)
	if !there {
		return nil
	}
	key, there := r.View.Get(vault.ID + "/keys/" + read.key)
	if !there {
		return []Problem{refusal(path, "AzureKeyVaultKeyNameNotFound", "The operation could not be completed because the Azure Key Vault Key name does not exist: %s holds no key %q.", read.vault, read.key)}
	}
	problems := protectedVault(vault, path, "SecurityInvalidAzureKeyVaultRecoveryLevel")
	problems = append(problems, suitableKey(InputsOf(key), read.key, path)...)
	problems = append(problems, vaultLetsIn(InputsOf(vault), read.vault, path)...)
	identity, state := keyIdentity(server)
	switch state {
	case Unknown:
		return problems
	case Absent:
		return append(problems, refusal(path, "AzureKeyVaultNoServerIdentity", "The server identity is not correctly configured: the server has none to reach the key with."))
	case Known:
	}
	if identity == "" {
		return problems
	}
	return append(problems, mayUseKey(r, vault, read.key, identity, path, "UmiMissingAkvPermissions")...)
}

// keyIdentity is the user-assigned identity by which a server reaches its key. It is Known and "" for a server that has
// one of its own, of which nothing is known here.
func keyIdentity(server Body) (string, State) {
	if primary, state := server.String("primaryUserAssignedIdentityId"); state != Absent {
		return primary, state
	}
	kind, state := server.String("identity.type")
	switch {
	case state == Unknown:
		return "", Unknown
	case strings.Contains(kind, "SystemAssigned"):
		return "", Known
	}
	return "", Absent
}

// suitableKey demands a key of a kind and size that Azure SQL takes, which is on.
func suitableKey(key Body, name, path string) []Problem {
	kind, kindState := key.String("properties.kty")
	size, sizeState := key.Number("properties.keySize")
	if sizeState == Absent {
		size = 2048
	}
	suitable := kindState != Known || strings.HasPrefix(kind, "RSA") && (sizeState == Unknown || size == 2048 || size == 3072)
	problems := one(suitable, refusal(path, "AzureKeyVaultRsaKeyNotSupported", "The provided key vault uses unsupported RSA Key Size or Key Type: the key %q is %s of %v bits. The supported RSA key size is 2048 or 3072 and Key Type is RSA or RSA-HSM.", name, kind, size))
	on, state := key.Bool("properties.attributes.enabled")
	return append(problems, one(state != Known || on, refusal(path, "AzureKeyVaultKeyDisabled", "The operation could not be completed on the server because the Azure Key Vault key %q is disabled.", name))...)
}

// vaultLetsIn demands that a closed vault lets trusted services through.
func vaultLetsIn(vault Body, name, path string) []Problem {
	access, _ := vault.String("properties.publicNetworkAccess")
	rule, _ := vault.String("properties.networkAcls.defaultAction")
	bypass, state := vault.String("properties.networkAcls.bypass")
	closed := strings.EqualFold(access, "Disabled") || strings.EqualFold(rule, "Deny")
	return one(!closed || state != Known || strings.EqualFold(bypass, "AzureServices"), refusal(path, "AkvEndpointNotReachableFromNode",
		"AKV endpoint '%s' is not reachable from SQL: the vault is closed, and its firewall does not let trusted services of Azure through (networkAcls.bypass).", name))
}

func checkSQLKeyKind() Check {
	return Check{
		ID: "sql-key-kind", Says: "A key of a server is of the kind AzureKeyVault; the service's own is not to be made.", Source: sqlKeySpecification + ", errors InvalidKeyType, InvalidUpsertKeyType",
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("serverKeyType")
			switch {
			case state != Known || kind == "AzureKeyVault":
				return nil
			case kind == "ServiceManaged":
				return []Problem{refusal("serverKeyType", "InvalidUpsertKeyType", "Service-managed TDE keys are managed by the service. Service-managed TDE keys don't support Create or Update by the user.")}
			}
			return []Problem{refusal("serverKeyType", "InvalidKeyType", "The create server key type is not supported: %q.", kind)}
		},
	}
}

func checkSQLKeyName() Check {
	return Check{
		ID: "sql-key-name", Says: "A key is called <vault>_<key>_<version> after its address.", Source: sqlKeySpecification + ", keyName, error SecurityAzureKeyVaultInvalidKeyName",
		Run: func(r Request) []Problem {
			name, nameState := r.Body.String("keyName")
			uri, uriState := r.Body.String("uri")
			read, ok := readKeyURL(uri)
			if nameState != Known || uriState != Known || !ok || read.version == "" {
				return nil
			}
			wanted := strings.Join([]string{read.vault, read.key, read.version}, "_")
			return one(strings.EqualFold(name, wanted), refusal("keyName", "SecurityAzureKeyVaultInvalidKeyName", "The operation could not be completed because of an invalid Server Key name: %q; the name for this address is %q.", name, wanted))
		},
	}
}

func checkSQLKeyUsable() Check {
	return Check{
		ID: "sql-key-usable", Says: "The key is RSA of 2048 or 3072 bits and on, in a vault that is protected against purge and lets the server in, and the server's identity may wrap with it.",
		Source: sqlProtectorSpecification + ", errors; " + encryptionDocument + "; " + roleDocument,
		Run: func(r Request) []Problem {
			server, there := r.View.Get(sqlServerOf(r.ID))
			uri, state := r.Body.String("uri")
			if state == Absent {
				return []Problem{refusal("uri", "SecurityAzureKeyVaultUrlNullOrEmpty", "The operation could not be completed because the Azure Key Vault Uri is null or empty.")}
			}
			if !there || state != Known {
				return nil
			}
			return usableKey(r, InputsOf(server), uri, "uri")
		},
	}
}

// madeWithKey reports whether a server was made with this key.
func madeWithKey(server world.Resource, uri string) bool {
	given, state := InputsOf(server).String("keyId")
	return state == Known && (uri == "" || strings.EqualFold(given, uri))
}

func checkSQLKeyNotThere() Check {
	return Check{
		ID: "sql-key-new", Says: "A key that the server was made with is there already, and cannot be created again.", Source: sqlServerSpecification + ", keyId; pulumi-azure-native provider/pkg/azure, CanCreate",
		Run: func(r Request) []Problem {
			server, there := r.View.Get(sqlServerOf(r.ID))
			uri, state := r.Body.String("uri")
			if !there || state != Known || r.Old != nil {
				return nil
			}
			return one(!madeWithKey(server, uri), refusal("", "", "cannot create already existing resource '%s': the server names the key itself (keyId); do one or the other.", r.ID))
		},
	}
}

// sqlKeyInUse says why a key cannot be deleted.
func sqlKeyInUse(r Request) []Problem {
	protector, there := r.View.Get(sqlServerOf(r.ID) + "/encryptionProtector/current")
	if !there {
		return nil
	}
	return one(!strings.EqualFold(knownText(protector, "serverKeyName"), world.Name(r.ID)), refusal("", "AzureKeyVaultKeyInUse",
		"The key is currently being used by the server: it is what %s is encrypted with.", world.Name(sqlServerOf(r.ID))))
}
