package arm

import (
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	collectionRuleSpecification     = "azure-rest-api-specs Microsoft.Insights 2023-03-11 dataCollectionRules_API.json"
	collectionEndpointSpecification = "azure-rest-api-specs Microsoft.Insights 2023-03-11 dataCollectionEndpoints_API.json"
	associationSpecification        = "azure-rest-api-specs Microsoft.Insights 2023-03-11 dataCollectionRuleAssociations_API.json"
	collectionDocument              = "Microsoft Learn, azure-monitor, data-collection-rule-structure"

	typeCollectionRule     = "Microsoft.Insights/dataCollectionRules"
	typeCollectionEndpoint = "Microsoft.Insights/dataCollectionEndpoints"
)

// collectionTypes say which data is collected, by which endpoint, from what.
func collectionTypes() []Type {
	return []Type{collectionRule(), collectionEndpoint(), collectionAssociation()}
}

func collectionName(document string) NameRule {
	return NameRule{
		Min: 3, Max: 44, Pattern: `^[a-zA-Z0-9][a-zA-Z0-9_.-]*$`,
		Allowed: "letters, digits, underscores, periods and hyphens, beginning with a letter or digit", Source: document,
	}
}

func collectionRule() Type {
	name := collectionName(nameRules)
	name.Min, name.Max = 1, 64
	return Type{
		Token:    "azure-native:insights/v20230311:DataCollectionRule",
		Path:     insightsPath + "dataCollectionRules/{dataCollectionRuleName}",
		Source:   collectionRuleSpecification,
		Location: FromGroup,
		Name:     name,
		Changes: together(
			replaces(collectionRuleSpecification+", x-ms-mutability of DataCollectionRuleResource.location; "+generatorRule, "location"),
			updates(inPlace(collectionRuleSpecification), "agentSettings", "dataCollectionEndpointId", "dataFlows", "dataSources", "description",
				"destinations", "identity", "references", "streamDeclarations", "tags"),
			refused("Microsoft Learn, azure-monitor, data-collection-rule-create-edit (kind cannot be changed); terraform-provider-azurerm monitor_data_collection_rule (ForceNew, supporting)", "kind"),
		),
		References: []Reference{
			{Path: "dataCollectionEndpointId", Types: []string{typeCollectionEndpoint}, SameLocation: true, Source: "Microsoft Learn, azure-monitor, data-collection-endpoint-overview (rule and endpoint in one region)"},
			{Path: "destinations.logAnalytics[*].workspaceResourceId", Types: []string{typeWorkspace}, SameLocation: true, Source: "Microsoft Learn, azure-monitor, data-collection-rule-overview, supported regions (rule in the region of its workspace)"},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: collectionRuleSpecification},
		},
		Outputs: []Output{succeeded(), generated("immutableId", typings, func(r Request) string { return "dcr-" + drawnHex(r, "immutableId", 32) })},
		Accepts: []Accepted{
			{Path: "dataSources.extensions[*].streams[*]", Values: containerStreams(), Source: containerStreamsDocument},
			{Path: "dataFlows[*].streams[*]", Values: containerStreams(), Source: containerStreamsDocument},
		},
		Checks: []Check{checkLocationExists(), checkFlowDestinations(), checkDestinationNames()},
	}
}

const containerStreamsDocument = "Microsoft Learn, azure-monitor, container-insights-data-collection-dcr, streams"

// containerStreams are the streams of the extension ContainerInsights, which the typings' list of streams leaves out.
func containerStreams() []string {
	return []string{
		"Microsoft-ContainerInsights-Group-Default", "Microsoft-ContainerInventory", "Microsoft-ContainerLog", "Microsoft-ContainerLogV2",
		"Microsoft-ContainerLogV2-HighScale", "Microsoft-ContainerNodeInventory", "Microsoft-InsightsMetrics", "Microsoft-KubeEvents",
		"Microsoft-KubeMonAgentEvents", "Microsoft-KubeNodeInventory", "Microsoft-KubePodInventory", "Microsoft-KubePVInventory",
		"Microsoft-KubeServices", "Microsoft-Perf",
	}
}

func collectionEndpoint() Type {
	return Type{
		Token:    "azure-native:insights/v20230311:DataCollectionEndpoint",
		Path:     insightsPath + "dataCollectionEndpoints/{dataCollectionEndpointName}",
		Source:   collectionEndpointSpecification,
		Location: FromGroup,
		Name:     collectionName("Microsoft Learn, azure-monitor, data-collection-endpoint-overview"),
		Changes: together(
			replaces(collectionEndpointSpecification+", x-ms-mutability of DataCollectionEndpointResource.location; "+generatorRule, "location"),
			updates(inPlace(collectionEndpointSpecification), "description", "identity", "networkAcls", "tags"),
			kept(collectionEndpointSpecification+", immutableId (this property is READ-ONLY)", "immutableId"),
			updates("terraform-provider-azurerm monitor_data_collection_endpoint (not ForceNew, supporting); "+inPlace(collectionEndpointSpecification), "kind"),
		),
		Outputs: []Output{
			succeeded(),
			generated("immutableId", collectionEndpointSpecification, func(r Request) string { return "dce-" + drawnHex(r, "immutableId", 32) }),
			generated("logsIngestion.endpoint", collectionEndpointSpecification, func(r Request) string { return collectionHost(r, "ingest") }),
			generated("configurationAccess.endpoint", collectionEndpointSpecification, func(r Request) string { return collectionHost(r, "handler.control") }),
			generated("metricsIngestion.endpoint", collectionEndpointSpecification, func(r Request) string { return collectionHost(r, "metrics.ingest") }),
		},
		Checks: []Check{checkLocationExists()},
	}
}

// collectionHost is an endpoint's address: a name that Azure makes, in the endpoint's region.
func collectionHost(r Request, service string) string {
	location, _ := r.Body.String("location")
	return "https://" + world.Name(r.ID) + "-" + drawnHex(r, "host", 4) + "." + world.Region(location) + "-1." + service + ".monitor.azure.com"
}

func collectionAssociation() Type {
	return Type{
		Token:   "azure-native:insights/v20230311:DataCollectionRuleAssociation",
		Path:    "/{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}",
		Source:  associationSpecification,
		Name:    NameRule{Min: 1, Max: 64, Source: associationSpecification},
		Changes: updates(inPlaceByList(associationSpecification), "dataCollectionEndpointId", "dataCollectionRuleId", "description"),
		References: []Reference{
			{Path: "dataCollectionRuleId", Types: []string{typeCollectionRule}, Source: associationSpecification},
			{Path: "dataCollectionEndpointId", Types: []string{typeCollectionEndpoint}, Source: associationSpecification},
		},
		Outputs: []Output{succeeded(), etag()},
		Checks:  []Check{checkAssociationTarget(), checkAssociationName(), checkScopeExistsAt("resourceUri")},
	}
}
