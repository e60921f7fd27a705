package workload

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// What every pod has. The workload contract (docs/workload-contract.md) tells people who make images of it.
const (
	// HealthPort is where a workload that goes on answers the three probes.
	HealthPort = 8081
	// user is whom every container runs as: nobody of an image's own users.
	user = 65532
	// SecretsDir is where secrets are mounted, a file each; SetupDir where a migration finds what it has to put into the
	// database.
	SecretsDir = "/mnt/secrets" //nolint:gosec // a folder
	SetupDir   = "/etc/trelica/setup"
	// routesSeconds is how long a pod that has been told to go still serves, so that nobody is sent to it any more when it
	// stops; drainSeconds is how long it then has for what it is at, spareSeconds how much later it is killed.
	routesSeconds = 10
	drainSeconds  = 30
	spareSeconds  = 5
	// leaveSeconds is how long a pod stays bound to a node that is not reachable, before another takes its place elsewhere.
	leaveSeconds = 60
	// tmpSize bounds the only place on disk that a container may write to.
	tmpSize = "64Mi"
)

// template is the pod of a workload.
func (args *Args) template(annotations pulumi.StringMapInput) corev1.PodTemplateSpecArgs {
	labels := args.labels()
	// With it AKS's webhook puts a token for Entra into the pod, and refuses the pod when it cannot (AKS documentation,
	// workload-identity-overview).
	labels["azure.workload.identity/use"] = pulumi.String("true")
	spec := corev1.PodSpecArgs{
		ServiceAccountName:            pulumi.String(args.Name),
		AutomountServiceAccountToken:  pulumi.Bool(false),
		EnableServiceLinks:            pulumi.Bool(false),
		TerminationGracePeriodSeconds: pulumi.Int(routesSeconds + drainSeconds + spareSeconds),
		SecurityContext: corev1.PodSecurityContextArgs{
			RunAsNonRoot: pulumi.Bool(true), RunAsUser: pulumi.Int(user), RunAsGroup: pulumi.Int(user), FsGroup: pulumi.Int(user),
			SeccompProfile: corev1.SeccompProfileArgs{Type: pulumi.String("RuntimeDefault")},
		},
		Containers: corev1.ContainerArray{args.container()},
		Volumes:    args.volumes(),
	}
	if args.Kind.Runs() {
		spec.TopologySpreadConstraints = args.spread()
		spec.Tolerations = leaving()
	} else {
		spec.RestartPolicy = pulumi.String("Never")
	}
	return corev1.PodTemplateSpecArgs{Metadata: metav1.ObjectMetaArgs{Labels: labels, Annotations: annotations}, Spec: spec}
}

// container is the one container of a pod.
func (args *Args) container() corev1.ContainerArgs {
	container := corev1.ContainerArgs{
		Name:      pulumi.String(args.Name),
		Image:     pulumi.String(args.Image),
		Env:       args.environment(),
		Resources: args.Resources.requirements(),
		SecurityContext: corev1.SecurityContextArgs{
			AllowPrivilegeEscalation: pulumi.Bool(false), ReadOnlyRootFilesystem: pulumi.Bool(true), Privileged: pulumi.Bool(false),
			Capabilities: corev1.CapabilitiesArgs{Drop: pulumi.ToStringArray([]string{"ALL"})},
		},
		VolumeMounts: args.mounts(),
	}
	if !args.Kind.Runs() {
		return container
	}
	ports := corev1.ContainerPortArray{port("health", HealthPort)}
	if args.Kind == Web {
		ports = append(ports, port("http", args.Serving.Port))
		container.Lifecycle = corev1.LifecycleArgs{PreStop: corev1.LifecycleHandlerArgs{
			Sleep: corev1.SleepActionArgs{Seconds: pulumi.Int(routesSeconds)},
		}}
	}
	container.Ports = ports
	// A slow start has two and a half minutes; what hangs is restarted after half a minute; what cannot serve gets no
	// requests after ten seconds.
	container.StartupProbe = probe("/healthz/startup", 5, 30)
	container.LivenessProbe = probe("/healthz/live", 10, 3)
	container.ReadinessProbe = probe("/healthz/ready", 5, 2)
	return container
}

func port(name string, number int) corev1.ContainerPortArgs {
	return corev1.ContainerPortArgs{Name: pulumi.String(name), ContainerPort: pulumi.Int(number), Protocol: pulumi.String("TCP")}
}

func probe(path string, period, failures int) corev1.ProbeArgs {
	return corev1.ProbeArgs{
		HttpGet:       corev1.HTTPGetActionArgs{Path: pulumi.String(path), Port: pulumi.String("health")},
		PeriodSeconds: pulumi.Int(period), TimeoutSeconds: pulumi.Int(2), FailureThreshold: pulumi.Int(failures),
	}
}

func (r Resources) requirements() corev1.ResourceRequirementsArgs {
	return corev1.ResourceRequirementsArgs{
		Requests: resources(r.CPU, r.Memory), Limits: resources(r.CPULimit, r.MemoryLimit),
	}
}

// spread keeps the loss of a zone from taking more than a third of the pods, and that of a node more than can be helped. Nodes
// that are being emptied or cannot be reached do not count, or nothing could be placed while a zone is lost; each revision is
// spread by itself, or a rollout would place the new pods by where the old ones are.
func (args *Args) spread() corev1.TopologySpreadConstraintArray {
	constraint := func(key, otherwise string) corev1.TopologySpreadConstraintArgs {
		return corev1.TopologySpreadConstraintArgs{
			MaxSkew: pulumi.Int(1), TopologyKey: pulumi.String(key), WhenUnsatisfiable: pulumi.String(otherwise),
			LabelSelector: args.selector(), MatchLabelKeys: pulumi.ToStringArray([]string{"pod-template-hash"}),
			NodeTaintsPolicy: pulumi.String("Honor"), NodeAffinityPolicy: pulumi.String("Honor"), //nolint:misspell // Kubernetes' own word
		}
	}
	return corev1.TopologySpreadConstraintArray{
		constraint("topology.kubernetes.io/zone", "DoNotSchedule"), constraint("kubernetes.io/hostname", "ScheduleAnyway"),
	}
}

// leaving is how long pods wait for a node that does not answer: Kubernetes' own five minutes are too long for a lost zone.
func leaving() corev1.TolerationArray {
	var all corev1.TolerationArray
	for _, key := range []string{"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"} {
		all = append(all, corev1.TolerationArgs{
			Key: pulumi.String(key), Operator: pulumi.String("Exists"), Effect: pulumi.String("NoExecute"),
			TolerationSeconds: pulumi.Int(leaveSeconds),
		})
	}
	return all
}
