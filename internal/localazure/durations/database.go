package durations

const (
	typeDatabase = "azure-native:sql:Database"
	// GeoRestore makes a database out of the geo-redundant backup of another.
	GeoRestore = typeDatabase + "/Recovery"
	// PointInTimeRestore makes one out of what another was.
	PointInTimeRestore = typeDatabase + "/PointInTimeRestore"
	// noFigure is said of what was looked for.
	noFigure = "no published figure; bounded by whole acceptance tests in hashicorp/terraform-provider-azurerm pull requests "
)

// createModes are the ways to make a database that take another time than an empty one.
func createModes() []string {
	return []string{"Secondary", "PointInTimeRestore", "Recovery", "RestoreLongTermRetentionBackup"}
}

// database is the logical server and what belongs to it.
func database() []Entry {
	key := assumed(5*second, 20*second, minute, "the server tries its key; changing the protector takes seconds (SQL documentation, "+
		"transparent-data-encryption-byok-overview)")
	gone := assumed(10*second, 30*second, 2*minute, "a database is dropped")
	scaled := assumed(2*minute, 5*minute, 30*minute, "another size is seeded beside it; grows with its data")
	restored := documented(10*minute, 30*minute, 12*hour, "SQL documentation, recovery-using-backups: grows with size and log, most end within 12 h")
	return []Entry{
		row("azure-native:sql:Server", measured(minute, 75*second, 3*minute, logSQL+": 1 min 15 s"), quick(), gone),
		row(typeDatabase, assumed(minute, 2*minute, 4*minute, noFigure+"33020 and 32669: 8 min with server and deletion"), scaled, gone),
		row(typeDatabase+"/Secondary", assumed(2*minute, 5*minute, hour, noFigure+"32277: 13 min with its primary; "+
			"then up to 500 GB an hour (SQL documentation, failover groups)"), scaled, gone),
		row(PointInTimeRestore, restored, quick(), gone),
		row(typeDatabase+"/RestoreLongTermRetentionBackup", restored, quick(), gone),
		row(GeoRestore, documented(15*minute, hour, 12*hour, "SQL documentation, recovery-using-backups: minutes to hours, "+
			"most end within 12 h; slower while many restore at once"), quick(), gone),
		row("azure-native:sql:FailoverGroup", assumed(minute, 3*minute, 8*minute, noFigure+"33063: 5.5 min with two servers; seeding is "+
			"the secondary's"), quick(), quick()),
		row("azure-native:sql:ServerKey", key, quick(), key),
		row("azure-native:sql:EncryptionProtector", key, key, key),
		row("azure-native:sql:BackupShortTermRetentionPolicy", quick(), quick(), quick()),
		row("azure-native:sql:LongTermRetentionPolicy", quick(), quick(), quick()),
		row("azure-native:sql:ExtendedServerBlobAuditingPolicy", assumed(5*second, 20*second, minute, "a long-running operation"), quick(), quick()),
		row("azure-native:sql:ServerSecurityAlertPolicy", quick(), quick(), quick()),
	}
}
