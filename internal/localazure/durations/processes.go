package durations

// The processes that recoveries wait for: what takes time and is no resource's creation. What each is its entry says.
const (
	ProgramStart    = "start"
	FailoverPlanned = "sql-failover-planned"
	FailoverForced  = "sql-failover"
	PlannedRefused  = "sql-failover-refused"
	Reseeding       = "sql-reseed"
	OriginFailover  = "probes"
)

// processes are those, and others that are waited for on such a day by people alone, or by what is no part of a recovery.
func processes() []Entry {
	return []Entry{
		event(ProgramStart, "from the command to the first resource: providers start, the settings are checked, names are looked up",
			assumed(5*second, 10*second, 30*second, "program and engine start within a second (docs/benchmarks.md); then "+
				"three providers load, and about ten names are looked up one after the other")),
		event(FailoverPlanned, "a failover group's primary moves, and nothing is lost",
			documented(20*second, minute, 5*minute, "SQL documentation, failover-group-configure: might be several minutes")),
		event(FailoverForced, "a failover group's primary moves, without what was not replicated",
			documented(10*second, 30*second, minute, "Azure reliability documentation, reliability-sql-database: typically within 60 s of the call")),
		event(PlannedRefused, "until a planned failover has failed because the primary does not answer; nobody waits longer than the high one",
			assumed(5*second, 15*second, 2*minute, "the service knows that the primary is out; a forced one follows")),
		event("sql-listener", "until clients of a failover group's name are led to the other server",
			documented(0, 30*second, minute, "SQL documentation, failover groups: names live for 30 s")),
		event(Reseeding, "until a server that came back is a secondary again",
			documented(10*minute, hour, 12*hour, "SQL documentation, failover groups: up to 500 GB an hour")),
		event("sql-first-backup", "until a new primary has a backup of its own to be restored from",
			documented(10*minute, 30*minute, 2*hour, "SQL documentation, automated-backups-overview: within 30 min, longer where large")),
		event("role-works", "until a role assignment that exists is obeyed everywhere",
			documented(30*second, 2*minute, 10*minute, "AKS documentation, workload-identity-deploy-cluster: up to 10 min")),
		event("capacity-role-works", "until a role assignment that capacity reservations need is obeyed everywhere",
			documented(2*minute, 10*minute, hour, "AKS documentation, use-capacity-reservation-groups: up to 60 min")),
		event(OriginFailover, "until Front Door sends requests to another origin",
			documented(30*second, 2*minute, 5*minute, "Front Door documentation, health-probes: interval by sample size")),
		event("edge-change", "until a change of Front Door is on every edge",
			documented(5*minute, 20*minute, 45*minute, "Front Door documentation: up to 20 min, 40 for two in a row")),
		event("edge-certificate", "until Front Door has a certificate of its own for a domain that is proved",
			documented(5*minute, 20*minute, hour, "Front Door documentation, how-to-configure-https-custom-domain: minutes to an hour")),
		event("vault-recover", "a deleted vault is brought back",
			assumed(10*second, minute, 5*minute, "as a vault's creation")),
		event("key-works", "until a key that was brought back works again",
			documented(10*second, 5*minute, hour, "SQL documentation, transparent-data-encryption-byok-overview: by itself "+
				"within an hour if the key is back within 30 min; other services at their next call")),
		event("vault-failover", "Microsoft moves a whole region's vaults",
			documented(hour, 4*hour, 24*hour, "Azure reliability documentation, reliability-key-vault: several hours or longer")),
		event("vault-private-link", "until vaults that Microsoft has moved answer at their private endpoints",
			documented(minute, 10*minute, 20*minute, "Azure reliability documentation, reliability-key-vault: up to 20 min")),
		event("registry-failover", "until pulls go to another replica",
			documented(minute, 90*second, 2*minute, "Azure reliability documentation, reliability-container-registry: 1 to 2 min")),
		event("storage-failover", "a customer's failover of a storage account",
			documented(30*minute, hour, hour, "Azure reliability documentation, reliability-storage-blob: up to 60 min")),
	}
}
