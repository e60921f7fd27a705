package monitoring

import (
	"fmt"
	"path"

	loganalytics "github.com/pulumi/pulumi-azure-native-sdk/operationalinsights/v2/v20230901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// exportName is the rule's name in the workspace.
const exportName = "audit-to-archive"

// containerLog is the table that holds what containers write to standard output, the application's audit log included (claim
// SP-02; docs/workload-contract.md).
const containerLog = "ContainerLogV2"

// addExport copies what containers write into the archive as it comes in. A pod has no diagnostic setting, and the workspace, where
// its log arrives, can be emptied by whoever may administer it; the archive cannot. Workspace and archive lie in one region, as
// an export demands (Azure Monitor documentation, logs-data-export).
func (a *Archive) addExport(ctx *pulumi.Context, name string, args *ArchiveArgs) error {
	_, err := loganalytics.NewDataExport(ctx, name+"-export", &loganalytics.DataExportArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		WorkspaceName:     args.WorkspaceID.ToStringOutput().ApplyT(path.Base).(pulumi.StringOutput), // waits for the workspace
		DataExportName:    pulumi.String(exportName),
		ResourceId:        a.ID,
		TableNames:        pulumi.ToStringArray([]string{containerLog}),
		Enable:            pulumi.Bool(true),
	}, azure.ChildOptions(a)...)
	if err != nil {
		return fmt.Errorf("export to archive %q: %w", a.Name, err)
	}
	return nil
}
