package statestore

import (
	"fmt"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// addAccount makes the account. There are no shared keys, so that every read and write has a name; no service of Azure has
// business here, so none is let past the firewall.
func (s *StateStore) addAccount(ctx *pulumi.Context, name string, args *Args) error {
	site := args.Site
	tags, tagged := azure.Tagged(site)
	account, err := storage.NewStorageAccount(ctx, name+"-account", &storage.StorageAccountArgs{
		ResourceGroupName:            args.ResourceGroup.NameOutput,
		AccountName:                  pulumi.String(s.AccountName),
		Location:                     pulumi.String(site.Location),
		Kind:                         pulumi.String(storage.KindStorageV2),
		Sku:                          storage.SkuArgs{Name: pulumi.String(string(args.redundancy()))},
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
		PublicNetworkAccess:          pulumi.String(publicAccess(args)),
		NetworkRuleSet:               networkRules(args),
		Encryption:                   encryption(),
		Tags:                         tags,
	}, azure.ChildOptions(s, tagged, pulumi.Protect(site.Protect))...)
	if err != nil {
		return fmt.Errorf("state store %s: %w", s.AccountName, err)
	}
	s.account, s.AccountID = account, account.ID().ToStringOutput()
	return nil
}

// publicAccess is on only while there are openings.
func publicAccess(args *Args) storage.PublicNetworkAccess {
	if len(args.Openings) > 0 {
		return storage.PublicNetworkAccessEnabled
	}
	return storage.PublicNetworkAccessDisabled
}

// networkRules let the openings in and nobody else. They stand even while the public network is shut out, so that a hand which
// opens it finds the second door closed.
func networkRules(args *Args) storage.NetworkRuleSetArgs {
	rules := storage.IPRuleArray{}
	for _, address := range addressRules(args.Openings) {
		rules = append(rules, storage.IPRuleArgs{Action: storage.ActionAllow, IPAddressOrRange: pulumi.String(address)})
	}
	return storage.NetworkRuleSetArgs{
		DefaultAction: storage.DefaultActionDeny,
		Bypass:        pulumi.String(storage.BypassNone),
		IpRules:       rules,
	}
}

// encryption is twice, by Azure's keys; the second layer can only be had at creation. See the package comment for why no key of
// ours is among them.
func encryption() storage.EncryptionArgs {
	service := storage.EncryptionServiceArgs{Enabled: pulumi.Bool(true), KeyType: pulumi.String(storage.KeyTypeAccount)}
	return storage.EncryptionArgs{
		KeySource:                       pulumi.String(storage.KeySource_Microsoft_Storage),
		RequireInfrastructureEncryption: pulumi.Bool(true),
		Services:                        storage.EncryptionServicesArgs{Blob: service, File: service},
	}
}
