package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkSoftDeleteOn() Check {
	return Check{
		ID: "vault-soft-delete", Says: "Soft delete cannot be switched off.", Source: softDeleteDocument + "; " + vaultSpecification + ", enableSoftDelete",
		Run: func(r Request) []Problem {
			on, state := r.Body.Bool("properties.enableSoftDelete")
			return one(state != Known || on, refusal("properties.enableSoftDelete", "BadRequest",
				"The property \"enableSoftDelete\" cannot be set to false: soft delete is on for every vault."))
		},
	}
}

func checkRetentionDays() Check {
	return Check{
		ID: "vault-retention", Says: "Deleted vaults and what they hold are kept for 7 to 90 days.", Source: vaultSpecification + ", softDeleteRetentionInDays",
		Run: func(r Request) []Problem {
			return between(r.Body, "properties.softDeleteRetentionInDays", 7, 90, "The retention in days")
		},
	}
}

func checkRetentionFixed() Check {
	return Check{
		ID: "vault-retention-fixed", Says: "The retention is fixed when the vault is made.", Source: softDeleteDocument,
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			now, state := r.Body.Number("properties.softDeleteRetentionInDays")
			before, beforeState := InputsOf(*r.Old).Number("properties.softDeleteRetentionInDays")
			if beforeState == Absent {
				before, beforeState = 90, Known
			}
			return one(state != Known || beforeState != Known || now == before, refusal("properties.softDeleteRetentionInDays", "BadRequest",
				"The property \"softDeleteRetentionInDays\" has been set already and it can't be modified: it is %v, the request says %v.", before, now))
		},
	}
}

func checkPurgeProtectionOneWay() Check {
	return Check{
		ID: "vault-purge-protection", Says: "Protection against purge is never switched off, and is not written as false.",
		Source: vaultSpecification + ", enablePurgeProtection (irreversible; the property does not accept false)",
		Run: func(r Request) []Problem {
			on, state := r.Body.Bool("properties.enablePurgeProtection")
			return one(state != Known || on, refusal("properties.enablePurgeProtection", "BadRequest",
				"The property \"enablePurgeProtection\" cannot be set to false. Enabling the purge protection for a vault is an irreversible action; leave the property out to make a vault without it."))
		},
	}
}

func checkVaultAddresses() Check {
	return Check{
		ID: "vault-addresses", Says: "Address rules of a vault name public addresses.", Source: "Microsoft Learn, key-vault, network-security, IP address rules",
		Run: func(r Request) []Problem {
			var problems []Problem
			found := texts(r.Body, "properties.networkAcls.ipRules[*].value")
			for _, path := range sortedNames(found) {
				problems = append(problems, publicRule(path, found[path])...)
			}
			return problems
		},
	}
}

func checkPolicyTenants() Check {
	return Check{
		ID: "vault-policy-tenant", Says: "Access policies are of the vault's own tenant.", Source: vaultSpecification + ", accessPolicies (all identities use the vault's tenant)",
		Run: func(r Request) []Problem {
			tenant, state := r.Body.String("properties.tenantId")
			if state != Known {
				return nil
			}
			var problems []Problem
			found := texts(r.Body, "properties.accessPolicies[*].tenantId")
			for _, path := range sortedNames(found) {
				problems = append(problems, one(strings.EqualFold(found[path], tenant), refusal(path, "", "The policy is of the tenant %s, the vault of %s.", found[path], tenant))...)
			}
			return problems
		},
	}
}

func checkPublicAccessValue() Check {
	return Check{
		ID: "vault-public-access", Says: "Public network access is Enabled or Disabled (or SecuredByPerimeter), written as text.", Source: vaultSpecification + ", publicNetworkAccess; Microsoft Learn, key-vault, network-security",
		Run: func(r Request) []Problem {
			access, state := r.Body.String("properties.publicNetworkAccess")
			allowed := []string{"Enabled", "Disabled", "SecuredByPerimeter"}
			return one(state != Known || access == "" || foldContains(allowed, access), refusal("properties.publicNetworkAccess", "BadRequest", "%q is not allowed; allowed are %s.", access, oneOf(allowed)))
		},
	}
}

// vaultDataPlane says whether the provider can delete a key or secret. It does so through the vault's own address, not
// through ARM, and so from outside only where the vault's network lets it in.
func vaultDataPlane(r Request) []Problem {
	id := world.Parent(r.ID)
	vault, there := r.View.Get(id)
	if !there {
		return nil
	}
	inputs := InputsOf(vault)
	access, _ := inputs.String("properties.publicNetworkAccess")
	if !strings.EqualFold(access, "Disabled") {
		return nil
	}
	return []Problem{refusal("", "Forbidden", "Public network access is disabled and request is not from a trusted service nor via an approved private link: "+
		"%s is deleted through the address of the vault %s, not through ARM (pulumi-azure-native provider/pkg/resources/customresources/custom_keyvault.go). "+
		"Mark it retainOnDelete (it goes with its vault), or delete from inside the network.", world.Name(r.ID), world.Name(id))}
}
