package database_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/database"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

// of runs one step with a provider, for an error that comes before any resource.
func of(t *testing.T, step func(ctx *pulumi.Context, provider pulumi.ResourceOption) error) error {
	t.Helper()
	return pulumitest.RunError(t, pulumitest.WithProvider("azure-native", step))
}

func assertAll(t *testing.T, err error, wants ...string) {
	t.Helper()
	require.Error(t, err)
	var wrong *azure.ArgsError
	require.ErrorAs(t, err, &wrong)
	for _, want := range wants {
		assert.ErrorContains(t, err, want)
	}
	assert.Len(t, wrong.Problems, len(wants), "%s", err)
}

func TestAllMistakesOfAServerAtOnce(t *testing.T) {
	t.Parallel()
	p := production()
	wrong := p.servers["centralus"]
	wrong.Group, wrong.IdentityID, wrong.Administrators = "", nil, database.Administrators{ObjectID: "dba"}
	wrong.Endpoints = append(wrong.Endpoints, database.Endpoint{Role: "sql"})
	wrong.Audit = database.Audit{
		Sinks:       []database.Sink{{Name: "a"}, {Name: "a", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("w")}}},
		AlertEmails: []string{"On Call <oncall@trelica.example>"},
	}
	assertAll(t, p.fails(t),
		"Group: is empty", "IdentityID: is missing", "Administrators.Name: is empty",
		`Administrators.ObjectID: "dba" is not a GUID`,
		"Endpoints[2].ResourceGroup: is missing", "Endpoints[2].SubnetID: is missing", "Endpoints[2].ZoneID: is missing",
		`Endpoints[2].Role: "sql" is there twice`,
		"Audit.Sinks[0].WorkspaceID: is missing", `Audit.Sinks[1].Name: "a" is there twice`,
		`Audit.AlertEmails[0]: "On Call <oncall@trelica.example>" is not an e-mail address`,
	)
}

func TestAttacksAreToldToSomebody(t *testing.T) {
	t.Parallel()
	p := production()
	p.servers["centralus"].Audit = database.Audit{}
	assertAll(t, p.fails(t), "Audit.Sinks: is empty", "Audit.AlertEmails: is empty")
}

func TestAllMistakesOfADatabaseAtOnce(t *testing.T) {
	t.Parallel()
	p := production()
	p.design = database.Design{
		Role: "App_1", MaxSizeGB: 5000, Backups: "Anywhere", RetentionDays: 36, DifferentialHours: 6, LongTermWeeks: -1,
	}
	p.home = database.SKU{Tier: "S3", VCores: 3}
	p.sinks = nil
	assertAll(t, p.fails(t),
		`Role: "App_1"`, "MaxSizeGB: 5000; allowed: 1 to 4096", "RetentionDays: 36; allowed: 1 to 35, or 0 for 30",
		"DifferentialHours: 6; allowed: 12, 24, or 0 for 24", "LongTermWeeks: -1; allowed: 1 to 520, or 0 for 5",
		`Backups: "Anywhere"; allowed: "Geo", "Zone", "Local"`, `SKU.Tier: "S3"; allowed: "GP", "BC"`, "SKU.VCores: 3; allowed: [2 4 6",
		"Sinks: is empty",
	)
}

func TestReplicaMustBeAbleToTakeOver(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		reason string
		change func(*pair)
		want   string
	}{
		"smaller": {
			reason: "a smaller replica falls behind and cannot carry the load",
			change: func(p *pair) { p.recovery.VCores = 4 }, want: "SKU: BC_Gen5_4 cannot be the replica of BC_Gen5_8",
		},
		"tier": {
			reason: "Azure demands the same tier", change: func(p *pair) { p.recovery.Tier = database.GeneralPurpose },
			want: "SKU: GP_Gen5_8 cannot be the replica of BC_Gen5_8",
		},
		"region": {
			reason: "one region's loss must not take both", change: func(p *pair) {
				p.servers["centralus"].Site.Location = "eastus2"
			}, want: "ReplicaOf: lies in eastus2 as well",
		},
		"subscription": {
			reason: "nothing crosses environments", change: func(p *pair) {
				p.servers["centralus"].Site.SubscriptionID = "00000000-0000-4000-8000-0000000000ff"
			}, want: "ReplicaOf: lies in another subscription or tenant",
		},
		"name": {
			reason: "a replica has its source's name", change: func(p *pair) {
				p.servers["centralus"].Site.Names.Environment = "preprod"
			}, want: "Role: makes the name sqldb-trelica-preprod-app",
		},
		"side": {
			reason: "whose server takes writes is never guessed", change: func(p *pair) { p.primary = "" },
			want: `PrimarySide: ""; allowed: home, recovery`,
		},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := production()
			tc.change(p)
			assertAll(t, p.fails(t), tc.want)
		})
	}
}

func TestWhatARegionCannotDo(t *testing.T) {
	t.Parallel()
	err := of(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		own := site("dev", "ukwest")
		server, err := database.NewServer(ctx, "sql", serverArgs(own, own), provider)
		require.NoError(t, err)
		_, err = database.NewDatabase(ctx, "db", &database.DatabaseArgs{
			Design: database.Design{Role: "app", MaxSizeGB: 1, Backups: database.ZoneBackups},
			Server: server, Encryption: []*database.Encryption{nil}, SKU: database.SKU{Tier: database.GeneralPurpose, VCores: 2},
			ZoneRedundant: true, Window: "sundays", Sinks: sinks("ukw"),
		}, provider)
		return err
	})
	assertAll(t, err, `Backups: "Zone", and ukwest has no zones`, "ZoneRedundant: is on, and ukwest has no zones", `Window: "sundays"`,
		"Encryption[0]: is missing", "Encryption: that of sql-trelica-dev-ukw is not among them")
}

func TestMissingArgumentsAreAnErrorNotAPanic(t *testing.T) {
	t.Parallel()
	for want, step := range map[string]func(ctx *pulumi.Context, provider pulumi.ResourceOption) error{
		"database.ServerArgs of x": func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := database.NewServer(ctx, "x", nil, provider)
			return err
		},
		"Server: is missing": func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := database.NewEncryption(ctx, "x", nil, provider)
			return err
		},
		"database.DatabaseArgs of x has 1 problem(s)": func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := database.NewDatabase(ctx, "x", nil, provider)
			return err
		},
		"Recovery: is missing": func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := database.NewFailoverGroup(ctx, "x", nil, provider)
			return err
		},
	} {
		assert.ErrorContains(t, of(t, step), want)
	}
}

func TestEncryptionIsNotAfterItself(t *testing.T) {
	t.Parallel()
	err := of(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		own := site("dev", "uksouth")
		server, err := database.NewServer(ctx, "sql", serverArgs(own, own), provider)
		require.NoError(t, err)
		encryption, err := database.NewEncryption(ctx, "tde", &database.EncryptionArgs{Server: server, KeyVersionURI: pulumi.String(keyURI)}, provider)
		require.NoError(t, err)
		_, err = database.NewEncryption(ctx, "again", &database.EncryptionArgs{Server: server, After: encryption}, provider)
		return err
	})
	assertAll(t, err, "KeyVersionURI: is missing", "After: is the encryption of the same server")
}
