package monitoring

import (
	"fmt"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// ArchiveType is the archive's type token.
const ArchiveType = "trelica:monitoring:Archive"

// longestImmutability is Azure's limit of an immutability period, 400 years in days (Azure Storage documentation,
// immutable-storage-overview, "Retention interval for a time-based policy").
const longestImmutability = 146_000

// archiveSoftDeleteDays is how long what was deleted after its period can still be brought back.
const archiveSoftDeleteDays = 30

// ArchiveArgs describe a region's write-once archive.
type ArchiveArgs struct {
	Site azure.Site
	// ResourceGroup is the region's monitoring group.
	ResourceGroup *azure.ResourceGroup
	// Redundancy is ZoneRedundant, or GeoZoneRedundant in production.
	Redundancy Redundancy
	// RetentionDays is for how long nothing can be changed or deleted, 1 to 146,000, counted from when it was written.
	RetentionDays int
	// Locked makes the period binding for ever: it can then only be lengthened, by anybody, Microsoft included. Azure takes
	// only an unlocked policy at creation, so this is turned on by a second change, after the first has been looked at.
	Locked bool
	// Key encrypts the archive.
	Key CustomerKey
	// WorkspaceID is the ARM identifier of the region's workspace. The archive's own log goes there, and the record of who
	// queried the workspace comes here.
	WorkspaceID pulumi.StringInput
}

// Archive is a region's write-once storage account for logs. Everything that sends diagnostics can send them here.
type Archive struct {
	pulumi.ResourceState

	// Name is the account's Azure name, known at once.
	Name string
	// ID is the account's ARM identifier.
	ID pulumi.StringOutput
}

// NewArchive registers the archive.
//
// Every blob is write-once by the account's own policy, because the containers are made and named by Azure. The policy works on
// versions, and allows appending, without which the hourly log files could not grow. It can be had only when the account is
// created. An account with such a policy can be deleted only when it is empty.
func NewArchive(ctx *pulumi.Context, name string, args *ArchiveArgs, opts ...pulumi.ResourceOption) (*Archive, error) {
	if args == nil {
		args = &ArchiveArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	archive := &Archive{}
	if err := ctx.RegisterComponentResource(ArchiveType, name, archive, opts...); err != nil {
		return nil, fmt.Errorf("archive %q: %w", name, err)
	}
	store := account{
		site: args.Site, resourceGroup: args.ResourceGroup, role: "archive", redundancy: args.Redundancy, key: &args.Key,
		immutability: args.immutability(), versioned: true, softDeleteDays: archiveSoftDeleteDays, workspaceID: args.WorkspaceID,
		notes: "It holds the audit trail.",
	}
	made, err := store.register(ctx, name+"-account", archive)
	if err != nil {
		return nil, err
	}
	archive.Name, archive.ID = made.name, azure.Once(made.id, made.blobs)
	if err := store.addLock(ctx, name+"-account", made, archive); err != nil {
		return nil, err
	}
	_, err = azure.NewDiagnosticSetting(ctx, name+"-queries", &azure.DiagnosticSettingArgs{
		Site: args.Site, ResourceID: args.WorkspaceID, Logs: azure.Categories("Audit"), Sink: "archive",
		Sinks: azure.LogSinks{ArchiveID: archive.ID},
	}, pulumi.Parent(archive))
	if err != nil {
		return nil, err
	}
	if err := archive.addExport(ctx, name, args); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(archive, pulumi.Map{"id": archive.ID}); err != nil {
		return nil, fmt.Errorf("outputs of archive %q: %w", name, err)
	}
	return archive, nil
}

func (args *ArchiveArgs) immutability() *storage.ImmutableStorageAccountArgs {
	state := storage.AccountImmutabilityPolicyStateUnlocked
	if args.Locked {
		state = storage.AccountImmutabilityPolicyStateLocked
	}
	return &storage.ImmutableStorageAccountArgs{
		Enabled: pulumi.Bool(true),
		ImmutabilityPolicy: storage.AccountImmutabilityPolicyPropertiesArgs{
			ImmutabilityPeriodSinceCreationInDays: pulumi.Int(args.RetentionDays),
			AllowProtectedAppendWrites:            pulumi.Bool(true),
			State:                                 pulumi.String(state),
		},
	}
}

func (args *ArchiveArgs) validate(name string) error {
	problems := azure.Check("monitoring.ArchiveArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	if args.Redundancy != ZoneRedundant && args.Redundancy != GeoZoneRedundant {
		problems.Addf("Redundancy", "is %q; allowed: %q, %q", args.Redundancy, ZoneRedundant, GeoZoneRedundant)
	}
	checkDays(problems, "RetentionDays", args.RetentionDays, 1, longestImmutability)
	args.Key.check(problems, "Key")
	problems.Missing("WorkspaceID", args.WorkspaceID)
	return problems.Err()
}
