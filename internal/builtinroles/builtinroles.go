// Package builtinroles knows Azure's built-in roles by the identifiers of their definitions (Microsoft Learn, role-based-access-control,
// built-in-roles). The local Azure asks it what an assignment allows, and change review what a new one is called. It imports nothing of
// the project.
package builtinroles

import (
	"maps"
	"strings"
)

// Named is the name of the built-in role that a definition's identifier names, "" where it names none that is known. The identifier is the
// bare one or a whole path that ends in it, in any case.
func Named(definition string) string {
	return names[strings.ToLower(definition[strings.LastIndex(definition, "/")+1:])]
}

// All are the roles that are known, by the identifiers of their definitions. The map is the caller's own.
func All() map[string]string { return maps.Clone(names) }

var names = map[string]string{
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
	"b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
	"acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
	"4d97b98b-1d4f-4787-a291-c67834d212e7": "Network Contributor",
	"b12aa53e-6015-4669-85d0-8515ebb3ae7f": "Private DNS Zone Contributor",
	"befefa01-2a29-4197-83a8-272ff33ce314": "DNS Zone Contributor",
	"f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
	"e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": "Managed Identity Contributor",
	"00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
	"f25e0fa2-a7c8-4377-a976-54943a77a395": "Key Vault Contributor",
	"21090545-7ca7-4776-b22c-e363652d74d2": "Key Vault Reader",
	"b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
	"4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
	"14b46e9e-c2b7-41b4-b07b-48a6ebf60603": "Key Vault Crypto Officer",
	"12338af0-0e69-4776-bea7-57ae8d297424": "Key Vault Crypto User",
	"e147488a-f6f5-4113-8e2d-b22465e65bf6": "Key Vault Crypto Service Encryption User",
	"a4417e6f-fecd-4de8-b567-7b0420556985": "Key Vault Certificates Officer",
	"db79e9a7-68ee-4b58-9aeb-b90e7c24fcba": "Key Vault Certificate User",
	"7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
	"8311e382-0749-4cb8-b61a-304f252e45ec": "AcrPush",
	"0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8": "Azure Kubernetes Service Cluster Admin Role",
	"4abbcc35-e782-43d8-92c5-2d3f1bd2253f": "Azure Kubernetes Service Cluster User Role",
	"ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8": "Azure Kubernetes Service Contributor Role",
	"3498e952-d568-435e-9b2c-8d77e338d7f7": "Azure Kubernetes Service RBAC Admin",
	"b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b": "Azure Kubernetes Service RBAC Cluster Admin",
	"7f6c6a51-bcf8-42ba-9220-52d62157d7db": "Azure Kubernetes Service RBAC Reader",
	"a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb": "Azure Kubernetes Service RBAC Writer",
	"17d1049b-9a84-46fb-8f53-869881c3d3ab": "Storage Account Contributor",
	"b7e6dc6d-f1e8-4753-8033-0f276bb0955b": "Storage Blob Data Owner",
	"ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
	"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
	"749f88d5-cbae-40b8-bcfc-e573ddc772fa": "Monitoring Contributor",
	"43d0d8ad-25c7-4714-9337-8ba259a9fe05": "Monitoring Reader",
	"3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
	"92aaf0da-9dab-42b6-94a3-d43ce8d16293": "Log Analytics Contributor",
	"73c42c96-874c-492b-b04d-ab87d138a893": "Log Analytics Reader",
	"9980e02c-c2be-4d73-94e8-173b1dc7cf3c": "Virtual Machine Contributor",
	"9b7fa17d-e63e-47b0-bb0a-15c516ac86ec": "SQL DB Contributor",
	"6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437": "SQL Server Contributor",
	"056cd41c-7e88-42e1-933e-88ba6a50c9c3": "SQL Security Manager",
	"39bc4728-0917-49c7-9d2c-d95423bc2eb4": "Security Reader",
	"28bf596f-4eb7-45ce-b5bc-6cf482fec137": "Locks Contributor",
	"36243c78-bf99-498c-9df9-86d9f8d28608": "Resource Policy Contributor",
}
