// Package database makes Azure SQL databases with everything that belongs to them: the logical server and its way in, the
// key that encrypts it, the database and its backups, its replica in the recovery region, and the failover group that
// applications connect to.
//
// It carries the claims SP-07 and SP-10 (encryption at rest and in transit), SP-11 (no password logins), SP-14 (two database
// instances), SP-15 and SP-16 (backups: where they are, and for how long), and the data's part of SP-17. Only the foundations
// call it. It is the only package that speaks to Azure SQL's control plane; it reads nothing and never connects to a database.
//
// There are four components, because they belong to different parts of an environment and are made in this order:
//
//	NewServer          in each region, the recovery region first
//	NewEncryption      on each server, the recovery region's first: a replica must hold the key before its source uses it
//	NewDatabase        the primary, then its replica (ReplicaOf)
//	NewFailoverGroup   over both, in production
//
// An environment of one region leaves out the second server, the replica and the group.
//
// # What is not here
//
// The connection policy of a server has no type in this version of the provider, so it stays "Default". Through a private
// endpoint that is proxy, on port 1433 alone; redirect, which would need many more, has to be switched on by hand (Azure SQL
// documentation, private-endpoint-overview). Vulnerability assessment without a storage account cannot be created by this
// version (pulumi-azure-native issue 3934). Users live inside a database, where ARM does not reach.
package database
