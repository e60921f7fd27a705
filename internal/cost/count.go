package cost

import (
	"fmt"
	"strings"
)

// Resource is what is read of a resource.
type Resource struct {
	URN    string         `json:"urn"`
	Inputs map[string]any `json:"inputs"`
}

// Kind is the type without provider and version: "network:PrivateEndpoint".
func (r Resource) Kind() string {
	parts := strings.Split(r.URN, "::")
	if len(parts) < 4 {
		return ""
	}
	token := parts[2][strings.LastIndex(parts[2], "$")+1:]
	token, azure := strings.CutPrefix(token, "azure-native:")
	module, name, _ := strings.Cut(token, ":")
	if !azure {
		return ""
	}
	module, _, _ = strings.Cut(module, "/")
	return module + ":" + name
}

// at follows a path of keys.
func (r Resource) at(path ...string) any {
	var value any = r.Inputs
	for _, key := range path {
		inner, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = inner[key]
	}
	return value
}

func (r Resource) text(path ...string) string {
	text, _ := r.at(path...).(string)
	return text
}

func (r Resource) number(path ...string) float64 {
	number, _ := r.at(path...).(float64)
	return number
}

// simple are the kinds of which each resource costs the same, by what the table calls them.
var simple = map[string]string{
	"network:PrivateEndpoint": "private-endpoint", "network:PublicIPAddress": "public-address", "network:NatGateway": "nat-gateway",
	"containerregistry:Replication": "registry-copy",
	"keyvault:Key":                  "hsm-key", "network:Zone": "dns-zone", "network:PrivateZone": "dns-zone",
}

// unpriced are the kinds that cost something and that no public document with a price was found for, by what people call them.
var unpriced = map[string]string{
	"insights:MetricAlert": "Alert rule on a metric", "insights:ScheduledQueryRule": "Alert rule on logs",
	"storage:StorageAccount": "Storage account: what is kept in it, and calls", "app:ContainerApp": "Container app: its processors and memory",
	"app:ManagedEnvironment": "Environment of container apps", "app:Job": "Job of container apps: its processors and memory while it runs",
	"network:Policy": "Web application firewall: its policy and rules", "network:FlowLog": "Flow log: what it collects",
	"sql:LongTermRetentionPolicy": "Long-term copies of a database: what they take",
}

// Count is how many of everything that costs something a stack has: by the table's key, and by name where there is no price.
func Count(resources []Resource) (priced, without map[string]float64) {
	priced, without = map[string]float64{}, map[string]float64{}
	for _, r := range resources {
		kind := r.Kind()
		if key, ok := simple[kind]; ok {
			priced[key]++
		}
		if name, ok := unpriced[kind]; ok {
			without[name]++
		}
		switch kind {
		case "sql:Database":
			priced["sql-"+r.text("sku", "tier")] += r.number("sku", "capacity")
		case "insights:WebTest":
			places, _ := r.at("locations").([]any)
			if r.number("frequency") > 0 {
				priced["web-test"] += float64(len(places)) * 300 / r.number("frequency")
			}
		case "compute:CapacityReservation":
			without["Reserved machine, "+r.text("sku", "name")+" (a node in it is not paid again)"] += r.number("sku", "capacity")
		case "cdn:Profile":
			without["Front Door, "+strings.TrimSuffix(r.text("sku", "name"), "_AzureFrontDoor")+": its base fee, requests and traffic"]++
		case "containerservice:AgentPool":
			without[node(r.text("vmSize"))] += r.number("minCount")
		case "containerregistry:Registry":
			priced["registry-"+r.text("sku", "name")]++
		case "resources:DeploymentAtSubscriptionScope":
			made, _ := r.at("properties", "template", "resources").([]any)
			for _, one := range made {
				plan := Resource{}
				plan.Inputs, _ = one.(map[string]any)
				if plan.text("type") == "Microsoft.Security/pricings" && plan.text("properties", "pricingTier") != "Free" {
					without["Defender's plan "+plan.text("name")]++
				}
			}
		case "containerservice:ManagedCluster":
			priced["cluster-"+r.text("sku", "tier")]++
			pools, _ := r.at("agentPoolProfiles").([]any)
			for _, pool := range pools {
				p, _ := pool.(map[string]any)
				size, _ := p["vmSize"].(string)
				least, _ := p["minCount"].(float64)
				without[node(size)] += least
			}
		}
	}
	return priced, without
}

// node is a line for the nodes of a size.
func node(size string) string { return fmt.Sprintf("Node, %s, the least number", size) }
