package settings

import (
	"net/netip"
	"strconv"
	"strings"
)

// Front is what the environment shows to the world: the hosts that customers type, the mail that it sends, the page that says how
// it is, and who watches it from outside.
type Front struct {
	// Hosts are the names that customers type, below the zone: app stands for app.trelica.example. An ingress sees them as they
	// are typed.
	// Required.
	Hosts []string `setting:"hosts" allowed:"a list of at least one name below the zone, in lower case and without the zone's own, such as app, without doubles"`
	// Edge is what stands between customers and the product.
	// Required.
	Edge Edge `setting:"edge" allowed:"an object of sku, requestsPerMinute, signInsPerMinute and signInPaths, with responseSeconds or without"`
	// FrontDoorID is Front Door's identifier, given by hand to a rebuild on a day on which Front Door cannot be asked for it; every
	// update of the environment prints it. A rebuilt ingress takes requests of that Front Door alone.
	// Default: empty.
	FrontDoorID string `setting:"frontDoorId,optional" allowed:"a GUID in lower case; empty to ask Front Door"`
	// ProbePath is the path that is asked of every host from outside to see whether customers can use the product. It answers
	// 200 to anybody.
	// Default: /healthz.
	ProbePath string `setting:"probePath" allowed:"a path that begins with a slash, without query, and not /healthz/edge, which the maintenance page answers too"`
	// CertificateAuthorities are the domains of the authorities that may issue certificates in the zone, besides Front Door's own,
	// digicert.com: those of the ingress's certificate and of the status page's.
	// Default: none.
	CertificateAuthorities []string `setting:"certificateAuthorities" allowed:"a list of domains, such as letsencrypt.org, without digicert.com and without doubles"`
	// SecurityContact is the address that is told of a certificate that an authority refused to issue for the zone.
	// Required.
	SecurityContact string `setting:"securityContact" allowed:"an e-mail address"`
	// Mail is what SendGrid says of the zone, and what receivers are told.
	// Required.
	Mail Mail `setting:"mail" allowed:"an object of account, cluster, returnPath, dmarcPolicy and dmarcReports, with links or without"`
	// StatusPage is the public page that says whether the product can be reached.
	// Required.
	StatusPage StatusPage `setting:"statusPage" allowed:"an object of host, title, gatusImage and webImage"`
	// StatusCertificate is the status page's certificate with its key, a PFX file in base64, encrypted by the Pulumi CLI. Without
	// it the page answers by Container Apps' own name only, and the stack says that it waits.
	// Default: empty.
	StatusCertificate Secret `setting:"statusCertificate,optional" allowed:"a PFX file in base64, set with pulumi config set --secret, together with statusCertificatePassword; empty until there is one"`
	// StatusCertificatePassword is what opens the PFX file of the status page's certificate, encrypted by the Pulumi CLI.
	// Default: empty.
	StatusCertificatePassword Secret `setting:"statusCertificatePassword,optional" allowed:"a password, set with pulumi config set --secret, together with statusCertificate; empty until there is one"`
	// OutsideProbeToken is what the probe outside Azure signs its results with, encrypted by the Pulumi CLI. Without it the status
	// page has no such probe, and the stack says that it waits.
	// Default: empty.
	OutsideProbeToken Secret `setting:"outsideProbeToken,optional" allowed:"32 to 128 letters, digits, hyphens and underscores, set with pulumi config set --secret; empty until there is one"`
	// WatchAddressSpace is the addresses of the network in the watch region, in which the status page runs. No other environment
	// or region may have any of them.
	// Required.
	WatchAddressSpace netip.Prefix `setting:"watchAddressSpace" allowed:"a private IPv4 prefix of /16 to /26 without host bits, such as 10.112.0.0/24, that no other space overlaps"`
	// Objective is how many per cent of a month's requests must be answered without an error of ours. Alerts tell how fast the
	// rest is used up.
	// Default: 99.9.
	Objective string `setting:"objective" allowed:"a number above 90 and below 100 with at most three decimals, such as 99.9"`
}

