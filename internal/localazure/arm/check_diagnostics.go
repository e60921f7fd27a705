package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const logCategories = "Microsoft Learn, azure-monitor, resource-logs-categories and supported-metrics"

// diagnosable is what a type of resource can send.
type diagnosable struct {
	logs, groups, metrics []string
}

// diagnosables are the types whose categories are known, in lower case.
func diagnosables() map[string]diagnosable {
	both := []string{"allLogs", "audit"}
	all := []string{"AllMetrics"}
	storage := []string{"AllMetrics", "Transaction", "Capacity"}
	service := diagnosable{logs: []string{"StorageRead", "StorageWrite", "StorageDelete"}, groups: both, metrics: storage}
	return map[string]diagnosable{
		"microsoft.keyvault/vaults": {logs: []string{"AuditEvent", "AzurePolicyEvaluationDetails"}, groups: both, metrics: all},
		"microsoft.containerservice/managedclusters": {logs: []string{
			"cloud-controller-manager", "cluster-autoscaler", "csi-azuredisk-controller", "csi-azurefile-controller", "csi-snapshot-controller",
			"fleet-mcs-controller-manager", "fleet-member-agent", "fleet-member-net-controller-manager", "guard", "kube-apiserver", "kube-audit",
			"kube-audit-admin", "kube-controller-manager", "kube-scheduler",
		}, groups: both, metrics: all},
		"microsoft.network/virtualnetworks":       {logs: []string{"VMProtectionAlerts"}, groups: []string{"allLogs"}, metrics: all},
		"microsoft.network/networksecuritygroups": {logs: []string{"NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"}, groups: []string{"allLogs"}},
		"microsoft.network/publicipaddresses": {logs: []string{"DDoSProtectionNotifications", "DDoSMitigationFlowLogs", "DDoSMitigationReports"},
			groups: both, metrics: all},
		"microsoft.network/privateendpoints":              {metrics: all},
		"microsoft.storage/storageaccounts":               {metrics: storage},
		"microsoft.storage/storageaccounts/blobservices":  service,
		"microsoft.storage/storageaccounts/fileservices":  service,
		"microsoft.storage/storageaccounts/queueservices": service,
		"microsoft.storage/storageaccounts/tableservices": service,
		"microsoft.operationalinsights/workspaces":        {logs: []string{"Audit", "SummaryLogs", "Jobs"}, groups: both, metrics: all},
		"microsoft.insights/datacollectionrules":          {logs: []string{"LogErrors", "LogTroubleshooting"}, groups: []string{"allLogs"}, metrics: all},
		"microsoft.sql/servers":                           {},
		"microsoft.sql/servers/databases": {logs: []string{
			"SQLInsights", "AutomaticTuning", "QueryStoreRuntimeStatistics", "QueryStoreWaitStatistics", "Errors", "DatabaseWaitStatistics",
			"Timeouts", "Blocks", "Deadlocks", "DevOpsOperationsAudit", "SQLSecurityAuditEvents",
		}, groups: both, metrics: []string{"AllMetrics", "Basic", "InstanceAndAppAdvanced", "WorkloadManagement"}},
		"microsoft.containerregistry/registries": {logs: []string{"ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"}, groups: both, metrics: all},
		"microsoft.cdn/profiles": {logs: []string{"AzureCdnAccessLog", "FrontDoorAccessLog", "FrontDoorHealthProbeLog", "FrontDoorWebApplicationFirewallLog"},
			groups: both, metrics: all},
		"microsoft.app/managedenvironments": {logs: []string{"AppEnvSessionConsoleLogs", "AppEnvSessionLifeCycleLogs", "AppEnvSessionPoolEventLogs", "AppEnvSpringAppConsoleLogs",
			"ContainerAppConsoleLogs", "ContainerAppSystemLogs"}, groups: both, metrics: all},
		"microsoft.app/containerapps": {metrics: all},
		"microsoft.app/jobs":          {metrics: all},
		"microsoft.insights/components": {logs: []string{"AppAvailabilityResults", "AppBrowserTimings", "AppDependencies", "AppEvents", "AppExceptions", "AppMetrics", "AppPageViews",
			"AppPerformanceCounters", "AppRequests", "AppSystemEvents", "AppTraces"}, groups: both, metrics: all},
		"microsoft.managedidentity/userassignedidentities": {},
		"microsoft.network/privatednszones":                {metrics: all},
		"microsoft.compute/diskencryptionsets":             {},
		"microsoft.compute/capacityreservationgroups":      {},
		"microsoft.network/networkwatchers":                {},
	}
}

