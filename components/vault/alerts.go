package vault

// Alert is one thing about a vault that wakes somebody. Exactly one of Condition, Metric and Operations says how it is
// seen; Alerts gives the ones that every vault has.
type Alert struct {
	// What names the alert: lower-case words and hyphens.
	What string
	// Severity is Azure's, 0 (critical) to 4 (verbose). Here 0 means data may become unreadable, 1 that somebody may be
	// where they should not be, 2 that a person must confirm that it was intended.
	Severity int
	// Summary is a sentence for whoever is woken: what was seen and why it matters.
	Summary string
	// Runbook is the page in docs/runbooks that says what to do, without ".md".
	Runbook string

	// Condition is KQL over the vault's audit records; see auditQuery for the columns. One record is enough.
	Condition string
	// Metric watches a platform metric of the vault.
	Metric *Metric
	// Operations are activity-log operations on the vault or below it; one that succeeded is enough.
	Operations []string
}

// Metric is a lower bound on an average.
type Metric struct {
	Name  string  // as Azure Monitor names it
	Below float64 // fires when the average over the window is lower
}

// Alerts are those that every vault has. A critical vault is one without whose keys a database stops within hours:
// refused calls and lost availability are then severity 0, because the time to act is counted (Azure SQL documentation,
// transparent-data-encryption-byok-overview, "inaccessible TDE protector").
//
// Names of operations: Key Vault documentation, general/logging. Purging is tried in vain, since the vault is
// protected against it: the attempt is what matters. Role changes leave no trace in the vault's own log, only in the
// activity log. Threshold of availability: azure-monitor-baseline-alerts, KeyVault/vaults.
func Alerts(critical bool) []Alert {
	danger := 1
	if critical {
		danger = 0
	}
	return []Alert{
		{
			What: "denied", Severity: danger, Runbook: "vault-access-denied",
			Summary:   "A call to the vault was refused: a missing role, a caller outside the private endpoint, or an intruder.",
			Condition: deniedCondition,
		},
		{
			What: "deleted", Severity: 0, Runbook: "vault-key-or-secret-deleted",
			Summary: "A key, secret or certificate was deleted. It can be recovered until the retention ends; " +
				"what it protects may stop working before.",
			Condition: oneOf([]string{"KeyDelete", "SecretDelete", "CertificateDelete", "VaultDelete"}),
		},
		{
			What: "purged", Severity: 0, Runbook: "vault-key-or-secret-deleted",
			Summary:   "Somebody tried to purge a deleted key, secret or certificate. The vault refuses it; find out who it was.",
			Condition: oneOf([]string{"KeyPurge", "SecretPurge", "CertificatePurge"}),
		},
		{
			What: "recovered", Severity: 1, Runbook: "vault-key-or-secret-deleted",
			Summary:   "Something deleted was brought back. Expected after a recovery, and otherwise a sign of somebody at work.",
			Condition: oneOf([]string{"KeyRecover", "SecretRecover", "CertificateRecover", "VaultRecover"}),
		},
		{
			What: "copied", Severity: 1, Runbook: "vault-access-denied",
			Summary: "A key or secret was backed up or restored. Nothing here does either: a backup is a copy that can be " +
				"taken to another vault of the subscription.",
			Condition: oneOf([]string{"KeyBackup", "SecretBackup", "CertificateBackup",
				"KeyRestore", "SecretRestore", "CertificateRestore"}),
		},
		{
			What: "policy", Severity: 1, Runbook: "vault-policy-changed",
			Summary: "A key was changed or disabled, or its rotation policy was set, or access policies were changed. " +
				"None of it is done by the program.",
			Condition: oneOf([]string{"KeyUpdate", "KeyImport", "KeyRotationPolicySet",
				"VaultAccessPolicyChangedEventGridNotification"}),
		},
		{
			What: "firewall", Severity: 2, Runbook: "vault-policy-changed",
			Summary: "The vault's own settings were written: firewall, public access, authorisation, protection. Expected " +
				"during a deployment that changes the vault.",
			Condition: oneOf([]string{"VaultPut", "VaultPatch"}),
		},
		{
			What: "roles", Severity: 1, Runbook: "vault-policy-changed",
			Summary: "A role on the vault or on one of its keys was given or taken away.",
			Operations: []string{"Microsoft.Authorization/roleAssignments/write",
				"Microsoft.Authorization/roleAssignments/delete"},
		},
		{
			What: "removed", Severity: 0, Runbook: "vault-deleted",
			Summary: "The vault itself was deleted. Its name is held and its contents can be recovered until the retention " +
				"ends; everything that its keys protect is unreadable until then.",
			Operations: []string{"Microsoft.KeyVault/vaults/delete"},
		},
		{
			What: "availability", Severity: danger, Runbook: "vault-unavailable",
			Summary: "The vault does not answer. Services work on cached keys for hours, not days.",
			Metric:  &Metric{Name: "Availability", Below: 90},
		},
	}
}