// Edge is Front Door with its firewall.
type Edge struct {
	// SKU is Front Door's tier. Standard has no managed rules against attacks and bots, and is for development only.
	// Required.
	SKU string `setting:"sku" allowed:"Premium, for dev also Standard"`
	// RequestsPerMinute is how many requests one address may make in a minute.
	// Required.
	RequestsPerMinute int `setting:"requestsPerMinute" allowed:"10 to 1000000"`
	// SignInsPerMinute is how many of them may be to paths at which people sign in.
	// Required.
	SignInsPerMinute int `setting:"signInsPerMinute" allowed:"10 to 1000000, fewer than requestsPerMinute"`
	// SignInPaths are texts that the address of a sign-in contains.
	// Required.
	SignInPaths []string `setting:"signInPaths" allowed:"a list of 1 to 10 paths that begin with a slash, such as /signin, without doubles"`
	// ResponseSeconds is how long the product may take to answer; 60 where nothing is said.
	// Optional.
	ResponseSeconds int `setting:"responseSeconds,optional" allowed:"16 to 240"`
}

// Mail is how the environment sends mail.
type Mail struct {
	// Account is the first label of the hosts that SendGrid's records point to.
	// Required.
	Account string `setting:"account" allowed:"u and digits, such as u1234567"`
	// Cluster is the second label of those hosts.
	// Required.
	Cluster string `setting:"cluster" allowed:"wl and digits, such as wl123"`
	// ReturnPath is the label that bounces come back to.
	// Required.
	ReturnPath string `setting:"returnPath" allowed:"one label in lower case, such as em1234"`
	// Links are the labels of branded links. SendGrid answers for them by HTTP only: where browsers have been told to use nothing
	// but HTTPS below the zone, they do not work, and none should be branded.
	// Optional.
	Links Links `setting:"links,optional" allowed:"an object of host and owner"`
	// DMARCPolicy is what receivers do with mail that only pretends to be the zone's.
	// Required.
	DMARCPolicy string `setting:"dmarcPolicy" allowed:"none, quarantine or reject; for prod not none"`
	// DMARCReports are the addresses that receivers send their daily summaries to.
	// Required.
	DMARCReports []string `setting:"dmarcReports" allowed:"a list of at least one e-mail address, without doubles"`
}

// Links are the two hosts of SendGrid's branded links.
type Links struct {
	// Host is the label of links.
	// Required.
	Host string `setting:"host" allowed:"one label in lower case, such as url1234"`
	// Owner is the label that proves whose they are.
	// Required.
	Owner string `setting:"owner" allowed:"one label in lower case, such as 1234567"`
}

// StatusPage is what the public page shows, and what it runs on.
type StatusPage struct {
	// Host is the page's name, below the zone.
	// Required.
	Host string `setting:"host" allowed:"one label in lower case, such as status, that nothing else has"`
	// Title is the product's name as customers know it.
	// Required.
	Title string `setting:"title" allowed:"1 to 64 letters, digits, spaces and .@_-"`
	// GatusImage is the image of Gatus, by digest, from a public mirror: the page must live when the environment's own registry
	// does not.
	// Required.
	GatusImage string `setting:"gatusImage" allowed:"<registry>/<name>@sha256:<64 hexadecimal digits>"`
	// WebImage is the image of nginx without root privileges, by digest, from a public mirror. It serves both pages.
	// Required.
	WebImage string `setting:"webImage" allowed:"<registry>/<name>@sha256:<64 hexadecimal digits>"`
}

// Percent is the objective as a number. It is zero only for settings that were not checked.
func (f Front) Percent() float64 {
	percent, err := strconv.ParseFloat(f.Objective, 64)
	if err != nil {
		return 0
	}
	return percent
}

// FullHosts are the names that customers type, whole: app.trelica.example.
func (s *Settings) FullHosts() []string {
	whole := make([]string, 0, len(s.Front.Hosts))
	for _, host := range s.Front.Hosts {
		whole = append(whole, s.below(host))
	}
	return whole
}

// StatusHost is the status page's name, whole.
func (s *Settings) StatusHost() string { return s.below(s.Front.StatusPage.Host) }

// below is a name below the environment's zone, whole.
func (s *Settings) below(name string) string { return name + "." + s.Place.Zone }

// plain is a host's name as resources are named after it: app-eu for app.eu.
func plain(host string) string { return strings.ReplaceAll(host, ".", "-") }
