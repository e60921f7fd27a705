package controls

import (
	"fmt"
	"regexp"
	"strings"
)

// monitoringRules are those about logs, workspaces and diagnostics.
func monitoringRules() []*Rule {
	setting, workspace := []string{"insights:DiagnosticSetting"}, []string{"operationalinsights:Workspace"}
	return []*Rule{
		{
			ID: "logs-everywhere", Claim: "SP-21", Severity: High, Title: "Everything that has logs sends them to the workspace", Why: "Logs are aggregated from all sources.",
			Fix: "give the resource a DiagnosticSetting with a workspace", Whole: logsEverywhere,
		},
		{
			ID: "logs-whole", Claim: "SP-21", Severity: High, Kinds: setting, Title: "A diagnostic setting sends all that its resource has", Why: "A category that is off is a question that cannot be answered.",
			Fix: "enable every category", Each: logsWhole,
		},
		{
			ID: "logs-archived", Claim: "SP-02", Severity: High, Kinds: setting, Title: "Audit logs go to the write-once archive too", Why: "Who can delete a log can hide.", Fix: "name the archive in storageAccountId", Each: logsArchived,
			When: func(_ *Resource, s *Stack) bool { return s.Full() },
		},
		{
			ID: "vault-logs", Claim: "SP-13", Severity: Critical, Title: "Every vault's audit goes to its own workspace, the standby's to both", Why: "Access to the vault is monitored.",
			Fix: "give the vault a setting with workspace and archive; the standby's a second one", Whole: vaultLogs,
		},
		{
			ID: "workspace-kept", Claim: "SP-21", Severity: Medium, Kinds: workspace, Title: "The workspace keeps its logs for a month or more, in production three", Why: "Questions come late.", Fix: "set retentionInDays",
			Each: func(c *Case) {
				least := 30.0
				if c.Stack.Production() {
					least = 90
				}
				c.Expect(c.Resource, c.Resource.At("retentionInDays")[0], between(least, 730), absentIs(30.0, srcMonitor))
				c.Expect(c.Resource, c.Resource.At("workspaceCapping.dailyQuotaGb")[0], is(-1.0), absentIs(-1.0, srcMonitor))
				c.Expect(c.Resource, c.Resource.At("sku.name")[0], is("PerGB2018", "CapacityReservation"), absentIs("PerGB2018", srcMonitor))
			},
		},
		{
			ID: "workspace-entered", Claim: "SP-21", Severity: Medium, Kinds: workspace, Title: "The workspace takes and gives nothing by key", Why: "A key is nobody's.", Fix: "set features.disableLocalAuth and resource permissions",
			Needs: []Need{need("features.disableLocalAuth", yes()).or(false, srcMonitor), need("features.enableLogAccessUsingOnlyResourcePermissions", yes()).or(true, srcMonitor)},
			When:  func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "telemetry-reached", Claim: "SP-21", Severity: High, Kinds: []string{"operationalinsights:Workspace", "insights:Component"}, Title: "What sends logs and what asks them reaches the workspace", Why: "There is no private link to it: closed to the public, containers' logs and availability are lost, and alerts ask nothing.",
			Fix: "leave publicNetworkAccessForIngestion and publicNetworkAccessForQuery Enabled; keys are refused, identities are not", When: func(_ *Resource, s *Stack) bool { return s.ours() },
			Needs: []Need{need("publicNetworkAccessForIngestion", is("Enabled")).or("Enabled", srcMonitor), need("publicNetworkAccessForQuery", is("Enabled")).or("Enabled", srcMonitor)},
		},
		{
			ID: "workspace-key", Claim: "SP-07", Severity: Low, Kinds: workspace, Title: "Logs are encrypted with a key of ours", Why: "All data is.", Fix: "link a dedicated cluster, or record why not",
			Needs: []Need{need("features.clusterResourceId", filled())},
		},
		{
			ID: "audit-exported", Claim: "SP-02", Severity: High, Title: "The application's audit log goes to the archive", Why: "Sign-ins are recorded where nobody deletes them.", Fix: "keep an enabled DataExport of ContainerLogV2 to the archive of each foundation's workspace", Whole: exported,
		},
		{
			ID: "containers-collected", Claim: "SP-21", Severity: High, Title: "Containers' logs, events and inventory are collected", Why: "Most of what happens, happens there.", Fix: "keep the data collection rule, its streams and its association", Whole: collected,
		},
		{
			ID: "insights-watch", Claim: "SP-22", Severity: High, Kinds: []string{"insights:WebTest"}, Title: "The product is asked from outside, every five minutes, from five places", Why: "External tools monitor production.",
			Fix: "keep the test enabled, with its places, code and certificate check", Needs: []Need{
				need("enabled", yes()).or(false, srcMonitor), need("frequency", between(60, 300)).or(300.0, srcMonitor), need("timeout", between(5, 120)).or(30.0, srcMonitor),
				need("kind", is("standard")), need("webTestKind", is("standard")), need("locations", atLeastOf(5)), need("locations[].location", matches(`^(us|emea|apac|latam)(-[a-z0-9]+){2,3}$`, "a place that tests")),
				need("request.requestUrl", matches(`^https://[a-z0-9.-]+(/healthz|/)?$`, "an address by HTTPS")), need("request.httpVerb", is("GET", "HEAD")), need("request.followRedirects", no()).or(true, srcMonitor),
				need("validationRules.expectedHttpStatusCode", is(200.0)), need("validationRules.ignoreHttpStatusCode", no()).or(false, srcMonitor),
				need("validationRules.sSLCheck", yes()), need("validationRules.sSLCertRemainingLifetimeCheck", between(7, 60)), need("retryEnabled", yes()),
			},
			Whole: askedNames,
		},
		{
			ID: "insights-addresses", Claim: "SP-02", Severity: Low, Kinds: []string{"insights:Component"}, Title: "Telemetry takes no keys and masks callers' addresses", Why: "Addresses are recorded in the audit log alone.", Fix: "set disableLocalAuth, leave masking on",
			Needs: []Need{need("disableLocalAuth", yes()).or(false, srcMonitor), need("disableIpMasking", no()).or(false, srcMonitor), need("ingestionMode", is("LogAnalytics")).or("LogAnalytics", srcMonitor), need("workspaceResourceId", filled()), need("retentionInDays", between(30, 730)).or(90.0, srcMonitor)},
		},
	}
}

