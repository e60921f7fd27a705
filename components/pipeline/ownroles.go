package pipeline

import "github.com/trelica/infrastructure/components/azure"

// The roles that Azure does not have. Key Vault Crypto User, the smallest built-in role that decrypts, also changes a key (and so can
// disable it), backs it up and signs with it; and AKS RBAC Reader sees neither roles, nor classes, nor policies of admission, nor
// custom resources, so that a refresh with it ends in 403 (Azure RBAC documentation, built-in-roles/security and /containers).

const keyActions = "Microsoft.KeyVault/vaults/keys/"

// stateReader is what Pulumi's driver of Azure Key Vault asks of a vault to open what is secret in a state: the key's version, and Decrypt
// (gocloud.dev/secrets/azurekeyvault).
func stateReader() azure.OwnRole {
	return azure.OwnRole{
		Title:       "Secrets Key Decrypter",
		Does:        "Reads a key and decrypts with it: what a preview does with the key of a state.",
		DataActions: []string{keyActions + "read", keyActions + "decrypt/action"},
	}
}

// stateWriter is what it asks to seal as well.
func stateWriter() azure.OwnRole {
	return azure.OwnRole{
		Title:       "Secrets Key User",
		Does:        "Reads a key, encrypts and decrypts with it: what a deployment does with the key of a state.",
		DataActions: []string{keyActions + "read", keyActions + "decrypt/action", keyActions + "encrypt/action"},
	}
}

const clusterActions = "Microsoft.ContainerService/managedClusters/"

// clusterReader is given beside AKS RBAC Reader, and is what that lacks of the kinds that the program makes (Azure RBAC documentation,
// permissions/containers). Policies of admission have no operation of their own there, so their group is named with a wildcard, which
// holds whether the cluster asks for the group's or counts them among custom resources; the others of that group are configurations
// of webhooks. Custom resources have one operation for all kinds (AKS documentation, entra-id-authorization). Nothing here reads a
// secret.
func clusterReader() azure.OwnRole {
	return azure.OwnRole{
		Title: "Cluster Settings Reader",
		Does:  "Reads what is set for a whole cluster, its roles and its custom resources: what a refresh compares, beside what AKS RBAC Reader sees.",
		DataActions: []string{
			clusterActions + "admissionregistration.k8s.io/*/read",
			clusterActions + "customresources/read",
			clusterActions + "networking.k8s.io/ingressclasses/read",
			clusterActions + "rbac.authorization.k8s.io/clusterrolebindings/read",
			clusterActions + "rbac.authorization.k8s.io/clusterroles/read",
			clusterActions + "rbac.authorization.k8s.io/rolebindings/read",
			clusterActions + "rbac.authorization.k8s.io/roles/read",
			clusterActions + "storage.k8s.io/storageclasses/read",
		},
	}
}
