package azure

// Role is a built-in role of Azure, by the GUID that is the same in every tenant (Azure documentation, "Azure built-in
// roles"). Its String is the name that the portal shows.
type Role string

// The built-in roles that the program assigns.
const (
	// RoleReader sees a resource and everything about it, but changes nothing and reads no secret.
	RoleReader Role = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
	// RoleContributor changes everything but who may do what.
	RoleContributor Role = "b24988ac-6180-42a0-ab88-20f7382dd24c"
	// RoleRBACAdministrator gives and takes roles. It is assigned with a condition that names the roles, or not at all.
	RoleRBACAdministrator Role = "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
	// RoleLocksContributor makes and removes management locks, which a Contributor cannot.
	RoleLocksContributor Role = "28bf596f-4eb7-45ce-b5bc-6cf482fec137"
	// RoleResourcePolicyContributor assigns policies, which a Contributor cannot.
	RoleResourcePolicyContributor Role = "36243c78-bf99-498c-9df9-86d9f8d28608"

	// RoleNetworkContributor changes networks: a cluster's identity needs it on its subnet and its public addresses.
	RoleNetworkContributor Role = "4d97b98b-1d4f-4787-a291-c67834d212e7"
	// RoleManagedIdentityOperator attaches an identity to something: a cluster's identity needs it on the kubelet's.
	RoleManagedIdentityOperator Role = "f1a07417-d97a-45cb-824c-7a7467783830"

	// RoleKeyVaultCryptoServiceEncryptionUser wraps and unwraps with a key: what a service needs for a customer-managed key,
	// and the application to seal customers' tokens.
	RoleKeyVaultCryptoServiceEncryptionUser Role = "e147488a-f6f5-4113-8e2d-b22465e65bf6"
	// RoleKeyVaultCryptoOfficer manages keys.
	RoleKeyVaultCryptoOfficer Role = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"
	// RoleKeyVaultSecretsUser reads secrets.
	RoleKeyVaultSecretsUser Role = "4633458b-17de-408a-b874-0445c86b69e6"
	// RoleKeyVaultSecretsOfficer reads and writes secrets.
	RoleKeyVaultSecretsOfficer Role = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"

	// RoleAKSClusterUser fetches the credentials file that people and pipelines sign in with.
	RoleAKSClusterUser Role = "4abbcc35-e782-43d8-92c5-2d3f1bd2253f"
	// RoleAKSRBACClusterAdmin does everything inside a cluster that uses Azure RBAC.
	RoleAKSRBACClusterAdmin Role = "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b"
	// RoleAKSRBACReader sees what is inside a cluster that uses Azure RBAC, but no secret.
	RoleAKSRBACReader Role = "7f6c6a51-bcf8-42ba-9220-52d62157d7db"
	// RoleAcrPull pulls images.
	RoleAcrPull Role = "7f951dda-4ed3-4680-a7ca-43fe172d538d"

	// RoleStorageBlobDataContributor reads and writes blobs.
	RoleStorageBlobDataContributor Role = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
	// RoleStorageBlobDataReader reads blobs.
	RoleStorageBlobDataReader Role = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
	// RoleMonitoringMetricsPublisher sends telemetry where keys are not accepted.
	RoleMonitoringMetricsPublisher Role = "3913510d-42f4-4e42-8a64-420c390055eb"
)

// String returns the role's name, or its GUID if it is not one of those above.
func (r Role) String() string {
	switch r {
	case RoleReader:
		return "Reader"
	case RoleContributor:
		return "Contributor"
	case RoleRBACAdministrator:
		return "Role Based Access Control Administrator"
	case RoleLocksContributor:
		return "Locks Contributor"
	case RoleResourcePolicyContributor:
		return "Resource Policy Contributor"
	case RoleNetworkContributor:
		return "Network Contributor"
	case RoleManagedIdentityOperator:
		return "Managed Identity Operator"
	case RoleKeyVaultCryptoServiceEncryptionUser:
		return "Key Vault Crypto Service Encryption User"
	case RoleKeyVaultCryptoOfficer:
		return "Key Vault Crypto Officer"
	case RoleKeyVaultSecretsUser:
		return "Key Vault Secrets User"
	case RoleKeyVaultSecretsOfficer:
		return "Key Vault Secrets Officer"
	case RoleAKSClusterUser:
		return "Azure Kubernetes Service Cluster User Role"
	case RoleAKSRBACClusterAdmin:
		return "Azure Kubernetes Service RBAC Cluster Admin"
	case RoleAKSRBACReader:
		return "Azure Kubernetes Service RBAC Reader"
	case RoleAcrPull:
		return "AcrPull"
	case RoleStorageBlobDataContributor:
		return "Storage Blob Data Contributor"
	case RoleStorageBlobDataReader:
		return "Storage Blob Data Reader"
	case RoleMonitoringMetricsPublisher:
		return "Monitoring Metrics Publisher"
	default:
		return string(r)
	}
}

// DefinitionID returns the role's ARM identifier within a subscription.
func (r Role) DefinitionID(subscriptionID string) string {
	return "/subscriptions/" + subscriptionID + "/providers/Microsoft.Authorization/roleDefinitions/" + string(r)
}
