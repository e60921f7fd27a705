package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// replicaModes are the ways of making a database that keep it a replica of another.
func replicaModes() []string { return []string{"Secondary", "OnlineSecondary"} }

// replicates reports whether a database was made as a replica, and of which.
func replicates(database world.Resource) (source string, replica bool) {
	inputs := InputsOf(database)
	mode, _ := inputs.String("createMode")
	source, state := inputs.String("sourceDatabaseId")
	return source, foldContains(replicaModes(), mode) && state == Known
}

// asReplica is the source of a database that is to be made as a replica on another server; false for any other request.
func asReplica(r Request) (string, bool) {
	mode, first := r.Body.String("createMode")
	source, second := r.Body.String("sourceDatabaseId")
	kind, _ := r.Body.String("secondaryType")
	return source, r.Old == nil && first == Known && second == Known && foldContains(replicaModes(), mode) && !strings.EqualFold(kind, "Named")
}

// origins are the inputs that a way of making a database needs: of each group one.
func origins() map[string][][]string {
	source := [][]string{{"sourceDatabaseId"}}
	return map[string][][]string{
		"Secondary": source, "OnlineSecondary": source, "Copy": source,
		"PointInTimeRestore":             {{"sourceDatabaseId", "sourceResourceId"}, {"restorePointInTime"}},
		"Recovery":                       {{"recoverableDatabaseId", "sourceDatabaseId", "sourceResourceId"}},
		"Restore":                        {{"restorableDroppedDatabaseId", "sourceDatabaseId", "sourceResourceId"}},
		"RestoreLongTermRetentionBackup": {{"longTermRetentionBackupResourceId", "recoveryServicesRecoveryPointId"}},
	}
}

func checkDatabaseOrigin() Check {
	return Check{
		ID: "database-origin", Says: "A database that is made from something says from what.", Source: sqlDatabaseSpecification + ", createMode",
		Run: func(r Request) []Problem {
			mode, state := r.Body.String("createMode")
			if state != Known || r.Old != nil {
				return nil
			}
			var problems []Problem
			for _, group := range origins()[mode] {
				there := false
				for _, name := range group {
					there = there || r.Body.Has(name)
				}
				problems = append(problems, one(there, refusal(group[0], "InvalidParameterValue", "createMode %q needs %s.", mode, oneOf(group)))...)
			}
			return problems
		},
	}
}

func checkDatabaseRestore() Check {
	return Check{
		ID: "database-restore", Says: "A point in time is restored on the same server under another name, and not from a replica.", Source: sqlDatabaseSpecification + ", createMode, error RestoreNotSupportedForGeoDrSecondary; Microsoft Learn, azure-sql, recovery-using-backups",
		Run: func(r Request) []Problem {
			mode, first := r.Body.String("createMode")
			id, second := r.Body.String("sourceDatabaseId")
			if first != Known || second != Known || mode != "PointInTimeRestore" || r.Old != nil {
				return nil
			}
			problems := one(world.Key(sqlServerOf(id)) == world.Key(sqlServerOf(r.ID)), refusal("sourceDatabaseId", "InvalidParameterValue", "A point in time can be restored on the server %s only.", world.Name(sqlServerOf(id))))
			source, there := r.View.Get(id)
			if !there {
				return append(problems, refusal("sourceDatabaseId", "SourceDatabaseNotFound", "The source database does not exist: %s.", id))
			}
			_, replica := replicates(source)
			return append(problems, one(!replica, refusal("sourceDatabaseId", "RestoreNotSupportedForGeoDrSecondary", "%s is a replica; backups are taken of the primary.", world.Name(id)))...)
		},
	}
}

func checkReplicaSource() Check {
	return Check{
		ID: "replica-source", Says: "A replica has the name of its source, which exists, on another server.", Source: sqlDatabaseSpecification + ", errors SourceDatabaseNotFound, ReplicationSourceAndTargetMustHaveSameName, ReplicationSourceAndTargetMustBeInDifferentServers",
		Run: func(r Request) []Problem {
			id, replica := asReplica(r)
			if !replica {
				return nil
			}
			problems := one(world.Key(sqlServerOf(id)) != world.Key(sqlServerOf(r.ID)), refusal("sourceDatabaseId", "ReplicationSourceAndTargetMustBeInDifferentServers", "Source and target of the replication are on the server %s both.", world.Name(sqlServerOf(id))))
			problems = append(problems, one(strings.EqualFold(world.Name(id), world.Name(r.ID)), refusal("databaseName", "ReplicationSourceAndTargetMustHaveSameName", "The source is called %q, the replica %q; they have one name.", world.Name(id), world.Name(r.ID)))...)
			_, there := r.View.Get(id)
			return append(problems, one(there, refusal("sourceDatabaseId", "SourceDatabaseNotFound", "The source database does not exist: %s; if this program makes it, depend on it.", id))...)
		},
	}
}

func checkReplicaTier() Check {
	return Check{
		ID: "replica-tier", Says: "A replica is of its source's tier.", Source: replicaDocument + "; " + sqlDatabaseSpecification + ", error SourceDatabaseEditionCouldNotBeUpgraded",
		Run: func(r Request) []Problem {
			id, replica := asReplica(r)
			source, there := r.View.Get(id)
			if !replica || !there {
				return nil
			}
			ours, theirs := sqlTierOf(r.Body), sqlTierOf(InputsOf(source))
			return one(ours == "" || theirs == "" || strings.EqualFold(ours, theirs), refusal("sku", "SourceDatabaseEditionCouldNotBeUpgraded", "The source is of the tier %q, the replica of %q.", theirs, ours))
		},
	}
}

func checkReplicaKey() Check {
	return Check{
		ID: "replica-key", Says: "The server of a replica has the key that the source is encrypted with, and the source is no replica itself.", Source: encryptionDocument + "; " + sqlDatabaseSpecification + ", errors SameKeyUriNotFoundOnRemoteServer, SecurityAzureKeyVaultGeoChainError",
		Run: func(r Request) []Problem {
			id, replica := asReplica(r)
			if !replica {
				return nil
			}
			used, known := protectionOf(r.View, sqlServerOf(id))
			if !known || used.key == "" {
				return nil
			}
			problems := missingKey(r.View, "sourceDatabaseId", used, sqlServerOf(r.ID))
			if source, there := r.View.Get(id); there {
				_, chained := replicates(source)
				problems = append(problems, one(!chained, refusal("sourceDatabaseId", "SecurityAzureKeyVaultGeoChainError", "Creating secondary of secondary (a process known as chaining) is not supported when enabling Transparent Data Encryption using Azure Key Vault (BYOK)."))...)
			}
			return problems
		},
	}
}
