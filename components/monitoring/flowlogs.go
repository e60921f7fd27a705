package monitoring

import (
	"fmt"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// FlowLogsType is the type token of the flow logs' account.
const FlowLogsType = "trelica:monitoring:FlowLogs"

// flowSoftDeleteDays is how long a flow log that was deleted by mistake can be brought back.
const flowSoftDeleteDays = 7

// longestFlowRetention is two years, in days: flow logs hold the addresses of people, and are for investigating incidents.
const longestFlowRetention = 730

// FlowLogAccountArgs describe the account that a region's network flow logs are written to.
type FlowLogAccountArgs struct {
	Site azure.Site
	// ResourceGroup is the region's monitoring group.
	ResourceGroup *azure.ResourceGroup
	// KeepDays is how long a flow log is kept, 1 to 730.
	KeepDays int
	// Key encrypts the account; nil leaves it to Azure's key.
	Key *CustomerKey
	// WorkspaceID is the ARM identifier of the region's workspace, which receives the account's own log.
	WorkspaceID pulumi.StringInput
}

// FlowLogAccount is the account of a region's flow logs. It is apart from the archive because flow logs are many and are deleted
// after a while, and because Network Watcher writes to it by other means than Azure Monitor to the archive.
type FlowLogAccount struct {
	pulumi.ResourceState

	// Name is the account's Azure name, known at once.
	Name string
	// ID is the account's ARM identifier.
	ID pulumi.StringOutput
	// IdentityID is the ARM identifier of the identity that Network Watcher writes with, once it may.
	IdentityID pulumi.StringOutput
	// IdentityName is that identity's Azure name, known at once.
	IdentityName string
}

// NewFlowLogAccount registers the account, its lifecycle policy, and the identity that Network Watcher writes with (Network
// Watcher documentation, vnet-flow-logs-managed-identity).
func NewFlowLogAccount(ctx *pulumi.Context, name string, args *FlowLogAccountArgs, opts ...pulumi.ResourceOption) (*FlowLogAccount, error) {
	if args == nil {
		args = &FlowLogAccountArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	flows := &FlowLogAccount{}
	if err := ctx.RegisterComponentResource(FlowLogsType, name, flows, opts...); err != nil {
		return nil, fmt.Errorf("flow-log account %q: %w", name, err)
	}
	store := account{
		site: args.Site, resourceGroup: args.ResourceGroup, role: "flow", redundancy: redundancyIn(args.Site.Location), key: args.Key,
		softDeleteDays: flowSoftDeleteDays, workspaceID: args.WorkspaceID,
		notes: "It holds the network's flow logs, which incidents are investigated from.",
	}
	made, err := store.register(ctx, name+"-account", flows)
	if err != nil {
		return nil, err
	}
	flows.Name, flows.ID = made.name, made.id
	lifecycle, err := flows.addLifecycle(ctx, name, args, made)
	if err != nil {
		return nil, err
	}
	writer, err := flows.addWriter(ctx, name, args)
	if err != nil {
		return nil, err
	}
	if err := store.addLock(ctx, name+"-account", made, flows, lifecycle, writer); err != nil {
		return nil, err
	}
	err = ctx.RegisterResourceOutputs(flows, pulumi.Map{"id": flows.ID, "identityId": flows.IdentityID})
	if err != nil {
		return nil, fmt.Errorf("outputs of flow-log account %q: %w", name, err)
	}
	return flows, nil
}

// addLifecycle deletes flow logs when they are old. An account has one such policy, always called "default".
func (f *FlowLogAccount) addLifecycle(ctx *pulumi.Context, name string, args *FlowLogAccountArgs, made *registered) (pulumi.Resource, error) {
	policy, err := storage.NewManagementPolicy(ctx, name+"-lifecycle", &storage.ManagementPolicyArgs{
		ResourceGroupName:    args.ResourceGroup.NameOutput,
		AccountName:          azure.Once(pulumi.String(f.Name), made.blobs),
		ManagementPolicyName: pulumi.String("default"),
		Policy: storage.ManagementPolicySchemaArgs{Rules: storage.ManagementPolicyRuleArray{
			storage.ManagementPolicyRuleArgs{
				Name:    pulumi.String("delete-old-flow-logs"),
				Enabled: pulumi.Bool(true),
				Type:    pulumi.String(storage.RuleTypeLifecycle),
				Definition: storage.ManagementPolicyDefinitionArgs{
					Filters: storage.ManagementPolicyFilterArgs{BlobTypes: pulumi.ToStringArray([]string{"blockBlob"})},
					Actions: storage.ManagementPolicyActionArgs{BaseBlob: storage.ManagementPolicyBaseBlobArgs{
						Delete: storage.DateAfterModificationArgs{
							DaysAfterModificationGreaterThan: pulumi.Float64(args.KeepDays),
						},
					}},
				},
			},
		}},
	}, azure.ChildOptions(f)...)
	if err != nil {
		return nil, fmt.Errorf("lifecycle of %q: %w", f.Name, err)
	}
	return policy, nil
}

// addWriter makes the identity that flow logs are written with, and returns its role on the account.
func (f *FlowLogAccount) addWriter(ctx *pulumi.Context, name string, args *FlowLogAccountArgs) (pulumi.Resource, error) {
	identity, err := azure.NewIdentity(ctx, name+"-identity", &azure.IdentityArgs{
		Site: args.Site, ResourceGroup: args.ResourceGroup.NameOutput, Role: "flow",
	}, pulumi.Parent(f))
	if err != nil {
		return nil, err
	}
	role, err := azure.NewRoleAssignment(ctx, name+"-writer", &azure.RoleAssignmentArgs{
		Site: args.Site, Scope: f.ID, Role: azure.RoleStorageBlobDataContributor,
		ScopeID:     args.Site.ResourceID(args.ResourceGroup.Name, "Microsoft.Storage/storageAccounts", f.Name),
		PrincipalID: identity.PrincipalID, Principal: identity.Name, PrincipalType: azure.PrincipalService,
		Description: "Network Watcher writes the network's flow logs with it.",
	}, pulumi.Parent(f))
	if err != nil {
		return nil, err
	}
	f.IdentityName, f.IdentityID = identity.Name, azure.Once(identity.ID, role)
	return role, nil
}

func (args *FlowLogAccountArgs) validate(name string) error {
	problems := azure.Check("monitoring.FlowLogAccountArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	checkDays(problems, "KeepDays", args.KeepDays, 1, longestFlowRetention)
	if args.Key != nil {
		args.Key.check(problems, "Key")
	}
	problems.Missing("WorkspaceID", args.WorkspaceID)
	return problems.Err()
}
