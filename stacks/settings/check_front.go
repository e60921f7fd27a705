package settings

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/addressplan"
)

var (
	belowPattern     = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\z`)
	labelPattern     = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z`)
	authorityPattern = regexp.MustCompile(`\A([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\z`)
	pathPattern      = regexp.MustCompile(`\A/[A-Za-z0-9._~/-]{0,200}\z`)
	accountPattern   = regexp.MustCompile(`\Au[0-9]{1,12}\z`)
	clusterPattern   = regexp.MustCompile(`\Awl[0-9]{1,6}\z`)
	objectivePattern = regexp.MustCompile(`\A[0-9]{2}(\.[0-9]{1,3})?\z`)
	publicImage      = regexp.MustCompile(`\A[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}\z`)
)

const (
	// frontDoorAuthority issues the certificates that Front Door manages; it needs no saying (Front Door documentation, domain).
	frontDoorAuthority = "digicert.com"
	// maintenanceAnswers is the path that the maintenance page answers like the product.
	maintenanceAnswers = "/healthz/edge"
	// mostPaths is how many texts one condition of a firewall's rule takes (Web Application Firewall documentation, afds).
	mostPaths = 10
	// longestHost leaves room for the names below a host, such as _dnsauth, and above the zone.
	longestHost = 60
	// the sku of Front Door in production's shape, and the one that is for development.
	edgePremium, edgeStandard = "Premium", "Standard"
)

// front checks what the environment shows to the world.
func (c *checker) front() {
	front := c.s.Front
	c.hosts()
	c.edge()
	if front.FrontDoorID != "" {
		c.word(at("frontDoorId"), front.FrontDoorID, guidPattern, "is no GUID")
	}
	if p := at("probePath"); c.ok(p) && (!pathPattern.MatchString(front.ProbePath) || front.ProbePath == maintenanceAnswers) {
		c.add(p, short(front.ProbePath), "is no path that tells whether the product can be used")
	}
	authorities := at("certificateAuthorities")
	for i, authority := range front.CertificateAuthorities {
		if authority == frontDoorAuthority {
			c.add(authorities.with(i), short(authority), "may issue in any case, for Front Door")
		}
		c.word(authorities.with(i), authority, authorityPattern, "is no authority's domain")
	}
	doubles(c, authorities, front.CertificateAuthorities, short)
	c.email(at("securityContact"), front.SecurityContact)
	c.mail()
	c.statusPage()
	c.watchSpace()
	if p := at("objective"); c.ok(p) {
		percent := front.Percent()
		if !objectivePattern.MatchString(front.Objective) || percent <= 90 || percent >= 100 {
			c.add(p, short(front.Objective), "is no objective")
		}
	}
}

// hosts checks the names that customers type, and that nothing else in the zone has them.
func (c *checker) hosts() {
	p, front := at("hosts"), c.s.Front
	if c.whole(p) && len(front.Hosts) == 0 {
		c.add(p, "", "is empty")
	}
	for i, host := range front.Hosts {
		if reason := reserved(host); reason != "" && c.ok(p.with(i)) {
			c.add(p.with(i), short(host), reason)
		}
		if c.ok(p.with(i)) && (!belowPattern.MatchString(host) || len(host) > longestHost) {
			c.add(p.with(i), short(host), "is no name below the zone")
		}
	}
	doubles(c, p, front.Hosts, short)
	taken := map[string]string{}
	for i, host := range front.Hosts {
		if first, is := taken[plain(host)]; is && first != host && c.ok(p.with(i)) {
			c.add(p.with(i), short(host), fmt.Sprintf("has the resources of %q: periods and hyphens are one in their names", first))
		}
		taken[plain(host)] = host
		if strings.HasPrefix(host, "origin-") && c.ok(p.with(i)) {
			c.add(p.with(i), short(host), `begins as the origins do, which are told by "origin-" and their region`)
		}
	}
	c.labels()
}

// reserved says why a name in the zone is not for people's use: records under it prove to somebody that another name is ours, and a
// customer's host there would be in their way. It is "" for every other.
func reserved(host string) string {
	first, _, _ := strings.Cut(host, ".")
	switch {
	case first == "asuid":
		return `is for the proof that Container Apps asks of a name: asuid and the names below it`
	case strings.HasPrefix(host, "_") || strings.Contains(host, "._"):
		return `has a label that begins with "_", which is for proofs and for mail, such as _dnsauth, _dmarc and _domainkey`
	}
	return ""
}

