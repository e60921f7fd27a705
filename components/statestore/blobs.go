package statestore

import (
	"fmt"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// addBlobs sets up the blob service and makes the container. It returns the container, and everything that hangs on the account.
func (s *StateStore) addBlobs(ctx *pulumi.Context, name string, args *Args) (container pulumi.Resource, hangers []pulumi.Resource, err error) {
	service, err := s.addBlobService(ctx, name, args)
	if err != nil {
		return nil, nil, err
	}
	made, err := storage.NewBlobContainer(ctx, name+"-container", &storage.BlobContainerArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		AccountName:       azure.Once(pulumi.String(s.AccountName), service),
		ContainerName:     pulumi.String(s.ContainerName),
		PublicAccess:      storage.PublicAccessNone,
	}, azure.ChildOptions(s, pulumi.Protect(args.Site.Protect))...)
	if err != nil {
		return nil, nil, fmt.Errorf("container %s of state store %s: %w", s.ContainerName, s.AccountName, err)
	}
	s.ContainerID = made.ID().ToStringOutput()
	lifecycle, err := s.addLifecycle(ctx, name, args, service)
	if err != nil {
		return nil, nil, err
	}
	hangers = []pulumi.Resource{service, made, lifecycle}
	if args.Sinks.WorkspaceID == nil && args.Sinks.ArchiveID == nil {
		return made, hangers, nil
	}
	logs, err := azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site:       args.Site,
		ResourceID: azure.Once(azure.ChildID(s.account.ID(), "blobServices", "default"), service),
		Logs:       azure.AllLogs(),
		Metrics:    true,
		Sinks:      args.Sinks,
	}, pulumi.Parent(s))
	if err != nil {
		return nil, nil, fmt.Errorf("state store %s: %w", s.AccountName, err)
	}
	return made, append(hangers, logs), nil
}

// addBlobService keeps former versions and what was deleted. A stack's state is one blob, so its former version is the state
// before; restoring many blobs to one moment, and the change feed that it needs, would add nothing, and are off.
func (s *StateStore) addBlobService(ctx *pulumi.Context, name string, args *Args) (pulumi.Resource, error) {
	keep := storage.DeleteRetentionPolicyArgs{Enabled: pulumi.Bool(true), Days: pulumi.Int(args.softDelete())}
	service, err := storage.NewBlobServiceProperties(ctx, name+"-blobs", &storage.BlobServicePropertiesArgs{
		ResourceGroupName:              args.ResourceGroup.NameOutput,
		AccountName:                    azure.Once(pulumi.String(s.AccountName), s.account),
		BlobServicesName:               pulumi.String("default"),
		IsVersioningEnabled:            pulumi.Bool(true),
		DeleteRetentionPolicy:          keep,
		ContainerDeleteRetentionPolicy: keep,
	}, azure.ChildOptions(s, pulumi.Protect(args.Site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("blob service of state store %s: %w", s.AccountName, err)
	}
	return service, nil
}

// addLifecycle deletes former versions when they are old: every write makes one, and none goes by itself. A blob's present
// version is never touched.
func (s *StateStore) addLifecycle(ctx *pulumi.Context, name string, args *Args, service pulumi.Resource) (pulumi.Resource, error) {
	policy, err := storage.NewManagementPolicy(ctx, name+"-lifecycle", &storage.ManagementPolicyArgs{
		ResourceGroupName:    args.ResourceGroup.NameOutput,
		AccountName:          azure.Once(pulumi.String(s.AccountName), service),
		ManagementPolicyName: pulumi.String("default"),
		Policy: storage.ManagementPolicySchemaArgs{Rules: storage.ManagementPolicyRuleArray{
			storage.ManagementPolicyRuleArgs{
				Name:    pulumi.String("delete-old-versions"),
				Enabled: pulumi.Bool(true),
				Type:    pulumi.String(storage.RuleTypeLifecycle),
				Definition: storage.ManagementPolicyDefinitionArgs{
					Filters: storage.ManagementPolicyFilterArgs{BlobTypes: pulumi.ToStringArray([]string{"blockBlob"})},
					Actions: storage.ManagementPolicyActionArgs{Version: storage.ManagementPolicyVersionArgs{
						Delete: storage.DateAfterCreationArgs{DaysAfterCreationGreaterThan: pulumi.Float64(args.versions())},
					}},
				},
			},
		}},
	}, azure.ChildOptions(s)...)
	if err != nil {
		return nil, fmt.Errorf("lifecycle of state store %s: %w", s.AccountName, err)
	}
	return policy, nil
}
