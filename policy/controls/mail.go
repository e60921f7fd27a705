package controls

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// frontRules are those about mail's records, names and governance.
func frontRules() []*Rule {
	return []*Rule{
		{
			ID: "mail-records", Claim: "SP-06", Severity: High, Title: "SPF, DKIM, DMARC and the return path are as SendGrid asks", Why: "Mail that cannot be told from forged mail is thrown away.", Fix: "keep the records of the mail component", Whole: mailRecords,
		},
		{
			ID: "certificates-issuers", Claim: "SP-09", Severity: Medium, Title: "Few authorities may issue certificates", Why: "A certificate of another would be somebody else.", Fix: "keep the CAA records", Whole: authorities,
		},
		{
			ID: "names-lead", Claim: "SP-08", Severity: High, Title: "The product's names lead to the edge", Why: "A name that leads past it has no firewall and no header.", Fix: "use the CNAME of the endpoint, or an alias of a resource of ours", Whole: names,
		},
		{
			ID: "policies-assigned", Claim: "SP-23", Severity: High, Kinds: []string{"authorization:PolicyAssignment"}, Title: "Azure Policy is enforced on the subscription", Why: "What does not go through the program is judged too.",
			Fix: "keep the assignment, enforced, on the subscription", Each: policyAssignment,
		},
		{
			ID: "policies-there", Claim: "SP-23", Severity: Medium, Title: "Every built-in policy that stands behind a rule is assigned", Why: "The catalogue says which.", Fix: "keep the assignments of the governance component", Whole: policiesThere,
		},
		{
			ID: "defender", Claim: "SP-24", Severity: High, Title: "Defender watches what is run, kept and called", Why: "Automated tools look for vulnerabilities.", Fix: "keep the plans at Standard, with their extensions", Whole: defender,
		},
		{
			ID: "contacts", Claim: "SP-25", Severity: High, Title: "Defender and the budget write to people", Why: "Affected people can only be told by those who know.", Fix: "keep addresses, notifications on", Whole: contacts,
		},
	}
}

func record(s *Stack, name, kind string) []*Resource {
	var found []*Resource
	for _, r := range s.Of("network:RecordSet") {
		if strings.EqualFold(r.Text("relativeRecordSetName"), name) && strings.EqualFold(r.Text("recordType"), kind) {
			found = append(found, r)
		}
	}
	return found
}

var (
	spf        = regexp.MustCompile(`^v=spf1 (?:[a-z]+:[a-z0-9.-]+ )*include:sendgrid\.net (?:[a-z]+:[a-z0-9.-]+ )*[~-]all$`)
	dmarc      = regexp.MustCompile(`^v=DMARC1; p=(reject|quarantine);(?: sp=(reject|quarantine);)? adkim=[rs]; aspf=[rs]; rua=mailto:[^@\s]+@[a-z0-9.-]+\.[a-z]+$`)
	toSendGrid = regexp.MustCompile(`^[a-z0-9.]+\.sendgrid\.net$`)
)

// mailRecords judges the records of mail.
func mailRecords(c *Case) {
	if !c.Stack.Full() {
		return
	}
	text := func(name string, form *regexp.Regexp) {
		for _, r := range record(c.Stack, name, "TXT") {
			for _, p := range r.At("txtRecords[].value[]") {
				if value, _ := plain(p.Value).(string); form.MatchString(value) {
					c.Hold(r, p)
					return
				}
			}
		}
		c.Missing(nil, Place{Path: name + " TXT", Absent: true}, "no record has the form that it must have", "network:RecordSet")
	}
	text("@", spf)
	text("_dmarc", dmarc)
	keys := map[string]bool{}
	branded := 0
	for _, r := range c.Stack.Of("network:RecordSet") {
		name, target := r.Text("relativeRecordSetName"), r.Text("cnameRecord.cname")
		if !strings.EqualFold(r.Text("recordType"), "CNAME") {
			continue
		}
		mail := strings.Contains(name, "._domainkey") || strings.HasPrefix(name, "em") || strings.HasPrefix(name, "url") || numbers.MatchString(name) || strings.HasPrefix(name, "link")
		if !mail {
			continue
		}
		if hasUnknown(r.At("cnameRecord.cname")[0].Value) {
			continue
		}
		if !toSendGrid.MatchString(target) && target != "sendgrid.net" {
			c.Violate(r, r.At("cnameRecord.cname")[0], show(target)+" is no name of SendGrid's")
			continue
		}
		if selector, ok := strings.CutSuffix(name, "._domainkey"); ok && strings.HasPrefix(target, selector+".domainkey.") {
			keys[selector] = true
		} else if !strings.Contains(name, "._domainkey") {
			branded++
		}
	}
	if !keys["s1"] || !keys["s2"] {
		c.Violate(nil, Place{Path: "_domainkey CNAME", Absent: true}, "the two selectors s1 and s2 of DKIM are not there")
	}
	if branded < 1 {
		c.Violate(nil, Place{Path: "CNAME", Absent: true}, "the record of the return path is not there")
	}
}

