package arm

import "strings"

const (
	profileID1    = inGroup + "Microsoft.Cdn/profiles/afd"
	endpointID1   = profileID1 + "/afdEndpoints/fde"
	originsID     = profileID1 + "/originGroups/og"
	originID      = originsID + "/origins/eus2"
	routeID       = endpointID1 + "/routes/rt"
	rulesID       = profileID1 + "/ruleSets/rs"
	domainID      = profileID1 + "/customDomains/app"
	securityID    = profileID1 + "/securityPolicies/sp"
	firewallID    = inGroup + "Microsoft.Network/frontDoorWebApplicationFirewallPolicies/waf"
	publicZoneID  = inGroup + "Microsoft.Network/dnsZones/trelica.example"
	profileToken  = "cdn/v20240901:Profile"
	groupsToken   = "cdn/v20240901:AFDOriginGroup"
	originToken   = "cdn/v20240901:AFDOrigin"
	routeToken    = "cdn/v20240901:Route"
	edgeRuleToken = "cdn/v20240901:Rule"
	domainToken   = "cdn/v20240901:AFDCustomDomain"
	guardToken    = "cdn/v20240901:SecurityPolicy"
	keptToken     = "cdn/v20240901:Secret"
	firewallToken = "network/v20240201:Policy"
)

func frontDoorCases() []checkCase {
	premium := made(profileID1, "global", `{"sku":{"name":"Premium_AzureFrontDoor"}}`)
	standard := made(profileID1, "global", `{"sku":{"name":"Standard_AzureFrontDoor"}}`)
	linked := `{"sharedPrivateLinkResource":{"groupId":"sites"},"enforceCertificateNameCheck":true}`
	toGroup := `{"originGroup":{"id":"` + originsID + `"}}`
	group := made(originsID, "", `{}`)
	served := `{"customDomains":[{"id":"` + domainID + `"}],"patternsToMatch":["/*"]}`
	return []checkCase{
		{check: "frontdoor-timeout", reason: "a minute", token: profileToken, id: profileID1, body: `{"originResponseTimeoutSeconds":60}`},
		{check: "frontdoor-timeout", reason: "too short", token: profileToken, id: profileID1, body: `{"originResponseTimeoutSeconds":15}`, want: []string{"originResponseTimeoutSeconds -: 16"}},
		{check: "origin-probe", reason: "every half minute", token: groupsToken, id: originsID, body: `{"healthProbeSettings":{"probePath":"/healthz","probeIntervalInSeconds":30}}`},
		{check: "origin-probe", reason: "no slash, and too rarely", token: groupsToken, id: originsID, body: `{"healthProbeSettings":{"probePath":"healthz","probeIntervalInSeconds":256}}`,
			want: []string{"healthProbeSettings.probeIntervalInSeconds -: 255", "healthProbeSettings.probePath BadRequest: slash"}},
		{check: "origin-samples", reason: "three of four", token: groupsToken, id: originsID, body: `{"loadBalancingSettings":{"sampleSize":4,"successfulSamplesRequired":3,"additionalLatencyInMilliseconds":50}}`},
		{check: "origin-samples", reason: "five of four", token: groupsToken, id: originsID, body: `{"loadBalancingSettings":{"sampleSize":4,"successfulSamplesRequired":5}}`, want: []string{"loadBalancingSettings.successfulSamplesRequired BadRequest: 5 of 4"}},
		{check: "origin-order", reason: "the last priority", token: originToken, id: originID, body: `{"priority":5,"weight":1000,"httpPort":80,"httpsPort":443}`},
		{check: "origin-order", reason: "one past it", token: originToken, id: originID, body: `{"priority":6,"weight":0}`, want: []string{"priority -: 1 to 5", "weight -: 1 to 1000"}},
		{check: "origin-host", reason: "a name", token: originToken, id: originID, body: `{"hostName":"origin.example"}`, world: fakeView{made(originsID+"/origins/cus", "", `{"hostName":"other.example"}`)}},
		{check: "origin-host", reason: "an address with its scheme", token: originToken, id: originID, body: `{"hostName":"https://origin.example"}`, want: []string{"hostName BadRequest: neither"}},
		{check: "origin-host", reason: "another origin's", token: originToken, id: originID, body: `{"hostName":"origin.example"}`, world: fakeView{made(originsID+"/origins/cus", "", `{"hostName":"Origin.example"}`)}, want: []string{"hostName Conflict: cus"}},
		{check: "origin-private-link", reason: "in premium", token: originToken, id: originID, body: linked, world: fakeView{premium}},
		{check: "origin-private-link", reason: "in standard, unchecked", token: originToken, id: originID, body: `{"sharedPrivateLinkResource":{},"enforceCertificateNameCheck":false}`, world: fakeView{standard},
			want: []string{"sharedPrivateLinkResource BadRequest: Standard", "enforceCertificateNameCheck BadRequest: name"}},
		{check: "route-origins", reason: "a group with an origin", token: routeToken, id: routeID, body: toGroup, world: fakeView{group, made(originID, "", `{"enabledState":"Enabled"}`)}},
		{check: "route-origins", reason: "a group whose origin is off", token: routeToken, id: routeID, body: toGroup, world: fakeView{group, made(originID, "", `{"enabledState":"Disabled"}`)}, want: []string{"originGroup.id BadRequest: no origin"}},
		{check: "route-domains", reason: "the endpoint's own", token: routeToken, id: routeID, body: `{"linkToDefaultDomain":"Enabled"}`},
		{check: "route-domains", reason: "none", token: routeToken, id: routeID, body: `{"linkToDefaultDomain":"Disabled","customDomains":[]}`, want: []string{"customDomains BadRequest: no custom domain"}},
		{check: "route-redirect", reason: "both protocols", token: routeToken, id: routeID, body: `{"httpsRedirect":"Enabled","supportedProtocols":["Http","Https"]}`},
		{check: "route-redirect", reason: "nothing to redirect", token: routeToken, id: routeID, body: `{"httpsRedirect":"Enabled","supportedProtocols":["Https"]}`, want: []string{"supportedProtocols BadRequest: Http"}},
		{check: "route-overlap", reason: "another path", token: routeToken, id: routeID, body: served, world: fakeView{made(routeID+"2", "", `{"customDomains":[{"id":"`+domainID+`"}],"patternsToMatch":["/api/*"]}`)}},
		{check: "route-overlap", reason: "the same path", token: routeToken, id: routeID, body: served, world: fakeView{made(routeID+"2", "", served)}, want: []string{"patternsToMatch[0] BadRequest: rt2"}},
	}
}

