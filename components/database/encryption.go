package database

import (
	"fmt"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// EncryptionType is the encryption's type token.
const EncryptionType = "trelica:database:Encryption"

// EncryptionArgs say which key encrypts a server.
type EncryptionArgs struct {
	// Server is the one encrypted.
	Server *Server
	// KeyVersionURI is the key with the version that is current now: https://<vault>/keys/<name>/<version>. Both servers of a
	// pair use one key of one vault: without that Azure does not rotate it by itself.
	KeyVersionURI pulumi.StringInput
	// After is the encryption of the other server of a pair, which has to have the key first: the recovery region's when this
	// is the home region's. Nil on the recovery region's, and where there is one server.
	After *Encryption
}

// Encryption is a server encrypted with our key.
type Encryption struct {
	pulumi.ResourceState

	// KeyName is what the key is called on the server.
	KeyName pulumi.StringOutput

	server    *Server
	protector pulumi.Resource
}

// NewEncryption makes a server encrypt its databases with our key, and follow the key's rotation.
//
// It is two resources and not the server's keyId, because that names a version, and the next update of the server after a
// rotation would send the old one, which Azure refuses (Azure SQL documentation, transparent-data-encryption-byok-overview,
// "key rotation"). For the same reason the version is ignored once each of the two has been made.
//
// Neither is ever taken away: without the protector the server would silently go back to a key of the service, and without the
// old versions of the key the backups that they wrapped cannot be restored.
func NewEncryption(ctx *pulumi.Context, name string, args *EncryptionArgs, opts ...pulumi.ResourceOption) (*Encryption, error) {
	if args == nil {
		args = &EncryptionArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	server := args.Server
	encryption := &Encryption{server: server}
	if err := ctx.RegisterComponentResource(EncryptionType, name, encryption, opts...); err != nil {
		return nil, fmt.Errorf("encryption of SQL server %s: %w", server.Name, err)
	}
	after := []pulumi.Resource{server.settled}
	if args.After != nil {
		after = append(after, args.After.protector)
	}
	uri := args.KeyVersionURI.ToStringOutput()
	key, err := sql.NewServerKey(ctx, name+"-key", &sql.ServerKeyArgs{
		ResourceGroupName: server.resourceGroup,
		ServerName:        server.nameOutput,
		KeyName:           uri.ApplyT(serverKeyName).(pulumi.StringOutput),
		ServerKeyType:     pulumi.String(sql.ServerKeyTypeAzureKeyVault),
		Uri:               uri,
	}, azure.ChildOptions(encryption, pulumi.DependsOn(after),
		pulumi.Protect(server.site.Protect), pulumi.RetainOnDelete(true),
		pulumi.IgnoreChanges([]string{"keyName", "uri"}))...)
	if err != nil {
		return nil, fmt.Errorf("key of SQL server %s: %w", server.Name, err)
	}
	protector, err := sql.NewEncryptionProtector(ctx, name+"-protector", &sql.EncryptionProtectorArgs{
		ResourceGroupName:       server.resourceGroup,
		ServerName:              server.nameOutput,
		EncryptionProtectorName: pulumi.String("current"),
		ServerKeyType:           pulumi.String(sql.ServerKeyTypeAzureKeyVault),
		ServerKeyName:           azure.Once(uri.ApplyT(serverKeyName).(pulumi.StringOutput), key),
		AutoRotationEnabled:     pulumi.Bool(true),
	}, settingOptions(encryption, server.site, pulumi.IgnoreChanges([]string{"serverKeyName"}))...)
	if err != nil {
		return nil, fmt.Errorf("encryption protector of SQL server %s: %w", server.Name, err)
	}
	encryption.protector, encryption.KeyName = protector, key.Name
	if err := ctx.RegisterResourceOutputs(encryption, pulumi.Map{"keyName": encryption.KeyName}); err != nil {
		return nil, fmt.Errorf("outputs of the encryption of SQL server %s: %w", server.Name, err)
	}
	return encryption, nil
}

func (args *EncryptionArgs) validate(name string) error {
	if args.Server == nil {
		return &azure.ArgsError{Of: "database.EncryptionArgs of " + name, Problems: []string{"Server: is missing"}}
	}
	problems := newChecks("database.EncryptionArgs of "+name, args.Server.site)
	problems.Missing("KeyVersionURI", args.KeyVersionURI)
	if args.After != nil && args.After.server == args.Server {
		problems.Add("After", "is the encryption of the same server; allowed: that of the other server of the pair, or none")
	}
	return problems.Err()
}
