package database_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/database"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	serverType     = "azure-native:sql/v20230801:Server"
	keyType        = "azure-native:sql/v20230801:ServerKey"
	protectorType  = "azure-native:sql/v20230801:EncryptionProtector"
	databaseType   = "azure-native:sql/v20230801:Database"
	retentionType  = "azure-native:sql/v20230801:BackupShortTermRetentionPolicy"
	longTermType   = "azure-native:sql/v20230801:LongTermRetentionPolicy"
	auditType      = "azure-native:sql/v20230801:ExtendedServerBlobAuditingPolicy"
	threatsType    = "azure-native:sql/v20230801:ServerSecurityAlertPolicy"
	groupType      = "azure-native:sql/v20230801:FailoverGroup"
	lockType       = "azure-native:authorization/v20200501:ManagementLockByScope"
	diagnosticType = "azure-native:insights/v20210501preview:DiagnosticSetting"
	endpointType   = "azure-native:network/v20240501:PrivateEndpoint"

	administrators = "00000000-0000-4000-8000-0000000000aa"
	keyURI         = "https://kv-trelica-prod-cus-tde.vault.azure.net/keys/sql-tde/0123456789abcdef0123456789abcdef"
	keyName        = "kv-trelica-prod-cus-tde_sql-tde_0123456789abcdef0123456789abcdef"
)

// site is an environment's in one region; only production is protected.
func site(environment, location string) azure.Site {
	return azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: environment, Region: location},
		Location:       location,
		SubscriptionID: pulumitest.SubscriptionID,
		TenantID:       pulumitest.TenantID,
		Tags:           map[string]string{"environment": environment, "commit": "abc"},
		Protect:        environment == "prod",
	}
}

// groupOf is the name of the group that a site's server lies in.
func groupOf(s azure.Site) string { return s.Names.ResourceGroup("database") }

// id is the identifier of a resource in a site's group.
func id(s azure.Site, path string) string {
	return s.GroupID(groupOf(s)) + "/providers/Microsoft.Sql/servers/" + s.Names.SQLServer() + path
}

// pair are the arguments for everything, in two regions. A test changes what it is about.
type pair struct {
	servers  map[string]*database.ServerArgs // by region
	key      pulumi.StringInput
	design   database.Design
	home     database.SKU
	recovery database.SKU
	primary  database.Side
	sinks    []database.Sink
}

// production is production's pair.
func production() *pair {
	east, central := site("prod", "eastus2"), site("prod", "centralus")
	return &pair{
		servers: map[string]*database.ServerArgs{"eastus2": serverArgs(east, central), "centralus": serverArgs(central, east)},
		key:     pulumi.String(keyURI),
		design:  database.Design{Role: "app", MaxSizeGB: 256, Backups: database.GeoBackups},
		home:    database.SKU{Tier: database.BusinessCritical, VCores: 8}, recovery: database.SKU{Tier: database.BusinessCritical, VCores: 8},
		primary: database.HomeSide,
		sinks:   sinks("eus2"),
	}
}

func sinks(name string) []database.Sink {
	return []database.Sink{{Name: name, LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/" + name), ArchiveID: pulumi.String("/st/" + name)}}}
}

func serverArgs(own, other azure.Site) *database.ServerArgs {
	return &database.ServerArgs{
		Site:           own,
		Group:          groupOf(own),
		ResourceGroup:  pulumi.String(groupOf(own)),
		Administrators: database.Administrators{Name: "trelica-prod-sql-admins", ObjectID: administrators},
		IdentityID:     pulumi.String("/identities/" + own.Names.Identity("sql")),
		Endpoints:      []database.Endpoint{endpoint(nil, "sql"), endpoint(&other, "sql-"+own.Location)},
		Audit:          database.Audit{Sinks: sinks("eus2"), AlertEmails: []string{"oncall@trelica.example"}},
	}
}

func endpoint(at *azure.Site, role string) database.Endpoint {
	return database.Endpoint{
		Site: at, Role: role, ResourceGroup: pulumi.String("rg-network"),
		SubnetID: pulumi.String("/subnets/endpoints"), ZoneID: pulumi.String("/zones/" + azure.PrivateSQL.Zone()),
	}
}

// program makes the pair in the order that the package's comment gives, and keeps what is known at once.
func (p *pair) program(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
	servers, encrypted := map[string]*database.Server{}, map[string]*database.Encryption{}
	var before *database.Encryption
	for _, region := range []string{"centralus", "eastus2"} {
		server, err := database.NewServer(ctx, "sql-"+region, p.servers[region], provider)
		if err != nil {
			return err
		}
		encryption, err := database.NewEncryption(ctx, "tde-"+region, &database.EncryptionArgs{
			Server: server, KeyVersionURI: p.key, After: before,
		}, provider)
		if err != nil {
			return err
		}
		servers[region], encrypted[region], before = server, encryption, encryption
	}
	both := []*database.Encryption{encrypted["centralus"], encrypted["eastus2"]}
	home, err := database.NewDatabase(ctx, "db-home", &database.DatabaseArgs{
		Design: p.design, Server: servers["eastus2"], Encryption: both, SKU: p.home, ZoneRedundant: true,
		Window: database.WeekdayNights, Sinks: p.sinks,
	}, provider)
	if err != nil {
		return err
	}
	recovery, err := database.NewDatabase(ctx, "db-recovery", &database.DatabaseArgs{
		Design: p.design, Server: servers["centralus"], Encryption: both, SKU: p.recovery, ReplicaOf: home, ZoneRedundant: true,
		Window: database.WeekendNights, Sinks: p.sinks,
	}, provider)
	if err != nil {
		return err
	}
	_, err = database.NewFailoverGroup(ctx, "fog", &database.FailoverGroupArgs{Home: home, Recovery: recovery, PrimarySide: p.primary}, provider)
	return err
}

func (p *pair) run(t *testing.T, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", p.program), opts...)
}

func (p *pair) fails(t *testing.T) error {
	t.Helper()
	return pulumitest.RunError(t, pulumitest.WithProvider("azure-native", p.program))
}

// inputs are a resource's, as plain values.
func inputs(t *testing.T, resources []pulumitest.Resource, typ, name string) map[string]any {
	t.Helper()
	return pulumitest.Plain(pulumitest.Find(t, resources, typ, name).Inputs)
}
