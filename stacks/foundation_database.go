package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/database"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/stacks/settings"
)

const (
	// keyDatabase is the key that encrypts every server, in a vault that nothing else uses.
	keyDatabase = "sql-tde"
	// purposeDatabase tells that vault from the platform's.
	purposeDatabase = "tde"
	// databaseRole is the product's database.
	databaseRole = "app"
)

// region's part of the database.
type databaseSide struct {
	server     *database.Server
	encryption *database.Encryption
	database   *database.Database
}

// addDatabase makes the database with all that it stands on, in the one order in which it works: the key, the servers that may
// use it, their encryption, the database, its replica, the group over both. Of servers and encryptions the recovery region's come
// first, because a replica has to hold the key before its source uses it.
func (all *foundations) addDatabase() error {
	key, err := all.newDatabaseKey()
	if err != nil {
		return err
	}
	sides := map[*foundation]*databaseSide{}
	all.databases = sides
	recoveryFirst := all.regions()
	if all.standby != nil {
		recoveryFirst = []*foundation{all.standby, all.home}
	}
	for _, f := range recoveryFirst {
		server, err := all.newServer(f, key)
		if err != nil {
			return err
		}
		sides[f] = &databaseSide{server: server}
	}
	err = all.across(func(from, to *foundation) error {
		return from.reach(azure.PrivateSQL, "sql-"+to.code(), sides[to].server.ID)
	})
	if err != nil {
		return err
	}
	var encryptions []*database.Encryption
	var before *database.Encryption
	for _, f := range recoveryFirst {
		side := sides[f]
		side.encryption, err = database.NewEncryption(all.ctx, f.name+"-sql-encryption", &database.EncryptionArgs{
			Server: side.server, KeyVersionURI: key.Keys[keyDatabase].VersionURI, After: before,
		}, f.child()...)
		if err != nil {
			return fmt.Errorf("encryption of the database in %s: %w", f.site.Location, err)
		}
		before, encryptions = side.encryption, append(encryptions, side.encryption)
	}
	return all.addDatabases(sides, encryptions)
}

// newDatabaseKey makes the vault of the one key that all servers use. It is apart from the platform's vault so that nothing
// else can slow it down while a failover asks for the key (Azure SQL documentation, transparent-data-encryption-byok-overview),
// and has no private endpoint: a SQL server comes in as a trusted service.
func (all *foundations) newDatabaseKey() (*vault.Vault, error) {
	keeper := all.keeper()
	args := &vault.Args{
		Site:           keeper.site,
		Purpose:        purposeDatabase,
		Group:          keeper.groups[groupDatabaseKey].Name,
		ResourceGroup:  keeper.groups[groupDatabaseKey].NameOutput,
		SoftDeleteDays: all.set.Vault.SoftDeleteDays,
		Recover:        all.set.Vault.Recover,
		RotationMonths: all.set.Vault.KeyRotationMonths,
		Keys:           []vault.Key{{Name: keyDatabase, Use: vault.Wrapping, OpensBackups: true}},
	}
	for _, f := range all.regions() {
		identity := f.identities[identitySQL]
		args.Grants = append(args.Grants, vault.Grant{
			Name: keyGrantOf(f), Key: keyDatabase, Role: azure.RoleKeyVaultCryptoServiceEncryptionUser,
			PrincipalID: identity.PrincipalID, Principal: identity.Name, PrincipalType: azure.PrincipalService,
			Why: "The SQL server in " + f.site.Location + " wraps the database's key.",
		})
	}
	made, err := vault.New(all.ctx, keeper.name+"-tde", args, keeper.child()...)
	if err != nil {
		return nil, fmt.Errorf("vault of the database's key: %w", err)
	}
	if err := all.audit(keeper, made, true); err != nil {
		return nil, err
	}
	return made, nil
}

// keyGrantOf names the right of a region's server to use the key.
func keyGrantOf(f *foundation) string { return "sql-" + f.code() }

