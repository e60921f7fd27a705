package statuspage

import (
	"errors"
	"fmt"

	app "github.com/pulumi/pulumi-azure-native-sdk/app/v2/v20240301"
	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

const (
	backupPath = "/backup"
	// shareGiB is what each share may grow to. A year of history is a few hundred megabytes.
	shareGiB = 16
	// deletedShareDays is how long a deleted share can be brought back.
	deletedShareDays = 30
)

// shares are the history and its copies.
var shares = [...]string{"history", "backup"}

// addHistory makes the account of the history, its two shares, and their mounts in the environment.
//
// The account is the only one that takes a shared key, because a mount of Container Apps knows nothing else (recorded
// exception). The key opens it from the environment's subnet alone, over encrypted SMB 3.1.1.
func (p *StatusPage) addHistory(ctx *pulumi.Context, name string, args *Args) error {
	account, err := p.addAccount(ctx, name, args)
	if err != nil {
		return err
	}
	accountName := azure.Once(pulumi.String(args.Site.Names.StorageAccount("status")), account)
	service, err := storage.NewFileServiceProperties(ctx, name+"-files", &storage.FileServicePropertiesArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		AccountName:       accountName,
		FileServicesName:  pulumi.String("default"),
		ProtocolSettings: storage.ProtocolSettingsArgs{Smb: storage.SmbSettingArgs{
			Versions: pulumi.String("SMB3.1.1"), ChannelEncryption: pulumi.String("AES-128-GCM;AES-256-GCM"),
			AuthenticationMethods: pulumi.String("NTLMv2"),
		}},
		ShareDeleteRetentionPolicy: storage.DeleteRetentionPolicyArgs{Enabled: pulumi.Bool(true), Days: pulumi.Int(deletedShareDays)},
	}, azure.ChildOptions(p)...)
	if err != nil {
		return fmt.Errorf("file service: %w", err)
	}
	key, leftAlone := p.mountKey(ctx, args, account)
	var made []pulumi.Resource
	for _, role := range shares {
		share, err := storage.NewFileShare(ctx, name+"-share-"+role, &storage.FileShareArgs{
			ResourceGroupName: args.ResourceGroup.NameOutput,
			AccountName:       accountName,
			ShareName:         pulumi.String(args.Site.Names.FileShare(role)),
			AccessTier:        pulumi.String("TransactionOptimized"),
			EnabledProtocols:  pulumi.String("SMB"),
			ShareQuota:        pulumi.Int(shareGiB),
		}, azure.ChildOptions(p, pulumi.Protect(args.Site.Protect), pulumi.DependsOn([]pulumi.Resource{service}))...)
		if err != nil {
			return fmt.Errorf("share %s: %w", role, err)
		}
		mount, err := app.NewManagedEnvironmentsStorage(ctx, name+"-mount-"+role, &app.ManagedEnvironmentsStorageArgs{
			ResourceGroupName: args.ResourceGroup.NameOutput,
			EnvironmentName:   p.environmentName,
			StorageName:       pulumi.String(args.Site.Names.ContainerStorage(role)),
			Properties: app.ManagedEnvironmentStoragePropertiesArgs{AzureFile: app.AzureFilePropertiesArgs{
				AccessMode: pulumi.String("ReadWrite"), AccountName: accountName, AccountKey: key,
				ShareName: azure.Once(pulumi.String(args.Site.Names.FileShare(role)), share),
			}},
		}, azure.ChildOptions(p, leftAlone...)...)
		if err != nil {
			return fmt.Errorf("mount of share %s: %w", role, err)
		}
		p.mounts, made = append(p.mounts, mount), append(made, share)
	}
	return p.addAccountGuards(ctx, name, args, account, service, made)
}

// mountKey is the key that a mount is made with, and what a preview leaves alone. A preview asks nobody for the key: it runs as an identity that
// reads, and whoever has the key writes. It takes the mount's key to be what the state has. An update asks, and so brings a mount whose
// account has other keys now, or whose state was rebuilt from what Azure returns, to the key that there is: the one change that no preview shows.
func (p *StatusPage) mountKey(ctx *pulumi.Context, args *Args, account *storage.StorageAccount) (pulumi.StringOutput, []pulumi.ResourceOption) {
	if ctx.DryRun() {
		return pulumi.ToSecret(pulumi.String("not read by a preview")).(pulumi.StringOutput),
			[]pulumi.ResourceOption{pulumi.IgnoreChanges([]string{"properties.azureFile.accountKey"})}
	}
	keys := storage.ListStorageAccountKeysOutput(ctx, storage.ListStorageAccountKeysOutputArgs{
		ResourceGroupName: pulumi.String(args.ResourceGroup.Name), AccountName: account.Name,
	}, pulumi.Parent(p))
	return keys.Keys().ApplyT(firstKey).(pulumi.StringOutput), nil
}

