package settings_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestProductionIsReadWhole(t *testing.T) {
	t.Parallel()
	want := &settings.Settings{
		Stack: "prod",
		Identity: settings.Identity{
			Environment: "prod", Kind: "environment", Organisation: "trelica", Owner: "platform", CostCentre: "production",
			SubscriptionID: "44444444-4444-4444-8444-444444444444", TenantID: "55555555-5555-4555-8555-555555555555",
		},
		Place: settings.Place{Jurisdiction: "US", Region: "eastus2", RecoveryRegion: "centralus", WatchRegion: "westus2", Zone: "trelica.io"},
		Network: settings.Network{
			AddressSpace: netip.MustParsePrefix("10.64.0.0/16"), RecoveryAddressSpace: netip.MustParsePrefix("10.80.0.0/16"),
			PodCIDR: netip.MustParsePrefix("10.244.0.0/16"), ServiceCIDR: netip.MustParsePrefix("10.245.0.0/20"),
		},
		Operations: settings.Operations{
			OpsAddressSpace: netip.MustParsePrefix("10.96.32.0/20"),
			Repository:      settings.Repository{Owner: "trelica", Name: "infrastructure"},
			Runners:         settings.Runners{AppID: "100001", InstallationID: "200001", Most: 10, Minutes: 120},
			BreakGlass: settings.BreakGlass{
				GroupID:    "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa",
				AccountIDs: []string{"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2"},
				Addresses:  []netip.Prefix{netip.MustParsePrefix("20.4.5.0/24")},
			},
		},
		Cluster: settings.Cluster{
			KubernetesVersion: "1.35", PodSecurityVersion: "1.35",
			SystemPool: settings.SystemPool{VMSize: "Standard_D4ds_v5", MinCount: 3, MaxCount: 6, OSDiskGB: 128},
			UserPools: []settings.UserPool{
				{
					Name: "general", VMSize: "Standard_D8ds_v5", MinCount: 3, MaxCount: 12, OSDiskGB: 256,
					Labels: map[string]string{"workload": "general"}, Taints: []string{"dedicated=general:NoSchedule"},
				},
				{Name: "memory", VMSize: "Standard_E8ds_v5", MinCount: 3, MaxCount: 6, OSDiskGB: 256},
			},
			MaxSurge:                  "33%",
			OutboundPorts:             2048,
			APIServerAuthorizedRanges: []netip.Prefix{netip.MustParsePrefix("20.1.2.3/32"), netip.MustParsePrefix("20.4.5.0/24")},
			ClusterAdminGroupIDs:      []string{"66666666-6666-4666-8666-666666666666"},
			KubernetesLogin:           "azurecli",
			MaintenanceWindow:         settings.MaintenanceWindow{Day: "Saturday", StartHour: 6, DurationHours: 8, UTCOffset: "-05:00"},
			MaintenanceFreeze:         []settings.Freeze{{Start: "2026-12-18", End: "2027-01-04", Reason: "year-end close"}},
			ReservedInstances: []settings.ReservedInstance{
				{VMSize: "Standard_D4ds_v5", Quantity: 3, Region: "eastus2"},
				{VMSize: "Standard_D8ds_v5", Quantity: 3, Region: "eastus2"},
				{VMSize: "Standard_E8ds_v5", Quantity: 3, Region: "eastus2"},
				{VMSize: "Standard_D8ds_v5", Quantity: 2, Region: "centralus"},
			},
			CapacityReservations: true, RecoveryCapacityReservations: true,
		},
		Monitoring: settings.Monitoring{
			LogRetentionDays: 90, ArchiveRetentionDays: 730, AlertEmails: []string{"oncall@trelica.io"},
			RunbookBase: "https://github.com/trelica/infrastructure/blob/main/docs/runbooks",
		},
		Vault: settings.Vault{SoftDeleteDays: 90, KeyRotationMonths: 18},
		Database: settings.Database{
			AdminGroup: settings.AdminGroup{Name: "sql-admins-prod", ObjectID: "77777777-7777-4777-8777-777777777777"},
			SKU:        settings.DatabaseSKU{Tier: "BC", VCores: 8, MaxSizeGB: 512, ZoneRedundant: true},
			Backups:    "Geo", Collation: "SQL_Latin1_General_CP1_CI_AS", PrimarySide: "home",
			ActiveSide: "home", ActiveEpoch: 1,
		},
		Front: settings.Front{
			Hosts: []string{"app", "api.eu"},
			Edge: settings.Edge{
				SKU: "Premium", RequestsPerMinute: 3000, SignInsPerMinute: 120, SignInPaths: []string{"/signin", "/connect/token"}, ResponseSeconds: 120,
			},
			ProbePath: "/healthz", SecurityContact: "security@trelica.io",
			Mail: settings.Mail{
				Account: "u1000003", Cluster: "wl100", ReturnPath: "em1001", Links: settings.Links{Host: "url1001", Owner: "1000003"},
				DMARCPolicy: "reject", DMARCReports: []string{"dmarc@trelica.io"},
			},
			StatusPage: settings.StatusPage{
				Host: "status", Title: "Trelica",
				GatusImage: "ghcr.io/twin/gatus@sha256:" + strings.Repeat("0123456789abcdef", 4),
				WebImage:   "ghcr.io/nginx/nginx-unprivileged@sha256:" + strings.Repeat("0123456789abcdef", 4),
			},
			WatchAddressSpace: netip.MustParsePrefix("10.112.2.0/24"), Objective: "99.9",
		},
		Governance: settings.Governance{Budget: settings.Budget{Amount: 60000, Since: "2026-11"}},
		Recovery:   settings.Recovery{RegionLossMinutes: 120, RegionLossDataMinutes: 5, ClusterLossMinutes: 30},
		Workloads: settings.Workloads{
			Namespaces:      []settings.Namespace{{Name: "product", CPULimit: "64", MemoryLimit: "192Gi", Pods: 200}},
			IngressImage:    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
			IngressReplicas: 2,
			Secrets: []settings.BroughtSecret{
				{Name: "ingress-certificate", Use: "ingress", ContentType: "application/x-pem-file"},
				{Name: "entra-client-secret", Use: "identity-provider"},
				{Name: "sendgrid-key", Use: "mail"},
				{Name: "licence", Use: "other"},
				{Name: "status-page-certificate", Use: "status-page"},
			},
			Workloads: []settings.Workload{
				{
					Name: "web", Kind: "web", Namespace: "product", Repository: "trelica/web",
					Image:       "sha256:abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789",
					MinReplicas: 3, MaxReplicas: 12, CPU: "500m", Memory: "1Gi", CPULimit: "2", MemoryLimit: "2Gi",
					Port: 8080, Hosts: []string{"app.trelica.io", "api.trelica.io"},
					Secrets: []string{"session-signing-key", "entra-client-secret"}, Flows: []string{"database", "internet"},
				},
				{
					Name: "worker", Kind: "worker", Namespace: "product", Repository: "trelica/worker",
					MinReplicas: 2, MaxReplicas: 2, CPU: "250m", Memory: "512Mi", CPULimit: "1500m", MemoryLimit: "1Gi",
					SendsMail: true, Secrets: []string{"sendgrid-key", "licence"}, Flows: []string{"database", "web"},
				},
				{
					Name: "nightly", Kind: "cron", Namespace: "product", Repository: "trelica/jobs", Schedule: "0 2 * * *",
					CPU: "100m", Memory: "128Mi", CPULimit: "200m", MemoryLimit: "256Mi", Probes: "contract",
				},
				{
					Name: "migrate", Kind: "migrate", Namespace: "product", Repository: "trelica/jobs",
					CPU: "100m", Memory: "128Mi", CPULimit: "200m", MemoryLimit: "256Mi", Flows: []string{"database"},
				},
			},
		},
	}
	assert.Equal(t, want, load(t, "prod"))
}

