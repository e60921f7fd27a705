package ingress

import (
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Name is what everything of the ingress is called in the cluster, and the label app.kubernetes.io/name of its pods.
const Name = "ingress"

// Args describe an ingress.
type Args struct {
	Site azure.Site
	// Namespace is where it runs; Ready is the same name once the namespace's rules are there.
	Namespace string
	Ready     pulumi.StringInput
	// Image is Traefik 3.6, by digest: "registry/repository@sha256:…". Registry is the only host that it may come from.
	Image, Registry string
	// Replicas is how many pods there are, 2 or more.
	Replicas int
	// Identity is what reads the certificate.
	Identity Identity
	// IssuerURL is who signs the cluster's tokens.
	IssuerURL pulumi.StringInput
	// Vault is the name of the vault that has the certificate; Certificate the name of its secret there: chain and key in PEM.
	Vault, Certificate string
	// FrontDoorID is the identifier of the environment's own Front Door, a GUID: who does not send it is refused.
	FrontDoorID pulumi.StringInput
	// Address is the reserved public address that requests arrive at.
	Address Address
	// Class is the name of the IngressClass by which workloads ask for it.
	Class string
	// Backends are the workloads that it passes requests on to.
	Backends []Backend
	// After must be there before it starts.
	After []pulumi.Resource
}

// Identity is a user-assigned identity that exists already.
type Identity struct {
	// Name and Group are its Azure name and that of its resource group.
	Name, Group string
	// ClientID is what a pod signs in as.
	ClientID pulumi.StringInput
}

// Address is a public address that exists already, by its name and its resource group's.
type Address struct{ Name, Group string }

// Backend is a workload that requests are passed on to.
type Backend struct {
	// Namespace and Name are where it runs and what its label app.kubernetes.io/name says.
	Namespace, Name string
	// Port is where it listens.
	Port int
	// Ready is the namespace's name once its rules are there.
	Ready pulumi.StringInput
}

// namespaces are the backends' namespaces, each once, sorted, without the ingress's own.
func (args *Args) namespaces() []Backend {
	var all []Backend
	for _, b := range args.Backends {
		same := func(other Backend) bool { return other.Namespace == b.Namespace }
		if b.Namespace != args.Namespace && !slices.ContainsFunc(all, same) {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b Backend) int {
		if a.Namespace < b.Namespace {
			return -1
		}
		return 1
	})
	return all
}

// leastReplicas is how many pods survive the loss of one.
const leastReplicas = 2

var (
	labelName  = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z`)
	secretName = regexp.MustCompile(`\A[0-9a-z]([0-9a-z-]{0,61}[0-9a-z])?\z`)
)

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	p := azure.Check("ingress.Args of "+name, args.Site)
	p.Missing("Ready", args.Ready, "Identity.Name", args.Identity.Name, "Identity.Group", args.Identity.Group,
		"Identity.ClientID", args.Identity.ClientID, "IssuerURL", args.IssuerURL, "Vault", args.Vault, "FrontDoorID", args.FrontDoorID,
		"Address.Name", args.Address.Name, "Address.Group", args.Address.Group)
	for _, field := range []struct{ name, value string }{{"Namespace", args.Namespace}, {"Class", args.Class}} {
		if !labelName.MatchString(field.value) {
			p.Addf(field.name, "%q; allowed: 1 to 63 lower-case letters, digits and hyphens", field.value)
		}
	}
	if !secretName.MatchString(args.Certificate) {
		p.Addf("Certificate", "%q; allowed: 1 to 63 lower-case letters, digits and hyphens, since a Kubernetes secret is called so too", args.Certificate)
	}
	p.CheckImage("Image", args.Image, args.Registry)
	if args.Replicas < leastReplicas {
		p.Addf("Replicas", "%d; allowed: %d or more, in different zones", args.Replicas, leastReplicas)
	}
	for _, b := range args.Backends {
		if !labelName.MatchString(b.Namespace) || !labelName.MatchString(b.Name) || b.Port < 1 || b.Port > 65535 || b.Ready == nil {
			p.Addf("Backends", "%s/%s:%d; allowed: a namespace, a workload, a port, and the namespace once it is ready", b.Namespace, b.Name, b.Port)
		}
	}
	return p.Err()
}