var numbers = regexp.MustCompile(`^\d{6,}$`)

// authorities demands CAA records that name two issuers and an address.
func authorities(c *Case) {
	if !c.Stack.Full() {
		return
	}
	allowed := []string{"digicert.com", "letsencrypt.org"}
	seen := map[string]bool{}
	for _, r := range record(c.Stack, "@", "CAA") {
		for i, p := range r.At("caaRecords[].value") {
			tag, _ := plain(r.At("caaRecords[].tag")[i].Value).(string)
			value, _ := plain(p.Value).(string)
			c.Expect(r, r.At("caaRecords[].flags")[i], is(0.0, 128.0), Default{})
			switch {
			case tag == "issue" && containsFold(allowed, value), tag == "issuewild" && value == ";", tag == "iodef" && strings.HasPrefix(value, "mailto:") && address().OK(strings.TrimPrefix(value, "mailto:")):
				seen[tag+value[:min(len(value), 7)]] = true
			default:
				c.Violate(r, p, "is no record that somebody reviewed: "+tag+" "+show(value))
			}
		}
	}
	if len(seen) < 4 {
		c.Violate(nil, Place{Path: "@ CAA", Absent: true}, "the records do not name both issuers, no wildcards, and whom to tell")
	}
}

// names demands where the product's names lead.
func names(c *Case) {
	if !c.Stack.Full() {
		return
	}
	zone, known := c.Stack.zone()
	if !known {
		c.Doubt(nil, Place{Path: "azureDnsZone.id"}, "the environment's zone is not known before apply")
		return
	}
	demand := func(r *Resource, name, kind, message string) {
		if len(record(c.Stack, name, kind)) == 0 {
			c.Missing(r, Place{Path: name + " " + kind, Absent: true}, message, "network:RecordSet")
		}
	}
	for _, domain := range c.Stack.Of("cdn:AFDCustomDomain") {
		c.Expect(domain, domain.At("hostName")[0], matches(`^[a-z0-9-]+\.`+regexp.QuoteMeta(zone)+`$`, "a name in the zone "+zone), Default{})
		c.Expect(domain, domain.At("azureDnsZone.id")[0], matches(`(?i)/dnsZones/`+regexp.QuoteMeta(zone)+`$`, "the one zone of the environment, "+zone), Default{})
		label, _, _ := strings.Cut(domain.Text("hostName"), ".")
		demand(domain, label, "CNAME", "no record leads it to the edge")
		demand(domain, "_dnsauth."+label, "TXT", "no record proves to Front Door whose it is: its certificate ends")
		for _, r := range record(c.Stack, label, "CNAME") {
			c.Expect(r, r.At("cnameRecord.cname")[0], matches(`\.azurefd\.net$`, "a name of Front Door's"), Default{})
		}
	}
	demand(nil, "status", "CNAME", "no record leads to the status page")
	demand(nil, "asuid.status", "TXT", "no record proves to Container Apps whose the status page's name is")
	for _, r := range record(c.Stack, "status", "CNAME") {
		c.Expect(r, r.At("cnameRecord.cname")[0], matches(`\.azurecontainerapps\.io$`, "a name of Container Apps"), Default{})
	}
	for _, r := range c.Stack.Of("network:RecordSet") {
		c.Expect(r, r.At("zoneName")[0], is(zone), Default{})
	}
	for _, r := range c.Stack.Of("network:RecordSet") {
		if strings.EqualFold(r.Text("recordType"), "A") && strings.HasPrefix(r.Text("relativeRecordSetName"), "origin-") {
			c.Expect(r, r.At("targetResource.id")[0], filled(), Default{})
		}
	}
	for _, o := range c.Stack.Of("cdn:AFDOrigin") {
		label, in, _ := strings.Cut(o.Text("hostName"), ".")
		if !strings.HasPrefix(label, "origin-") {
			continue
		}
		if found := record(c.Stack, label, "A"); len(found) == 0 || found[0].Text("zoneName") != in {
			c.Violate(o, Place{Path: "hostName", Value: o.Text("hostName")}, "no record has this name")
		}
	}
}

