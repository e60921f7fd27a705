package controls

import (
	"regexp"
	"strings"
)

// edgeRules are those about Front Door, its firewall and headers.
func edgeRules() []*Rule {
	return []*Rule{
		{
			ID: "edge-tls", Claim: "SP-09", Severity: Critical, Kinds: []string{"cdn:AFDCustomDomain"}, Title: "The edge speaks TLS 1.2 and 1.3 alone", Why: "Older protocols are blocked.",
			Fix: "set tlsSettings.minimumTlsVersion to TLS12", Needs: []Need{
				need("tlsSettings.minimumTlsVersion", is("TLS12", "TLS13")).or("TLS12", srcFront), need("tlsSettings.certificateType", is("ManagedCertificate", "CustomerCertificate")),
			},
		},
		{
			ID: "edge-https", Claim: "SP-09", Severity: Critical, Kinds: []string{"cdn:Route"}, Title: "HTTP only redirects, and origins are asked by HTTPS", Why: "Nothing is sent in clear.",
			Fix: "set httpsRedirect Enabled, forwardingProtocol HttpsOnly", Needs: []Need{
				need("httpsRedirect", is("Enabled")).or("Disabled", srcFront), need("forwardingProtocol", is("HttpsOnly")).or("MatchRequest", srcFront),
				need("supportedProtocols", includes("Https")),
			},
		},
		{
			ID: "edge-own-domain", Claim: "SP-08", Severity: High, Kinds: []string{"cdn:Route"}, Title: "The product answers under its own name alone", Why: "Another name would have neither its headers nor its firewall.",
			Fix: "disable linkToDefaultDomain, name the domains", Needs: []Need{
				need("linkToDefaultDomain", is("Disabled")).or("Disabled", srcFront), need("customDomains", filled()), need("enabledState", is("Enabled")),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "edge-hsts", Claim: "SP-08", Severity: Critical, Title: "HSTS is set at the edge on every answer", Why: "A browser that has been here never speaks HTTP to us again.",
			Fix: "overwrite Strict-Transport-Security with a year or more and includeSubDomains in a rule set of every route", Whole: hsts,
		},
		{
			ID: "edge-own-answers", Claim: "SP-08", Severity: Low, Kinds: []string{"cdn:Profile"}, Title: "Front Door's own answers carry HSTS", Why: "Every answer should.", Fix: "none is known: see the exception",
			Each: func(c *Case) { c.Violate(c.Resource, Place{}, "block and error pages carry no header of ours") },
		},
		{
			ID: "edge-origins", Claim: "SP-09", Severity: High, Kinds: []string{"cdn:AFDOrigin"}, Title: "Origins prove who they are", Why: "Otherwise anybody could be the origin.",
			Fix: "set enforceCertificateNameCheck", Needs: []Need{need("enforceCertificateNameCheck", yes()).or(true, srcFront), need("httpsPort", is(443.0)).or(443.0, srcFront)},
		},
		{
			ID: "edge-firewall", Claim: "SP-18", Severity: Critical, Kinds: []string{"network:Policy"}, Title: "The firewall blocks", Why: "One that only looks protects nobody.", Fix: "set mode Prevention, enabledState Enabled",
			Needs: []Need{
				need("policySettings.mode", is("Prevention")).or("Detection", srcFront), need("policySettings.enabledState", is("Enabled")).or("Enabled", srcFront),
				need("policySettings.requestBodyCheck", is("Enabled")), need("policySettings.customBlockResponseStatusCode", is(403.0, 429.0)).or(403.0, srcFront),
			},
			Policies: []string{"425bea59-a659-4cbb-8d31-34499bd030b8"},
		},
		{
			ID: "edge-rate", Claim: "SP-18", Severity: Medium, Kinds: []string{"network:Policy"}, Title: "The firewall limits rates", Why: "Passwords are not tried by the thousand.",
			Fix: "keep the rate limits enabled, blocking, by the caller's address", When: func(_ *Resource, s *Stack) bool { return s.ours() }, Each: rateLimits,
		},
		{
			ID: "edge-rule-sets", Claim: "SP-18", Severity: High, Kinds: []string{"network:Policy"}, Title: "The firewall has Microsoft's rules, where the tier has them", Why: "Known attacks are known.",
			Fix: "add the default and the bot rule set, blocking", Each: managedRules,
		},
		{
			ID: "edge-guarded", Claim: "SP-18", Severity: Critical, Title: "Every domain is behind the firewall", Why: "A domain that is not is a way round it.", Fix: "list every custom domain in a SecurityPolicy, for /*", Whole: guarded,
		},
		{
			ID: "edge-failover", Claim: "SP-17", Severity: High, Title: "Front Door knows both regions and the maintenance page", Why: "A disaster needs no change at the edge.", Fix: "declare an origin for each, with their priorities", Whole: origins,
		},
		{
			ID: "edge-probe", Claim: "SP-17", Severity: High, Kinds: []string{"cdn:AFDOriginGroup"}, Title: "Front Door asks who is active, often", Why: "What answers 200 gets the traffic.",
			Fix: "probe /healthz/edge by HTTPS every 30 seconds or so", When: func(_ *Resource, s *Stack) bool { return s.ours() }, Needs: []Need{
				need("healthProbeSettings.probePath", is("/healthz/edge")), need("healthProbeSettings.probeProtocol", is("Https")), need("healthProbeSettings.probeIntervalInSeconds", between(5, 60)),
				need("loadBalancingSettings.sampleSize", between(2, 6)), need("loadBalancingSettings.successfulSamplesRequired", between(2, 4)),
			},
		},
		{
			ID: "edge-scrubbing", Claim: "SP-12", Severity: Medium, Kinds: []string{"cdn:Profile"}, Title: "Tokens in addresses are not logged", Why: "A log is read by more people than a token is for.",
			Fix: "scrub query strings in logScrubbing", When: func(_ *Resource, s *Stack) bool { return s.ours() }, Needs: []Need{
				need("logScrubbing.state", is("Enabled")), need("logScrubbing.scrubbingRules", filled()), need("logScrubbing.scrubbingRules[].state", is("Enabled")),
				need("logScrubbing.scrubbingRules[].matchVariable", is("QueryStringArgNames", "RequestUri")), need("logScrubbing.scrubbingRules[].selectorMatchOperator", is("EqualsAny")),
			},
		},
		{
			ID: "edge-firewall-scrubbing", Claim: "SP-12", Severity: Medium, Kinds: []string{"network:Policy"}, Title: "What a request carries is not in the firewall's log", Why: "The log says in clear what matched a rule, and the archive keeps it.",
			Fix: "scrub addresses, queries, headers, cookies and bodies in policySettings.scrubbingRules, not the client's address", When: func(_ *Resource, s *Stack) bool { return s.ours() }, Needs: []Need{
				need("policySettings.state", is("Enabled")), need("policySettings.scrubbingRules", filled()), need("policySettings.scrubbingRules[].state", is("Enabled")),
				need("policySettings.scrubbingRules[].selectorMatchOperator", is("EqualsAny")),
			}, Each: scrubbing,
		},
		{
			ID: "edge-tier", Claim: "SP-18", Severity: Medium, Kinds: []string{"cdn:Profile", "network:Policy"}, Title: "Production's edge has the tier with managed rules", Why: "The standard tier has none.",
			Fix: "set sku.name to Premium_AzureFrontDoor", When: production, Needs: []Need{need("sku.name", is("Premium_AzureFrontDoor"))},
		},
	}
}

var maxAge = regexp.MustCompile(`(?i)^max-age=(\d{8,});\s*includeSubDomains(;\s*preload)?$`)

// hsts demands the header in a rule of a rule set that every route uses.
func hsts(c *Case) {
	setsWith := map[string]bool{}
	for _, r := range c.Stack.Of("cdn:Rule") {
		for i, p := range r.At("actions[].parameters.headerName") {
			if !equals(plain(p.Value), "Strict-Transport-Security") {
				continue
			}
			value := r.At("actions[].parameters.value")[i]
			text, _ := plain(value.Value).(string)
			good := maxAge.FindStringSubmatch(text)
			switch {
			case good == nil || len(good[1]) == 8 && good[1] < "31536000":
				c.Violate(r, value, show(value.Value)+"; it must be a year or more, with includeSubDomains")
			case !equals(plain(r.At("actions[].parameters.headerAction")[i].Value), "Overwrite"):
				c.Violate(r, value, "the header must be overwritten")
			case !equals(plain(r.At("actions[].name")[i].Value), "ModifyResponseHeader"):
				c.Violate(r, value, "the action must modify the response")
			case len(r.At("conditions[]")) > 0:
				c.Violate(r, Place{Path: "conditions"}, "the header is not set on every answer")
			case stops(r):
				c.Violate(r, r.At(processing)[0], "rules after it are not reached")
			case stoppedBefore(c.Stack, r) != nil:
				other := stoppedBefore(c.Stack, r)
				c.Violate(other, other.At(processing)[0], "stops before Strict-Transport-Security is set")
			default:
				setsWith[strings.ToLower(r.Text("ruleSetName"))] = true
				c.Hold(r, value)
			}
		}
	}
	for _, route := range c.Stack.Of("cdn:Route") {
		ok := false
		for _, p := range route.At("ruleSets[].id") {
			text, _ := plain(p.Value).(string)
			ok = ok || setsWith[strings.ToLower(last(text))] || hasUnknown(p.Value)
		}
		if !ok {
			c.Missing(route, Place{Path: "ruleSets"}, "no rule set of this route sets Strict-Transport-Security rightly", "cdn:Rule", "cdn:Route")
		}
	}
}

// processing is what a rule of the edge says about those after it.
const processing = "matchProcessingBehavior"

// stops tells whether Front Door asks no rule after this one, where it matches.
func stops(r *Resource) bool {
	p := r.At(processing)[0]
	return !p.Absent && !equals(plain(p.Value), "Continue")
}

// stoppedBefore is a rule of the same set that comes before one, or may, and stops. nil where there is none.
func stoppedBefore(s *Stack, r *Resource) *Resource {
	own, known := number(plain(r.At("order")[0].Value))
	for _, other := range s.Of("cdn:Rule") {
		if other == r || !stops(other) || !equals(other.Text("ruleSetName"), r.Text("ruleSetName")) || !equals(other.Text("profileName"), r.Text("profileName")) {
			continue
		}
		if order, ok := number(plain(other.At("order")[0].Value)); !known || !ok || order <= own {
			return other
		}
	}
	return nil
}

// scrubbing demands that everything a request carries is scrubbed from the firewall's log, and that whose it was is not.
func scrubbing(c *Case) {
	const path = "policySettings.scrubbingRules[].matchVariable"
	var names []string
	for _, p := range c.Resource.At(path) {
		if hasUnknown(p.Value) {
			c.Doubt(c.Resource, p, "is not known before apply")
			return
		}
		text, _ := plain(p.Value).(string)
		names = append(names, text)
		if equals(text, "RequestIPAddress") {
			c.Violate(c.Resource, p, "the audit trail needs the client's address")
		}
	}
	for _, want := range []string{"QueryStringArgNames", "RequestHeaderNames", "RequestCookieNames", "RequestBodyPostArgNames", "RequestBodyJsonArgNames", "RequestUri"} {
		if !containsFold(names, want) {
			c.Violate(c.Resource, Place{Path: "policySettings.scrubbingRules", Value: toAny(names)}, "leaves "+want+" in the log")
		}
	}
}

// rateLimits judges the custom rules that limit rates.
func rateLimits(c *Case) {
	r := c.Resource
	rules := r.At("customRules.rules[]")
	if len(rules) < 2 {
		c.Violate(r, Place{Path: "customRules.rules", Absent: true}, "there must be a limit for signing in and one for everything")
	}
	everything := false
	for i, p := range rules {
		at := func(name string) Place { return r.At("customRules.rules[]." + name)[i] }
		c.Expect(r, at("action"), is("Block"), Default{})
		c.Expect(r, at("enabledState"), is("Enabled"), absentIs("Enabled", srcFront))
		c.Expect(r, at("ruleType"), is("RateLimitRule"), Default{})
		most := 3000.0
		if kinds := r.At("customRules.rules[].matchConditions[].matchVariable"); len(kinds) > i && equals(plain(kinds[i].Value), "RequestUri") {
			most = 300 // nobody signs in so often
		}
		c.Expect(r, at("rateLimitThreshold"), between(1, most), Default{})
		c.Expect(r, at("rateLimitDurationInMinutes"), is(1.0), absentIs(1.0, srcFront))
		object, _ := plain(p.Value).(map[string]any)
		rule := &Resource{URN: r.URN, Inputs: object}
		for _, group := range rule.At("groupBy") {
			c.Expect(r, Place{Path: p.Path + ".groupBy", Value: group.Value, Absent: group.Absent}, filled(), Default{})
		}
		for _, m := range rule.At("groupBy[].variableName") {
			c.Expect(r, Place{Path: p.Path + "." + m.Path, Value: m.Value, Absent: m.Absent}, is("SocketAddr"), Default{})
		}
		conditions := rule.At("matchConditions[]")
		if len(conditions) == 0 {
			c.Violate(r, Place{Path: p.Path + ".matchConditions", Absent: true}, "it limits nothing")
		}
		for n := range conditions {
			one := func(name string) Place { return rule.At("matchConditions[]." + name)[n] }
			negate, variable, operator, values := one("negateCondition"), one("matchVariable"), one("operator"), one("matchValue")
			list, _ := texts(plain(values.Value))
			c.Expect(r, Place{Path: p.Path + "." + negate.Path, Value: negate.Value, Absent: negate.Absent}, no(), absentIs(false, srcFront))
			switch {
			case equals(plain(variable.Value), "SocketAddr") && equals(plain(operator.Value), "IPMatch"):
				everything = everything || containsFold(list, "0.0.0.0/0") && containsFold(list, "::/0")
			case equals(plain(variable.Value), "RequestUri") && equals(plain(operator.Value), "Contains"):
				if !containsFold(list, "/signin") || !containsFold(list, "/connect/token") {
					c.Violate(r, Place{Path: p.Path + "." + values.Path, Value: values.Value}, "leaves out an address at which people sign in")
				}
				transforms, _ := texts(plain(one("transforms").Value))
				if !containsFold(transforms, "Lowercase") || !containsFold(transforms, "UrlDecode") {
					c.Violate(r, Place{Path: p.Path + "." + one("transforms").Path}, "an address that is written otherwise passes by it")
				}
			default:
				c.Violate(r, Place{Path: p.Path + "." + variable.Path, Value: variable.Value}, "matches by something that nobody reviewed")
			}
		}
	}
	if !everything {
		c.Violate(r, Place{Path: "customRules.rules"}, "no rule limits everything")
	}
}

// managedRules demands both of Microsoft's sets where the tier has them.
func managedRules(c *Case) {
	r := c.Resource
	if !equals(r.Text("sku.name"), "Premium_AzureFrontDoor") {
		return
	}
	found := map[string]bool{}
	for i, p := range r.At("managedRules.managedRuleSets[].ruleSetType") {
		text, _ := plain(p.Value).(string)
		version := r.At("managedRules.managedRuleSets[].ruleSetVersion")[i]
		found[text] = true
		switch text {
		case "Microsoft_DefaultRuleSet":
			c.Expect(r, version, is("2.1", "2.2"), Default{})
			c.Expect(r, r.At("managedRules.managedRuleSets[].ruleSetAction")[i], is("Block"), Default{})
		case "Microsoft_BotManagerRuleSet":
			c.Expect(r, version, is("1.1"), Default{})
		}
	}
	for _, name := range []string{"Microsoft_DefaultRuleSet", "Microsoft_BotManagerRuleSet"} {
		if !found[name] {
			c.Violate(r, Place{Path: "managedRules.managedRuleSets", Absent: true}, "has no "+name)
		}
	}
}

// guarded demands that every domain is in a security policy with a firewall.
func guarded(c *Case) {
	covered := map[string]bool{}
	for _, p := range c.Stack.Of("cdn:SecurityPolicy") {
		if !equals(p.Text("parameters.type"), "WebApplicationFirewall") || p.Text("parameters.wafPolicy.id") == "" {
			continue
		}
		for i := range p.At("parameters.associations[]") {
			patterns, _ := texts(plain(p.At("parameters.associations[].patternsToMatch")[i].Value))
			if !containsFold(patterns, "/*") {
				continue
			}
			for _, d := range p.At("parameters.associations[].domains[].id") {
				text, _ := plain(d.Value).(string)
				covered[strings.ToLower(last(text))] = true
			}
		}
	}
	for _, domain := range c.Stack.Of("cdn:AFDCustomDomain") {
		if !covered[strings.ToLower(domain.Text("customDomainName"))] {
			c.Missing(domain, Place{Path: "customDomainName"}, "no security policy puts it behind a firewall, for /*", "cdn:SecurityPolicy")
		}
	}
	for _, endpoint := range c.Stack.Of("cdn:AFDEndpoint") {
		if c.Stack.ours() && !covered[strings.ToLower(endpoint.Text("endpointName"))] {
			c.Missing(endpoint, Place{Path: "endpointName"}, "no security policy puts it behind a firewall, for /*", "cdn:SecurityPolicy")
		}
	}
}

// origins demands an origin for every region and one for the maintenance page, in their order.
func origins(c *Case) {
	if !c.Stack.Full() {
		return
	}
	facts := environments[c.Stack.Environment()]
	want := 2
	if facts.standby != "" {
		want = 3
	}
	zone, known := c.Stack.zone()
	seen := map[float64]bool{}
	for _, o := range c.Stack.Of("cdn:AFDOrigin") {
		priority, _ := number(plain(o.At("priority")[0].Value))
		enabled := o.At("enabledState")[0]
		c.Expect(o, enabled, is("Enabled"), Default{})
		if seen[priority] {
			c.Violate(o, o.At("priority")[0], "two origins of one priority share the traffic: one region is active")
		}
		seen[priority] = true
		if hasUnknown(o.At("hostName")[0].Value) {
			c.Doubt(o, o.At("hostName")[0], "is not known before apply")
			continue
		}
		host, header := o.Text("hostName"), o.At("originHostHeader")[0]
		switch maintenance := strings.HasSuffix(host, ".azurecontainerapps.io"); {
		case maintenance:
			c.Expect(o, o.At("priority")[0], between(5, 5), Default{})
			if plain(header.Value) != host {
				c.Violate(o, header, "the page answers under its own name alone")
			}
		case !header.Absent:
			c.Violate(o, header, "origins are asked under the name that the customer typed")
		default:
			c.Expect(o, o.At("priority")[0], between(1, 4), Default{})
			if !known {
				c.Doubt(o, o.At("hostName")[0], "the environment's zone is not known before apply")
				continue
			}
			c.Expect(o, o.At("hostName")[0], matches(`^origin-[a-z0-9]+\.`+regexp.QuoteMeta(zone)+`$`, "the name of an origin in the zone "+zone), Default{})
		}
	}
	if len(seen) < want {
		c.Violate(nil, Place{}, "Front Door knows too few origins: each region, and the maintenance page")
	}
}
