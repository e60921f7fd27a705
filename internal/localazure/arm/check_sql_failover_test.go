package arm

func failoverCases() []checkCase {
	group := func(partners, more string) string { return `{"partnerServers":` + partners + more + `}` }
	other := `[{"id":"` + sqlOther + `"}]`
	body := group(other, `,"databases":["`+appHome+`"],"readWriteEndpoint":{"failoverPolicy":"Manual"}`)
	servers := fakeView{server(sqlHome, "eastus2", ""), server(sqlOther, "centralus", "")}
	home, replica := database(sqlHome, "app", ""), database(sqlOther, "app", `"createMode":"Secondary","sourceDatabaseId":"`+appHome+`"`)
	foreign := "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg/providers/Microsoft.Sql/servers/sql-x"
	policy := func(text string) string { return `{"readWriteEndpoint":` + text + `}` }
	grace := "readWriteEndpoint.failoverWithDataLossGracePeriodMinutes "
	turned := func(role string) fakeView { return fakeView{made(fogID, "", body, `{"replicationRole":"`+role+`"}`)} }
	vaultIn := func(location string) fakeView {
		return append(append(closedVault(location, ""), protectedBy(sqlHome, true)...), servers...)
	}
	return []checkCase{
		{check: "failover-group-partner", reason: "a server of another region", token: fogToken, id: fogID, body: body, world: servers},
		{check: "failover-group-partner", reason: "none", token: fogToken, id: fogID, body: group(`[]`, ""), want: []string{"partnerServers FailoverGroupCreateOrUpdateRequestUnsupportedPartnerCount: 0 are given"}},
		{check: "failover-group-partner", reason: "itself", token: fogToken, id: fogID, body: group(`[{"id":"`+sqlHome+`"}]`, ""), world: servers, want: []string{"partnerServers[0].id FailoverGroupCreateOrUpdateRequestDuplicatePartner: primary"}},
		{check: "failover-group-partner", reason: "a server of the same region", token: fogToken, id: fogID, body: body, world: fakeView{server(sqlHome, "eastus2", ""), server(sqlOther, "eastus2", "")},
			want: []string{"partnerServers[0].id InvalidFailoverGroupRegion: both are in eastus2"}},
		{check: "failover-group-partner", reason: "another subscription's", token: fogToken, id: fogID, body: group(`[{"id":"`+foreign+`"}]`, ""), want: []string{"partnerServers[0].id FailoverGroupPartnerServerFromDifferentSubscription: different subscriptions"}},
		{check: "failover-group-databases", reason: "on the primary", token: fogToken, id: fogID, body: body, world: fakeView{home}},
		{check: "failover-group-databases", reason: "on the partner, and a bare name", token: fogToken, id: fogID, body: group(other, `,"databases":["`+appOther+`","app"]`), world: fakeView{home, replica},
			want: []string{"databases[0] FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer: " + appOther, "databases[1] FailoverGroupCreateOrUpdateRequestInvalidDatabases: \"app\""}},
		{check: "failover-group-policy", reason: "by people", token: fogToken, id: fogID, body: policy(`{"failoverPolicy":"Manual"}`)},
		{check: "failover-group-policy", reason: "by people, after a time", token: fogToken, id: fogID, body: policy(`{"failoverPolicy":"Manual","failoverWithDataLossGracePeriodMinutes":60}`),
			want: []string{grace + "FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFieldsForManualPolicy: should not be provided"}},
		{check: "failover-group-policy", reason: "by itself, at once", token: fogToken, id: fogID, body: policy(`{"failoverPolicy":"Automatic"}`), want: []string{grace + "FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFields: must be provided"}},
		{check: "failover-group-policy", reason: "by itself, too soon", token: fogToken, id: fogID, body: policy(`{"failoverPolicy":"Automatic","failoverWithDataLossGracePeriodMinutes":30}`),
			want: []string{grace + "FailoverGroupCreateOrUpdateRequestLessThanMinimumGracePeriodValues: it is 30"}},
		{check: "failover-group-replicas", reason: "its replica is there", token: fogToken, id: fogID, body: body, world: fakeView{home, replica}},
		{check: "failover-group-replicas", reason: "nothing is there, and Azure makes it", token: fogToken, id: fogID, body: body, world: fakeView{home}},
		{check: "failover-group-replicas", reason: "something else has the name", token: fogToken, id: fogID, body: body, world: fakeView{home, database(sqlOther, "app", "")}, want: []string{"databases[0] RemoteDatabaseExists: no replica"}},
		{check: "failover-group-replicas", reason: "made from the wrong side", token: fogToken, id: sqlOther + "/failoverGroups/fog", body: `{"databases":["` + appOther + `"]}`, world: fakeView{home, replica},
			want: []string{"databases[0] DatabaseInFailoverGroupNotPrimary: not 'Primary'"}},
		{check: "failover-group-once", reason: "the only group", token: fogToken, id: fogID, body: body, world: turned("Primary")},
		{check: "failover-group-once", reason: "a second", token: fogToken, id: sqlHome + "/failoverGroups/two", body: body, world: turned("Primary"), want: []string{"databases[0] DatabaseBelongsToOtherFailoverGroup: is in fog"}},
		{check: "failover-group-key", reason: "both have it", token: fogToken, id: fogID, body: body, world: append(append(protectedBy(sqlHome, true), keyOn(sqlOther)), servers...)},
		{check: "failover-group-key", reason: "the partner does not", token: fogToken, id: fogID, body: body, world: append(protectedBy(sqlHome, true), servers...), want: []string{"partnerServers[0].id SameKeyUriNotFoundOnRemoteServer: sql-other"}},
		{check: "failover-group-key-region", reason: "elsewhere", token: fogToken, id: fogID, body: body, world: vaultIn("centralus")},
		{check: "failover-group-key-region", reason: "with the primary", token: fogToken, id: fogID, body: body, world: vaultIn("eastus2"), want: []string{"warning partnerServers -: losing the region loses both"}},
		{check: "failover-group-side", reason: "on the primary", token: fogToken, id: fogID, old: body, body: body, world: turned("Primary")},
		{check: "failover-group-side", reason: "after a failover", token: fogToken, id: fogID, old: body, body: body, world: turned("Secondary"), want: []string{" FailoverGroupUpdateOrDeleteRequestOnSecondary: Execute the request on the primary server"}},
	}
}
