package kube

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const coreValidation = "kubernetes v1.35 pkg/apis/core/validation/validation.go, "

// podKinds are the kinds that are, or make, pods.
func podKinds() []string {
	return []string{"Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"}
}

// pod is the pod specification inside an object, wherever its kind keeps it.
type pod struct {
	meta *field.Path // of the template's metadata; nil for a Pod.
	path *field.Path // of the specification.
	spec *corev1.PodSpec
	tmpl *corev1.PodTemplateSpec // nil for a Pod.
}

func podOf(typed runtime.Object) (pod, bool) {
	template := func(t *corev1.PodTemplateSpec, where *field.Path) (pod, bool) {
		return pod{meta: where.Child("metadata"), path: where.Child("spec"), spec: &t.Spec, tmpl: t}, true
	}
	switch object := typed.(type) {
	case *corev1.Pod:
		return pod{path: at("spec"), spec: &object.Spec}, true
	case *appsv1.Deployment:
		return template(&object.Spec.Template, at("spec", "template"))
	case *appsv1.StatefulSet:
		return template(&object.Spec.Template, at("spec", "template"))
	case *appsv1.DaemonSet:
		return template(&object.Spec.Template, at("spec", "template"))
	case *appsv1.ReplicaSet:
		return template(&object.Spec.Template, at("spec", "template"))
	case *batchv1.Job:
		return template(&object.Spec.Template, at("spec", "template"))
	case *batchv1.CronJob:
		return template(&object.Spec.JobTemplate.Spec.Template, at("spec", "jobTemplate", "spec", "template"))
	}
	return pod{}, false
}

func podRules() []Rule {
	rules := []Rule{
		{
			Name:   "pod-template-metadata",
			Says:   "Labels and annotations of a pod template have the form of all labels and annotations.",
			Source: coreValidation + "ValidatePodTemplateSpec",
			check:  onPod(checkTemplateMetadata),
		},
		{
			Name:   "pod-containers",
			Says:   "A pod has a container; container names are DNS labels and unique among containers and init containers; images are given without surrounding blanks.",
			Source: coreValidation + "validateContainers, validateInitContainers, validateContainerCommon",
			check:  onPod(checkContainerNames),
		},
		{
			Name:   "container-ports",
			Says:   "Ports lie between 1 and 65535, their names are IANA service names and unique in their container, host ports included.",
			Source: coreValidation + "validateContainerPorts",
			check:  onContainers(checkContainerPorts),
		},
		{
			Name:   "container-env",
			Says:   "Environment variables have a printable name without '=', and a value or one source of it, not both.",
			Source: coreValidation + "ValidateEnv, validateEnvVarValueFrom; relaxed names since 1.34",
			check:  onContainers(checkEnv),
		},
		{
			Name:   "container-resources",
			Says:   "Requests and limits are not negative, a request does not exceed its limit, and resources that cannot be overcommitted request their limit.",
			Source: coreValidation + "ValidateContainerResourceRequirements",
			check:  onContainers(checkResources),
		},
		{
			Name:   "container-probes",
			Says:   "A probe has exactly one handler with a port in range, periods and thresholds are not negative, and liveness and startup probes need one success.",
			Source: coreValidation + "validateProbe, validateLivenessProbe, validateHandler",
			check:  onContainers(checkProbes),
		},
		{
			Name:   "container-security",
			Says:   "A privileged container may escalate its privileges; user and group identifiers are not negative.",
			Source: coreValidation + "ValidateSecurityContext",
			check:  onContainers(checkContainerSecurity),
		},
		{
			Name:   "container-pull-policy",
			Says:   "imagePullPolicy is Always, IfNotPresent or Never.",
			Source: coreValidation + "validatePullPolicy",
			check: onContainers(func(_ pod, c container, r *report) {
				oneOf(r, c.path.Child("imagePullPolicy"), c.spec.ImagePullPolicy, corev1.PullAlways, corev1.PullIfNotPresent, corev1.PullNever)
			}),
		},
		{
			Name:   "pod-volumes",
			Says:   "Volume names are DNS labels and unique, a volume has at most one source, and what the source refers to is named.",
			Source: coreValidation + "ValidateVolumes, validateVolumeSource",
			check:  onPod(checkVolumes),
		},
		{
			Name:   "container-mounts",
			Says:   "A mount names a volume of the pod (or a claim template of the stateful set), has a path, and no two mounts share one.",
			Source: coreValidation + "ValidateVolumeMounts; pkg/apis/apps/validation, StatefulSet templates are not held against volumes",
			check:  checkMounts,
		},
		{
			Name:   "pod-settings",
			Says:   "Service account, node selector, tolerations, grace period and DNS and restart policy have one of the allowed forms.",
			Source: coreValidation + "ValidatePodSpec, validateDNSPolicy, validateRestartPolicy, ValidateTolerations",
			check:  onPod(checkPodSettings),
		},
		{
			Name:   "pod-spread",
			Says:   "A topology spread constraint has a positive skew, a key, a known consequence, and no twin with the same key and consequence.",
			Source: coreValidation + "validateTopologySpreadConstraints",
			check:  onPod(checkSpread),
		},
	}
	for i := range rules {
		rules[i].Kinds = podKinds()
	}
	return rules
}

// onPod adapts a check of a pod specification to any kind that has one.
func onPod(check func(p pod, r *report)) func(Kind, runtime.Object, *report) {
	return func(_ Kind, typed runtime.Object, r *report) {
		if p, ok := podOf(typed); ok {
			check(p, r)
		}
	}
}

// container is one container of a pod.
type container struct {
	path *field.Path
	spec *corev1.Container
	init bool
}