// policyAssignment judges one assignment.
func policyAssignment(c *Case) {
	r := c.Resource
	c.Expect(r, r.At("enforcementMode")[0], is("Default"), absentIs("Default", "ARM reference, Microsoft.Authorization/policyAssignments"))
	c.Expect(r, r.At("policyDefinitionId")[0], matches(`(?i)^/providers/Microsoft\.Authorization/policy(Set)?Definitions/[0-9a-f-]{36}$`, "a built-in definition"), Default{})
	if !c.Stack.ours() {
		return
	}
	if own := c.Stack.Subscription(); own != "" {
		c.Expect(r, r.At("scope")[0], is("/subscriptions/"+own), Default{})
	}
	if p := r.At("notScopes")[0]; !p.Absent {
		c.Expect(r, p, empty(), Default{})
	}
	if p := r.At("parameters.effect.value")[0]; !p.Absent {
		c.Expect(r, p, is("Audit", "Deny", "AuditIfNotExists"), Default{})
	}
	key := r.Text("displayName")
	for _, demand := range []Need{
		need("parameters.modeRequirement.value", is("Prevention")), need("parameters.maximumDaysToRotate.value", between(1, 730)), need("parameters.minimumRSAKeySize.value", is(3072.0, 4096.0)),
		need("parameters.minimumTlsVersion.value", is("TLS1_2", "TLS1_3")),
		need("parameters.allowedContainerImagesRegex.value", matches(`^\^\(crtrelica[a-z0-9]+\\\.azurecr\\\.io\|mcr\\\.microsoft\\\.com\)/\.\+\$$`, "the environment's registry and Microsoft's")),
	} {
		if p := r.At(demand.Path)[0]; !p.Absent {
			c.Expect(r, p, demand.Is, Default{})
		}
	}
	if parameter, needed := policyParameters[strings.ToLower(last(r.Text("policyDefinitionId")))]; needed {
		c.Expect(r, r.At("parameters." + parameter + ".value")[0], filled(), Default{})
	}
	if p := r.At("parameters.listOfAllowedLocations.value")[0]; !p.Absent {
		c.Expect(r, p, among(append(environments[c.Stack.Environment()].regions(), "global")...), Default{})
	}
	c.Expect(r, Place{Path: "displayName", Value: key}, matches(`^(SP-\d\d|all|safety)[ :]`, "a claim and a key"), Default{})
}

// policyParameters are parameters that a definition must be given: its own default asks for less.
var policyParameters = map[string]string{
	"425bea59-a659-4cbb-8d31-34499bd030b8": "modeRequirement", "d8cf8476-a2ec-4916-896e-992351803c44": "maximumDaysToRotate",
	"82067dbb-e53b-4e06-b631-546d197452d9": "minimumRSAKeySize", "febd0533-8e55-448f-b837-bd0e06f16469": "allowedContainerImagesRegex",
	"fe83a0eb-a853-422d-aac2-1bffd182c5d0": "minimumTlsVersion",
}

// policiesThere demands that the definitions named by rules are assigned, and that none is assigned twice.
func policiesThere(c *Case) {
	if !c.Stack.Full() {
		return
	}
	assigned := map[string]*Resource{}
	effects := 0
	for _, r := range c.Stack.Of("authorization:PolicyAssignment") {
		id := strings.ToLower(last(r.Text("policyDefinitionId")))
		if other := assigned[id]; other != nil {
			c.Violate(r, r.At("policyDefinitionId")[0], "is assigned by "+other.Name()+" too")
		}
		assigned[id] = r
		if equals(r.Text("parameters.effect.value"), "Deny") {
			effects++
		}
	}
	for _, id := range slices.Sorted(maps.Keys(assignedPolicies)) {
		want := assignedPolicies[id]
		r := assigned[id]
		switch {
		case r == nil:
			c.Violate(nil, Place{Path: id, Absent: true}, want.key+" is not assigned")
		case want.effect != "" && !equals(r.Text("parameters.effect.value"), want.effect) && !equals(r.Text("parameters.effect.value"), "Deny"):
			c.Violate(r, r.At("parameters.effect.value")[0], "is weaker than "+want.effect)
		}
	}
}

// plansOf are Defender's plans.
var plansOf = []string{"Arm", "Containers", "KeyVaults", "SqlServers", "StorageAccounts"}