// diagnosed is what a setting is attached to, and its type in lower case.
func diagnosed(r Request) (id, kind string) {
	id = world.Parent(r.ID)
	return id, strings.ToLower(world.TypeOf(id))
}

func checkDiagnosticSink() Check {
	return Check{
		ID: "diagnostic-sink", Says: "A setting sends something somewhere.", Source: diagnosticDocument + "; ARM error BadRequest",
		Run: func(r Request) []Problem {
			somewhere := false
			for _, path := range []string{"workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId", "serviceBusRuleId"} {
				somewhere = somewhere || r.Body.Has(path)
			}
			problems := one(somewhere, refusal("", "BadRequest", "At least one data sink needs to be specified: workspaceId, storageAccountId, eventHubAuthorizationRuleId or marketplacePartnerId."))
			return append(problems, one(filled(r.Body, "logs") || filled(r.Body, "metrics"), refusal("", "BadRequest", "The setting names neither logs nor metrics."))...)
		},
	}
}

func checkDiagnosticCategories() Check {
	return Check{
		ID: "diagnostic-categories", Says: "Categories and groups of categories are ones that the resource's type has.", Source: logCategories + "; ARM error BadRequest (category is not supported)",
		Run: func(r Request) []Problem {
			_, kind := diagnosed(r)
			known, listed := diagnosables()[kind]
			if !listed {
				return nil
			}
			var problems []Problem
			lists := map[string][]string{"logs[*].category": known.logs, "logs[*].categoryGroup": known.groups, "metrics[*].category": known.metrics}
			for _, pattern := range sortedNames(lists) {
				allowed := lists[pattern]
				found := texts(r.Body, pattern)
				for _, path := range sortedNames(found) {
					shown := "it has none"
					if len(allowed) > 0 {
						shown = "allowed are " + oneOf(allowed)
					}
					problems = append(problems, one(foldContains(allowed, found[path]), refusal(path, "BadRequest", "Category %q is not supported by this type of resource; %s.", found[path], shown))...)
				}
			}
			return problems
		},
	}
}

func checkDiagnosticMix() Check {
	return Check{
		ID: "diagnostic-mix", Says: "Logs are chosen by category or by group of categories, each once, and not by both in one setting.", Source: diagnosticDocument + ", category groups",
		Run: func(r Request) []Problem {
			logs, _ := r.Body.Elements("logs")
			var problems []Problem
			seen := map[string]bool{}
			single, group := false, false
			for _, log := range logs {
				if _, state := log.At(""); state != Known {
					continue
				}
				category, oneState := log.String("category")
				many, manyState := log.String("categoryGroup")
				if oneState == Absent == (manyState == Absent) {
					problems = append(problems, refusal(log.PathTo("category"), "BadRequest", "An entry names either a category or a categoryGroup."))
				}
				single, group = single || oneState == Known, group || manyState == Known
				for _, name := range []string{category, many} {
					if name != "" && seen[strings.ToLower(name)] {
						problems = append(problems, refusal(log.PathTo("category"), "BadRequest", "%q stands twice in the setting.", name))
					}
					seen[strings.ToLower(name)] = true
				}
			}
			if single && group {
				problems = append(problems, refusal("logs", "BadRequest", "Diagnostic setting does not support mix of log category and log category group."))
			}
			return problems
		},
	}
}

func checkDiagnosticStorageRegion() Check {
	return Check{
		ID: "diagnostic-storage-region", Says: "The storage account lies in the region of the resource that sends to it.", Source: diagnosticDocument + ", destinations (storage accounts must be in the same region)",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("storageAccountId")
			if state != Known {
				return nil
			}
			account, there := r.View.Get(id)
			place, known := placeOf(r)
			return one(!there || !known || account.Location == "" || place == "global" || world.Region(account.Location) == place, refusal("storageAccountId", "BadRequest",
				"Resource is in region %q and storage account %s is in region %q; both must lie in one region.", place, world.Name(id), world.Region(account.Location)))
		},
	}
}