func (p pod) containers() []container {
	var all []container
	for i := range p.spec.InitContainers {
		all = append(all, container{p.path.Child("initContainers").Index(i), &p.spec.InitContainers[i], true})
	}
	for i := range p.spec.Containers {
		all = append(all, container{p.path.Child("containers").Index(i), &p.spec.Containers[i], false})
	}
	return all
}

func onContainers(check func(p pod, c container, r *report)) func(Kind, runtime.Object, *report) {
	return onPod(func(p pod, r *report) {
		for _, c := range p.containers() {
			check(p, c, r)
		}
	})
}

func checkTemplateMetadata(p pod, r *report) {
	if p.tmpl == nil {
		return
	}
	r.all(metav1validation.ValidateLabels(p.tmpl.Labels, p.meta.Child("labels")))
	r.all(apivalidation.ValidateAnnotations(p.tmpl.Annotations, p.meta.Child("annotations")))
}

func checkContainerNames(p pod, r *report) {
	if len(p.spec.Containers) == 0 {
		r.add(field.Required(p.path.Child("containers"), ""))
	}
	seen := map[string]*field.Path{}
	for _, c := range p.containers() {
		where := c.path.Child("name")
		if r.required(where, c.spec.Name) {
			r.invalid(where, c.spec.Name, validation.IsDNS1123Label(c.spec.Name))
			if other, twice := seen[c.spec.Name]; twice {
				r.add(field.Duplicate(where, c.spec.Name), other)
			}
			seen[c.spec.Name] = where
		}
		image := c.path.Child("image")
		if r.required(image, c.spec.Image) && trimmed(c.spec.Image) != c.spec.Image {
			r.add(field.Invalid(image, c.spec.Image, "must not have leading or trailing whitespace"))
		}
	}
}

func checkPodSettings(p pod, r *report) {
	if name := p.spec.ServiceAccountName; name != "" {
		r.invalid(p.path.Child("serviceAccountName"), name, apivalidation.ValidateServiceAccountName(name, false))
	}
	r.all(metav1validation.ValidateLabels(p.spec.NodeSelector, p.path.Child("nodeSelector")))
	if s := p.spec.TerminationGracePeriodSeconds; s != nil {
		r.nonNegative(p.path.Child("terminationGracePeriodSeconds"), *s)
	}
	if s := p.spec.ActiveDeadlineSeconds; s != nil && *s < 1 {
		r.add(field.Invalid(p.path.Child("activeDeadlineSeconds"), *s, validation.InclusiveRangeError(1, 1<<31-1)))
	}
	oneOf(r, p.path.Child("dnsPolicy"), p.spec.DNSPolicy,
		corev1.DNSClusterFirstWithHostNet, corev1.DNSClusterFirst, corev1.DNSDefault, corev1.DNSNone)
	oneOf(r, p.path.Child("restartPolicy"), p.spec.RestartPolicy,
		corev1.RestartPolicyAlways, corev1.RestartPolicyOnFailure, corev1.RestartPolicyNever)
	for i, t := range p.spec.Tolerations {
		where := p.path.Child("tolerations").Index(i)
		if t.Key != "" {
			r.all(metav1validation.ValidateLabelName(t.Key, where.Child("key")))
		} else if t.Operator != corev1.TolerationOpExists {
			r.add(field.Invalid(where.Child("operator"), t.Operator,
				"operator must be Exists when `key` is empty, which means \"match all values and all keys\""), where.Child("key"))
		}
		if t.Operator == corev1.TolerationOpExists && t.Value != "" {
			r.add(field.Invalid(where.Child("operator"), t, "value must be empty when `operator` is 'Exists'"), where.Child("value"))
		}
		if t.Effect != "" {
			oneOf(r, where.Child("effect"), t.Effect,
				corev1.TaintEffectNoSchedule, corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute)
		}
	}
	for i, s := range p.spec.ImagePullSecrets {
		if s.Name != "" {
			r.invalid(p.path.Child("imagePullSecrets").Index(i).Child("name"), s.Name, apivalidation.NameIsDNSSubdomain(s.Name, false))
		}
	}
	if c := p.spec.SecurityContext; c != nil {
		for name, id := range map[string]*int64{"runAsUser": c.RunAsUser, "runAsGroup": c.RunAsGroup, "fsGroup": c.FSGroup} {
			if id != nil {
				r.invalid(p.path.Child("securityContext", name), *id, validation.IsValidUserID(*id))
			}
		}
	}
}

func checkSpread(p pod, r *report) {
	type pair struct{ key, consequence string }
	seen := map[pair]bool{}
	for i, c := range p.spec.TopologySpreadConstraints {
		where := p.path.Child("topologySpreadConstraints").Index(i)
		if c.MaxSkew <= 0 {
			r.add(field.Invalid(where.Child("maxSkew"), c.MaxSkew, "must be greater than zero"))
		}
		if c.TopologyKey == "" {
			r.add(field.Required(where.Child("topologyKey"), "can not be empty"))
		}
		oneOf(r, where.Child("whenUnsatisfiable"), c.WhenUnsatisfiable, corev1.DoNotSchedule, corev1.ScheduleAnyway)
		key := pair{c.TopologyKey, string(c.WhenUnsatisfiable)}
		if seen[key] {
			r.add(field.Duplicate(where.Child("{topologyKey, whenUnsatisfiable}"), fmt.Sprintf("{%v, %v}", key.key, key.consequence)),
				p.path.Child("topologySpreadConstraints"))
		}
		seen[key] = true
		r.all(metav1validation.ValidateLabelSelector(c.LabelSelector, metav1validation.LabelSelectorValidationOptions{},
			where.Child("labelSelector")))
	}
}