func frontDoorRuleCases() []checkCase {
	rule := rulesID + "/rules/r"
	header := func(inner string) string {
		return `{"actions":[{"name":"ModifyResponseHeader","parameters":{` + inner + `}}]}`
	}
	return []checkCase{
		{check: "frontdoor-rule-actions", reason: "one", token: edgeRuleToken, id: rule, body: `{"actions":[{"name":"UrlRewrite"}]}`},
		{check: "frontdoor-rule-actions", reason: "none", token: edgeRuleToken, id: rule, body: `{"actions":[]}`, want: []string{"actions BadRequest: 0 are given"}},
		{check: "frontdoor-rule-actions", reason: "two that exclude each other", token: edgeRuleToken, id: rule, body: `{"actions":[{"name":"UrlRewrite"},{"name":"UrlRedirect"}]}`, want: []string{"actions BadRequest: exclude"}},
		{check: "frontdoor-rule-conditions", reason: "one", token: edgeRuleToken, id: rule, body: `{"conditions":[{}]}`},
		{check: "frontdoor-rule-conditions", reason: "eleven", token: edgeRuleToken, id: rule, body: `{"conditions":[{},{},{},{},{},{},{},{},{},{},{}]}`, want: []string{"conditions BadRequest: 11"}},
		{check: "frontdoor-header-actions", reason: "overwritten with a value", token: edgeRuleToken, id: rule, body: header(`"headerAction":"Overwrite","value":"x"`)},
		{check: "frontdoor-header-actions", reason: "overwritten with nothing", token: edgeRuleToken, id: rule, body: header(`"headerAction":"Overwrite"`), want: []string{"actions[0].parameters.value BadRequest: takes a value"}},
		{check: "frontdoor-header-actions", reason: "deleted with a value", token: edgeRuleToken, id: rule, body: header(`"headerAction":"Delete","value":"x"`), want: []string{"actions[0].parameters.value BadRequest: takes no value"}},
		{check: "frontdoor-rule-order", reason: "an order of its own", token: edgeRuleToken, id: rule, body: `{"order":1}`, world: fakeView{made(rule+"2", "", `{"order":2}`)}},
		{check: "frontdoor-rule-order", reason: "another rule's", token: edgeRuleToken, id: rule, body: `{"order":1}`, world: fakeView{made(rule+"2", "", `{"order":1}`)}, want: []string{"order Conflict: r2"}},
		{check: "frontdoor-rule-order", reason: "below the least", token: edgeRuleToken, id: rule, body: `{"order":-1}`, want: []string{"order BadRequest: -1"}},
	}
}

