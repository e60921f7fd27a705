package controls

import (
	"maps"
	"slices"
	"strings"
)

// edgeSettledRules are those about how the edge serves, what is linked to which network, and what the deployments to the subscription are made of.
func edgeSettledRules() []*Rule {
	full := func(_ *Resource, s *Stack) bool { return s.Full() }
	return []*Rule{
		{
			ID: "edge-serves", Claim: "SP-08", Severity: Medium, Title: "Every name of the product is served by the edge, wholly", Why: "A path that no route has is answered by Front Door itself, without the header.",
			Fix: "keep the endpoint and a route for /* with every custom domain", Whole: edgeServes,
		},
		{
			ID: "edge-waits", Claim: "SP-17", Severity: Low, Kinds: []string{"cdn:Profile", "cdn:AFDOriginGroup", "network:Policy"}, Title: "Front Door and its firewall are of a kind of ours, asks origins, and waits for them no longer than it must", Why: "A region that is lost must be left within minutes.",
			Fix: "use Front Door Standard or Premium, probes by HEAD or GET, up to 240 seconds", When: full, Each: func(c *Case) {
				if c.Resource.kind() == "network:Policy" { // a firewall of the classic kind guards none of these
					c.Expect(c.Resource, c.Resource.At("sku.name")[0], is("Standard_AzureFrontDoor", "Premium_AzureFrontDoor"), Default{})
					return
				}
				if c.Resource.kind() == "cdn:Profile" {
					c.Expect(c.Resource, c.Resource.At("sku.name")[0], is("Standard_AzureFrontDoor", "Premium_AzureFrontDoor"), Default{})
					c.Expect(c.Resource, c.Resource.At("originResponseTimeoutSeconds")[0], between(16, 240), absentIs(30.0, "Microsoft Learn, frontdoor, troubleshoot-issues"))
					return
				}
				c.Expect(c.Resource, c.Resource.At("healthProbeSettings.probeRequestType")[0], is("HEAD", "GET"), Default{})
				c.Expect(c.Resource, c.Resource.At("sessionAffinityState")[0], is("Disabled"), Default{})
			},
		},
		{
			ID: "names-linked", Claim: "SP-10", Severity: High, Title: "Every network of a region that asks for private names can ask for all of them", Why: "A name that is not found there is found in public, and leads to a closed door.",
			Fix: "link each private zone of the region to each of its networks", Whole: namesLinked,
		},
		{
			ID: "deployments-form", Claim: "SP-25", Severity: Low, Title: "Deployments to the subscription are templates that Azure takes, and budgets are of money by the month", Why: "A budget that never begins tells nobody.",
			Fix: "keep schema, versions and dates", Whole: deployments,
		},
		{
			ID: "keys-remind", Claim: "SP-12", Severity: Low, Kinds: []string{"keyvault:Key"}, Title: "Somebody is told before a key's version ends", Why: "Rotation that fails is silent.", Fix: "keep the notification, a week to three months before", When: full, Each: keysRemind,
		},
	}
}

// edgeServes demands the endpoint, and a route of everything for each custom domain.
func edgeServes(c *Case) {
	if !c.Stack.Full() {
		return
	}
	for _, e := range c.Stack.Of("cdn:AFDEndpoint") {
		c.Expect(e, e.At("enabledState")[0], is("Enabled"), Default{})
	}
	routed := map[string]bool{}
	for _, r := range c.Stack.Of("cdn:Route") {
		c.Expect(r, r.At("patternsToMatch")[0], includes("/*"), Default{})
		c.Expect(r, r.At("supportedProtocols")[0], includes("Http", "Https"), Default{})
		for _, p := range r.At("customDomains[].id") {
			routed[strings.ToLower(last(plainText(p.Value)))] = true
		}
	}
	for _, d := range c.Stack.Of("cdn:AFDCustomDomain") {
		if name := d.Text("customDomainName"); !routed[strings.ToLower(name)] && !unknownIn(c.Stack.Of("cdn:Route"), "customDomains[].id") {
			c.Violate(d, Place{Path: "customDomainName", Value: name}, "no route serves it")
		}
	}
}

