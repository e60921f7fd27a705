package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

const (
	storageKeyDocument   = "Microsoft Learn, storage, customer-managed-keys-overview and customer-managed-keys-configure-new-account"
	immutabilityDocument = "Microsoft Learn, storage, immutable-version-level-worm-policies; " + storageSpecification + ", AccountImmutabilityPolicyProperties"
)

// customerKey is the vault and key an account is encrypted with, where it is and both are known.
func customerKey(b Body) (vault, key string, known bool) {
	source, sourceState := b.String("encryption.keySource")
	address, addressState := b.String("encryption.keyVaultProperties.keyVaultUri")
	key, keyState := b.String("encryption.keyVaultProperties.keyName")
	if sourceState != Known || source != "Microsoft.Keyvault" || addressState != Known || keyState != Known {
		return "", "", false
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), ".")
	return host, key, true
}

func checkStorageKey() Check {
	return Check{
		ID: "storage-key", Says: "An account that is encrypted with a vault's key names vault and key; one that is not names neither.", Source: storageKeyDocument + "; " + storageSpecification + ", Encryption",
		Run: func(r Request) []Problem {
			source, state := r.Body.String("encryption.keySource")
			if state == Unknown {
				return nil
			}
			if source != "Microsoft.Keyvault" {
				return one(!r.Body.Has("encryption.keyVaultProperties"), refusal("encryption.keyVaultProperties", "", "A key is named, but encryption.keySource is %s; it must be \"Microsoft.Keyvault\".", orAbsent(source, state)))
			}
			if _, properties := r.Body.At("encryption.keyVaultProperties"); properties == Unknown {
				return nil
			}
			var problems []Problem
			for _, path := range []string{"encryption.keyVaultProperties.keyVaultUri", "encryption.keyVaultProperties.keyName"} {
				problems = append(problems, one(r.Body.Has(path), refusal(path, "", "encryption.keySource is \"Microsoft.Keyvault\", and this is missing."))...)
			}
			return problems
		},
	}
}

func checkStorageIdentity() Check {
	return Check{
		ID: "storage-key-identity", Says: "A new account that is encrypted with a vault's key reaches it through a user-assigned identity that it has.", Source: storageKeyDocument,
		Run: func(r Request) []Problem {
			if _, _, known := customerKey(r.Body); !known {
				return nil
			}
			identity, state := r.Body.String("encryption.encryptionIdentity.encryptionUserAssignedIdentity")
			if state == Absent {
				return one(r.Old != nil, refusal("encryption.encryptionIdentity.encryptionUserAssignedIdentity", "", "An account is made with a customer's key only through a user-assigned identity."))
			}
			assigned, assignedState := r.Body.Strings("identity.userAssignedIdentities")
			return one(state != Known || assignedState == Unknown || foldContains(assigned, identity), refusal("encryption.encryptionIdentity.encryptionUserAssignedIdentity", "",
				"The identity %s is not among those of the account (identity.userAssignedIdentities).", world.Name(identity)))
		},
	}
}

func checkStorageVault() Check {
	return Check{
		ID: "storage-key-vault", Says: "The key exists, its vault is protected against purge, and the account's identity may use it.", Source: storageKeyDocument,
		Run: func(r Request) []Problem {
			name, key, known := customerKey(r.Body)
			if !known {
				return nil
			}
			vault, there := vaultNamed(r.View, name)
			if !there {
				return nil
			}
			_, found := r.View.Get(vault.ID + "/keys/" + key)
			problems := one(found, refusal("encryption.keyVaultProperties.keyName", "KeyVaultKeyNotFound", "The vault %s holds no key %q.", name, key))
			problems = append(problems, protectedVault(vault, "encryption.keyVaultProperties.keyVaultUri", "KeyVaultPolicyError")...)
			path := "encryption.encryptionIdentity.encryptionUserAssignedIdentity"
			if identity, state := r.Body.String(path); state == Known {
				problems = append(problems, mayUseKey(r, vault, key, identity, path, "KeyVaultAuthenticationFailure")...)
			}
			return problems
		},
	}
}

func checkImmutabilityShape() Check {
	return Check{
		ID: "storage-immutability", Says: "Version-level immutability is not for accounts with a hierarchical namespace, and a policy needs it switched on.", Source: immutabilityDocument,
		Run: func(r Request) []Problem {
			on, state := r.Body.Bool("immutableStorageWithVersioning.enabled")
			if state == Unknown {
				return nil
			}
			hierarchical, _ := r.Body.Bool("isHnsEnabled")
			problems := one(!on || !hierarchical, refusal("immutableStorageWithVersioning.enabled", "", "An account with a hierarchical namespace (isHnsEnabled) has no version-level immutability."))
			return append(problems, one(on || !r.Body.Has("immutableStorageWithVersioning.immutabilityPolicy"), refusal("immutableStorageWithVersioning.immutabilityPolicy", "", "A policy is given, and immutableStorageWithVersioning.enabled is not true."))...)
		},
	}
}

