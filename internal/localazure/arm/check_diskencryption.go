package arm

import (
	"net/url"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const diskSetDocument = "Microsoft Learn, virtual-machines, disks-enable-customer-managed-keys; AKS, azure-disk-customer-managed-keys"

// vaultKeyURL is a key's address, taken apart.
type vaultKeyURL struct{ vault, key, version string }

// readKeyURL reads https://<vault>.vault.azure.net/keys/<key>/<version>.
func readKeyURL(text string) (vaultKeyURL, bool) {
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "https" {
		return vaultKeyURL{}, false
	}
	vault, suffix, _ := strings.Cut(parsed.Hostname(), ".")
	segments := strings.Split(strings.Trim(parsed.Path, "/"), "/")
	if suffix != "vault.azure.net" || len(segments) < 2 || segments[0] != "keys" || len(segments) > 3 {
		return vaultKeyURL{}, false
	}
	read := vaultKeyURL{vault: vault, key: segments[1]}
	if len(segments) == 3 {
		read.version = segments[2]
	}
	return read, true
}

// vaultNamed finds a vault by name, which is unique in all of Azure.
func vaultNamed(view View, name string) (world.Resource, bool) {
	for _, vault := range view.OfType(typeVault) {
		if strings.EqualFold(world.Name(vault.ID), name) {
			return vault, true
		}
	}
	return world.Resource{}, false
}

func checkDiskSetIdentity() Check {
	return Check{
		ID: "disk-set-identity", Says: "A disk encryption set has an identity, and a user-assigned one where its type says so.", Source: diskSetSpecification + ", EncryptionSetIdentity",
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("identity.type")
			if state == Unknown {
				return nil
			}
			if state == Absent || kind == "None" && r.Old == nil {
				return []Problem{refusal("identity.type", "InvalidParameter", "A disk encryption set needs an identity, by which it reaches its key.")}
			}
			return one(!strings.Contains(kind, "UserAssigned") || filled(r.Body, "identity.userAssignedIdentities"), refusal("identity.userAssignedIdentities", "InvalidParameter",
				"The identity's type is %q and no identity is named.", kind))
		},
	}
}

func checkDiskSetKeyVersion() Check {
	return Check{
		ID: "disk-set-key-version", Says: "The key's address carries its version, whether or not newer ones are followed.", Source: diskSetSpecification + ", KeyForDiskEncryptionSet.keyUrl",
		Run: func(r Request) []Problem {
			text, state := r.Body.String("activeKey.keyUrl")
			if state != Known {
				return nil
			}
			read, ok := readKeyURL(text)
			return one(ok && read.version != "", refusal("activeKey.keyUrl", "InvalidParameter", "%q is not a fully versioned key address (https://<vault>.vault.azure.net/keys/<key>/<version>).", text))
		},
	}
}

func checkDiskSetKeyExists() Check {
	return Check{
		ID: "disk-set-key-exists", Says: "The key that is named exists in its vault.", Source: "Compute error KeyVaultKeyNotFound; " + diskSetDocument,
		Run: func(r Request) []Problem {
			text, state := r.Body.String("activeKey.keyUrl")
			read, ok := readKeyURL(text)
			if state != Known || !ok {
				return nil
			}
			vault, there := vaultNamed(r.View, read.vault)
			if !there {
				return nil
			}
			_, found := r.View.Get(vault.ID + "/keys/" + read.key)
			return one(found, refusal("activeKey.keyUrl", "KeyVaultKeyNotFound", "The vault %s holds no key %q.", read.vault, read.key))
		},
	}
}

func checkDiskSetVault() Check {
	return Check{
		ID: "disk-set-vault", Says: "The key's vault is the source vault, lies in the set's region, and is protected against purge.", Source: diskSetDocument,
		Run: func(r Request) []Problem {
			text, state := r.Body.String("activeKey.keyUrl")
			read, ok := readKeyURL(text)
			if state != Known || !ok {
				return nil
			}
			var problems []Problem
			if source, known := r.Body.String("activeKey.sourceVault.id"); known == Known {
				problems = one(strings.EqualFold(world.Name(source), read.vault), refusal("activeKey.sourceVault.id", "InvalidParameter", "The key lies in the vault %q, the source vault is %q.", read.vault, world.Name(source)))
			}
			vault, there := vaultNamed(r.View, read.vault)
			if !there {
				return problems
			}
			location, known := placeOf(r)
			problems = append(problems, one(!known || vault.Location == "" || world.Region(vault.Location) == location, refusal("activeKey.keyUrl", "", "The vault %s lies in %s, the disk encryption set in %s; both must lie in one region.",
				read.vault, world.Region(vault.Location), location))...)
			return append(problems, protectedVault(vault, "activeKey.keyUrl", "")...)
		},
	}
}

// protectedVault demands protection against purge of a vault whose key encrypts data.
func protectedVault(vault world.Resource, path, code string) []Problem {
	on, state := InputsOf(vault).Bool("properties.enablePurgeProtection")
	return one(state == Unknown || on, refusal(path, code, "The vault %s is not protected against purge (properties.enablePurgeProtection), which a key that encrypts data demands.", world.Name(vault.ID)))
}

func checkDiskSetRole() Check {
	return Check{
		ID: "disk-set-role", Says: "The set's identity may use the key: through a crypto role on the key, its vault or above, where the vault uses roles.", Source: diskSetDocument + "; " + roleDocument,
		Run: func(r Request) []Problem {
			text, state := r.Body.String("activeKey.keyUrl")
			read, ok := readKeyURL(text)
			identities, identityState := r.Body.Strings("identity.userAssignedIdentities")
			if state != Known || !ok || identityState != Known || len(identities) == 0 {
				return nil
			}
			vault, there := vaultNamed(r.View, read.vault)
			if !there {
				return nil
			}
			return mayUseKey(r, vault, read.key, identities[0], "identity.userAssignedIdentities[0]", "KeyVaultAccessForbidden")
		},
	}
}

// mayUseKey demands that an identity holds a role by which it can wrap and unwrap with a key.
func mayUseKey(r Request, vault world.Resource, key, identity, path, code string) []Problem {
	principal, known := identityPrincipal(r.View, identity)
	byRoles, _ := InputsOf(vault).Bool("properties.enableRbacAuthorization")
	if !known || !byRoles {
		return nil
	}
	roles := []string{roleCryptoEncryption, roleCryptoUser, roleCryptoOfficer, roleVaultAdmin}
	return one(granted(r, principal, vault.ID+"/keys/"+key, roles...), refusal(path, code,
		"The identity %s has no role by which it may use the key %q of the vault %s: give it %q at the key.", world.Name(identity), key, world.Name(vault.ID), roleCryptoEncryption))
}
