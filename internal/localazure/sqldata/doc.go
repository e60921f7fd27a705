// Package sqldata is what is in the databases of the local Azure: rows with a number and a moment, replicas that lag behind, backups
// that are kept as long as the world's resources say and no longer. It lets a failover lose what had not been replicated, and a
// restore bring back what a backup held, so that a drill can count.
//
// The REST face calls it when it is asked to fail a group over or to restore; a drill calls it to write, to let time pass and to look
// at what no client could see. What there is is kept in the world, beside the resources. Which databases there are, which is whose
// replica, how long backups are kept and where: all of that is read from the resources at the moment of asking, so that a resource
// that is taken away takes its protection with it.
//
// It is a model. A transaction is one row; a replica has all of them up to a moment; a backup is the state at a moment. Sources:
// Microsoft Learn, azure-sql, active-geo-replication-overview, failover-group-sql-db, automated-backups-overview,
// long-term-retention-overview, recovery-using-backups.
package sqldata