// askedNames demands that tests ask names of the environment's zone, or what Container Apps call the status page.
func askedNames(c *Case) {
	if !c.Stack.Full() {
		return
	}
	zone, known := c.Stack.zone()
	for _, w := range c.Stack.Of("insights:WebTest") {
		p := w.At("request.requestUrl")[0]
		if !known {
			c.Doubt(w, p, "the environment's zone is not known before apply")
			continue
		}
		c.Expect(w, p, matches(`^https://[a-z0-9.-]+\.(`+regexp.QuoteMeta(zone)+`|azurecontainerapps\.io)(/|$)`, "an address in the zone "+zone), Default{})
	}
}

func atLeastOf(n int) Predicate {
	return Predicate{fmt.Sprintf("a list of %d or more", n), func(v any) bool { list, ok := v.([]any); return ok && len(list) >= n }}
}

// logged are the kinds that have logs, by the type in an ID.
var logged = []string{
	"sql:Database", "keyvault:Vault", "containerregistry:Registry", "containerservice:ManagedCluster", "network:PublicIPAddress", "network:NetworkSecurityGroup",
	"network:VirtualNetwork", "cdn:Profile", "operationalinsights:Workspace", "app:ManagedEnvironment",
}

// settingsOf are the diagnostic settings by the lower-case ID of their resource.
func settingsOf(s *Stack) map[string][]*Resource {
	found := map[string][]*Resource{}
	for _, d := range s.Of("insights:DiagnosticSetting") {
		id := strings.ToLower(d.Text("resourceUri"))
		found[id] = append(found[id], d)
	}
	return found
}

