package governance

// denials are the policies that refuse. They are few, on purpose: only what nothing of this program ever asks for, in any
// environment, so that none of them can stop a deployment or, worse, a rebuild. Everything finer is the policy pack's. A bootstrap that
// is opened for a day asks for an open vault: people exempt it for that day (docs/decisions/0041).
func denials(settings PolicySettings) []Assignment {
	places := map[string]any{locationList: settings.Locations}
	return []Assignment{
		{
			Key: "locations", Definition: "e56962a6-4747-49cd-b67b-bf8b01975c4c", Title: "Allowed locations", Effect: Deny, FixedEffect: true,
			Parameters: places, Claim: "SP-03", refuses: outsideLocations,
			Reason: "Resources lie in the environment's own regions; what belongs to no region is exempt.",
		},
		{
			Key: "group-locations", Definition: "e765b5de-1225-4ba3-bd56-1ac6695af988", Title: "Allowed locations for resource groups", Effect: Deny, FixedEffect: true,
			Parameters: places, Claim: "SP-03", refuses: groupOutsideLocations,
			Reason: "A group's region decides whether what it holds can be changed during an outage.",
		},
		{
			Key: "key-hsm", Definition: "587c79fe-dd04-4a5e-9d0b-f89598c7261b", Title: "Keys should be backed by a hardware security module (HSM)", Effect: Deny,
			Claim: "SP-12", refuses: softwareKey, Reason: "Keys live in hardware that is validated for it.",
		},
		{
			Key: "vault-rbac", Definition: "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5", Title: "Azure Key Vault should use RBAC permission model", Effect: Deny,
			Claim: "SP-12", refuses: vaultWithPolicies, Reason: "Who may read a secret is decided, and reviewed, in one place.",
		},
		{
			Key: "vault-purge", Definition: "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", Title: "Key vaults should have deletion protection enabled", Effect: Deny,
			Claim: "SP-12", refuses: purgeableVault, Reason: "A deleted key would take the data with it that it protects.",
		},
		{
			Key: "vault-public", Definition: "405c5871-3e91-4644-8a63-58e19d68ff5b", Title: "Azure Key Vault should disable public network access", Effect: Deny,
			Claim: "SP-12", refuses: openVault, Reason: "Vaults are reached through private endpoints alone.",
		},
		{
			Key: "sql-public", Definition: "1b8ca024-1d5c-4dec-8995-b1a932b41780", Title: "Public network access on Azure SQL Database should be disabled", Effect: Deny,
			Claim: "SP-10", refuses: openServer, Reason: "Databases are reached through private endpoints alone.",
		},
		{
			Key: "sql-entra", Definition: "abda6d70-9778-44e7-84a8-06713e6db027",
			Title:  "Azure SQL logical servers should have Microsoft Entra-only authentication enabled during creation",
			Effect: Deny, Claim: "SP-11", refuses: serverWithLogins, Reason: "A database server is made without password logins.",
		},
		{
			Key: "sql-entra-kept", Definition: "b3a22bc9-66de-45fb-98fa-00f5df42f41a",
			Title:  "Azure SQL Database should have Microsoft Entra-only authentication enabled",
			Effect: Deny, Claim: "SP-11", refuses: loginsSwitchedOn, Reason: "Password logins cannot be switched on later.",
		},
		{
			Key: "cluster-accounts", Definition: "993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
			Title:  "Azure Kubernetes Service Clusters should have local authentication methods disabled",
			Effect: Deny, Claim: "SP-13", refuses: clusterWithAccounts, Reason: "Everybody who enters a cluster does so as themselves.",
		},
	}
}
