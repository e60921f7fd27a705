package settings

import "slices"

// Workloads is what runs in the environment.
type Workloads struct {
	// Namespaces are the workloads' namespaces, each fenced off from the others.
	// Default: none.
	Namespaces []Namespace `setting:"namespaces" allowed:"a list, each of name, cpuLimit, memoryLimit and pods"`
	// IngressImage is the digest of the image of the ingress, Traefik 3.6, in the environment's registry under the repository
	// traefik. Until there is one, the ingress waits.
	// Default: empty.
	IngressImage string `setting:"ingressImage,optional" allowed:"sha256: and 64 hexadecimal digits"`
	// IngressReplicas is how many pods take requests, in different zones.
	// Default: 2.
	IngressReplicas int `setting:"ingressReplicas" allowed:"2 to 20"`
	// Secrets are the secrets that people bring into the vault, by their names there. No value is a setting.
	// Default: none.
	Secrets []BroughtSecret `setting:"secrets" allowed:"a list, each of name and use, with contentType or without"`
	// Workloads are the workloads, each with all that it may use and reach.
	// Default: none.
	Workloads []Workload `setting:"workloads" allowed:"a list, each of name, kind, namespace, repository, cpu, memory, cpuLimit and memoryLimit, and of what its kind has besides"`
}

// Namespace is a Kubernetes namespace and what all that runs in it may use together.
type Namespace struct {
	// Name is the namespace's name.
	// Required.
	Name string `setting:"name" allowed:"1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last; neither default nor ingress nor kube-… nor gatekeeper-system nor another's"`
	// CPULimit is the sum of the pods' processor limits: cores, or thousandths of a core with m.
	// Required.
	CPULimit string `setting:"cpuLimit" allowed:"a positive number of cores such as 8, or of thousandths such as 8000m"`
	// MemoryLimit is the sum of the pods' memory limits.
	// Required.
	MemoryLimit string `setting:"memoryLimit" allowed:"a positive number followed by Mi or Gi, such as 16Gi"`
	// Pods is the most pods there may be.
	// Required.
	Pods int `setting:"pods" allowed:"1 to 1000"`
}

// BroughtSecret is a secret that people bring.
type BroughtSecret struct {
	// Name is the secret's name in the vault of every region.
	// Required.
	Name string `setting:"name" allowed:"1 to 63 lower-case letters, digits and hyphens, no hyphen first or last; not one that the program makes; no other's"`
	// Use is what it is for, which decides who may read it: an identity provider's only workloads that serve people, the mail
	// service's only workloads that send mail (claims SP-01, SP-06), the ingress's and the status page's only those themselves.
	// Required.
	Use string `setting:"use" allowed:"identity-provider, mail, ingress, status-page or other"`
	// ContentType is what the value is, for whoever brings it.
	// Optional.
	ContentType string `setting:"contentType,optional" allowed:"1 to 100 characters on one line, such as application/x-pem-file"`
}

// The uses of secrets.
const (
	UseIdentityProvider = "identity-provider"
	UseMail             = "mail"
	UseIngress          = "ingress"
	UseStatusPage       = "status-page"
	UseOther            = "other"
)

