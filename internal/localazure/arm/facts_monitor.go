package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	workspaceSpecification  = "azure-rest-api-specs Microsoft.OperationalInsights 2023-09-01 Workspaces.json"
	diagnosticSpecification = "azure-rest-api-specs Microsoft.Insights 2021-05-01-preview diagnosticsSettings_API.json"
	diagnosticDocument      = "Microsoft Learn, azure-monitor, diagnostic-settings"

	typeWorkspace  = "Microsoft.OperationalInsights/workspaces"
	typeDiagnostic = "Microsoft.Insights/diagnosticSettings"
)

// workspaceTypes are the places where logs go and the settings that send them there.
func workspaceTypes() []Type { return []Type{workspace(), dataExport(), diagnosticSetting()} }

func workspace() Type {
	return Type{
		Token:    "azure-native:operationalinsights/v20230901:Workspace",
		Path:     "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}",
		Source:   workspaceSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 4, Max: 63, Pattern: `^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$`,
			Allowed: "letters, digits and hyphens, beginning and ending with a letter or digit", Source: nameRules,
		},
		Changes: together(
			replaces(trackedLocation, "location"),
			updates(inPlace(workspaceSpecification), "defaultDataCollectionRuleResourceId", "features", "forceCmkForQuery", "identity",
				"publicNetworkAccessForIngestion", "publicNetworkAccessForQuery", "retentionInDays", "sku", "tags", "workspaceCapping"),
		),
		Defaults: defaults(workspaceSpecification+", defaults of WorkspaceProperties; Microsoft Learn, azure-monitor, cost-logs", map[string]any{
			"publicNetworkAccessForIngestion": "Enabled", "publicNetworkAccessForQuery": "Enabled", "retentionInDays": 30,
			"sku.name": "PerGB2018", "workspaceCapping.dailyQuotaGb": -1,
		}),
		References: []Reference{
			{Path: "features.clusterResourceId", Types: []string{"Microsoft.OperationalInsights/clusters"}, Source: workspaceSpecification},
			{Path: "defaultDataCollectionRuleResourceId", Types: []string{typeCollectionRule}, Source: workspaceSpecification},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: workspaceSpecification},
		},
		Outputs: []Output{succeeded(), drawn("customerId"), generatedStamp("createdDate"), generatedStamp("modifiedDate")},
		SoftDelete: &SoftDelete{
			Key:      func(r Request) string { return strings.ToLower(r.ID) },
			Days:     func(resource.PropertyMap) int { return 14 },
			Recovers: func(resource.PropertyMap) bool { return true },
			Held: func(r Request) Problem {
				return Problem{Path: "workspaceName", Code: "Conflict", Message: "The workspace " + quoted(world.Name(r.ID)) + " is in its soft-delete period."}
			},
			Source: "Microsoft Learn, azure-monitor, delete-workspace (14 days; creating it again with the same name, group and region recovers it)",
		},
		Checks: []Check{checkLocationExists(), checkWorkspaceRetention(), checkWorkspaceQuota(), checkWorkspaceReservation()},
	}
}

func diagnosticSetting() Type {
	return Type{
		Token:  "azure-native:insights/v20210501preview:DiagnosticSetting",
		Path:   "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
		Source: diagnosticSpecification,
		Name: NameRule{
			Min: 1, Max: 260, Pattern: `^[^*<>%:&\\?+/]*[^*<>%:&\\?+/ .]$`,
			Allowed: "anything but * < > % : & \\ ? + /, not ending in a space or period", Source: nameRules,
		},
		Changes: updates(inPlaceByList(diagnosticSpecification), "eventHubAuthorizationRuleId", "eventHubName", "logAnalyticsDestinationType", "logs",
			"marketplacePartnerId", "metrics", "serviceBusRuleId", "storageAccountId", "workspaceId"),
		References: []Reference{
			{Path: "workspaceId", Types: []string{typeWorkspace}, Source: diagnosticDocument},
			{Path: "storageAccountId", Types: []string{typeStorage}, Source: diagnosticDocument},
		},
		Sets: facts(diagnosticDocument+" (categories have no order)", "logs", "metrics"),
		Checks: []Check{
			checkDiagnosticSink(), checkDiagnosticCategories(), checkDiagnosticMix(), checkDiagnosticStorageRegion(), checkDiagnosticStorageReachable(),
			checkDiagnosticCount(), checkDiagnosticSinkOnce(), checkDiagnosticLoop(), checkDiagnosticRetention(), checkScopeExistsAt("resourceUri"), checkActivityLog(),
		},
	}
}