func (all *foundations) newServer(f *foundation, key *vault.Vault) (*database.Server, error) {
	group := all.set.Database.AdminGroup
	server, err := database.NewServer(all.ctx, f.name+"-sql", &database.ServerArgs{
		Site:           f.site,
		Group:          f.groups[groupDatabase].Name,
		ResourceGroup:  f.groups[groupDatabase].NameOutput,
		Administrators: database.Administrators{Name: group.Name, ObjectID: group.ObjectID},
		// The server looks for the key with it, so it waits for the role.
		IdentityID: azure.Once(f.identities[identitySQL].ID, key.Granted[keyGrantOf(f)]),
		Endpoints: []database.Endpoint{{
			Role:          "sql",
			ResourceGroup: f.groups[groupNetwork].NameOutput,
			SubnetID:      f.data.EndpointSubnetID,
			ZoneID:        f.data.Zones[azure.PrivateSQL].ID,
		}},
		Audit: database.Audit{Sinks: sinksAs[database.Sink](all.watched(f)), AlertEmails: all.set.Monitoring.AlertEmails},
	}, f.child()...)
	if err != nil {
		return nil, fmt.Errorf("SQL server in %s: %w", f.site.Location, err)
	}
	return server, nil
}

// addDatabases makes the primary, its replica, and the group over both.
func (all *foundations) addDatabases(sides map[*foundation]*databaseSide, encryptions []*database.Encryption) error {
	var primary *database.Database
	for _, f := range all.regions() {
		made, err := database.NewDatabase(all.ctx, f.name+"-db", &database.DatabaseArgs{
			Design:        design(all.set),
			Server:        sides[f].server,
			Encryption:    encryptions,
			ReplicaOf:     primary,
			SKU:           database.SKU{Tier: database.Tier(all.set.Database.SKU.Tier), VCores: all.set.Database.SKU.VCores},
			ZoneRedundant: all.set.Database.SKU.ZoneRedundant,
			Window:        all.window(f),
			Sinks:         sinksAs[database.Sink](all.watched(f)),
		}, f.child()...)
		if err != nil {
			return fmt.Errorf("database in %s: %w", f.site.Location, err)
		}
		sides[f].database = made
		primary = sides[all.home].database
	}
	all.connection = primary.Connection()
	all.reachable = []pulumi.Resource{primary}
	if all.standby == nil {
		return nil
	}
	group, err := database.NewFailoverGroup(all.ctx, all.home.name+"-failover", &database.FailoverGroupArgs{
		Home: primary, Recovery: sides[all.standby].database, PrimarySide: database.Side(all.set.Database.PrimarySide),
	}, all.home.child()...)
	if err != nil {
		return fmt.Errorf("failover group: %w", err)
	}
	all.connection = group.Connection()
	all.reachable = append(all.reachable, group)
	return nil
}

// design is what a database and its replica have in common. How long backups last is left to the component's promises, which
// are the same in every environment.
func design(set *settings.Settings) database.Design {
	return database.Design{
		Role:      databaseRole,
		MaxSizeGB: set.Database.SKU.MaxSizeGB,
		Collation: set.Database.Collation,
		Backups:   database.BackupRedundancy(set.Database.Backups),
	}
}

// window keeps the two databases of a pair from being restarted in the same night: the primary on weekends, the replica on
// weekdays.
func (all *foundations) window(f *foundation) database.Window {
	if f == all.home {
		return database.WeekendNights
	}
	return database.WeekdayNights
}

// users are the database users of the workloads of every region: a rebuild then has to make none. The migration has none, because
// it is in the group that administers the server.
func (all *foundations) users() []workload.User {
	var users []workload.User
	for _, f := range all.regions() {
		users = append(users, databaseUsers(f.set, func(name string) WorkloadIdentity {
			return WorkloadIdentity{Name: f.identities[name].Name, ClientID: f.identities[name].ClientID}
		})...)
	}
	return users
}

// databaseUsers are the users that one region's workloads need.
func databaseUsers(set *settings.Settings, identity func(name string) WorkloadIdentity) []workload.User {
	var users []workload.User
	for _, w := range set.Workloads.Workloads {
		if w.Reaches(settings.FlowDatabase) && w.Kind != settings.KindMigrate {
			of := identity(w.Name)
			users = append(users, workload.User{Name: of.Name, ClientID: of.ClientID})
		}
	}
	return users
}

// connection is how an application reaches the database, from names alone: the same as what the foundations say once they made it.
func connection(set *settings.Settings) database.Connection {
	return database.NamedConnection(set.Names(), databaseRole, set.HasRecovery())
}
