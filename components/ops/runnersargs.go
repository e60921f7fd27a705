package ops

import (
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// mostRunners bounds how many jobs run at a time; an environment's pipeline needs a handful.
	mostRunners = 50
	// shortestJob and longestJob bound a job's time, in minutes. GitHub lets a job of a runner of one's own run for five days;
	// nothing here takes more than the six hours that its own runners have.
	shortestJob, longestJob = 10, 360
)

// RunnersArgs describe an environment's runners.
type RunnersArgs struct {
	Site azure.Site
	// ResourceGroup is the ops network's group.
	ResourceGroup *azure.ResourceGroup
	// SubnetID is the network's runner subnet (Network.RunnerSubnetID).
	SubnetID pulumi.StringInput
	// ZoneRedundant spreads the runners over the region's zones; it can be had only where there are any, and from the start.
	ZoneRedundant bool
	// Image is the runners' image, by digest: "ghcr.io/acme/runner@sha256:…". It comes from a neutral registry and not from the
	// environment's own, which is made by the very runs that need it. The package comment says what it must do.
	Image string
	// App is the GitHub App that registers runners.
	App App
	// Labels are what a workflow asks for with runs-on, besides "self-hosted": "trelica-prod".
	Labels []string
	// Most is how many jobs run at a time, 1 to 50.
	Most int
	// Minutes is how long a job may take, 10 to 360.
	Minutes int
	// Sinks receive what the runners print; none when nothing is given.
	Sinks azure.LogSinks
}

// App is a GitHub App that is installed on the repository, with the rights to read actions and to administer the repository's
// runners.
type App struct {
	// Owner and Repository are those that it is installed on.
	Owner, Repository string
	// ID and InstallationID are GitHub's numbers of the app and of its installation.
	ID, InstallationID string
	// VaultName is the vault that holds the app's private key, and Secret its name there. People put it in, and the runners can
	// be made only after that: Container Apps reads the secret when the job is made.
	VaultName, Secret string
	// VaultID is the vault's ARM identifier, and VaultScope the same as known before it exists: the identity that fetches the
	// key gets its role on this one secret.
	VaultID    pulumi.StringInput
	VaultScope string
}

var (
	numberPattern = regexp.MustCompile(`\A[0-9]+\z`)
	secretPattern = regexp.MustCompile(`\A[0-9A-Za-z-]{1,127}\z`)
	labelPattern  = regexp.MustCompile(`\A[a-z0-9][a-z0-9-]{0,62}\z`)
	imagePattern  = regexp.MustCompile(`\A[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}\z`)
)

// validate lists every mistake in the arguments, or returns nil.
func (args *RunnersArgs) validate(name string) error {
	problems := azure.Check("ops.RunnersArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	problems.Missing("SubnetID", args.SubnetID)
	if !imagePattern.MatchString(args.Image) {
		problems.Addf("Image", "%q is no image by digest; allowed: <registry>/<name>@sha256:<64 hexadecimal digits>", args.Image)
	}
	args.App.check(problems)
	if len(args.Labels) == 0 {
		problems.Add("Labels", "is empty: any job that asks for self-hosted alone would come here; allowed: at least one of our own")
	}
	for i, label := range args.Labels {
		if !labelPattern.MatchString(label) || label == "self-hosted" || slices.Contains(args.Labels[:i], label) {
			problems.Addf("Labels", "%q; allowed: lower-case letters, digits and hyphens, each once, and not self-hosted", label)
		}
	}
	if args.Most < 1 || args.Most > mostRunners {
		problems.Addf("Most", "is %d; allowed: 1 to %d", args.Most, mostRunners)
	}
	if args.Minutes < shortestJob || args.Minutes > longestJob {
		problems.Addf("Minutes", "is %d; allowed: %d to %d", args.Minutes, shortestJob, longestJob)
	}
	return problems.Err()
}

func (a App) check(problems *azure.Problems) {
	problems.Missing("App.Owner", a.Owner, "App.Repository", a.Repository, "App.VaultName", a.VaultName,
		"App.VaultID", a.VaultID, "App.VaultScope", a.VaultScope)
	if !numberPattern.MatchString(a.ID) {
		problems.Addf("App.ID", "%q; allowed: a number", a.ID)
	}
	if !numberPattern.MatchString(a.InstallationID) {
		problems.Addf("App.InstallationID", "%q; allowed: a number", a.InstallationID)
	}
	if !secretPattern.MatchString(a.Secret) {
		problems.Addf("App.Secret", "%q; allowed: 1 to 127 letters, digits and hyphens", a.Secret)
	}
}