// labels checks that everything that has a name of its own in the zone has one that nothing else has.
func (c *checker) labels() {
	front := c.s.Front
	taken := map[string]string{}
	for i, host := range front.Hosts {
		taken[host] = at("hosts", i).String()
	}
	for _, named := range []struct {
		p     path
		label string
	}{
		{at("statusPage", "host"), front.StatusPage.Host}, {at("mail", "returnPath"), front.Mail.ReturnPath},
		{at("mail", "links", "host"), front.Mail.Links.Host}, {at("mail", "links", "owner"), front.Mail.Links.Owner},
	} {
		if named.label == "" || !c.ok(named.p) {
			continue
		}
		if reason := reserved(named.label); reason != "" {
			c.add(named.p, short(named.label), reason)
			continue
		}
		c.word(named.p, named.label, labelPattern, "is no label in lower case")
		if other, is := taken[named.label]; is && c.ok(named.p) {
			c.add(named.p, short(named.label), "is the name that "+other+" has already")
		}
		taken[named.label] = named.p.String()
	}
}

func (c *checker) edge() {
	p, edge := at("edge"), c.s.Front.Edge
	sku := p.with("sku")
	switch {
	case !c.ok(sku):
	case edge.SKU != edgePremium && edge.SKU != edgeStandard:
		c.add(sku, short(edge.SKU), "is no tier of Front Door")
	case edge.SKU == edgeStandard && c.s.Identity.Environment != "dev":
		c.add(sku, short(edge.SKU), "has no managed rules against attacks, which only development may be without")
	}
	c.within(p.with("requestsPerMinute"), edge.RequestsPerMinute, 10, 1_000_000)
	signIns := p.with("signInsPerMinute")
	c.within(signIns, edge.SignInsPerMinute, 10, 1_000_000)
	if c.ok(signIns, p.with("requestsPerMinute")) && edge.SignInsPerMinute >= edge.RequestsPerMinute {
		c.add(signIns, number(edge.SignInsPerMinute), "limits nothing that requestsPerMinute does not")
	}
	paths := p.with("signInPaths")
	if n := len(edge.SignInPaths); c.whole(paths) && (n == 0 || n > mostPaths) {
		c.add(paths, number(n), "paths are too few or too many")
	}
	for i, each := range edge.SignInPaths {
		if c.ok(paths.with(i)) && (!pathPattern.MatchString(each) || each == "/") {
			c.add(paths.with(i), short(each), "is no path that tells a sign-in from other requests")
		}
	}
	doubles(c, paths, edge.SignInPaths, short)
	if edge.ResponseSeconds != 0 {
		c.within(p.with("responseSeconds"), edge.ResponseSeconds, 16, 240)
	}
}

func (c *checker) mail() {
	p, sender := at("mail"), c.s.Front.Mail
	c.word(p.with("account"), sender.Account, accountPattern, "is no account at SendGrid")
	c.word(p.with("cluster"), sender.Cluster, clusterPattern, "is no cluster of SendGrid's")
	policy := p.with("dmarcPolicy")
	switch {
	case !c.ok(policy):
	case !slices.Contains([]string{"none", "quarantine", "reject"}, sender.DMARCPolicy):
		c.add(policy, short(sender.DMARCPolicy), "is no policy of DMARC")
	case sender.DMARCPolicy == "none" && c.production():
		c.add(policy, short(sender.DMARCPolicy), "lets forged mail through to customers")
	}
	reports := p.with("dmarcReports")
	if c.whole(reports) && len(sender.DMARCReports) == 0 {
		c.add(reports, "", "is empty")
	}
	for i, address := range sender.DMARCReports {
		c.email(reports.with(i), address)
	}
	doubles(c, reports, sender.DMARCReports, short)
}

// email reports what is no bare e-mail address. Signs that divide a list of them in a record of DNS are no part of one here.
func (c *checker) email(p path, address string) {
	if !c.ok(p) {
		return
	}
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address || strings.ContainsAny(address, ",;!") {
		c.add(p, short(address), "is no e-mail address")
	}
}

// watchSpace checks the watch network's addresses by themselves and against the environment's own.
func (c *checker) watchSpace() {
	p, space := at("watchAddressSpace"), c.s.Front.WatchAddressSpace
	if !c.ok(p) {
		return
	}
	if message := addressplan.CheckWatchSpace(space); message != "" {
		c.add(p, short(space.String()), message)
		return
	}
	c.alone(p, space)
}
