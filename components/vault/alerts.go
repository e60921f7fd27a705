package vault

import "github.com/trelica/infrastructure/components/azure"

// claim is the sentence of the security statement that every alert on a vault serves: access is monitored and audited.
const claim = "SP-13"

// Alerts are those that every vault has. A critical vault is one without whose key a database stops within half an hour: what
// keeps anybody from the key is then severity 0, because the time to act is counted (Azure SQL documentation,
// transparent-data-encryption-byok-overview, "inaccessible TDE protector"), and every answer that is the caller's fault counts
// as refused, whatever its number: only the database's servers call.
//
// Names of operations: Key Vault documentation, general/logging. Purging is tried in vain, since the vault is
// protected against it: the attempt is what matters. Role changes leave no trace in the vault's own log, only in the
// activity log. Thresholds of metrics: azure-monitor-baseline-alerts, KeyVault/vaults.
func Alerts(vaultName string, critical bool) []azure.Alert {
	danger, denied := 1, deniedCondition
	if critical {
		danger, denied = 0, failedCondition
	}
	found := func(condition string) *azure.AlertQuery {
		return &azure.AlertQuery{KQL: auditQuery(vaultName, condition)}
	}
	return []azure.Alert{
		{
			What: "denied", Severity: danger, Claim: claim, Runbook: "vault-access-denied",
			Summary: "A call to the vault was refused: a missing role, a caller outside the private endpoint, or an intruder.",
			Query:   found(denied),
		},
		{
			What: "deleted", Severity: 0, Claim: claim, Runbook: "vault-key-or-secret-deleted",
			Summary: "A key, secret or certificate was deleted. It can be recovered until the retention ends; " +
				"what it protects may stop working before.",
			Query: found(oneOf([]string{"KeyDelete", "SecretDelete", "CertificateDelete", "VaultDelete"})),
		},
		{
			What: "purged", Severity: 0, Claim: claim, Runbook: "vault-key-or-secret-deleted",
			Summary: "Somebody tried to purge a deleted key, secret or certificate. The vault refuses it; find out who it was.",
			Query:   found(oneOf([]string{"KeyPurge", "SecretPurge", "CertificatePurge"})),
		},
		{
			What: "recovered", Severity: 1, Claim: claim, Runbook: "vault-key-or-secret-deleted",
			Summary: "Something deleted was brought back. Expected after a recovery, and otherwise a sign of somebody at work.",
			Query:   found(oneOf([]string{"KeyRecover", "SecretRecover", "CertificateRecover", "VaultRecover"})),
		},
		{
			What: "copied", Severity: 1, Claim: claim, Runbook: "vault-access-denied",
			Summary: "A key or secret was backed up or restored. Nothing here does either: a backup is a copy that can be " +
				"taken to another vault of the subscription.",
			Query: found(oneOf([]string{"KeyBackup", "SecretBackup", "CertificateBackup",
				"KeyRestore", "SecretRestore", "CertificateRestore"})),
		},
		{
			What: "policy", Severity: danger, Claim: claim, Runbook: "vault-policy-changed",
			Summary: "A key was changed or disabled, or its rotation policy was set, or access policies were changed. " +
				"None of it is done by the program.",
			Query: found(oneOf([]string{"KeyUpdate", "KeyImport", "KeyRotationPolicySet",
				"VaultAccessPolicyChangedEventGridNotification"})),
		},
		{
			What: "firewall", Severity: 2, Claim: claim, Runbook: "vault-policy-changed",
			Summary: "The vault's own settings were written: firewall, public access, authorisation, protection. Expected " +
				"during a deployment that changes the vault.",
			Query: found(oneOf([]string{"VaultPut", "VaultPatch"})),
		},
		{
			What: "roles", Severity: danger, Claim: claim, Runbook: "vault-policy-changed",
			Summary: "A role on the vault or on one of its keys was given or taken away.",
			Event: azure.Done("Microsoft.Authorization/roleAssignments/write",
				"Microsoft.Authorization/roleAssignments/delete"),
		},
		{
			What: "removed", Severity: 0, Claim: claim, Runbook: "vault-deleted",
			Summary: "The vault itself was deleted. Its name is held and its contents can be recovered until the retention " +
				"ends; everything that its keys protect is unreadable until then.",
			Event: azure.Done("Microsoft.KeyVault/vaults/delete"),
		},
		{
			What: "saturated", Severity: 2, Claim: claim, Runbook: "vault-unavailable",
			Summary: "The vault is near the number of calls that Azure lets it answer. Beyond it callers are turned away.",
			Metric: &azure.AlertMetric{
				Namespace: "Microsoft.KeyVault/vaults", Name: "SaturationShoebox", Aggregation: "Average", Operator: "GreaterThan", Threshold: 75,
			},
		},
		{
			What: "availability", Severity: danger, Claim: claim, Runbook: "vault-unavailable",
			Summary: "The vault does not answer. Services work on cached keys for hours, not days.",
			Metric: &azure.AlertMetric{
				Namespace: "Microsoft.KeyVault/vaults", Name: "Availability", Aggregation: "Average", Operator: "LessThan", Threshold: 90,
			},
		},
	}
}