func frontDoorDomainCases() []checkCase {
	zoned := `{"hostName":"app.trelica.example","azureDnsZone":{"id":"` + publicZoneID + `"},"tlsSettings":{"certificateType":"ManagedCertificate"}}`
	caa := func(issuer string) fakeView {
		return fakeView{made(publicZoneID+"/CAA/@", "", `{"caaRecords":[{"tag":"issue","value":"`+issuer+`"}]}`)}
	}
	return []checkCase{
		{check: "frontdoor-tls", reason: "1.2", token: domainToken, id: domainID, body: `{"tlsSettings":{"minimumTlsVersion":"TLS12"}}`},
		{check: "frontdoor-tls", reason: "1.0", token: domainToken, id: domainID, body: `{"tlsSettings":{"minimumTlsVersion":"TLS10"}}`, want: []string{"tlsSettings.minimumTlsVersion BadRequest: retired"}},
		{check: "frontdoor-certificate", reason: "managed", token: domainToken, id: domainID, body: `{"tlsSettings":{"certificateType":"ManagedCertificate"}}`},
		{check: "frontdoor-certificate", reason: "one's own, and none", token: domainToken, id: domainID, body: `{"tlsSettings":{"certificateType":"CustomerCertificate"}}`, want: []string{"tlsSettings.secret BadRequest: CustomerCertificate"}},
		{check: "frontdoor-host-taken", reason: "free", token: domainToken, id: domainID, body: zoned},
		{check: "frontdoor-host-taken", reason: "another profile's", token: domainToken, id: domainID, body: zoned, world: fakeView{made(profileID1+"2/customDomains/app", "", `{"hostName":"APP.trelica.example"}`)}, want: []string{"hostName Conflict: already"}},
		{check: "frontdoor-zone", reason: "below its zone", token: domainToken, id: domainID, body: zoned},
		{check: "frontdoor-zone", reason: "of another", token: domainToken, id: domainID, body: `{"hostName":"app.other.example","azureDnsZone":{"id":"` + publicZoneID + `"}}`, want: []string{"hostName BadRequest: not in the zone"}},
		{check: "frontdoor-authority", reason: "named", token: domainToken, id: domainID, body: zoned, world: caa("DigiCert.com")},
		{check: "frontdoor-authority", reason: "another alone", token: domainToken, id: domainID, body: zoned, world: caa("letsencrypt.org"), want: []string{"warning azureDnsZone.id -: digicert.com"}},
		{check: "frontdoor-secret-version", reason: "the newest", token: keptToken, id: profileID1 + "/secrets/s", body: `{"parameters":{"type":"CustomerCertificate","useLatestVersion":true}}`},
		{check: "frontdoor-secret-version", reason: "none", token: keptToken, id: profileID1 + "/secrets/s", body: `{"parameters":{"type":"CustomerCertificate"}}`, want: []string{"parameters.secretVersion BadRequest: version"}},
	}
}

