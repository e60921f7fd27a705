package ingress

import (
	"crypto/sha256"
	"encoding/hex"

	appsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	policyv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/policy/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	// user is whom the container runs as.
	user = 65532
	// leaveSeconds is how long a pod stays bound to a node that is not reachable.
	leaveSeconds = 60
)

// What one pod gets, and the most that it may use.
const (
	CPU         = "200m"
	Memory      = "256Mi"
	CPULimit    = "1"
	MemoryLimit = "512Mi"
)

// deployment runs the pods, in different zones. A rollout takes none away before another serves.
func (args *Args) deployment(annotations pulumi.StringMapInput) appsv1.DeploymentSpecArgs {
	podLabels := labels()
	podLabels["azure.workload.identity/use"] = pulumi.String("true")
	return appsv1.DeploymentSpecArgs{
		Replicas: pulumi.Int(args.Replicas), Selector: selector(), RevisionHistoryLimit: pulumi.Int(3), ProgressDeadlineSeconds: pulumi.Int(600),
		Strategy: appsv1.DeploymentStrategyArgs{
			Type:          pulumi.String("RollingUpdate"),
			RollingUpdate: appsv1.RollingUpdateDeploymentArgs{MaxUnavailable: pulumi.Int(0), MaxSurge: pulumi.Int(1)},
		},
		Template: corev1.PodTemplateSpecArgs{
			Metadata: metav1.ObjectMetaArgs{Labels: podLabels, Annotations: annotations},
			Spec: corev1.PodSpecArgs{
				ServiceAccountName: pulumi.String(Name),
				// The one pod that needs the API server: it routes by what it finds there.
				AutomountServiceAccountToken:  pulumi.Bool(true),
				EnableServiceLinks:            pulumi.Bool(false),
				TerminationGracePeriodSeconds: pulumi.Int(routesSeconds + acceptSeconds + drainSeconds + spareSeconds),
				SecurityContext: corev1.PodSecurityContextArgs{
					RunAsNonRoot: pulumi.Bool(true), RunAsUser: pulumi.Int(user), RunAsGroup: pulumi.Int(user), FsGroup: pulumi.Int(user),
					SeccompProfile: corev1.SeccompProfileArgs{Type: pulumi.String("RuntimeDefault")},
				},
				TopologySpreadConstraints: spread(),
				Tolerations:               leaving(),
				Containers:                corev1.ContainerArray{args.container()},
				Volumes: corev1.VolumeArray{
					config("static"), config("rules"),
					corev1.VolumeArgs{Name: pulumi.String("certificate"), Csi: corev1.CSIVolumeSourceArgs{
						Driver: pulumi.String("secrets-store.csi.k8s.io"), ReadOnly: pulumi.Bool(true),
						VolumeAttributes: pulumi.StringMap{"secretProviderClass": pulumi.String(Name)},
					}},
				},
			},
		},
	}
}

func (args *Args) container() corev1.ContainerArgs {
	port := func(name string, number int) corev1.ContainerPortArgs {
		return corev1.ContainerPortArgs{Name: pulumi.String(name), ContainerPort: pulumi.Int(number), Protocol: pulumi.String("TCP")}
	}
	probe := func(period, failures int) corev1.ProbeArgs {
		return corev1.ProbeArgs{
			HttpGet:       corev1.HTTPGetActionArgs{Path: pulumi.String("/ping"), Port: pulumi.String("health")},
			PeriodSeconds: pulumi.Int(period), TimeoutSeconds: pulumi.Int(2), FailureThreshold: pulumi.Int(failures),
		}
	}
	mount := func(name, path string) corev1.VolumeMountArgs {
		return corev1.VolumeMountArgs{Name: pulumi.String(name), MountPath: pulumi.String(path), ReadOnly: pulumi.Bool(true)}
	}
	quantities := func(cpu, memory string) pulumi.StringMap {
		return pulumi.StringMap{"cpu": pulumi.String(cpu), "memory": pulumi.String(memory)}
	}
	return corev1.ContainerArgs{
		Name: pulumi.String(Name), Image: pulumi.String(args.Image),
		Args:      pulumi.ToStringArray([]string{"--configFile=" + staticDir + "/" + staticFile}),
		Ports:     corev1.ContainerPortArray{port("https", portHTTPS), port("http", portHTTP), port("health", portHealth)},
		Resources: corev1.ResourceRequirementsArgs{Requests: quantities(CPU, Memory), Limits: quantities(CPULimit, MemoryLimit)},
		SecurityContext: corev1.SecurityContextArgs{
			AllowPrivilegeEscalation: pulumi.Bool(false), ReadOnlyRootFilesystem: pulumi.Bool(true), Privileged: pulumi.Bool(false),
			Capabilities: corev1.CapabilitiesArgs{Drop: pulumi.ToStringArray([]string{"ALL"})},
		},
		Lifecycle: corev1.LifecycleArgs{PreStop: corev1.LifecycleHandlerArgs{
			Sleep: corev1.SleepActionArgs{Seconds: pulumi.Int(routesSeconds)},
		}},
		StartupProbe: probe(2, 30), LivenessProbe: probe(10, 3), ReadinessProbe: probe(5, 1),
		VolumeMounts: corev1.VolumeMountArray{
			mount("static", staticDir), mount("rules", dynamicDir), mount("certificate", certificateDir),
		},
	}
}

// config is a ConfigMap of the configuration as a volume.
func config(name string) corev1.VolumeArgs {
	return corev1.VolumeArgs{Name: pulumi.String(name), ConfigMap: corev1.ConfigMapVolumeSourceArgs{Name: pulumi.String(Name + "-" + name)}}
}

// spread puts the pods into different zones and, if possible, on different nodes. See components/workload for its details.
func spread() corev1.TopologySpreadConstraintArray {
	constraint := func(key, otherwise string) corev1.TopologySpreadConstraintArgs {
		return corev1.TopologySpreadConstraintArgs{
			MaxSkew: pulumi.Int(1), TopologyKey: pulumi.String(key), WhenUnsatisfiable: pulumi.String(otherwise),
			LabelSelector: selector(), MatchLabelKeys: pulumi.ToStringArray([]string{"pod-template-hash"}),
			NodeTaintsPolicy: pulumi.String("Honor"), NodeAffinityPolicy: pulumi.String("Honor"), //nolint:misspell // Kubernetes' own word
		}
	}
	return corev1.TopologySpreadConstraintArray{
		constraint("topology.kubernetes.io/zone", "DoNotSchedule"), constraint("kubernetes.io/hostname", "ScheduleAnyway"),
	}
}

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

// budget lets nodes be emptied one pod at a time.
func budget() policyv1.PodDisruptionBudgetSpecArgs {
	return policyv1.PodDisruptionBudgetSpecArgs{
		Selector: selector(), MaxUnavailable: pulumi.Int(1), UnhealthyPodEvictionPolicy: pulumi.String("AlwaysAllow"),
	}
}

// annotations carry the configuration's sum: Traefik reads the static part once, so that a change of it needs new pods. It
// follows the rules by itself; that new pods come for them too is sure, where a mounted folder is only followed soon.
func (b *builder) annotations() pulumi.StringMapInput {
	static := b.static
	return pulumi.StringMap{"trelica.com/configuration": b.rules.ApplyT(func(rules string) string {
		return sum(static, rules)
	}).(pulumi.StringOutput)}
}

// sum tells two configurations apart.
func sum(static, rules string) string {
	digest := sha256.Sum256([]byte(static + "\n---\n" + rules))
	return hex.EncodeToString(digest[:8])
}
