package governance

import (
	"regexp"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// smallestKey is the least size of an RSA key, in bits; databases take no larger one than this.
	smallestKey = 3072
	// oldestKey is how many days may pass until a key is rotated: the longest eighteen months there are.
	oldestKey = 550
)

// audits are the policies that only report. Some of them report what this program does on purpose, and say so in their
// reason: a report that shows an exception is worth more than one that looks away.
func audits(settings PolicySettings) []Assignment {
	return append(dataAudits(), append(clusterAudits(settings), []Assignment{
		{
			Key: "registry-admin", Definition: "dc921057-6b28-4fbe-9b83-f7bec05db6c2", Title: "Container registries should have local admin account disabled.",
			Effect: Audit, Claim: "SP-04", Reason: "Images are pulled by identities, never with a password.",
		},
		{
			Key: "registry-anonymous", Definition: "9f2dea28-e834-476c-99c5-3507b4728395", Title: "Container registries should have anonymous authentication disabled.",
			Effect: Audit, Claim: "SP-04", Reason: "The program cannot set this switch, so its position is reported.",
		},
		{
			Key: "registry-export", Definition: "524b0254-c285-4903-bee6-bb8126cde579", Title: "Container registries should have exports disabled",
			Effect: Audit, Claim: "SP-04", Reason: "Images leave a registry only by being pulled.",
		},
		{
			Key: "registry-public", Definition: "0fdf0491-d080-4575-b627-ad0e843cba0f", Title: "Public network access should be disabled for Container registries",
			Effect: Audit, Claim: "SP-04", Reason: "Registries are reached through private endpoints alone.",
		},
		{
			Key: "subnet-group", Definition: "e71308d3-144b-4262-b144-efdc3cc90517", Title: "Subnets should be associated with a Network Security Group",
			Effect: AuditIfNotExists, Claim: "SP-18", Reason: "Every subnet has rules of its own.",
		},
		{
			Key: "network-logs", Definition: "4c3c6c5f-0d47-4402-99b8-aa543dd8bcee", Title: "Flow logs should be configured for every virtual network",
			Effect: Audit, Claim: "SP-18", Reason: "What passed between networks can be looked up afterwards.",
		},
		{
			Key: "firewall-mode", Definition: "425bea59-a659-4cbb-8d31-34499bd030b8", Title: "Web Application Firewall (WAF) should use the specified mode for Azure Front Door Service",
			Effect: Audit, Parameters: map[string]any{"modeRequirement": "Prevention"}, Claim: "SP-18",
			Reason: "The firewall at the edge refuses attacks; it does not only count them.",
		},
	}...)...)
}

// dataAudits look at keys, databases and storage.
func dataAudits() []Assignment {
	return []Assignment{
		{
			Key: "key-size", Definition: "82067dbb-e53b-4e06-b631-546d197452d9", Title: "Keys using RSA cryptography should have a specified minimum key size",
			Effect: Audit, Parameters: map[string]any{"minimumRSAKeySize": smallestKey}, Claim: "SP-12", Reason: "Keys are long enough for as long as what they protect.",
		},
		{
			Key: "key-rotation", Definition: "d8cf8476-a2ec-4916-896e-992351803c44",
			Title:  "Keys should have a rotation policy ensuring that their rotation is scheduled within the specified number of days after creation.",
			Effect: Audit, Parameters: map[string]any{"maximumDaysToRotate": oldestKey}, Claim: "SP-12",
			Reason: "Keys rotate by themselves; the one that opens the program's own state does not, and is reported.",
		},
		{
			Key: "vault-logs", Definition: "cf820ca0-f99e-4f3e-84fb-66e913812d21", Title: "Resource logs in Key Vault should be enabled",
			Effect: AuditIfNotExists, Claim: "SP-13", Reason: "Every use of a vault is written down.",
		},
		{
			Key: "sql-key", Definition: "0a370ff3-6cab-4e85-8995-295fd854c5b8", Title: "SQL server should use customer-managed keys to encrypt data at rest",
			Effect: Audit, Claim: "SP-07", Reason: "Databases are encrypted with our own key; refusing would demand it in the first request, where it cannot be yet.",
		},
		{
			Key: "sql-tls", Definition: "32e6bbec-16b6-44c2-be37-c5b672d103cf", Title: "Azure SQL Database should be running TLS version 1.2 or newer",
			Effect: Audit, Claim: "SP-10", Reason: "Nothing older than TLS 1.2 reaches a database.",
		},
		{
			Key: "sql-auditing", Definition: "a6fb4358-5bf4-4ad7-ba82-2cd2f41ce5e9", Title: "Auditing on SQL server should be enabled",
			Effect: AuditIfNotExists, Claim: "SP-21", Reason: "Who did what in a database is written down.",
		},
		{
			Key: "storage-tls", Definition: "fe83a0eb-a853-422d-aac2-1bffd182c5d0", Title: "Storage accounts should have the specified minimum TLS version",
			Effect: Audit, Parameters: map[string]any{"minimumTlsVersion": azure.MinimalTLSOfStorage}, Claim: "SP-09", Reason: "Nothing older than TLS 1.2 reaches an account.",
		},
		{
			Key: "storage-keys", Definition: "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", Title: "Storage accounts should prevent shared key access",
			Effect: Audit, Claim: "SP-02", Reason: "Accounts are used by identities; the status page's share cannot be, and is reported.",
		},
		{
			Key: "storage-public", Definition: "b2982f36-99f2-4db5-8eff-283140c09693", Title: "Storage accounts should disable public network access",
			Effect: Audit, Claim: "SP-02", Reason: "Accounts that take logs must let Azure's own services in and so are reported; their firewall refuses everybody else.",
		},
		{
			Key: "storage-key", Definition: "6fac406b-40ca-413b-bf8e-0bf964659c25", Title: "Storage accounts should use customer-managed key for encryption",
			Effect: Audit, Claim: "SP-07", Reason: "What customers' data rests on is encrypted with our own key; the status page holds none, and is reported.",
		},
	}
}