// logsEverywhere demands a setting of everything that has logs.
func logsEverywhere(c *Case) {
	if !c.Stack.ours() {
		return
	}
	found := settingsOf(c.Stack)
	if unknownIn(c.Stack.Of("insights:DiagnosticSetting"), "resourceUri") {
		c.Doubt(nil, Place{}, "what sends its logs is not known before apply")
		return
	}
	demand := func(r *Resource, id string) {
		settings := found[strings.ToLower(id)]
		for _, d := range settings {
			if d.Text("workspaceId") != "" || r.kind() == "operationalinsights:Workspace" && d.Text("storageAccountId") != "" {
				c.Hold(r, Place{Path: "(logs)", Value: d.Name()})
				return
			}
		}
		c.Violate(r, Place{Path: "(logs)", Value: id}, "no diagnostic setting sends its logs to a workspace")
	}
	subscription := c.Stack.Subscription()
	for _, r := range c.Stack.Of(logged...) {
		if r.kind() == "operationalinsights:Workspace" && strings.Contains(r.URN, "trelica:monitoring:Watch") ||
			r.kind() == "operationalinsights:Workspace" && !c.Stack.Full() || r.kind() == "operationalinsights:Workspace" && strings.Contains(r.URN, "trelica:stacks:Front") {
			continue
		}
		demand(r, r.id(subscription))
	}
	for _, r := range c.Stack.Of("storage:StorageAccount") {
		service := "/blobServices/default"
		if strings.Contains(r.URN, "trelica:statuspage:StatusPage$") { // which holds shares alone
			service = "/fileServices/default"
		}
		demand(r, r.id(subscription)+service)
	}
	if c.Stack.Full() {
		if len(found["/subscriptions/"+strings.ToLower(subscription)]) == 0 {
			c.Violate(nil, Place{Path: "(logs)"}, "no diagnostic setting sends the subscription's activity log")
		}
	}
}

// categories are what a setting sends, by a part of its resource's ID, where there is no group for all.
var categories = []struct {
	part string
	all  [][]string
}{
	{"/microsoft.sql/servers/", [][]string{
		{"SQLInsights", "AutomaticTuning", "QueryStoreRuntimeStatistics", "QueryStoreWaitStatistics", "Errors", "DatabaseWaitStatistics", "Timeouts", "Blocks", "Deadlocks"},
		{"SQLSecurityAuditEvents", "DevOpsOperationsAudit"},
	}},
	{"/microsoft.operationalinsights/workspaces/", [][]string{{"Audit"}}},
	{"/microsoft.cdn/profiles/", [][]string{{"FrontDoorAccessLog", "FrontDoorHealthProbeLog", "FrontDoorWebApplicationFirewallLog"}}},
	{"/microsoft.containerservice/managedclusters/", [][]string{{
		"kube-audit-admin", "guard", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "cluster-autoscaler", "cloud-controller-manager", "csi-azuredisk-controller", "csi-snapshot-controller",
	}}},
}

// activity are the categories of a subscription.
var activity = []string{"Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth"}

