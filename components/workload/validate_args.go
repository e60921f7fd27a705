package workload

import (
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/trelica/infrastructure/components/azure"
)

var (
	workloadName = regexp.MustCompile(`\A[a-z]([a-z0-9-]{0,38}[a-z0-9])?\z`)
	secretName   = regexp.MustCompile(`\A[0-9A-Za-z-]{1,127}\z`)
	hostName     = regexp.MustCompile(`\A([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\z`)
	schedule     = regexp.MustCompile(`\A[0-9*/,-]+( [0-9*/,-]+){4}\z`)
)

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	p := azure.Check("workload.Args of "+name, args.Site)
	p.Missing("Ready", args.Ready, "Identity.Name", args.Identity.Name, "Identity.Group", args.Identity.Group,
		"Identity.ClientID", args.Identity.ClientID, "IssuerURL", args.IssuerURL)
	if !workloadName.MatchString(args.Name) {
		p.Addf("Name", "%q; allowed: 1 to 40 lower-case letters, digits and hyphens, a letter first, no hyphen last", args.Name)
	}
	if !slices.Contains([]Kind{Web, Worker, Cron, Migrate}, args.Kind) {
		p.Addf("Kind", "%q; allowed: web, worker, cron or migrate", args.Kind)
	}
	if !labelName.MatchString(args.Namespace) {
		p.Addf("Namespace", "%q; allowed: the name of a namespace", args.Namespace)
	}
	p.CheckImage("Image", args.Image, args.Registry)
	args.checkSize(p)
	args.checkServing(p)
	args.checkFlows(p)
	args.checkSetup(p)
	return p.Err()
}

// checkSize looks at how many pods there are and at what each gets.
func (args *Args) checkSize(p *azure.Problems) {
	replicas := args.Replicas
	if args.Kind.Runs() && (replicas.Min < 1 || replicas.Max < replicas.Min) {
		p.Addf("Replicas", "%d to %d; allowed: at least one, and no maximum below the minimum", replicas.Min, replicas.Max)
	}
	if !args.Kind.Runs() && replicas != (Replicas{}) {
		p.Addf("Replicas", "%d to %d; allowed: none for a %s, of which there is one", replicas.Min, replicas.Max, args.Kind)
	}
	bounds := args.Resources
	for _, pair := range [][2]quantity{
		{{"Resources.CPU", bounds.CPU}, {"Resources.CPULimit", bounds.CPULimit}},
		{{"Resources.Memory", bounds.Memory}, {"Resources.MemoryLimit", bounds.MemoryLimit}},
	} {
		var parsed [2]resource.Quantity
		good := true
		for i, q := range pair {
			var err error
			if parsed[i], err = resource.ParseQuantity(q.value); err != nil || parsed[i].Sign() <= 0 {
				p.Addf(q.field, "%q; allowed: a positive quantity such as \"500m\" or \"2Gi\"", q.value)
				good = false
			}
		}
		if good && parsed[0].Cmp(parsed[1]) > 0 {
			p.Addf(pair[0].field, "%s; allowed: at most %s (%s)", pair[0].value, pair[1].value, pair[1].field)
		}
	}
}

// checkServing looks at how the workload is reached, and when it runs.
func (args *Args) checkServing(p *azure.Problems) {
	serving := args.Serving
	switch {
	case args.Kind == Web && (serving.Port < 1024 || serving.Port > 65535 || serving.Port == HealthPort):
		p.Addf("Serving.Port", "%d; allowed: 1024 to 65535, and not %d, which is the probes'", serving.Port, HealthPort)
	case args.Kind != Web && (serving.Port != 0 || len(serving.Hosts) > 0):
		p.Addf("Serving", "port %d, hosts %v; allowed: none for a %s, which nobody calls", serving.Port, serving.Hosts, args.Kind)
	}
	for i, host := range serving.Hosts {
		if !hostName.MatchString(host) {
			p.Addf("Serving.Hosts", "%q; allowed: full names in lower case", host)
		}
		if slices.Contains(serving.Hosts[:i], host) {
			p.Addf("Serving.Hosts", "%q is given twice", host)
		}
	}
	if probed := serving.Probed; probed != (Probed{}) {
		if len(serving.Hosts) == 0 {
			p.Addf("Serving.Probed", "%s, and the workload has no host; allowed: for one that customers reach", probed.Host)
		}
		if !hostName.MatchString(probed.Host) || slices.Contains(serving.Hosts, probed.Host) {
			p.Addf("Serving.Probed.Host", "%q; allowed: a full name in lower case that is none of Hosts", probed.Host)
		}
		if !strings.HasPrefix(probed.Path, "/") || probed.Path == "/" {
			p.Addf("Serving.Probed.Path", "%q; allowed: one path, such as \"/healthz/edge\"", probed.Path)
		}
	}
	if len(serving.Hosts) > 0 && args.Kind == Web {
		p.Missing("Serving.Class", serving.Class, "Serving.From.Namespace", serving.From.Namespace, "Serving.From.Name", serving.From.Name)
	}
	if (args.Kind == Cron) != schedule.MatchString(args.Schedule) {
		p.Addf("Schedule", "%q; allowed: five fields of a cron job, and nothing for other kinds", args.Schedule)
	}
}

// checkFlows looks at what the workload reaches, and at its secrets.
func (args *Args) checkFlows(p *azure.Problems) {
	flows := args.Flows
	if (flows.Database || flows.Vault) && !flows.Endpoints.IsValid() {
		p.Add("Flows.Endpoints", "is missing; allowed: the addresses of the private endpoints, which database and vault are reached at")
	}
	if args.Database != nil && !flows.Database {
		p.Add("Flows.Database", "is false; allowed: true for a workload that connects to the database")
	}
	if args.Database != nil {
		p.Missing("Database.Host", args.Database.Host, "Database.Name", args.Database.Name)
		if args.Database.Port != portDatabase {
			p.Addf("Database.Port", "%d; allowed: %d, which is what the network lets through", args.Database.Port, portDatabase)
		}
		if args.Database.Encrypt != "strict" {
			p.Addf("Database.Encrypt", "%q; allowed: strict, which verifies the server's certificate (claim SP-10)", args.Database.Encrypt)
		}
	}
	if len(flows.From) > 0 && args.Kind != Web {
		p.Addf("Flows.From", "%v; allowed: none for a %s, which nobody calls", flows.From, args.Kind)
	}
	for i, secret := range args.Secrets {
		if !secretName.MatchString(secret) {
			p.Addf("Secrets", "%q; allowed: 1 to 127 letters, digits and hyphens", secret)
		}
		if slices.Contains(args.Secrets[:i], secret) {
			p.Addf("Secrets", "%q is given twice", secret)
		}
	}
	if len(args.Secrets) > 0 {
		p.Missing("Vault", args.Vault)
	}
}

// checkSetup looks at what a migration makes for the others.
func (args *Args) checkSetup(p *azure.Problems) {
	if args.Setup == nil {
		return
	}
	if args.Kind != Migrate || args.Database == nil {
		p.Addf("Setup", "is given for a %s; allowed: for a migrate with a database", args.Kind)
	}
	p.Missing("Setup.ActiveRegion", args.Setup.ActiveRegion)
	for _, user := range args.Setup.Users {
		if !fitsUser(user.Name) || user.ClientID == nil {
			p.Addf("Setup.Users", "%q; allowed: names of 1 to %d characters, each with its client id", user.Name, longestUser)
		}
	}
}
