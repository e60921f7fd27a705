package durations

// What takes time and is no resource's creation.
const (
	// ProgramStart is from the command to the first resource: providers start, the settings are checked, names are looked up.
	ProgramStart = "start"
	// FailoverPlanned and FailoverForced move a failover group's primary; the second loses what was not replicated.
	FailoverPlanned = "sql-failover-planned"
	FailoverForced  = "sql-failover"
	// PlannedRefused is until a planned failover has failed because the primary does not answer. Nobody waits longer than the high one.
	PlannedRefused = "sql-failover-refused"
	// ListenerMoves is until clients of a failover group's name are led to the other server.
	ListenerMoves = "sql-listener"
	// Reseeding is until a server that came back is a secondary again.
	Reseeding = "sql-reseed"
	// FirstBackup is until a new primary has a backup of its own to be restored from.
	FirstBackup = "sql-first-backup"
	// GeoRestore, PointInTimeRestore and LongTermRestore make a database from a backup.
	GeoRestore         = "sql-georestore"
	PointInTimeRestore = "sql-restore"
	LongTermRestore    = "sql-long-term"
	// RoleWorks is until a role assignment that exists is obeyed everywhere.
	RoleWorks = "role-works"
	// CapacityRoleWorks is the same for capacity reservations.
	CapacityRoleWorks = "capacity-role-works"
	// OriginFailover is until Front Door sends requests to another origin.
	OriginFailover = "probes"
	// EdgeChange is until a change of Front Door is on every edge.
	EdgeChange = "edge-change"
	// EdgeCertificate is until Front Door has a certificate of its own for a domain that is proved.
	EdgeCertificate = "edge-certificate"
	// VaultRecovery brings a deleted vault back; KeyRecovery a key in it.
	VaultRecovery = "vault-recover"
	KeyRecovery   = "key-works"
	// VaultFailover is Microsoft's, of a whole region's vaults; PrivateLinkAgain is what follows it.
	VaultFailover    = "vault-failover"
	PrivateLinkAgain = "vault-private-link"
	// RegistryFailover is until pulls go to another replica.
	RegistryFailover = "registry-failover"
	// StorageFailover is a customer's failover of a storage account.
	StorageFailover = "storage-failover"
)

func processes() []Entry {
	return []Entry{
		event(ProgramStart, assumed(5*second, 10*second, 30*second, "program and engine start within a second (docs/benchmarks.md); then "+
			"three providers load, and about ten names are looked up one after the other")),
		event(FailoverPlanned, documented(20*second, minute, 5*minute, "SQL documentation, failover-group-configure: might be several minutes")),
		event(FailoverForced, documented(10*second, 30*second, minute, "Azure reliability documentation, reliability-sql-database: typically within 60 s of the call")),
		event(PlannedRefused, assumed(5*second, 15*second, 2*minute, "the service knows that the primary is out; a forced one follows")),
		event(ListenerMoves, documented(0, 30*second, minute, "SQL documentation, failover groups: names live for 30 s")),
		event(Reseeding, documented(10*minute, hour, 12*hour, "SQL documentation, failover groups: up to 500 GB an hour")),
		event(FirstBackup, documented(10*minute, 30*minute, 2*hour, "SQL documentation, automated-backups-overview: within 30 min, longer where large")),
		event(GeoRestore, documented(15*minute, hour, 12*hour, "SQL documentation, recovery-using-backups")),
		event(PointInTimeRestore, documented(10*minute, 30*minute, 12*hour, "SQL documentation, recovery-using-backups")),
		event(LongTermRestore, documented(10*minute, 30*minute, 12*hour, "SQL documentation, recovery-using-backups")),
		event(RoleWorks, documented(30*second, 2*minute, 10*minute, "AKS documentation, workload-identity-deploy-cluster: up to 10 min")),
		event(CapacityRoleWorks, documented(2*minute, 10*minute, hour, "AKS documentation, use-capacity-reservation-groups: up to 60 min")),
		event(OriginFailover, documented(30*second, 2*minute, 5*minute, "Front Door documentation, health-probes: interval by sample size")),
		event(EdgeChange, documented(5*minute, 20*minute, 45*minute, "Front Door documentation: up to 20 min, 40 for two in a row")),
		event(EdgeCertificate, documented(5*minute, 20*minute, hour, "Front Door documentation, how-to-configure-https-custom-domain: minutes to an hour")),
		event(VaultRecovery, assumed(10*second, minute, 5*minute, "as a vault's creation")),
		event(KeyRecovery, documented(10*second, 5*minute, hour, "SQL documentation, transparent-data-encryption-byok-overview: by itself "+
			"within an hour if the key is back within 30 min; other services at their next call")),
		event(VaultFailover, documented(hour, 4*hour, 24*hour, "Azure reliability documentation, reliability-key-vault: several hours or longer")),
		event(PrivateLinkAgain, documented(minute, 10*minute, 20*minute, "Azure reliability documentation, reliability-key-vault: up to 20 min")),
		event(RegistryFailover, documented(minute, 90*second, 2*minute, "Azure reliability documentation, reliability-container-registry: 1 to 2 min")),
		event(StorageFailover, documented(30*minute, hour, hour, "Azure reliability documentation, reliability-storage-blob: up to 60 min")),
	}
}
