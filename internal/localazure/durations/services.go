package durations

// vault is key vaults. They are deleted softly: the name is held for as long as the vault says.
func vault() []Entry {
	return []Entry{
		row("azure-native:keyvault:Vault", measured(30*second, 147*second, 3*minute, logCentralUS+": 2 min 27 s; another: 2 min 15 s"),
			quick(), assumed(5*second, 20*second, minute, "deleted softly")),
		row("azure-native:keyvault:Key", assumed(second, 5*second, 30*second, "as a secret"), quick(), none("a key stays with its vault: ARM deletes none")),
		row("azure-native:keyvault:Secret", measured(second, 5*second, 30*second, "public apply log: 1 s"), quick(), none("a secret stays with its vault: ARM deletes none")),
	}
}

// storage is storage accounts.
func storage() []Entry {
	return []Entry{
		row("azure-native:storage:StorageAccount", measured(20*second, 35*second, minute, logStorage+": 33 to 37 s"), quick(), quick()),
		row("azure-native:storage:BlobContainer", quick(), quick(), quick()),
		row("azure-native:storage:BlobServiceProperties", quick(), quick(), none("goes with its account")),
		row("azure-native:storage:FileServiceProperties", quick(), quick(), none("goes with its account")),
		row("azure-native:storage:FileShare", quick(), quick(), quick()),
		row("azure-native:storage:ManagementPolicy", quick(), quick(), quick()),
	}
}

// edge is Front Door. What a change takes to reach every edge is a process of its own: the call does not wait for it.
func edge() []Entry {
	slow := assumed(10*second, 30*second, 2*minute, "a long-running operation; reaching every edge is counted apart")
	entries := []Entry{row("azure-native:network:Policy", slow, slow, slow)}
	for _, kind := range []string{
		"AFDCustomDomain", "AFDEndpoint", "AFDOrigin", "AFDOriginGroup", "Profile", "Route", "Rule", "RuleSet", "Secret", "SecurityPolicy",
	} {
		entries = append(entries, row("azure-native:cdn:"+kind, slow, slow, slow))
	}
	return entries
}

// monitor is logs and alerts.
func monitor() []Entry {
	entries := []Entry{
		row("azure-native:operationalinsights:Workspace", assumed(10*second, 30*second, minute, "as a storage account"), quick(),
			assumed(5*second, 20*second, minute, "deleted softly")),
		row("azure-native:operationalinsights:DataExport", quick(), quick(), quick()),
	}
	for _, kind := range []string{
		"MetricAlert", "Component", "ActivityLogAlert", "DiagnosticSetting", "WebTest", "ActionGroup", "DataCollectionEndpoint",
		"DataCollectionRule", "DataCollectionRuleAssociation", "ScheduledQueryRule",
	} {
		entries = append(entries, row("azure-native:insights:"+kind, quick(), quick(), quick()))
	}
	return entries
}

// general is groups, identities, roles, locks and policies.
func general() []Entry {
	return []Entry{
		row("azure-native:resources:ResourceGroup", measured(2*second, 23*second, 30*second, logCentralUS+": 23 s; "+logGateway+" and others: 2 to 4 s"),
			quick(), assumed(10*second, minute, 15*minute, "as long as what it holds")),
		row("azure-native:resources:Deployment", assumed(10*second, 30*second, 2*minute, "of an empty template"), quick(), quick()),
		row("azure-native:resources:DeploymentAtSubscriptionScope", assumed(10*second, 30*second, 2*minute, "of one small resource"), quick(), quick()),
		row("azure-native:managedidentity:UserAssignedIdentity", measured(5*second, 28*second, 40*second, logCentralUS), quick(), quick()),
		row("azure-native:managedidentity:FederatedIdentityCredential", quick(), quick(), quick()),
		row("azure-native:authorization:RoleAssignment", measured(5*second, 30*second, minute, logCentralUS+": 30 s; that it works is counted apart"),
			quick(), quick()),
		row("azure-native:authorization:RoleDefinition", quick(), quick(), quick()),
		row("azure-native:authorization:PolicyAssignment", quick(), quick(), quick()),
		row("azure-native:authorization:ManagementLockByScope", quick(), quick(), quick()),
	}
}