// clusterAudits look at clusters and at what runs in them, through the policy add-on.
func clusterAudits(settings PolicySettings) []Assignment {
	images := "^(" + regexp.QuoteMeta(settings.Registry) + `|mcr\.microsoft\.com)/.+$`
	return []Assignment{
		{
			Key: "cluster-host-encryption", Definition: "41425d9f-d1a5-499a-9932-f8ed8453932c",
			Title:  "Temp disks and cache for agent node pools in Azure Kubernetes Service clusters should be encrypted at host",
			Effect: Audit, Claim: "SP-07", Reason: "What nodes keep beside their disks is encrypted too.",
		},
		{
			Key: "cluster-disk-key", Definition: "7d7be79c-23ba-4033-84dd-45e2a5ccdd67",
			Title:  "Both operating systems and data disks in Azure Kubernetes Service clusters should be encrypted by customer-managed keys",
			Effect: Audit, Claim: "SP-07", Reason: "Disks are encrypted with our own key.",
		},
		{
			Key: "cluster-policy", Definition: "0a15ec92-a229-4763-bb14-0ea34a568f8d",
			Title:  "Azure Policy Add-on for Kubernetes service (AKS) should be installed and enabled on your clusters",
			Effect: Audit, Claim: "SP-23", Reason: "Without the add-on nothing in the cluster is looked at.",
		},
		{
			Key: "cluster-defender", Definition: "a1840de2-8088-4ea8-b153-b4c723e9cb01", Title: "Azure Kubernetes Service clusters should have Defender profile enabled",
			Effect: Audit, Claim: "SP-24", Reason: "Defender watches what runs.",
		},
		{
			Key: "cluster-identity", Definition: "2cc2e023-0dac-4046-875b-178f683929d5", Title: "Azure Kubernetes Service Clusters should enable workload identity",
			Effect: Audit, Claim: "SP-12", Reason: "Workloads reach the vault as themselves, without a stored secret.",
		},
		{
			Key: "cluster-commands", Definition: "89f2d532-c53c-4f8f-9afa-4927b1114a0d", Title: "Azure Kubernetes Service Clusters should disable Command Invoke",
			Effect: Audit, Claim: "SP-18", Reason: "Nobody enters a cluster around its network.",
		},
		{
			Key: "pod-privileged", Definition: "95edb821-ddaf-4404-9732-666045e056b4", Title: "Kubernetes cluster should not allow privileged containers",
			Effect: Audit, Claim: "SP-23", Reason: "Namespaces refuse such pods themselves; this sees one that a namespace let in.",
		},
		{
			Key: "pod-escalation", Definition: "1c6e92c9-99f0-4e55-9cf2-0c234dc48f99", Title: "Kubernetes clusters should not allow container privilege escalation",
			Effect: Audit, Claim: "SP-23", Reason: "Namespaces refuse such pods themselves; this sees one that a namespace let in.",
		},
		{
			Key: "pod-images", Definition: "febd0533-8e55-448f-b837-bd0e06f16469", Title: "Kubernetes cluster containers should only use allowed images",
			Effect: Audit, Parameters: map[string]any{"allowedContainerImagesRegex": images}, Claim: "SP-04",
			Reason: "Images come from the environment's own registry, and AKS's own from Microsoft's.",
		},
		{
			Key: "ingress-https", Definition: "1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d", Title: "Kubernetes clusters should be accessible only over HTTPS",
			Effect: Audit, Claim: "SP-09", Reason: "Nothing is published without TLS.",
		},
	}
}
