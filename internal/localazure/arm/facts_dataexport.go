package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	exportSpecification = "azure-rest-api-specs Microsoft.OperationalInsights 2023-09-01 DataExports.json"
	exportDocument      = "Microsoft Learn, azure-monitor, logs-data-export"

	typeDataExport = typeWorkspace + "/dataExports"
	// mostExports is how many rules of a workspace may be on.
	mostExports = 10
)

// dataExport sends tables of a workspace to an account or a hub as they come in.
func dataExport() Type {
	return Type{
		Token:  "azure-native:operationalinsights/v20230901:DataExport",
		Path:   "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.OperationalInsights/workspaces/{workspaceName}/dataExports/{dataExportName}",
		Source: exportSpecification,
		Name: NameRule{
			Min: 4, Max: 63, Pattern: `^[A-Za-z][A-Za-z0-9-]+[A-Za-z0-9]$`,
			Allowed: "letters, digits and hyphens, beginning with a letter and ending with a letter or digit", Source: exportSpecification,
		},
		Changes: updates(inPlace(exportSpecification), "createdDate", "dataExportId", "enable", "eventHubName", "lastModifiedDate", "resourceId", "tableNames"),
		References: []Reference{
			{Path: "resourceId", Types: []string{typeStorage, "Microsoft.EventHub/namespaces"}, Source: exportDocument},
		},
		Sets:    facts(exportDocument+" (tables have no order)", "tableNames"),
		Outputs: []Output{generatedStamp("createdDate"), generatedStamp("lastModifiedDate")},
		Checks:  []Check{checkExportTables(), checkExportRegion(), checkExportReachable(), checkExportCount()},
	}
}

func checkExportTables() Check {
	return Check{
		ID: "export-tables", Says: "A rule names at least one table, each once.", Source: exportSpecification,
		Run: func(r Request) []Problem {
			tables, state := r.Body.Strings("tableNames")
			if state != Known {
				return nil
			}
			seen := map[string]bool{}
			for _, table := range tables {
				if seen[strings.ToLower(table)] {
					return []Problem{refusal("tableNames", "", "The table %s is named twice.", table)}
				}
				seen[strings.ToLower(table)] = true
			}
			return one(len(tables) > 0, refusal("tableNames", "", "A data export rule must name at least one table."))
		},
	}
}

func checkExportRegion() Check {
	return Check{
		ID: "export-region", Says: "The destination lies in the workspace's region.", Source: exportDocument + ", limitations",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("resourceId")
			if state != Known {
				return nil
			}
			account, there := r.View.Get(id)
			workspace, known := r.View.Get(world.Parent(r.ID))
			return one(!there || !known || world.Region(account.Location) == world.Region(workspace.Location), refusal("resourceId", "",
				"The destination %s is in region %q and the workspace in region %q; both must lie in one region.", world.Name(id), world.Region(account.Location), world.Region(workspace.Location)))
		},
	}
}

func checkExportReachable() Check {
	return Check{
		ID: "export-reachable", Says: "The storage account lets trusted services in; otherwise nothing is written.", Source: exportDocument + ", storage account",
		Run: func(r Request) []Problem { return reachableAccount(r, "resourceId") },
	}
}

func checkExportCount() Check {
	return Check{
		ID: "export-count", Says: "A workspace has at most ten rules that are on.", Source: exportDocument + ", limitations",
		Run: func(r Request) []Problem {
			on := 1
			for _, other := range others(r, typeDataExport) {
				if enabled, state := InputsOf(other).Bool("enable"); strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID)) && (state != Known || enabled) {
					on++
				}
			}
			return one(on <= mostExports, refusal("dataExportName", "", "The workspace %s would have %d data export rules; at most %d are allowed.", world.Name(world.Parent(r.ID)), on, mostExports))
		},
	}
}
