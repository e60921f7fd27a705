package workload

import (
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Kind is what a workload does.
type Kind string

// The kinds of workloads.
const (
	// Web answers requests that the ingress passes on.
	Web Kind = "web"
	// Worker works on what waits to be done, while its region is the active one.
	Worker Kind = "worker"
	// Cron does something at set times and ends.
	Cron Kind = "cron"
	// Migrate brings the database into the form that the other workloads expect, before they start, and ends.
	Migrate Kind = "migrate"
)

// Runs says whether a workload of the kind goes on until it is told to stop.
func (k Kind) Runs() bool { return k == Web || k == Worker }

// Args describe a workload. They are plain data where they decide what there is.
type Args struct {
	Site azure.Site
	// Name is the workload's: 1 to 40 lower-case letters, digits and hyphens. Everything that it has in the cluster is named
	// after it.
	Name string
	Kind Kind
	// Namespace is where it runs; Ready is the same name once the namespace's rules are there.
	Namespace string
	Ready     pulumi.StringInput
	// Image is what runs, by digest: "registry/repository@sha256:…". Registry is the only host that it may come from.
	Image, Registry string
	// Identity is what it acts as in Azure.
	Identity Identity
	// IssuerURL is who signs the cluster's tokens.
	IssuerURL pulumi.StringInput
	// Replicas bound how many pods there are. Of a cron and a migration there is one, and Replicas is empty.
	Replicas Replicas
	// Resources are what one pod gets.
	Resources Resources
	// Serving is how a Web is reached; empty for others.
	Serving Serving
	// Schedule is when a Cron runs, as five fields in UTC; empty for others.
	Schedule string
	// Secrets are the names of the vault's secrets that it reads, as files of those names; Vault is the vault's name, empty
	// without secrets.
	Secrets []string
	Vault   string
	// Flows are what it may reach and who may reach it, besides the cluster's DNS.
	Flows Flows
	// Database is how it connects; nil if it does not.
	Database *Database
	// Setup is what a Migrate puts into the database besides its own changes; nil for others.
	Setup *Setup
	// After must be there before it starts: the migration, above all.
	After []pulumi.Resource
}

// Identity is a user-assigned identity that exists already.
type Identity struct {
	// Name and Group are its Azure name and that of its resource group.
	Name, Group string
	// ClientID is what a pod signs in as.
	ClientID pulumi.StringInput
}

// Replicas bound the number of pods: Min and Max are 1 or more. If they differ, the processors' load decides.
type Replicas struct{ Min, Max int }

// Resources are what one pod gets, in Kubernetes quantities: what is kept for it, and the most that it may use.
type Resources struct {
	CPU, Memory           string
	CPULimit, MemoryLimit string
}

// Serving is how a workload is reached.
type Serving struct {
	// Port is where it listens, above 1023 and not HealthPort.
	Port int
	// Hosts are the names under which the ingress passes requests on. Without any only other workloads reach it.
	Hosts []string
	// Probed is what the edge asks of the region, where this is the workload that answers it. Zero for one that it does not ask.
	Probed Probed
	// Class is the name of the IngressClass; From are the labels of the namespace and the pods that requests come from.
	Class string
	From  Peer
}

// Probed is a path that is asked for under a name that no customer uses: Front Door may ask an origin that has no host header of its own under
// the origin's name, which no document rules out (Microsoft Learn, frontdoor, health-probes and origin). Nothing else passes under that name.
type Probed struct {
	// Host is the origin's name, e.g. "origin-eus2.trelica.example"; Path is the one path, e.g. "/healthz/edge".
	Host, Path string
}

// Peer is a workload seen from another one.
type Peer struct {
	// Namespace and Name are where it runs and what its label app.kubernetes.io/name says.
	Namespace, Name string
	// Port is where it listens; ignored of one that calls.
	Port int
}

// Flows are the connections that a workload has. Each is a reason to exist; what is not declared is not possible.
type Flows struct {
	// Database is the database's port at the private endpoints, Vault the vaults' there.
	Database, Vault bool
	// Internet is HTTPS to any public address.
	Internet bool
	// To are other workloads that it calls, From those that call it.
	To, From []Peer
	// Endpoints are the addresses of the private endpoints.
	Endpoints netip.Prefix
}

// Database is how a workload connects to the database. There is no password in it.
type Database struct {
	Host string
	Port int
	Name string
	// Encrypt is "strict": TLS from the first byte, with the server's certificate verified.
	Encrypt string
}

// Setup is what the migration makes in the database for everybody.
type Setup struct {
	// Users are those of every workload of every region, but for the migration's own: that is in the group which administers
	// the server.
	Users []User
	// ActiveRegion is written into the row that names the active region if there is no row yet.
	ActiveRegion string
	// Promotion is written into the row if the row's epoch is lower; none if the epoch is 1 or less.
	Promotion Promotion
}

// User is a database user for an identity.
type User struct {
	// Name is the identity's name, which the user gets.
	Name string
	// ClientID is the identity's client id.
	ClientID pulumi.StringInput
}