func checkImmutabilityPolicy() Check {
	return Check{
		ID: "storage-immutability-policy", Says: "A policy keeps for 1 to 146,000 days, and begins unlocked or disabled.", Source: immutabilityDocument,
		Run: func(r Request) []Problem {
			policy := "immutableStorageWithVersioning.immutabilityPolicy."
			state, known := r.Body.String(policy + "state")
			problems := between(r.Body, policy+"immutabilityPeriodSinceCreationInDays", 1, 146000, "The period in days")
			return append(problems, one(known != Known || r.Old != nil || state != "Locked", refusal(policy+"state", "", "A policy can only be created in the state Disabled or Unlocked; lock it by a second change."))...)
		},
	}
}

func checkImmutabilityLock() Check {
	return Check{
		ID: "storage-immutability-lock", Says: "A locked policy stays locked and is only lengthened; only an unlocked one can be locked.", Source: immutabilityDocument,
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			policy := "immutableStorageWithVersioning.immutabilityPolicy."
			before := InputsOf(*r.Old)
			was, _ := before.String(policy + "state")
			is, state := r.Body.String(policy + "state")
			if _, parent := r.Body.At("immutableStorageWithVersioning"); parent == Unknown || state == Unknown {
				return nil
			}
			if was == "Disabled" && is == "Locked" {
				return []Problem{refusal(policy+"state", "", "Only a policy in the state Unlocked can be locked; this one is Disabled.")}
			}
			if was != "Locked" {
				return nil
			}
			problems := one(is == "Locked", refusal(policy+"state", "", "The policy is locked, which cannot be reverted; the request says %s.", orAbsent(is, state)))
			days, daysState := r.Body.Number(policy + "immutabilityPeriodSinceCreationInDays")
			then, thenState := before.Number(policy + "immutabilityPeriodSinceCreationInDays")
			problems = append(problems, one(daysState != Known || thenState != Known || days >= then, refusal(policy+"immutabilityPeriodSinceCreationInDays", "", "The policy is locked at %v days and can only be lengthened; the request says %v.", then, days))...)
			now, nowState := r.Body.Bool(policy + "allowProtectedAppendWrites")
			wasOn, _ := before.Bool(policy + "allowProtectedAppendWrites")
			return append(problems, one(nowState != Known || now == wasOn, refusal(policy+"allowProtectedAppendWrites", "", "The policy is locked; this can be changed only while it is disabled or unlocked."))...)
		},
	}
}

func checkStorageAddresses() Check {
	return Check{
		ID: "storage-addresses", Says: "Address rules of an account name public addresses.", Source: "Microsoft Learn, storage, storage-network-security, restrictions for IP network rules",
		Run: func(r Request) []Problem {
			var problems []Problem
			found := texts(r.Body, "networkRuleSet.ipRules[*].iPAddressOrRange")
			for _, path := range sortedNames(found) {
				problems = append(problems, publicRule(path, found[path])...)
			}
			return problems
		},
	}
}

func checkStorageRedundancy() Check {
	return Check{
		ID: "storage-redundancy", Says: "Redundancy over zones needs a region with zones; geographic redundancy needs a pair.", Source: "Microsoft Learn, storage, storage-redundancy",
		Run: func(r Request) []Problem {
			sku, state := r.Body.String("sku.name")
			location, known := placeOf(r)
			region, listed := regions.Lookup(location)
			if state != Known || !known || !listed {
				return nil
			}
			return one(region.Zones > 0 || !strings.HasSuffix(sku, "ZRS"), refusal("sku.name", "RedundancyConfigurationNotAvailableInRegion", "The region %s has no availability zones, which %s needs.", region.Name, sku))
		},
	}
}

func checkOneStorageIdentity() Check {
	return Check{
		ID: "storage-one-identity", Says: "An account has at most one user-assigned identity, and one where its type says so.", Source: storageSpecification + ", Identity.userAssignedIdentities (only one is permitted)",
		Run: func(r Request) []Problem {
			kind, _ := r.Body.String("identity.type")
			assigned, state := r.Body.Elements("identity.userAssignedIdentities")
			if _, parent := r.Body.At("identity"); state == Unknown || parent == Unknown {
				return nil
			}
			problems := one(len(assigned) <= 1, refusal("identity.userAssignedIdentities", "", "Only 1 user-assigned identity is permitted; %d are given.", len(assigned)))
			return append(problems, one(!strings.Contains(kind, "UserAssigned") || len(assigned) > 0, refusal("identity.userAssignedIdentities", "", "The identity's type is %q and no identity is named.", kind))...)
		},
	}
}
