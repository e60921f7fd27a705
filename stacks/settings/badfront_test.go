package settings_test

import (
	"strings"
	"testing"
)

func TestMistakesInTheFront(t *testing.T) {
	t.Parallel()
	digest := "@sha256:" + strings.Repeat("0123456789abcdef", 4)
	checkAll(t, "prod", []prodCase{
		{one("hosts: [app, api.eu]", "hosts: []"), []string{`:96: trelica:hosts: is empty`}, "nothing that customers could type"},
		{one("hosts: [app, api.eu]", `hosts: ["@", App, app.trelica.io., app, app]`), []string{
			`:96: trelica:hosts[0] = "@": is no name below the zone`,
			`:96: trelica:hosts[1] = "App": is no name below the zone`,
			`:96: trelica:hosts[2] = "app.trelica.io.": is no name below the zone`,
			`:96: trelica:hosts[4] = "app": is given twice`,
		}, "the apex, capitals, a period at the end, a double"},
		{one("hosts: [app, api.eu]", "hosts: [api-eu, api.eu, origin-eus2]"), []string{
			`:96: trelica:hosts[1] = "api.eu": has the resources of "api-eu": periods and hyphens are one in their names`,
			`:96: trelica:hosts[2] = "origin-eus2": begins as the origins do, which are told by "origin-" and their region`,
		}, "hosts whose resources would have one name, and the host of an origin"},
		{one("hosts: [app, api.eu]", "hosts: [app, asuid.status, asuid, _dnsauth.app, s1._domainkey]"), []string{
			`:96: trelica:hosts[1] = "asuid.status": is for the proof that Container Apps asks of a name: asuid and the names below it`,
			`:96: trelica:hosts[2] = "asuid": is for the proof that Container Apps asks of a name: asuid and the names below it`,
			`:96: trelica:hosts[3] = "_dnsauth.app": has a label that begins with "_", which is for proofs and for mail, such as _dnsauth, _dmarc and _domainkey`,
			`:96: trelica:hosts[4] = "s1._domainkey": has a label that begins with "_", which is for proofs and for mail, such as _dnsauth, _dmarc and _domainkey`,
		}, "names in the zone at which others look for our proofs"},
		{one("host: status", "host: asuid"), []string{
			`:100: trelica:statusPage.host = "asuid": is for the proof that Container Apps asks of a name: asuid and the names below it`,
		}, "the page at the name of its proof"},
		{one("host: status", "host: app"), []string{
			`:100: trelica:statusPage.host = "app": is the name that trelica:hosts[0] has already`,
		}, "the page where the product is"},
		{one("host: url1001", "host: em1001"), []string{
			`:99: trelica:mail.links.host = "em1001": is the name that trelica:mail.returnPath has already`,
		}, "links where bounces come back to"},
		{one("returnPath: em1001", "returnPath: em.1001"), []string{
			`:99: trelica:mail.returnPath = "em.1001": is no label in lower case`,
		}, "a return path of two labels"},
		{one("sku: Premium", "sku: premium"), []string{`:97: trelica:edge.sku = "premium": is no tier of Front Door`}, "a tier in other letters"},
		{one("sku: Premium", "sku: Standard"), []string{
			`:97: trelica:edge.sku = "Standard": has no managed rules against attacks, which only development may be without`,
		}, "production without managed rules"},
		{one("requestsPerMinute: 3000, signInsPerMinute: 120, signInPaths: [/signin, /connect/token], responseSeconds: 120",
			"requestsPerMinute: 9, signInsPerMinute: 2000000, signInPaths: [], responseSeconds: 300"), []string{
			`:97: trelica:edge.requestsPerMinute = 9: is out of bounds`,
			`:97: trelica:edge.signInsPerMinute = 2000000: is out of bounds`,
			`:97: trelica:edge.signInPaths = 0: paths are too few or too many`,
			`:97: trelica:edge.responseSeconds = 300: is out of bounds`,
		}, "bounds that Front Door refuses"},
		{one("signInsPerMinute: 120", "signInsPerMinute: 3000"), []string{
			`:97: trelica:edge.signInsPerMinute = 3000: limits nothing that requestsPerMinute does not`,
		}, "a limit that does nothing"},
		{one("[/signin, /connect/token]", `[/, "signin?x", /signin, /signin]`), []string{
			`:97: trelica:edge.signInPaths[0] = "/": is no path that tells a sign-in from other requests`,
			`:97: trelica:edge.signInPaths[1] = "signin?x": is no path that tells a sign-in from other requests`,
			`:97: trelica:edge.signInPaths[3] = "/signin": is given twice`,
		}, "paths that are all, that are none, that are there"},
		{one("  trelica:hosts", "  trelica:frontDoorId: mine\n  trelica:hosts"), []string{`:96: trelica:frontDoorId = "mine": is no GUID`}, "an identifier that no Front Door has"},
		{one("  trelica:hosts", "  trelica:probePath: /healthz/edge\n  trelica:hosts"), []string{
			`:96: trelica:probePath = "/healthz/edge": is no path that tells whether the product can be used`,
		}, "the path that the maintenance page answers like the product"},
		{one("  trelica:hosts", "  trelica:certificateAuthorities: [digicert.com, letsencrypt, letsencrypt.org, letsencrypt.org]\n  trelica:hosts"), []string{
			`:96: trelica:certificateAuthorities[0] = "digicert.com": may issue in any case, for Front Door`,
			`:96: trelica:certificateAuthorities[1] = "letsencrypt": is no authority's domain`,
			`:96: trelica:certificateAuthorities[3] = "letsencrypt.org": is given twice`,
		}, "authorities that need no saying, are none, are there"},
		{one("security@trelica.io", "mailto:security@trelica.io"), []string{
			`:98: trelica:securityContact = "mailto:security@trelica.io": is no e-mail address`,
		}, "a link instead of an address"},
		{one("account: u1000003, cluster: wl100", "account: \"1000003\", cluster: cluster"), []string{
			`:99: trelica:mail.account = "1000003": is no account at SendGrid`,
			`:99: trelica:mail.cluster = "cluster": is no cluster of SendGrid's`,
		}, "labels that SendGrid does not give"},
		{one("dmarcPolicy: reject", "dmarcPolicy: none"), []string{
			`:99: trelica:mail.dmarcPolicy = "none": lets forged mail through to customers`,
		}, "production whose mail anybody may forge"},
		{one("dmarcPolicy: reject, dmarcReports: [dmarc@trelica.io]", "dmarcPolicy: refuse, dmarcReports: []"), []string{
			`:99: trelica:mail.dmarcPolicy = "refuse": is no policy of DMARC`,
			`:99: trelica:mail.dmarcReports: is empty`,
		}, "a policy that receivers do not know, whose effect nobody sees"},
		{one("[dmarc@trelica.io]", `["a@trelica.io!10m"]`), []string{
			`:99: trelica:mail.dmarcReports[0] = "a@trelica.io!10m": is no e-mail address`,
		}, "an address with a sign that means something in the record"},
		{one("title: Trelica", "title: \"<Trelica>\""), []string{`:100: trelica:statusPage.title = "<Trelica>": cannot be a title`}, "a title with markup"},
		{one(`"ghcr.io/twin/gatus`+digest+`"`, `"ghcr.io/twin/gatus:latest"`), []string{
			`:100: trelica:statusPage.gatusImage = "ghcr.io/twin/gatus:latest": is no public image by digest`,
		}, "an image by tag"},
		{one(`"ghcr.io/nginx/nginx-unprivileged`+digest+`"`, `"nginx`+digest+`"`), []string{
			`:100: trelica:statusPage.webImage = "nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef": is no public image by digest`,
		}, "an image without a registry"},
		{one("10.112.2.0/24", "10.112.2.0/27"), []string{`:101: trelica:watchAddressSpace = "10.112.2.0/27": is a /27`}, "a network too small"},
		{one("10.112.2.0/24", "10.96.33.0/24"), []string{
			`:101: trelica:watchAddressSpace = "10.96.33.0/24": overlaps trelica:opsAddressSpace (10.96.32.0/20)`,
		}, "a network among the ops network's addresses"},
		{one("  trelica:hosts", "  trelica:objective: \"100\"\n  trelica:hosts"), []string{`:96: trelica:objective = "100": is no objective`}, "no error ever"},
		{one("  trelica:hosts", "  trelica:objective: 99.95\n  trelica:hosts"), nil, "a number without quotes"},
		{one("  trelica:hosts", "  trelica:objective: 90\n  trelica:hosts"), []string{`:96: trelica:objective = "90": is no objective`}, "one request in ten lost"},
	})
	checkAll(t, "dev", []prodCase{
		{one("sku: Premium", "sku: Standard"), nil, "development may be cheap"},
		{one("dmarcPolicy: reject", "dmarcPolicy: none"), nil, "development's first weeks"},
	})
}