// logsWhole demands every category, enabled.
func logsWhole(c *Case) {
	r := c.Resource
	var have []string
	for i, p := range r.At("logs[].enabled") {
		c.Expect(r, p, yes(), Default{})
		for _, path := range []string{"logs[].category", "logs[].categoryGroup"} {
			if text, _ := plain(r.At(path)[i].Value).(string); text != "" {
				have = append(have, text)
			}
		}
	}
	for _, p := range r.At("metrics[].enabled") {
		c.Expect(r, p, yes(), Default{})
	}
	for _, p := range r.At("metrics[].category") {
		c.Expect(r, p, is("AllMetrics"), Default{})
	}
	if !strings.Contains(strings.ToLower(r.Text("resourceUri")), "/microsoft.operationalinsights/") { // whose own go to the archive
		c.Expect(r, r.At("workspaceId")[0], filled(), Default{})
	}
	if len(r.At("logs[]")) == 0 {
		c.Violate(r, Place{Path: "logs", Absent: true}, "sends no logs")
		return
	}
	if r.Text("logAnalyticsDestinationType") == "" && r.Text("workspaceId") != "" && !strings.Contains(strings.ToLower(r.Text("resourceUri")), "/microsoft.sql/") {
		if p := r.At("logAnalyticsDestinationType")[0]; !p.Absent {
			c.Expect(r, p, is("Dedicated", "AzureDiagnostics"), Default{})
		}
	}
	if containsFold(have, "allLogs") {
		return
	}
	uri := strings.ToLower(r.Text("resourceUri"))
	sets := [][]string{{"allLogs"}}
	for _, known := range categories {
		if strings.Contains(uri, known.part) {
			sets = known.all
		}
	}
	if !strings.Contains(uri, "/providers/") {
		sets = [][]string{activity}
	}
	for _, set := range sets {
		if len(have) >= len(set) && includes(set...).OK(listOf(have)) {
			return
		}
	}
	c.Violate(r, Place{Path: "logs", Value: listOf(have)}, "leaves out a category that "+uri[strings.LastIndex(uri, "/providers/")+1:]+" has")
}

func listOf(texts []string) []any { return toAny(texts) }

// audited are the resources whose logs are evidence.
var audited = []string{"/microsoft.keyvault/vaults/", "/microsoft.sql/servers/", "/microsoft.containerregistry/registries/", "/microsoft.containerservice/managedclusters/", "/microsoft.cdn/profiles/", "/microsoft.operationalinsights/workspaces/"}

// logsArchived demands the archive for what is evidence. The second setting of a standby, which goes to the other region's workspace, cannot
// name an archive there: an account must be in the region of its source.
func logsArchived(c *Case) {
	r := c.Resource
	uri := strings.ToLower(r.Text("resourceUri"))
	matters := !strings.Contains(uri, "/providers/") && strings.HasSuffix(r.Text("name"), "-central")
	for _, part := range audited {
		matters = matters || strings.Contains(uri, part)
	}
	if matters && !strings.HasSuffix(r.Text("name"), "-home") {
		c.Expect(r, r.At("storageAccountId")[0], filled(), Default{})
	}
	if p := r.At("storageAccountId")[0]; !p.Absent && !hasUnknown(p.Value) && !strings.HasSuffix(r.Text("storageAccountId"), "arc") {
		c.Violate(r, p, "is no archive")
	}
}

// vaultLogs demands the settings of vaults: workspace of the vault's own region and archive; in a standby a second one to the home's.
func vaultLogs(c *Case) {
	if !c.Stack.Full() {
		return
	}
	found := settingsOf(c.Stack)
	facts := environments[c.Stack.Environment()]
	for _, v := range c.Stack.Of("keyvault:Vault") {
		near, far := false, false
		for _, d := range found[strings.ToLower(v.id(c.Stack.Subscription()))] {
			if w := c.Stack.ByID(d.Text("workspaceId")); w != nil {
				same := w.Text("location") == v.Text("location")
				near, far = near || same && d.Text("storageAccountId") != "", far || !same
			} else if unknownIn([]*Resource{d}, "workspaceId") {
				c.Doubt(v, Place{Path: "(logs)"}, "the workspace is not known before apply")
				near, far = true, true
			}
		}
		if !near {
			c.Violate(v, Place{Path: "(logs)"}, "its audit does not go to the workspace and the archive of its region")
		}
		if facts.standby != "" && v.Text("location") == facts.standby && !far {
			c.Violate(v, Place{Path: "(logs)"}, "its audit does not go to the home region's workspace too")
		}
	}
}

