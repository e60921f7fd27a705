package arm

import "strings"

const (
	dnsZoneToken = "network/v20180501:Zone"
	recordToken  = "network/v20180501:RecordSet"

	dnsZoneID = inGroup + "Microsoft.Network/dnsZones/trelica.example"
)

func dnsCases() []checkCase {
	www, text := dnsZoneID+"/CNAME/www", dnsZoneID+"/TXT/www"
	long := strings.Repeat("a", 255)
	many := strings.TrimSuffix(strings.Repeat(`{"value":["a"]},`, 21), ",")
	whole := strings.TrimSuffix(strings.Repeat(`"`+long+`",`, 17), ",")
	return []checkCase{
		{check: "dns-zone-public", reason: "public", token: dnsZoneToken, id: dnsZoneID, body: `{"zoneType":"Public"}`},
		{check: "dns-zone-public", reason: "private", token: dnsZoneToken, id: dnsZoneID, body: `{"zoneType":"Private"}`, want: []string{"warning zoneType -: privateDnsZones"}},
		{check: "record-type", reason: "in small letters", token: recordToken, id: text, body: `{"recordType":"txt"}`},
		{check: "record-type", reason: "an older type", token: recordToken, id: text, body: `{"recordType":"SPF"}`, want: []string{"recordType BadRequest: \"TXT\""}},
		{check: "record-values", reason: "texts", token: recordToken, id: text, body: `{"recordType":"TXT","txtRecords":[{"value":["a"]}]}`},
		{check: "record-values", reason: "an address taken from a resource", token: recordToken, id: dnsZoneID + "/A/www", body: `{"recordType":"A","targetResource":{"id":"/x"}}`},
		{check: "record-values", reason: "another type's", token: recordToken, id: text, body: `{"recordType":"TXT","cnameRecord":{"cname":"a.example"}}`,
			want: []string{"cnameRecord BadRequest: no CNAME", "txtRecords BadRequest: no records"}},
		{check: "record-values", reason: "texts and a target", token: recordToken, id: text, body: `{"recordType":"TXT","txtRecords":[{"value":["a"]}],"targetResource":{"id":"/x"}}`,
			want: []string{"targetResource BadRequest: a target", "targetResource BadRequest: Only A, AAAA and CNAME"}},
		{check: "record-count", reason: "one", token: recordToken, id: text, body: `{"recordType":"TXT","txtRecords":[{"value":["a"]}]}`},
		{check: "record-count", reason: "twenty-one", token: recordToken, id: text, body: `{"recordType":"TXT","txtRecords":[` + many + `]}`, want: []string{"txtRecords BadRequest: 21 records"}},
		{check: "record-lifetime", reason: "an hour", token: recordToken, id: text, body: `{"ttl":3600}`},
		{check: "record-lifetime", reason: "a target brings its own", token: recordToken, id: text, body: `{"targetResource":{"id":"/x"}}`},
		{check: "record-lifetime", reason: "none, and nothing", token: recordToken, id: text, body: `{}`, want: []string{"ttl BadRequest: no time to live"}},
		{check: "record-lifetime", reason: "no time at all", token: recordToken, id: text, body: `{"ttl":0}`, want: []string{"ttl -: from 1"}},
		{check: "record-alone", reason: "another name", token: recordToken, id: www, body: `{"recordType":"CNAME"}`, world: fakeView{made(dnsZoneID+"/TXT/other", "", `{}`)}},
		{check: "record-alone", reason: "addresses and texts", token: recordToken, id: text, body: `{"recordType":"TXT"}`, world: fakeView{made(dnsZoneID+"/A/www", "", `{}`)}},
		{check: "record-alone", reason: "an alias beside a text", token: recordToken, id: www, body: `{"recordType":"CNAME"}`, world: fakeView{made(text, "", `{}`)}, want: []string{"relativeRecordSetName Conflict: TXT"}},
		{check: "record-alone", reason: "a text beside an alias", token: recordToken, id: text, body: `{"recordType":"TXT"}`, world: fakeView{made(www, "", `{}`)}, want: []string{"relativeRecordSetName Conflict: CNAME"}},
		{check: "record-alone", reason: "the zone as an alias", token: recordToken, id: dnsZoneID + "/CNAME/@", body: `{"recordType":"CNAME"}`, want: []string{"relativeRecordSetName BadRequest: zone itself"}},
		{check: "record-host", reason: "a domain with a period at the end", token: recordToken, id: www, body: `{"cnameRecord":{"cname":"s1.domainkey.u1.wl2.sendgrid.net."}}`},
		{check: "record-host", reason: "a domain in quotes", token: recordToken, id: www, body: `{"cnameRecord":{"cname":"\"a.example\""}}`, want: []string{"cnameRecord.cname BadRequest: invalid"}},
		{check: "record-texts", reason: "a long text in two strings", token: recordToken, id: text, body: `{"txtRecords":[{"value":["` + long + `","b"]}]}`},
		{check: "record-texts", reason: "a long string", token: recordToken, id: text, body: `{"txtRecords":[{"value":["` + long + `b"]}]}`, want: []string{"txtRecords[0].value[0] BadRequest: 256"}},
		{check: "record-texts", reason: "too much, and nothing", token: recordToken, id: text, body: `{"txtRecords":[{"value":[` + whole + `]},{"value":[]}]}`,
			want: []string{"txtRecords[0].value BadRequest: 4335", "txtRecords[1].value BadRequest: no text"}},
		{check: "record-authorities", reason: "one issuer", token: recordToken, id: dnsZoneID + "/CAA/@", body: `{"caaRecords":[{"flags":0,"tag":"issue","value":"digicert.com"}]}`},
		{check: "record-authorities", reason: "neither tag nor value", token: recordToken, id: dnsZoneID + "/CAA/@", body: `{"caaRecords":[{"flags":256}]}`,
			want: []string{"caaRecords[0].flags -: 256", "caaRecords[0].tag BadRequest: not set", "caaRecords[0].value BadRequest: no value"}},
	}
}
