package arm

func telemetryCases() []checkCase {
	const componentToken, testToken = "insights/v20200202:Component", "insights/v20220615:WebTest"
	component, test := inGroup+"Microsoft.Insights/components/appi", inGroup+"Microsoft.Insights/webtests/wt"
	tagged := `{"tags":{"hidden-link:` + component + `":"Resource"}}`
	return []checkCase{
		{check: "metric-alert-scopes", reason: "a test and its component", token: metricToken, id: alertID, body: `{"scopes":["` + test + `","` + component + `"],"criteria":{"odataType":"Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria"}}`},
		{check: "component-workspace", reason: "with one", token: componentToken, id: component, body: `{"workspaceResourceId":"` + workspaceID + `"}`},
		{check: "component-workspace", reason: "the classic kind", token: componentToken, id: component, body: `{}`, want: []string{"workspaceResourceId BadRequest: workspace"}},
		{check: "component-retention", reason: "a quarter", token: componentToken, id: component, body: `{"retentionInDays":90}`},
		{check: "component-retention", reason: "a week", token: componentToken, id: component, body: `{"retentionInDays":7}`, want: []string{"retentionInDays BadRequest: 7 days"}},
		{check: "web-test-link", reason: "linked", token: testToken, id: test, body: tagged, world: fakeView{made(component, "westus2", `{}`)}},
		{check: "web-test-link", reason: "to nothing", token: testToken, id: test, body: tagged, want: []string{"tags BadRequest: no component"}},
		{check: "web-test-link", reason: "not at all", token: testToken, id: test, body: `{"tags":{"owner":"x"}}`, want: []string{"tags BadRequest: 0 tags"}},
		{check: "web-test-kind", reason: "standard", token: testToken, id: test, body: `{"kind":"standard","webTestKind":"standard","request":{"requestUrl":"https://a.example"}}`},
		{check: "web-test-kind", reason: "said differently", token: testToken, id: test, body: `{"kind":"ping","webTestKind":"standard"}`, want: []string{"kind BadRequest: ping", "request.requestUrl BadRequest: address"}},
		{check: "web-test-kind", reason: "retired", token: testToken, id: test, body: `{"kind":"ping","webTestKind":"ping"}`, want: []string{"warning webTestKind -: retired"}},
		{check: "web-test-places", reason: "two", token: testToken, id: test, body: `{"locations":[{"location":"us-va-ash-azr"},{"location":"emea-gb-db3-azr"}]}`},
		{check: "web-test-places", reason: "one twice, one nowhere", token: testToken, id: test, body: `{"locations":[{"location":"us-va-ash-azr"},{"location":"us-va-ash-azr"},{"location":"westus2"}]}`,
			want: []string{"locations[1].location BadRequest: twice", "locations[2].location BadRequest: no place"}},
		{check: "web-test-places", reason: "none", token: testToken, id: test, body: `{"locations":[]}`, want: []string{"locations BadRequest: nowhere"}},
		{check: "web-test-times", reason: "every five minutes", token: testToken, id: test, body: `{"frequency":300,"timeout":30}`},
		{check: "web-test-times", reason: "every minute, for ever", token: testToken, id: test, body: `{"frequency":60,"timeout":600}`, want: []string{"frequency BadRequest: 300", "timeout -: 120"}},
		{check: "web-test-certificate", reason: "over HTTPS", token: testToken, id: test, body: `{"request":{"requestUrl":"https://a.example"},"validationRules":{"sSLCheck":true,"sSLCertRemainingLifetimeCheck":14}}`},
		{check: "web-test-certificate", reason: "over HTTP", token: testToken, id: test, body: `{"request":{"requestUrl":"http://a.example"},"validationRules":{"sSLCheck":true}}`, want: []string{"validationRules.sSLCheck BadRequest: no certificate"}},
		{check: "web-test-certificate", reason: "not looked at", token: testToken, id: test, body: `{"validationRules":{"sSLCheck":false,"sSLCertRemainingLifetimeCheck":14}}`, want: []string{"validationRules.sSLCertRemainingLifetimeCheck BadRequest: off"}},
	}
}
