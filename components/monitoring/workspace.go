package monitoring

import (
	"fmt"

	loganalytics "github.com/pulumi/pulumi-azure-native-sdk/operationalinsights/v2/v20230901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// WorkspaceType is the workspace's type token.
const WorkspaceType = "trelica:monitoring:Workspace"

// Azure's limits of interactive retention in a workspace, in days (Azure Monitor documentation, data-retention-configure).
const (
	shortestRetention = 30
	longestRetention  = 730
)

// noDailyCap is how Azure writes that a workspace never stops taking logs. A cap would be a way to switch the audit trail off
// by filling it.
const noDailyCap = -1

// WorkspaceArgs describe a region's workspace and who is told of alerts.
type WorkspaceArgs struct {
	Site azure.Site
	// ResourceGroup is the region's monitoring group.
	ResourceGroup *azure.ResourceGroup
	// Ops is true for the workspace of what the environment is operated with, which is there before any foundation's and lies in
	// a region that has another.
	Ops bool
	// RetentionDays is how long logs can be queried, 30 to 730. The archive keeps the audit trail longer.
	RetentionDays int
	// OnCall are the people who are told of alerts.
	OnCall ActionGroupArgs
}

// Workspace is a region's Log Analytics workspace with its action group.
type Workspace struct {
	pulumi.ResourceState

	// Name is the workspace's Azure name, known at once.
	Name string
	// ID is its ARM identifier.
	ID pulumi.StringOutput
	// GUID is its own identifier, which Azure calls customerId: what agents and traffic analytics name it by.
	GUID pulumi.StringOutput
	// ActionGroupID is the ARM identifier of the group of people who are told of alerts.
	ActionGroupID pulumi.StringOutput
}

// NewWorkspace registers the workspace and the action group.
//
// The workspace takes no shared key: agents and people come with an identity. It is reached over public endpoints, because
// Azure Monitor's private link covers a whole network and not one workspace, and an incident is investigated from outside. It
// has no diagnostic setting on itself here: sent to itself, the record of who queried what would be where those people can
// reach it. NewArchive sends it to the archive.
func NewWorkspace(ctx *pulumi.Context, name string, args *WorkspaceArgs, opts ...pulumi.ResourceOption) (*Workspace, error) {
	if args == nil {
		args = &WorkspaceArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	workspace := &Workspace{Name: args.workspaceName()}
	if err := ctx.RegisterComponentResource(WorkspaceType, name, workspace, opts...); err != nil {
		return nil, fmt.Errorf("workspace %q: %w", name, err)
	}
	if err := workspace.addWorkspace(ctx, name, args); err != nil {
		return nil, err
	}
	group, err := newActionGroup(ctx, name+"-oncall", args, workspace)
	if err != nil {
		return nil, err
	}
	workspace.ActionGroupID = group.ID().ToStringOutput()
	err = ctx.RegisterResourceOutputs(workspace, pulumi.Map{
		"id": workspace.ID, "actionGroupId": workspace.ActionGroupID,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of workspace %q: %w", name, err)
	}
	return workspace, nil
}

func (w *Workspace) addWorkspace(ctx *pulumi.Context, name string, args *WorkspaceArgs) error {
	tags, tagged := azure.Tagged(args.Site)
	resource, err := loganalytics.NewWorkspace(ctx, name+"-workspace", &loganalytics.WorkspaceArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		WorkspaceName:     pulumi.String(w.Name),
		Location:          pulumi.String(args.Site.Location),
		Sku:               loganalytics.WorkspaceSkuArgs{Name: pulumi.String(loganalytics.WorkspaceSkuNameEnumPerGB2018)},
		RetentionInDays:   pulumi.Int(args.RetentionDays),
		WorkspaceCapping:  loganalytics.WorkspaceCappingArgs{DailyQuotaGb: pulumi.Float64(noDailyCap)},
		Features: loganalytics.WorkspaceFeaturesArgs{
			DisableLocalAuth: pulumi.Bool(true),
			// Who may read a resource may read its logs, and no others.
			EnableLogAccessUsingOnlyResourcePermissions: pulumi.Bool(true),
		},
		PublicNetworkAccessForIngestion: pulumi.String(loganalytics.PublicNetworkAccessTypeEnabled),
		PublicNetworkAccessForQuery:     pulumi.String(loganalytics.PublicNetworkAccessTypeEnabled),
		Tags:                            tags,
	}, azure.ChildOptions(w, tagged, pulumi.Protect(args.Site.Protect))...)
	if err != nil {
		return fmt.Errorf("workspace %q: %w", w.Name, err)
	}
	w.ID, w.GUID = resource.ID().ToStringOutput(), resource.CustomerId
	if !args.Site.Protect {
		return nil
	}
	_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: args.Site, Scope: w.ID, What: "workspace",
		ScopeID: args.Site.ResourceID(args.ResourceGroup.Name, "Microsoft.OperationalInsights/workspaces", w.Name),
		Notes:   "It holds the logs that incidents and audits are answered from.",
	}, pulumi.Parent(w))
	return err
}

func (args *WorkspaceArgs) workspaceName() string {
	if args.Ops {
		return args.Site.Names.OpsWorkspace()
	}
	return args.Site.Names.Workspace()
}

// actionGroupName names the people who are told.
func (args *WorkspaceArgs) actionGroupName() string {
	if args.Ops {
		return args.Site.Names.ActionGroup("ops-oncall")
	}
	return args.Site.Names.ActionGroup("oncall")
}

// Sinks sends logs to the workspace, and to the archive too if there is one.
func (w *Workspace) Sinks(archive *Archive) azure.LogSinks {
	sinks := azure.LogSinks{WorkspaceID: w.ID}
	if archive != nil {
		sinks.ArchiveID = archive.ID
	}
	return sinks
}

func (args *WorkspaceArgs) validate(name string) error {
	problems := azure.Check("monitoring.WorkspaceArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	checkDays(problems, "RetentionDays", args.RetentionDays, shortestRetention, longestRetention)
	args.OnCall.check(problems)
	return problems.Err()
}

// checkDays enters a problem for a number of days outside its limits.
func checkDays(problems *azure.Problems, field string, days, least, most int) {
	if days < least || days > most {
		problems.Addf(field, "is %d; allowed: %d to %d days", days, least, most)
	}
}