// Workload is one thing that runs.
type Workload struct {
	// Name is the workload's name, and that of its identity.
	// Required.
	Name string `setting:"name" allowed:"1 to 20 lower-case letters, digits and hyphens, a letter first, no hyphen last; not a name that the platform has for its own; no other's"`
	// Kind is what it does: answer requests (web), work while its region is the active one (worker), bring the database into its
	// next form before the others start (migrate), or do something at set times (cron).
	// Required.
	Kind string `setting:"kind" allowed:"web, worker, cron or migrate; one migrate at most"`
	// Namespace is where it runs.
	// Required.
	Namespace string `setting:"namespace" allowed:"one of the namespaces"`
	// Repository is where the environment's registry has its images.
	// Required.
	Repository string `setting:"repository" allowed:"lower-case words with / between them, such as trelica/web, without registry, tag and digest"`
	// Image is the digest of the image that runs. Until there is one, the workload waits. The command release sets it.
	// Optional.
	Image string `setting:"image,optional" allowed:"sha256: and 64 hexadecimal digits"`
	// MinReplicas is the least number of pods of a web or a worker, of which a lost zone may take a third, rounded up.
	// Production has two at least, in different zones.
	// Optional.
	MinReplicas int `setting:"minReplicas,optional" allowed:"1 to 100, 2 or more in prod; none for cron and migrate"`
	// MaxReplicas is the number up to which the processors' load adds pods.
	// Optional.
	MaxReplicas int `setting:"maxReplicas,optional" allowed:"minReplicas to 100, and no more than the namespace has room for; none for cron and migrate"`
	// CPU is what is kept of a processor for each pod.
	// Required.
	CPU string `setting:"cpu" allowed:"a positive number of cores such as 1, or of thousandths such as 250m, no more than cpuLimit"`
	// Memory is the memory kept for each pod.
	// Required.
	Memory string `setting:"memory" allowed:"a positive number followed by Mi or Gi, no more than memoryLimit"`
	// CPULimit is the most that a pod may use of processors.
	// Required.
	CPULimit string `setting:"cpuLimit" allowed:"a positive number of cores such as 1, or of thousandths such as 500m, 4 cores at most"`
	// MemoryLimit is the memory above which a pod is ended.
	// Required.
	MemoryLimit string `setting:"memoryLimit" allowed:"a positive number followed by Mi or Gi, 8Gi at most"`
	// Port is where a web listens.
	// Optional.
	Port int `setting:"port,optional" allowed:"1024 to 65535 but not 8081, where the probes are; none for other kinds"`
	// Hosts are the names under which the ingress passes requests on to a web.
	// Optional.
	Hosts []string `setting:"hosts,optional" allowed:"a list of names below the zone, no other workload's; none for other kinds"`
	// Secrets are the secrets that it reads, of those that people bring and of session-signing-key, which the program makes.
	// Optional.
	Secrets []string `setting:"secrets,optional" allowed:"a list of declared secrets that its kind may read, without doubles"`
	// SendsMail says whether it sends mail, and so may read the mail service's key.
	// Optional.
	SendsMail bool `setting:"sendsMail,optional" allowed:"true or false"`
	// Flows are what it reaches: the database, the vaults' own interface, any public address by HTTPS, and webs by their names.
	// Mounted secrets need no flow, and the cluster's DNS is always reached.
	// Optional.
	Flows []string `setting:"flows,optional" allowed:"a list of database, vault, internet and names of webs, without doubles"`
	// Schedule is when a cron runs, in UTC.
	// Optional.
	Schedule string `setting:"schedule,optional" allowed:"five fields such as */10 * * * *; none for other kinds"`
	// Probes are how it is asked whether it works. There is one way, that of the workload contract, and nothing runs without.
	// Optional.
	Probes string `setting:"probes,optional" allowed:"contract"`
}

// The kinds of workloads.
const (
	KindWeb     = "web"
	KindWorker  = "worker"
	KindCron    = "cron"
	KindMigrate = "migrate"
)

// Flows that are not a workload's name.
const (
	FlowDatabase = "database"
	FlowVault    = "vault"
	FlowInternet = "internet"
)

const (
	// IngressNamespace is where the ingress runs.
	IngressNamespace = "ingress"
	// IngressRepository is where the registry has the ingress's image.
	IngressRepository = "traefik"
	// SessionKey is the secret with which the product signs its sessions. The program makes it.
	SessionKey = "session-signing-key"
	// MaxContainerCPU is the most processors that one container may ask for.
	MaxContainerCPU = "4"
	// MaxContainerMemory is the most memory that one container may ask for.
	MaxContainerMemory = "8Gi"
	// SurgePercent is the share of pods that a rollout adds before it takes old ones away.
	SurgePercent = 25
)

// Runs says whether a workload goes on until it is told to stop.
func (w Workload) Runs() bool { return w.Kind == KindWeb || w.Kind == KindWorker }

// Reaches says whether a flow is declared.
func (w Workload) Reaches(flow string) bool { return slices.Contains(w.Flows, flow) }

// MostPods is how many pods there can be at once: in a rollout, more than the maximum.
func (w Workload) MostPods() int {
	if !w.Runs() {
		return 1
	}
	return w.MaxReplicas + (w.MaxReplicas*SurgePercent+99)/100
}

// HasIngress says whether there is anything that the ingress would pass requests on to.
func (w Workloads) HasIngress() bool {
	return slices.ContainsFunc(w.Workloads, func(one Workload) bool { return len(one.Hosts) > 0 })
}

// IngressSecret is the name of the ingress's certificate, "" where none is declared.
func (w Workloads) IngressSecret() string {
	for _, secret := range w.Secrets {
		if secret.Use == UseIngress {
			return secret.Name
		}
	}
	return ""
}
