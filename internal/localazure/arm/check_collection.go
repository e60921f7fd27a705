package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// destinationNames are the names that data flows may send to, by the path each stands at; whole is false where some are
// not known.
func destinationNames(b Body) (names map[string]string, whole bool) {
	names = map[string]string{}
	whole = true
	for _, found := range b.All("destinations[*][*].name") {
		if found.State != Known || !found.Value.IsString() {
			whole = false
			continue
		}
		names[found.Path] = found.Value.StringValue()
	}
	if metrics, state := b.String("destinations.azureMonitorMetrics.name"); state == Known {
		names["destinations.azureMonitorMetrics.name"] = metrics
	} else if state == Unknown {
		whole = false
	}
	return names, whole
}

func checkFlowDestinations() Check {
	return Check{
		ID: "collection-flows", Says: "A data flow sends to destinations that the rule names, and takes in at least one stream.", Source: collectionDocument + ", dataFlows; DCR error InvalidPayload",
		Run: func(r Request) []Problem {
			names, whole := destinationNames(r.Body)
			var known []string
			for _, path := range sortedNames(names) {
				known = append(known, names[path])
			}
			var problems []Problem
			flows, _ := r.Body.Elements("dataFlows")
			for _, flow := range flows {
				found := texts(flow, "destinations[*]")
				for _, path := range sortedNames(found) {
					problems = append(problems, one(!whole || slices.Contains(known, found[path]), refusal(path, "InvalidPayload", "%q is no destination of the rule; there are %s.", found[path], orNone(known)))...)
				}
				if _, state := flow.At(""); state == Known {
					problems = append(problems, one(filled(flow, "streams"), refusal(flow.PathTo("streams"), "InvalidPayload", "The flow takes in no stream."))...)
				}
			}
			return problems
		},
	}
}

func orNone(values []string) string {
	if len(values) == 0 {
		return "none"
	}
	return oneOf(values)
}

func checkDestinationNames() Check {
	return Check{
		ID: "collection-destinations", Says: "No two destinations of a rule share a name.", Source: collectionRuleSpecification + " (a destination's name is unique across all destinations)",
		Run: func(r Request) []Problem {
			names, _ := destinationNames(r.Body)
			var problems []Problem
			seen := map[string]string{}
			for _, path := range sortedNames(names) {
				if earlier, twice := seen[names[path]]; twice {
					problems = append(problems, refusal(path, "InvalidPayload", "The name %q is that of the destination at %s already.", names[path], earlier))
				}
				seen[names[path]] = path
			}
			return problems
		},
	}
}

func checkAssociationTarget() Check {
	return Check{
		ID: "association-target", Says: "An association names either a rule or an endpoint.", Source: associationSpecification + ", dataCollectionRuleId and dataCollectionEndpointId",
		Run: func(r Request) []Problem {
			return one(r.Body.Has("dataCollectionRuleId") != r.Body.Has("dataCollectionEndpointId"), refusal("dataCollectionRuleId", "InvalidPayload", "Give dataCollectionRuleId or dataCollectionEndpointId, and not both."))
		},
	}
}

func checkAssociationName() Check {
	return Check{
		ID: "association-name", Says: "The association of an endpoint is called configurationAccessEndpoint, and nothing else is.", Source: "Microsoft Learn, azure-monitor, data-collection-endpoint-overview",
		Run: func(r Request) []Problem {
			access := strings.EqualFold(world.Name(r.ID), "configurationAccessEndpoint")
			if r.ID == "" {
				return nil
			}
			return one(access == r.Body.Has("dataCollectionEndpointId"), refusal("associationName", "InvalidAssociationName", "The association of a data collection endpoint, and no other, has the name \"configurationAccessEndpoint\"; this is %q.", world.Name(r.ID)))
		},
	}
}