// namesLinked demands that networks which are linked to private zones are linked to all zones of their region. A zone's region is that of its group.
func namesLinked(c *Case) {
	if !c.Stack.Full() {
		return
	}
	linked := map[string]bool{}
	for _, l := range c.Stack.Of("network:VirtualNetworkLink") {
		if hasUnknown(l.At("virtualNetwork.id")[0].Value) {
			c.Doubt(l, l.At("virtualNetwork.id")[0], "the network is not known before apply")
			return
		}
		linked[strings.ToLower(last(l.Text("virtualNetwork.id"))+" "+l.Text("resourceGroupName")+" "+l.Text("privateZoneName"))] = true
	}
	subscription := c.Stack.Subscription()
	for _, n := range c.Stack.Of("network:VirtualNetwork") {
		if strings.Contains(n.URN, "trelica:stacks:Front") { // which asks by public names
			continue
		}
		for _, z := range c.Stack.Of("network:PrivateZone") {
			group := c.Stack.ByID("/subscriptions/" + subscription + "/resourceGroups/" + z.Text("resourceGroupName"))
			if group == nil || !equals(group.Text("location"), n.Text("location")) {
				continue
			}
			key := strings.ToLower(n.Text("virtualNetworkName") + " " + z.Text("resourceGroupName") + " " + z.Text("privateZoneName"))
			if !linked[key] {
				c.Violate(n, Place{Path: "virtualNetworkName", Value: n.Text("virtualNetworkName")}, "is not linked to "+z.Text("privateZoneName"))
			}
		}
	}
}

// deployments judges the form of templates, and budgets.
func deployments(c *Case) {
	if !c.Stack.Full() {
		return
	}
	for _, d := range c.Stack.Of("resources:DeploymentAtSubscriptionScope") {
		c.Expect(d, d.At("properties.template.$schema")[0], matches(`^https://schema\.management\.azure\.com/schemas/\d{4}-\d\d-\d\d/subscriptionDeploymentTemplate\.json#$`, "the schema of a subscription's template"), Default{})
		c.Expect(d, d.At("properties.template.contentVersion")[0], matches(`^\d+(\.\d+){3}$`, "a version"), Default{})
		for _, p := range d.At("properties.template.resources[].apiVersion") {
			c.Expect(d, p, matches(`^\d{4}-\d\d-\d\d(-preview)?$`, "a version"), Default{})
		}
	}
	for _, budget := range templates(c.Stack, "Microsoft.Consumption/budgets") {
		c.expectIn(budget, "properties.amount", between(1, 10_000_000))
		c.expectIn(budget, "properties.category", is("Cost"))
		c.expectIn(budget, "properties.timeGrain", is("Monthly"))
		c.expectIn(budget, "properties.timePeriod.startDate", matches(`^\d{4}-\d\d-01T00:00:00Z$`, "the first day of a month"))
		all, _ := plain(budget.At("properties.notifications")[0].Value).(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			kind := strings.TrimRight(name, "0123456789")
			c.expectIn(budget, "properties.notifications."+name+".thresholdType", is(kind))
		}
	}
}

// keysRemind demands a notification before the end of every version.
func keysRemind(c *Case) {
	r := c.Resource
	for i, action := range r.At("properties.rotationPolicy.lifetimeActions[].action.type") {
		if !equals(plain(action.Value), "notify") {
			continue
		}
		before := r.At("properties.rotationPolicy.lifetimeActions[].trigger.timeBeforeExpiry")[i]
		if length, ok := minutes(plain(before.Value)); ok && length >= 7*24*60 && length <= 92*24*60 {
			c.Hold(r, before)
			return
		}
	}
	c.Violate(r, Place{Path: "properties.rotationPolicy.lifetimeActions", Absent: true}, "nobody is told a week to three months before a version ends")
}
