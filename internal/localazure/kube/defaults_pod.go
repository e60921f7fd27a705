package kube

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

const coreDefaultsSource = "kubernetes v1.35 pkg/apis/core/v1/defaults.go, "

func podDefaults() []Default {
	list := []Default{
		{
			Says:   "dnsPolicy ClusterFirst, restartPolicy Always, schedulerName default-scheduler, terminationGracePeriodSeconds 30, an empty securityContext; serviceAccount repeats serviceAccountName.",
			Source: coreDefaultsSource + "SetDefaults_PodSpec; pkg/apis/core/v1/conversion.go (serviceAccount)",
			set:    eachPod(setPodDefaults),
		},
		{
			Says:   "imagePullPolicy is Always for the tag latest and for images without tag and digest, IfNotPresent otherwise; terminationMessagePath /dev/termination-log, terminationMessagePolicy File.",
			Source: coreDefaultsSource + "SetDefaults_Container; pkg/util/parsers, ParseImageName",
			set:    eachContainer(setContainerDefaults),
		},
		{
			Says:   "The protocol of a container port is TCP.",
			Source: "k8s.io/api v0.35.4 core/v1, ContainerPort (+default=TCP)",
			set: eachContainer(func(c *corev1.Container) {
				for i := range c.Ports {
					fill(&c.Ports[i].Protocol, corev1.ProtocolTCP)
				}
			}),
		},
		{
			Says:   "Probes: timeoutSeconds 1, periodSeconds 10, successThreshold 1, failureThreshold 3; an HTTP check's path is / and its scheme HTTP.",
			Source: coreDefaultsSource + "SetDefaults_Probe, SetDefaults_HTTPGetAction",
			set:    eachContainer(setProbeDefaults),
		},
		{
			Says:   "A field reference in an environment variable has apiVersion v1.",
			Source: coreDefaultsSource + "SetDefaults_ObjectFieldSelector",
			set: eachContainer(func(c *corev1.Container) {
				for i := range c.Env {
					if from := c.Env[i].ValueFrom; from != nil && from.FieldRef != nil {
						fill(&from.FieldRef.APIVersion, "v1")
					}
				}
			}),
		},
		{
			Says:   "A volume without source is an emptyDir; files of secrets, config maps, downward API and projections have mode 0644; projected tokens last an hour.",
			Source: coreDefaultsSource + "SetDefaults_Volume, SetDefaults_SecretVolumeSource, SetDefaults_ConfigMapVolumeSource, SetDefaults_ProjectedVolumeSource, SetDefaults_ServiceAccountTokenProjection",
			set:    eachPod(setVolumeDefaults),
		},
	}
	for i := range list {
		list[i].Kinds = podKinds()
	}
	return list
}

func eachPod(set func(*corev1.PodSpec)) func(runtime.Object) {
	return func(typed runtime.Object) {
		if p, ok := podOf(typed); ok {
			set(p.spec)
		}
	}
}

func eachContainer(set func(*corev1.Container)) func(runtime.Object) {
	return eachPod(func(spec *corev1.PodSpec) {
		for i := range spec.InitContainers {
			set(&spec.InitContainers[i])
		}
		for i := range spec.Containers {
			set(&spec.Containers[i])
		}
	})
}

func setPodDefaults(spec *corev1.PodSpec) {
	fill(&spec.DNSPolicy, corev1.DNSClusterFirst)
	fill(&spec.RestartPolicy, corev1.RestartPolicyAlways)
	fill(&spec.SchedulerName, corev1.DefaultSchedulerName)
	fillPointer(&spec.TerminationGracePeriodSeconds, int64(corev1.DefaultTerminationGracePeriodSeconds))
	fillPointer(&spec.SecurityContext, corev1.PodSecurityContext{})
	spec.DeprecatedServiceAccount = spec.ServiceAccountName
}

func setContainerDefaults(c *corev1.Container) {
	policy := corev1.PullIfNotPresent
	if pullsLatest(c.Image) {
		policy = corev1.PullAlways
	}
	fill(&c.ImagePullPolicy, policy)
	fill(&c.TerminationMessagePath, corev1.TerminationMessagePathDefault)
	fill(&c.TerminationMessagePolicy, corev1.TerminationMessageReadFile)
}

// pullsLatest reports whether an image reference means the tag "latest": by name, or because it has neither tag nor digest.
func pullsLatest(image string) bool {
	name, _, digested := strings.Cut(image, "@")
	tag := ""
	if i := strings.LastIndex(name, ":"); i > strings.LastIndex(name, "/") {
		tag = name[i+1:]
	}
	return tag == "latest" || (tag == "" && !digested)
}

func setProbeDefaults(c *corev1.Container) {
	for _, probe := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
		if probe == nil {
			continue
		}
		fill(&probe.TimeoutSeconds, 1)
		fill(&probe.PeriodSeconds, 10)
		fill(&probe.SuccessThreshold, 1)
		fill(&probe.FailureThreshold, 3)
		setHTTPDefaults(probe.HTTPGet)
		if probe.GRPC != nil {
			fillPointer(&probe.GRPC.Service, "")
		}
	}
	if c.Lifecycle == nil {
		return
	}
	for _, handler := range []*corev1.LifecycleHandler{c.Lifecycle.PostStart, c.Lifecycle.PreStop} {
		if handler != nil {
			setHTTPDefaults(handler.HTTPGet)
		}
	}
}

func setHTTPDefaults(get *corev1.HTTPGetAction) {
	if get != nil {
		fill(&get.Path, "/")
		fill(&get.Scheme, corev1.URISchemeHTTP)
	}
}

func setVolumeDefaults(spec *corev1.PodSpec) {
	const fileMode = int32(0o644)
	for i := range spec.Volumes {
		v := &spec.Volumes[i]
		if v.VolumeSource == (corev1.VolumeSource{}) {
			v.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
		if v.Secret != nil {
			fillPointer(&v.Secret.DefaultMode, fileMode)
		}
		if v.ConfigMap != nil {
			fillPointer(&v.ConfigMap.DefaultMode, fileMode)
		}
		if v.DownwardAPI != nil {
			fillPointer(&v.DownwardAPI.DefaultMode, fileMode)
		}
		if v.HostPath != nil {
			fillPointer(&v.HostPath.Type, corev1.HostPathUnset)
		}
		if v.Projected == nil {
			continue
		}
		fillPointer(&v.Projected.DefaultMode, fileMode)
		for j := range v.Projected.Sources {
			if token := v.Projected.Sources[j].ServiceAccountToken; token != nil {
				fillPointer(&token.ExpirationSeconds, int64(3600))
			}
		}
	}
}
