package settings

// Monitoring is what is kept of the logs, and who is told.
type Monitoring struct {
	// LogRetentionDays is how long the workspace keeps logs for queries, in days.
	// Default: 90.
	LogRetentionDays int `setting:"logRetentionDays" allowed:"30 to 730"`
	// ArchiveRetentionDays is how long the write-once archive keeps audit logs, in days. While the archive is not locked it
	// may be shortened, afterwards only lengthened.
	// Default: 365.
	ArchiveRetentionDays int `setting:"archiveRetentionDays" allowed:"30 to 3650, not less than logRetentionDays"`
	// ArchiveLocked says whether the retention of the archive is irrevocable. Set it in a change of its own, after the archive has been seen
	// to work; it cannot be taken back.
	// Default: false.
	ArchiveLocked bool `setting:"archiveLocked" allowed:"true or false"`
	// AlertEmails are the people whom every alert reaches (claim SP-25).
	// Required.
	AlertEmails []string `setting:"alertEmails" allowed:"a list of at least one e-mail address, without doubles"`
	// RunbookBase is where whoever an alert wakes can read the runbooks: every alert names its page below this address (claim
	// SP-25).
	// Default: https://github.com/trelica/infrastructure/blob/main/docs/runbooks.
	RunbookBase string `setting:"runbookBase" allowed:"an https address"`
	// Alerts are alerts on the product's own logs, besides those that the program has of its own.
	// Default: none.
	Alerts []LogAlert `setting:"alerts" allowed:"a list, each of name, severity, summary, runbook and query, with minutes and moreThan or without"`
}

// LogAlert is an alert on what a query finds in the workspace.
type LogAlert struct {
	// Name is the alert's name.
	// Required.
	Name string `setting:"name" allowed:"1 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last; no other's"`
	// Severity is how bad it is, as Azure counts: 0 is worst.
	// Required.
	Severity int `setting:"severity" allowed:"0 to 4"`
	// Summary is what whoever is woken reads: what was seen, and why it matters.
	// Required.
	Summary string `setting:"summary" allowed:"1 to 400 characters on one line"`
	// Runbook is the page that says what to do, below the base of the runbooks.
	// Required.
	Runbook string `setting:"runbook" allowed:"the name of a page, without .md"`
	// Query is what is looked for, in Kusto's language. Every row counts.
	// Required.
	Query string `setting:"query" allowed:"a query on a table of the workspace"`
	// Minutes is how far back each look goes, of which there is one every five minutes; 15 if left out.
	// Optional.
	Minutes int `setting:"minutes,optional" allowed:"5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880"`
	// MoreThan is how many rows may be found without an alert; 0 if left out.
	// Optional.
	MoreThan int `setting:"moreThan,optional" allowed:"0 to 10000"`
}

// Vault is how the key vaults are kept.
type Vault struct {
	// SoftDeleteDays is how long a deleted vault, key or secret can be recovered, in days. It is fixed when the vault is made,
	// and for so long nobody can have its name (Key Vault documentation, Soft-delete overview).
	// Default: 90.
	SoftDeleteDays int `setting:"vaultSoftDeleteDays" allowed:"7 to 90; 90 in prod"`
	// Recover says whether the vaults are made by recovering soft-deleted ones of the same name, as is needed after a destroy.
	// Default: false.
	Recover bool `setting:"recoverVault" allowed:"true or false"`
	// KeyRotationMonths is how old a key's newest version may become before the vault makes another, in months. ARM never
	// changes the policy of an existing key: it counts for keys made afterwards.
	// Default: 18.
	KeyRotationMonths int `setting:"keyRotationMonths" allowed:"1 to 24"`
}