func TestWhatFollowsFromTheSettings(t *testing.T) {
	t.Parallel()
	prod, dev := load(t, "prod"), load(t, "dev")

	assert.True(t, prod.Protect(), "production is protected")
	assert.False(t, dev.Protect(), "dev can be thrown away")
	assert.True(t, prod.HasRecovery())
	assert.False(t, dev.HasRecovery())
	assert.Equal(t, "kv-trelica-prod-eus2", prod.Names().Vault(""))
	assert.Equal(t, "kv-trelica-prod-cus", prod.RecoveryNames().Vault(""))

	assert.Equal(t, "log-trelica-prod-wus2", prod.WatchNames().Workspace())

	assert.False(t, prod.IsRebuild(), "production is an environment")
	assert.Equal(t, []string{"app.trelica.io", "api.eu.trelica.io"}, prod.FullHosts())
	assert.Equal(t, "status.trelica.io", prod.StatusHost())
	assert.InDelta(t, 99.9, prod.Front.Percent(), 1e-9)
	watch, err := prod.WatchPlan()
	require.NoError(t, err)
	assert.Equal(t, netip.MustParsePrefix("10.112.2.0/25"), watch.AppSubnet)

	plan, err := prod.Plan()
	require.NoError(t, err)
	assert.Equal(t, netip.MustParsePrefix("10.64.0.0/23"), plan.NodeSubnet)
	recovery, err := prod.RecoveryPlan()
	require.NoError(t, err)
	assert.Equal(t, netip.MustParsePrefix("10.80.0.0/23"), recovery.NodeSubnet)
	_, err = dev.RecoveryPlan()
	assert.ErrorContains(t, err, "is no address range", "dev has no recovery region to plan for")
}

func TestDefaultsApplyOnlyToWhatIsNotGiven(t *testing.T) {
	t.Parallel()
	dev := load(t, "dev")
	assert.Equal(t, settings.MaintenanceWindow{Day: "Sunday", StartHour: 2, DurationHours: 4, UTCOffset: "+00:00"}, dev.Cluster.MaintenanceWindow)
	assert.Equal(t, settings.Vault{SoftDeleteDays: 90, KeyRotationMonths: 18}, dev.Vault)
	assert.Empty(t, dev.Workloads.Namespaces)
	changed := load(t, "dev", change{"  trelica:environment", "  trelica:vaultSoftDeleteDays: 7\n  recoverVault: true\n  trelica:environment"})
	assert.Equal(t, settings.Vault{SoftDeleteDays: 7, Recover: true, KeyRotationMonths: 18}, changed.Vault, "a key without namespace is the project's")
}

func TestTheFilesOfTheRepositoryAreRightAndFitTogether(t *testing.T) {
	t.Parallel()
	var all []*settings.Settings
	stacks := settings.Stacks(root)
	require.Subset(t, stacks, []string{"bootstrap-dev", "bootstrap-preprod", "bootstrap-prod", "dev", "dr", "preprod", "prod"})
	for _, stack := range stacks {
		s, err := settings.FromFiles(root, stack)
		require.NoError(t, err)
		assert.NotEmpty(t, s.Placeholder(), "%s must not name a real subscription", stack)
		all = append(all, s)
	}
	assert.NoError(t, settings.CheckTogether(all))
}
