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