// exported demands the export of each foundation's workspace.
func exported(c *Case) {
	if !c.Stack.Full() {
		return
	}
	done := map[string]bool{}
	for _, e := range c.Stack.Of("operationalinsights:DataExport") {
		c.Expect(e, e.At("enable")[0], yes(), absentIs(false, srcMonitor))
		c.Expect(e, e.At("tableNames")[0], includes("ContainerLogV2"), Default{})
		if target := c.Stack.ByID(e.Text("resourceId")); target != nil && strings.Contains(target.URN, "trelica:monitoring:Archive$") || unknownIn([]*Resource{e}, "resourceId") {
			done[strings.ToLower(e.Text("workspaceName"))] = true
		}
	}
	for _, w := range c.Stack.Of("operationalinsights:Workspace") {
		if strings.Contains(w.URN, "trelica:stacks:Foundation") && !done[strings.ToLower(w.Text("workspaceName"))] {
			c.Missing(w, Place{Path: "workspaceName"}, "nothing exports the containers' log of it into the archive", "operationalinsights:DataExport")
		}
	}
}

// streams are what is collected of containers.
var streams = []string{
	"Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory", "Microsoft-KubeNodeInventory", "Microsoft-Perf", "Microsoft-InsightsMetrics",
	"Microsoft-KubePVInventory", "Microsoft-KubeServices", "Microsoft-KubeMonAgentEvents", "Microsoft-ContainerInventory", "Microsoft-ContainerNodeInventory",
}

// collected demands the rule of every cluster, and that it leads there.
func collected(c *Case) {
	if !c.Stack.ours() {
		return
	}
	clusters := c.Stack.Of("containerservice:ManagedCluster")
	for _, rule := range c.Stack.Of("insights:DataCollectionRule") {
		for _, path := range []string{"dataFlows[].streams", "dataSources.extensions[].streams"} {
			places := rule.At(path)
			if len(places) == 0 {
				c.Violate(rule, Place{Path: path, Absent: true}, "collects nothing")
			}
			for _, p := range places {
				c.Expect(rule, p, includes(streams...), Default{})
			}
		}
		c.Expect(rule, rule.At("kind")[0], is("Linux"), Default{})
		name := rule.Text("destinations.logAnalytics[].name")
		for _, p := range rule.At("dataFlows[].destinations") {
			c.Expect(rule, p, includes(name), Default{})
		}
		if name == "" || rule.Text("destinations.logAnalytics[].workspaceResourceId") == "" && !unknownIn([]*Resource{rule}, "destinations.logAnalytics[].workspaceResourceId") {
			c.Violate(rule, Place{Path: "destinations.logAnalytics", Absent: true}, "leads to no workspace")
		}
		for _, p := range rule.At("dataSources.extensions[].extensionName") {
			c.Expect(rule, p, is("ContainerInsights"), Default{})
		}
		for _, p := range rule.At("dataSources.extensions[].extensionSettings.dataCollectionSettings.namespaceFilteringMode") {
			c.Expect(rule, p, is("Off"), absentIs("Off", srcMonitor))
		}
		for _, p := range rule.At("dataSources.extensions[].extensionSettings.dataCollectionSettings.interval") {
			c.Expect(rule, p, matches(`^([1-9]|[1-2]\d|30)m$`, "1m to 30m"), absentIs("1m", srcMonitor))
		}
		for _, p := range rule.At("dataSources.extensions[].extensionSettings.dataCollectionSettings.enableContainerLogV2") {
			c.Expect(rule, p, yes(), Default{})
		}
	}
	led := map[string]bool{}
	for _, a := range c.Stack.Of("insights:DataCollectionRuleAssociation") {
		if c.Stack.ByID(a.Text("dataCollectionRuleId")) != nil {
			led[strings.ToLower(a.Text("resourceUri"))] = true
		}
	}
	if unknownIn(c.Stack.Of("insights:DataCollectionRuleAssociation"), "resourceUri") || unknownIn(c.Stack.Of("insights:DataCollectionRuleAssociation"), "dataCollectionRuleId") {
		c.Doubt(nil, Place{}, "which cluster is collected from is not known before apply")
		return
	}
	for _, cluster := range clusters {
		if !led[strings.ToLower(cluster.id(c.Stack.Subscription()))] {
			c.Violate(cluster, Place{Path: "resourceName"}, "no data collection rule is associated with it")
		}
	}
}