// templates are the resources in deployments to the subscription.
func templates(s *Stack, kind string) []rule {
	var found []rule
	for _, d := range s.Of("resources:DeploymentAtSubscriptionScope") {
		for _, p := range d.At("properties.template.resources[]") {
			object, _ := plain(p.Value).(map[string]any)
			if r := (&Resource{URN: d.URN, Inputs: object}); strings.EqualFold(r.Text("type"), kind) {
				found = append(found, rule{p.Path, r})
			}
		}
	}
	return found
}

// expectIn judges a property of a template's resource.
func (c *Case) expectIn(one rule, path string, want Predicate) {
	for _, p := range one.At(path) {
		p.Path = one.path + "." + p.Path
		c.Expect(&Resource{URN: one.URN}, p, want, Default{})
	}
}

// defender demands the plans.
func defender(c *Case) {
	if !c.Stack.Full() {
		return
	}
	on := map[string]bool{}
	for _, plan := range templates(c.Stack, "Microsoft.Security/pricings") {
		on[plan.Text("name")] = true
		c.expectIn(plan, "properties.pricingTier", is("Standard"))
		c.expectIn(plan, "properties.extensions[].isEnabled", is("True"))
		c.expectIn(plan, "properties.extensions[].name", is("AgentlessDiscoveryForKubernetes", "ContainerRegistriesVulnerabilityAssessments"))
		if plan.Text("name") == "Containers" && len(plan.At("properties.extensions[]")) < 2 {
			c.Violate(&Resource{URN: plan.URN}, Place{Path: plan.path, Absent: true}, "the extensions that scan images and discover clusters are not on")
		}
		if plan.Text("name") == "StorageAccounts" {
			c.expectIn(plan, "properties.subPlan", is("DefenderForStorageV2"))
		}
	}
	for _, name := range plansOf {
		if !on[name] {
			c.Violate(nil, Place{Path: name, Absent: true}, "Defender's plan "+name+" is not on")
		}
	}
	for _, d := range c.Stack.Of("resources:DeploymentAtSubscriptionScope") {
		c.Expect(d, d.At("properties.mode")[0], is("Incremental"), Default{})
	}
}

// contacts demands people behind Defender and the budget.
func contacts(c *Case) {
	if !c.Stack.Full() {
		return
	}
	people := templates(c.Stack, "Microsoft.Security/securityContacts")
	if len(people) == 0 {
		c.Violate(nil, Place{Path: "securityContacts", Absent: true}, "Defender writes to nobody")
	}
	for _, one := range people {
		c.expectIn(one, "properties.emails", address())
		c.expectIn(one, "properties.isEnabled", yes())
		c.expectIn(one, "properties.notificationsByRole.state", is("On"))
		c.expectIn(one, "properties.notificationsByRole.roles", includes("Owner"))
		c.expectIn(one, "properties.notificationsSources", atLeastOf(2))
		c.expectIn(one, "properties.notificationsSources[].sourceType", is("Alert", "AttackPath"))
		for i, source := range one.At("properties.notificationsSources[]") {
			object, _ := plain(source.Value).(map[string]any)
			severity, risk := object["minimalSeverity"], object["minimalRiskLevel"]
			if equals(object["sourceType"], "Alert") && !is("Low", "Medium").OK(severity) || equals(object["sourceType"], "AttackPath") && !is("Low", "Medium", "High").OK(risk) {
				c.Violate(&Resource{URN: one.URN}, Place{Path: one.path + "." + source.Path, Value: source.Value}, "tells too little")
			}
			_ = i
		}
	}
	budgets := templates(c.Stack, "Microsoft.Consumption/budgets")
	if len(budgets) == 0 {
		c.Violate(nil, Place{Path: "budgets", Absent: true}, "there is no budget")
	}
	for _, budget := range budgets {
		all, _ := plain(budget.At("properties.notifications")[0].Value).(map[string]any)
		if len(all) < 2 {
			c.Violate(&Resource{URN: budget.URN}, Place{Path: budget.path + ".properties.notifications", Absent: true}, "nobody is told before the money is spent")
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			c.expectIn(budget, "properties.notifications."+name+".enabled", yes())
			c.expectIn(budget, "properties.notifications."+name+".operator", is("GreaterThan", "GreaterThanOrEqualTo"))
			c.expectIn(budget, "properties.notifications."+name+".threshold", between(1, 100))
			c.expectIn(budget, "properties.notifications."+name+".contactEmails", filled())
			c.expectIn(budget, "properties.notifications."+name+".contactEmails[]", address())
		}
	}
}