// firstKey is the key that the mounts use, as a secret from the moment it is known.
func firstKey(keys []storage.StorageAccountKeyResponse) (pulumi.StringOutput, error) {
	if len(keys) == 0 || keys[0].Value == "" {
		return pulumi.StringOutput{}, errors.New("the storage account of the status page has no key")
	}
	return pulumi.ToSecret(pulumi.String(keys[0].Value)).(pulumi.StringOutput), nil
}

// addAccount makes the account.
func (p *StatusPage) addAccount(ctx *pulumi.Context, name string, args *Args) (*storage.StorageAccount, error) {
	site := args.Site
	tags, tagged := azure.Tagged(site)
	accountName := site.Names.StorageAccount("status")
	service := storage.EncryptionServiceArgs{Enabled: pulumi.Bool(true), KeyType: pulumi.String(storage.KeyTypeAccount)}
	account, err := storage.NewStorageAccount(ctx, name+"-account", &storage.StorageAccountArgs{
		ResourceGroupName:            args.ResourceGroup.NameOutput,
		AccountName:                  pulumi.String(accountName),
		Location:                     pulumi.String(site.Location),
		Kind:                         pulumi.String(storage.KindStorageV2),
		Sku:                          storage.SkuArgs{Name: pulumi.String(redundancy(site.Location))},
		AllowBlobPublicAccess:        pulumi.Bool(false),
		AllowCrossTenantReplication:  pulumi.Bool(false),
		AllowSharedKeyAccess:         pulumi.Bool(true),
		DefaultToOAuthAuthentication: pulumi.Bool(true),
		EnableHttpsTrafficOnly:       pulumi.Bool(true),
		IsHnsEnabled:                 pulumi.Bool(false),
		IsLocalUserEnabled:           pulumi.Bool(false),
		IsSftpEnabled:                pulumi.Bool(false),
		MinimumTlsVersion:            pulumi.String(azure.MinimalTLSOfStorage),
		PublicNetworkAccess:          pulumi.String(storage.PublicNetworkAccessEnabled),
		NetworkRuleSet: storage.NetworkRuleSetArgs{
			DefaultAction: storage.DefaultActionDeny,
			Bypass:        pulumi.String(storage.BypassNone),
			VirtualNetworkRules: storage.VirtualNetworkRuleArray{storage.VirtualNetworkRuleArgs{
				VirtualNetworkResourceId: args.SubnetID, Action: storage.ActionAllow,
			}},
		},
		Encryption: storage.EncryptionArgs{
			KeySource:                       pulumi.String(storage.KeySource_Microsoft_Storage),
			RequireInfrastructureEncryption: pulumi.Bool(true),
			Services:                        storage.EncryptionServicesArgs{Blob: service, File: service},
		},
		Tags: tags,
	}, azure.ChildOptions(p, tagged, pulumi.Protect(site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("storage account: %w", err)
	}
	p.AccountID = account.ID().ToStringOutput()
	return account, nil
}

// redundancy is over the region's zones, or in one building where it has none: UK West, which development is watched from.
func redundancy(location string) string {
	if region, known := regions.Lookup(location); known && region.Zones == 0 {
		return "Standard_LRS"
	}
	return "Standard_ZRS"
}

// addAccountGuards sends the log of who reads and writes to the sinks, and in production locks the account. Both come after the
// file service; the lock comes last, because it also keeps what lies in the account from being deleted.
func (p *StatusPage) addAccountGuards(
	ctx *pulumi.Context, name string, args *Args, account *storage.StorageAccount, service pulumi.Resource, shares []pulumi.Resource,
) error {
	site := args.Site
	logs, err := azure.NewDiagnosticSetting(ctx, name+"-account-diagnostics", &azure.DiagnosticSettingArgs{
		Site: site, ResourceID: azure.Once(azure.ChildID(account.ID(), "fileServices", "default"), service),
		Logs: azure.AllLogs(), Metrics: true, Sinks: args.Sinks,
	}, pulumi.Parent(p))
	if err != nil || !site.Protect {
		return err
	}
	_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: site, Scope: p.AccountID, What: "status",
		ScopeID: site.ResourceID(args.ResourceGroup.Name, "Microsoft.Storage/storageAccounts", site.Names.StorageAccount("status")),
		Notes:   "It holds what customers were told of past outages.",
	}, pulumi.Parent(p), pulumi.DependsOn(append(shares, service, logs)))
	return err
}
