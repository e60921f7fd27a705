package monitoring

import (
	"fmt"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// Redundancy is where the copies of a storage account's data are.
type Redundancy string

// The redundancies used. Nothing less than three zones is where a region has them: a log must survive what it is to explain.
const (
	// ZoneRedundant keeps three copies in three zones of the region.
	ZoneRedundant Redundancy = "Standard_ZRS"
	// locallyRedundant keeps three copies in one building: all that a region without zones has.
	locallyRedundant Redundancy = "Standard_LRS"
	// GeoZoneRedundant keeps copies in the paired region too: for production's audit trail, which must outlive the region.
	GeoZoneRedundant Redundancy = "Standard_GZRS"
)

// redundancyIn is the most that a region has by itself.
func redundancyIn(location string) Redundancy {
	if region, known := regions.Lookup(location); known && region.Zones == 0 {
		return locallyRedundant
	}
	return ZoneRedundant
}

// CustomerKey is a key of our own that an account's data is encrypted with.
type CustomerKey struct {
	// URI is the key's identifier without a version, so that the account follows the key when it is rotated:
	// "https://kv-….vault.azure.net/keys/archive". Taken from the key, it makes the account wait for it.
	URI pulumi.StringInput
	// IdentityID is the ARM identifier of the user-assigned identity that may wrap and unwrap with the key. The role must be
	// there before the account is (see azure.Once).
	IdentityID pulumi.StringInput
}

func (k CustomerKey) check(problems *azure.Problems, field string) {
	problems.Missing(field+".URI", k.URI, field+".IdentityID", k.IdentityID)
}

// account is what is needed to make a storage account for logs.
type account struct {
	site          azure.Site
	resourceGroup *azure.ResourceGroup
	role          string
	redundancy    Redundancy
	key           *CustomerKey
	immutability  *storage.ImmutableStorageAccountArgs
	// softDeleteDays is how long a deleted blob or container can be brought back.
	softDeleteDays int
	versioned      bool
	workspaceID    pulumi.StringInput
	// notes say, in the lock, why the account must not be deleted.
	notes string
}

// registered is a storage account that has been registered, with its blob service set up.
type registered struct {
	account *storage.StorageAccount
	name    string
	id      pulumi.StringOutput
	blobs   *storage.BlobServiceProperties
	logs    pulumi.Resource
}

// register makes the account, its blob service, and the diagnostic setting on that service.
//
// The network rule is the one that lets Azure Monitor and Network Watcher in and nobody else: access from public networks is
// enabled, denied by default, with trusted services let through. Disabled altogether, a storage account shuts out trusted
// services too, unlike a vault, and no log would arrive (recorded exception; Azure Monitor documentation, diagnostic-settings).
// There are no shared keys: whoever writes or reads comes with an identity.
func (a account) register(ctx *pulumi.Context, name string, parent pulumi.Resource) (*registered, error) {
	result := &registered{name: a.site.Names.StorageAccount(a.role)}
	tags, tagged := azure.Tagged(a.site)
	args := &storage.StorageAccountArgs{
		ResourceGroupName:            a.resourceGroup.NameOutput,
		AccountName:                  pulumi.String(result.name),
		Location:                     pulumi.String(a.site.Location),
		Kind:                         pulumi.String(storage.KindStorageV2),
		Sku:                          storage.SkuArgs{Name: pulumi.String(string(a.redundancy))},
		AllowBlobPublicAccess:        pulumi.Bool(false),
		AllowCrossTenantReplication:  pulumi.Bool(false),
		AllowSharedKeyAccess:         pulumi.Bool(false),
		AllowedCopyScope:             pulumi.String(storage.AllowedCopyScopeAAD),
		DefaultToOAuthAuthentication: pulumi.Bool(true),
		EnableHttpsTrafficOnly:       pulumi.Bool(true),
		IsHnsEnabled:                 pulumi.Bool(false),
		IsLocalUserEnabled:           pulumi.Bool(false),
		IsSftpEnabled:                pulumi.Bool(false),
		MinimumTlsVersion:            pulumi.String(azure.MinimalTLSOfStorage),
		PublicNetworkAccess:          pulumi.String(storage.PublicNetworkAccessEnabled),
		NetworkRuleSet: storage.NetworkRuleSetArgs{
			DefaultAction: storage.DefaultActionDeny,
			Bypass:        pulumi.String(storage.BypassAzureServices),
		},
		Encryption: a.encryption(),
		Tags:       tags,
	}
	if a.key != nil {
		args.Identity = storage.IdentityArgs{
			Type:                   pulumi.String(storage.IdentityTypeUserAssigned),
			UserAssignedIdentities: pulumi.StringArray{a.key.IdentityID},
		}
	}
	if a.immutability != nil {
		args.ImmutableStorageWithVersioning = a.immutability
	}
	resource, err := storage.NewStorageAccount(ctx, name, args,
		azure.ChildOptions(parent, tagged, pulumi.Protect(a.site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("storage account %q: %w", result.name, err)
	}
	result.account, result.id = resource, resource.ID().ToStringOutput()
	return result, a.addBlobService(ctx, name, result, parent)
}

func (a account) addBlobService(ctx *pulumi.Context, name string, result *registered, parent pulumi.Resource) error {
	keep := storage.DeleteRetentionPolicyArgs{Enabled: pulumi.Bool(true), Days: pulumi.Int(a.softDeleteDays)}
	blobs, err := storage.NewBlobServiceProperties(ctx, name+"-blobs", &storage.BlobServicePropertiesArgs{
		ResourceGroupName:              a.resourceGroup.NameOutput,
		AccountName:                    azure.Once(pulumi.String(result.name), result.account),
		BlobServicesName:               pulumi.String("default"),
		IsVersioningEnabled:            pulumi.Bool(a.versioned),
		DeleteRetentionPolicy:          keep,
		ContainerDeleteRetentionPolicy: keep,
	}, azure.ChildOptions(parent)...)
	if err != nil {
		return fmt.Errorf("blob service of %q: %w", result.name, err)
	}
	result.blobs = blobs
	result.logs, err = azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site:       a.site,
		ResourceID: azure.Once(azure.ChildID(result.account.ID(), "blobServices", "default"), blobs),
		Logs:       azure.AllLogs(),
		Metrics:    true,
		// Never into an account like itself: an account that archives its own log never comes to rest.
		Sinks: azure.LogSinks{WorkspaceID: a.workspaceID},
	}, pulumi.Parent(parent))
	return err
}

// addLock locks the account in production. It is made last and so removed first, because it also keeps everything that hangs on
// the account from being deleted: after are those other things.
func (a account) addLock(ctx *pulumi.Context, name string, result *registered, parent pulumi.Resource, after ...pulumi.Resource) error {
	if !a.site.Protect {
		return nil
	}
	_, err := azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: a.site, Scope: result.id, What: a.role, Notes: a.notes,
		ScopeID: a.site.ResourceID(a.resourceGroup.Name, "Microsoft.Storage/storageAccounts", result.name),
	}, pulumi.Parent(parent), pulumi.DependsOn(append(after, result.blobs, result.logs)))
	return err
}