func firewallCases() []checkCase {
	guards := `{"parameters":{"wafPolicy":{"id":"` + firewallID + `"},"associations":[{"domains":[{"id":"` + domainID + `"}],"patternsToMatch":["/*"]}]}}`
	profile, policy := made(profileID1, "global", `{"sku":{"name":"Premium_AzureFrontDoor"}}`), made(firewallID, "global", `{"sku":{"name":"Premium_AzureFrontDoor"}}`)
	sets := func(tier, inner string) string {
		return `{"sku":{"name":"` + tier + `"},"managedRules":{"managedRuleSets":[` + inner + `]}}`
	}
	rules := func(inner string) string { return `{"customRules":{"rules":[` + inner + `]}}` }
	scrubs := func(inner ...string) string {
		return `{"policySettings":{"scrubbingRules":[` + strings.Join(inner, ",") + `]}}`
	}
	scored := `{"ruleSetType":"Microsoft_DefaultRuleSet","ruleSetVersion":"2.1","ruleSetAction":"Block"}`
	return []checkCase{
		{check: "frontdoor-tiers", reason: "one tier", token: guardToken, id: securityID, body: guards, world: fakeView{profile, policy}},
		{check: "frontdoor-tiers", reason: "two", token: guardToken, id: securityID, body: guards, world: fakeView{profile, made(firewallID, "global", `{"sku":{"name":"Standard_AzureFrontDoor"}}`)}, want: []string{"parameters.wafPolicy.id BadRequest: Standard"}},
		{check: "frontdoor-guarded-once", reason: "by one policy", token: guardToken, id: securityID, body: guards},
		{check: "frontdoor-guarded-once", reason: "by another too", token: guardToken, id: securityID, body: guards, world: fakeView{made(securityID+"2", "", guards)}, want: []string{"parameters.associations[0].domains[0].id Conflict: sp2"}},
		{check: "frontdoor-guarded-once", reason: "nothing", token: guardToken, id: securityID, body: `{"parameters":{"associations":[{"domains":[]}]}}`,
			want: []string{"parameters.associations[0].domains BadRequest: none", "parameters.associations[0].patternsToMatch BadRequest: none"}},
		{check: "firewall-managed-tier", reason: "premium", token: firewallToken, id: firewallID, body: sets("Premium_AzureFrontDoor", scored)},
		{check: "firewall-managed-tier", reason: "standard with none", token: firewallToken, id: firewallID, body: sets("Standard_AzureFrontDoor", "")},
		{check: "firewall-managed-tier", reason: "standard with some", token: firewallToken, id: firewallID, body: sets("Standard_AzureFrontDoor", scored), want: []string{"managedRules.managedRuleSets BadRequest: no managed rule sets"}},
		{check: "firewall-managed-sets", reason: "known ones", token: firewallToken, id: firewallID, body: sets("Premium_AzureFrontDoor", scored+`,{"ruleSetType":"Microsoft_BotManagerRuleSet","ruleSetVersion":"1.1"}`)},
		{check: "firewall-managed-sets", reason: "an unknown version", token: firewallToken, id: firewallID, body: sets("", `{"ruleSetType":"Microsoft_BotManagerRuleSet","ruleSetVersion":"9.9"}`), want: []string{"managedRules.managedRuleSets[0].ruleSetVersion BadRequest: 1.1"}},
		{check: "firewall-managed-sets", reason: "a score without consequence", token: firewallToken, id: firewallID, body: sets("", `{"ruleSetType":"Microsoft_DefaultRuleSet","ruleSetVersion":"2.1"}`), want: []string{"managedRules.managedRuleSets[0].ruleSetAction BadRequest: ruleSetAction"}},
		{check: "firewall-custom-rules", reason: "two of their own", token: firewallToken, id: firewallID, body: rules(`{"name":"a","priority":1,"matchConditions":[{}]},{"name":"b","priority":2,"matchConditions":[{}]}`)},
		{check: "firewall-custom-rules", reason: "alike, and without condition", token: firewallToken, id: firewallID, body: rules(`{"name":"a","priority":1,"matchConditions":[{}]},{"name":"A","priority":1}`),
			want: []string{"customRules.rules[1].name BadRequest: already", "customRules.rules[1].priority BadRequest: already", "customRules.rules[1].matchConditions BadRequest: condition"}},
		{check: "firewall-scrubbing", reason: "all headers, one argument, the address", token: firewallToken, id: firewallID, body: scrubs(`{"matchVariable":"RequestHeaderNames","selectorMatchOperator":"EqualsAny"}`,
			`{"matchVariable":"QueryStringArgNames","selectorMatchOperator":"Equals","selector":"code"}`, `{"matchVariable":"RequestUri","selectorMatchOperator":"EqualsAny","state":"Enabled"}`)},
		{check: "firewall-scrubbing", reason: "one of many without saying which", token: firewallToken, id: firewallID, body: scrubs(`{"matchVariable":"RequestCookieNames","selectorMatchOperator":"Equals"}`),
			want: []string{"policySettings.scrubbingRules[0].selector BadRequest: needs a selector"}},
		{check: "firewall-scrubbing", reason: "all, and one", token: firewallToken, id: firewallID, body: scrubs(`{"matchVariable":"RequestCookieNames","selectorMatchOperator":"EqualsAny","selector":"sid"}`),
			want: []string{"policySettings.scrubbingRules[0].selector BadRequest: takes none"}},
		{check: "firewall-scrubbing", reason: "one address", token: firewallToken, id: firewallID, body: scrubs(`{"matchVariable":"RequestIPAddress","selectorMatchOperator":"Equals","selector":"a"}`),
			want: []string{"policySettings.scrubbingRules[0].selectorMatchOperator BadRequest: EqualsAny alone"}},
		{check: "firewall-rate-limits", reason: "a minute", token: firewallToken, id: firewallID, body: rules(`{"ruleType":"RateLimitRule","rateLimitDurationInMinutes":1,"rateLimitThreshold":10}`)},
		{check: "firewall-rate-limits", reason: "two minutes, too few", token: firewallToken, id: firewallID, body: rules(`{"ruleType":"RateLimitRule","rateLimitDurationInMinutes":2,"rateLimitThreshold":9}`),
			want: []string{"customRules.rules[0].rateLimitDurationInMinutes BadRequest: 1 or 5", "customRules.rules[0].rateLimitThreshold -: 10"}},
		{check: "firewall-rate-limits", reason: "no threshold", token: firewallToken, id: firewallID, body: rules(`{"ruleType":"RateLimitRule","rateLimitDurationInMinutes":5}`), want: []string{"customRules.rules[0].rateLimitThreshold BadRequest: threshold"}},
	}
}
