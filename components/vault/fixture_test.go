package vault_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	keyType       = "azure-native:keyvault/v20241101:Key"
	secretType    = "azure-native:keyvault/v20241101:Secret"
	vaultType     = "azure-native:keyvault/v20241101:Vault"
	logAlertType  = "azure-native:insights/v20231201:ScheduledQueryRule"
	metricType    = "azure-native:insights/v20180301:MetricAlert"
	activityType  = "azure-native:insights/v20201001:ActivityLogAlert"
	diagnosticTyp = "azure-native:insights/v20210501preview:DiagnosticSetting"
	grantType     = "azure-native:authorization/v20220401:RoleAssignment"

	group   = "rg-trelica-prod-eus2-vault"
	vaultID = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group +
		"/providers/Microsoft.KeyVault/vaults/kv-trelica-prod-eus2"
)

func site() azure.Site {
	return azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"},
		Location:       "eastus2",
		SubscriptionID: pulumitest.SubscriptionID,
		TenantID:       pulumitest.TenantID,
		Tags:           map[string]string{"environment": "prod", "owner": "platform", "cost-centre": "42", "commit": "abc"},
		Protect:        true,
	}
}

// args are a platform's vault with one of everything.
func args() *vault.Args {
	return &vault.Args{
		Site:          site(),
		Group:         group,
		ResourceGroup: pulumi.String(group),
		Endpoints: []vault.Endpoint{{
			Role:          "vault",
			ResourceGroup: pulumi.String("rg-trelica-prod-eus2-network"),
			SubnetID:      pulumi.String("/subscriptions/s/subnets/snet-endpoints"),
			ZoneID:        pulumi.String("/subscriptions/s/privateDnsZones/" + azure.PrivateVault.Zone()),
		}},
		Keys:      []vault.Key{{Name: "disks", Use: vault.Wrapping}, {Name: "archive", Use: vault.Wrapping, OpensBackups: true}},
		Generated: []vault.GeneratedSecret{{Name: "session-key", Characters: 43, Rotation: "2026-11"}},
		Provided:  []string{"sendgrid-key"},
		Grants: []vault.Grant{
			{
				Name: "disks", Key: "disks", Role: azure.RoleKeyVaultCryptoServiceEncryptionUser,
				PrincipalID: pulumi.String("p-1"), Principal: "id-disks", PrincipalType: azure.PrincipalService,
				Why: "Disks are encrypted with this key.",
			},
			{
				Name: "web", Role: azure.RoleKeyVaultSecretsUser,
				PrincipalID: pulumi.String("p-2"), Principal: "id-web", PrincipalType: azure.PrincipalService,
				Why: "The web workload mounts secrets.",
			},
		},
	}
}

func audit() *vault.AuditArgs {
	return &vault.AuditArgs{
		Sinks: []vault.Sink{
			{Name: "eus2", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/eus2"), ArchiveID: pulumi.String("/st/eus2")}},
			{Name: "cus", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/cus")}},
		},
		ResourceGroup: pulumi.String("rg-trelica-prod-eus2-monitoring"),
		ActionGroupID: pulumi.String("/ag/oncall"),
		RunbookBase:   "https://docs.example.com/runbooks/",
	}
}

// program makes a vault and, when there are arguments for it, its audit.
func program(a *vault.Args, audited *vault.AuditArgs) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		native, err := pulumitest.Provider(ctx, "azure-native")
		if err != nil {
			return err
		}
		random, err := pulumitest.Provider(ctx, "random")
		if err != nil {
			return err
		}
		v, err := vault.New(ctx, "vault", a, pulumi.Providers(native, random))
		if err != nil || audited == nil {
			return err
		}
		return v.Audit(ctx, audited)
	}
}

func run(t *testing.T, a *vault.Args, audited *vault.AuditArgs, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, program(a, audited), opts...)
}