func checkDiagnosticStorageReachable() Check {
	return Check{
		ID: "diagnostic-storage-reachable", Says: "The storage account lets trusted services in; otherwise nothing is written.", Source: diagnosticDocument + ", destinations (allow trusted Microsoft services)",
		Run: func(r Request) []Problem { return reachableAccount(r, "storageAccountId") },
	}
}

// settingsOf are the other settings of the same resource.
func settingsOf(r Request) []world.Resource {
	var found []world.Resource
	for _, other := range others(r, typeDiagnostic) {
		if world.Key(world.Parent(other.ID)) == world.Key(world.Parent(r.ID)) {
			found = append(found, other)
		}
	}
	return found
}

func checkDiagnosticCount() Check {
	return Check{
		ID: "diagnostic-count", Says: "A resource has at most 5 settings.", Source: diagnosticDocument + " (up to five diagnostic settings)",
		Run: func(r Request) []Problem {
			count := len(settingsOf(r)) + 1
			return one(count <= 5, refusal("resourceUri", "BadRequest", "The resource would have %d diagnostic settings; at most 5 are allowed.", count))
		},
	}
}

func checkDiagnosticSinkOnce() Check {
	return Check{
		ID: "diagnostic-sink-once", Says: "Two settings of a resource do not send the same category to the same place.", Source: "ARM error Conflict: data sinks can't be reused in different settings on the same category for the same resource",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, other := range settingsOf(r) {
				theirs := InputsOf(other)
				for _, sink := range []string{"workspaceId", "storageAccountId"} {
					ours, state := r.Body.String(sink)
					if before, _ := theirs.String(sink); state != Known || !strings.EqualFold(before, ours) {
						continue
					}
					if name, shared := sharedCategory(r.Body, theirs); shared {
						problems = append(problems, refusal(sink, "Conflict", "Data sink %s is already used in diagnostic setting %q for category %q. Data sinks can't be reused in different settings on the same category for the same resource.",
							ours, world.Name(other.ID), name))
					}
				}
			}
			return problems
		},
	}
}

// sharedCategory finds a category or group that two settings both send.
func sharedCategory(a, b Body) (string, bool) {
	for _, pattern := range []string{"logs[*].category", "logs[*].categoryGroup", "metrics[*].category"} {
		ours, theirs := texts(a, pattern), texts(b, pattern)
		for _, path := range sortedNames(ours) {
			for _, name := range theirs {
				if strings.EqualFold(name, ours[path]) {
					return ours[path], true
				}
			}
		}
	}
	return "", false
}

func checkDiagnosticLoop() Check {
	return Check{
		ID: "diagnostic-loop", Says: "An account does not archive its own logs in itself: every record written makes another.", Source: diagnosticDocument + ", storage (the portal refuses it, the API does not)",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("storageAccountId")
			target, _ := diagnosed(r)
			return one(state != Known || !idWithin(target, id), warning("storageAccountId", "The account %s would log into itself, each record making another.", world.Name(id)))
		},
	}
}

func checkDiagnosticRetention() Check {
	return Check{
		ID: "diagnostic-retention", Says: "Retention in the setting was retired on 30 September 2025 and must be 0 and off; the account's lifecycle rules do it.", Source: "Microsoft Learn, azure-monitor, migrate-to-azure-storage-lifecycle-policy",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, pattern := range []string{"logs[*].retentionPolicy.days", "metrics[*].retentionPolicy.days"} {
				for _, found := range r.Body.All(pattern) {
					kept := found.State == Known && found.Value.IsNumber() && found.Value.NumberValue() != 0
					problems = append(problems, one(!kept, refusal(found.Path, "BadRequest", "Diagnostic settings no longer retain; give 0 and use a lifecycle rule of the storage account."))...)
				}
			}
			return problems
		},
	}
}
