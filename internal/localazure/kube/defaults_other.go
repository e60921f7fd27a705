package kube

import (
	admissionv1 "k8s.io/api/admissionregistration/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

func otherDefaults() []Default {
	const rbacSource = "kubernetes v1.35 pkg/apis/rbac/v1/defaults.go, "
	return []Default{
		{
			Kinds:  []string{"HorizontalPodAutoscaler"},
			Says:   "minReplicas 1; 80 % of requested CPU where no metric is given; complete scaling rules where a behaviour is given.",
			Source: "kubernetes v1.35 pkg/apis/autoscaling/v2/defaults.go, SetDefaults_HorizontalPodAutoscaler",
			set:    on(setAutoscalerDefaults),
		},
		{
			Kinds:  []string{"RoleBinding"},
			Says:   "The API group of the role, and of users and groups, is rbac.authorization.k8s.io.",
			Source: rbacSource + "SetDefaults_RoleBinding, SetDefaults_Subject",
			set:    on(func(b *rbacv1.RoleBinding) { setBindingDefaults(&b.RoleRef, b.Subjects) }),
		},
		{
			Kinds:  []string{"ClusterRoleBinding"},
			Says:   "The API group of the role, and of users and groups, is rbac.authorization.k8s.io.",
			Source: rbacSource + "SetDefaults_ClusterRoleBinding, SetDefaults_Subject",
			set:    on(func(b *rbacv1.ClusterRoleBinding) { setBindingDefaults(&b.RoleRef, b.Subjects) }),
		},
		{
			Kinds:  []string{"StorageClass"},
			Says:   "reclaimPolicy Delete, volumeBindingMode Immediate.",
			Source: "kubernetes v1.35 pkg/apis/storage/v1/defaults.go, SetDefaults_StorageClass",
			set: on(func(c *storagev1.StorageClass) {
				fillPointer(&c.ReclaimPolicy, corev1.PersistentVolumeReclaimDelete)
				fillPointer(&c.VolumeBindingMode, storagev1.VolumeBindingImmediate)
			}),
		},
		{
			Kinds:  []string{"PriorityClass"},
			Says:   "preemptionPolicy PreemptLowerPriority.",
			Source: "kubernetes v1.35 pkg/apis/scheduling/v1/defaults.go, SetDefaults_PriorityClass",
			set: on(func(c *schedulingv1.PriorityClass) {
				fillPointer(&c.PreemptionPolicy, corev1.PreemptLowerPriority)
			}),
		},
		{
			Kinds:  []string{"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"},
			Says:   "failurePolicy Fail, matchPolicy Equivalent, empty selectors, timeoutSeconds 10, port 443, scope *, and reinvocationPolicy Never for mutating webhooks.",
			Source: "k8s.io/api v0.35.4 admissionregistration/v1, types.go",
			set: func(typed runtime.Object) {
				switch object := typed.(type) {
				case *admissionv1.ValidatingWebhookConfiguration:
					for i := range object.Webhooks {
						h := &object.Webhooks[i]
						setHookDefaults(&h.FailurePolicy, &h.MatchPolicy, &h.NamespaceSelector, &h.ObjectSelector, &h.TimeoutSeconds, h.ClientConfig, h.Rules)
					}
				case *admissionv1.MutatingWebhookConfiguration:
					for i := range object.Webhooks {
						h := &object.Webhooks[i]
						setHookDefaults(&h.FailurePolicy, &h.MatchPolicy, &h.NamespaceSelector, &h.ObjectSelector, &h.TimeoutSeconds, h.ClientConfig, h.Rules)
						fillPointer(&h.ReinvocationPolicy, admissionv1.NeverReinvocationPolicy)
					}
				}
			},
		},
		{
			Kinds:  []string{"ValidatingAdmissionPolicy"},
			Says:   "failurePolicy Fail, matchPolicy Equivalent, empty selectors, scope *.",
			Source: "k8s.io/api v0.35.4 admissionregistration/v1, types.go",
			set: on(func(p *admissionv1.ValidatingAdmissionPolicy) {
				fillPointer(&p.Spec.FailurePolicy, admissionv1.Fail)
				match := p.Spec.MatchConstraints
				if match == nil {
					return
				}
				fillPointer(&match.MatchPolicy, admissionv1.Equivalent)
				fillPointer(&match.NamespaceSelector, metav1.LabelSelector{})
				fillPointer(&match.ObjectSelector, metav1.LabelSelector{})
				for i := range match.ResourceRules {
					fillPointer(&match.ResourceRules[i].Scope, admissionv1.AllScopes)
				}
			}),
		},
	}
}

func setBindingDefaults(ref *rbacv1.RoleRef, subjects []rbacv1.Subject) {
	fill(&ref.APIGroup, rbacv1.GroupName)
	for i := range subjects {
		if kind := subjects[i].Kind; kind == rbacv1.UserKind || kind == rbacv1.GroupKind {
			fill(&subjects[i].APIGroup, rbacv1.GroupName)
		}
	}
}

func setHookDefaults(failure **admissionv1.FailurePolicyType, match **admissionv1.MatchPolicyType,
	namespaces, objects **metav1.LabelSelector, timeout **int32,
	client admissionv1.WebhookClientConfig, rules []admissionv1.RuleWithOperations,
) {
	fillPointer(failure, admissionv1.Fail)
	fillPointer(match, admissionv1.Equivalent)
	fillPointer(namespaces, metav1.LabelSelector{})
	fillPointer(objects, metav1.LabelSelector{})
	fillPointer(timeout, 10)
	if client.Service != nil {
		fillPointer(&client.Service.Port, 443)
	}
	for i := range rules {
		fillPointer(&rules[i].Scope, admissionv1.AllScopes)
	}
}

func setAutoscalerDefaults(h *autoscalingv2.HorizontalPodAutoscaler) {
	fillPointer(&h.Spec.MinReplicas, 1)
	if len(h.Spec.Metrics) == 0 {
		target := autoscalingv2.MetricTarget{Type: autoscalingv2.UtilizationMetricType}
		fillPointer(&target.AverageUtilization, 80)
		h.Spec.Metrics = []autoscalingv2.MetricSpec{{
			Type:     autoscalingv2.ResourceMetricSourceType,
			Resource: &autoscalingv2.ResourceMetricSource{Name: corev1.ResourceCPU, Target: target},
		}}
	}
	behaviour := h.Spec.Behavior
	if behaviour == nil {
		return
	}
	percent := autoscalingv2.HPAScalingPolicy{Type: autoscalingv2.PercentScalingPolicy, Value: 100, PeriodSeconds: 15}
	pods := autoscalingv2.HPAScalingPolicy{Type: autoscalingv2.PodsScalingPolicy, Value: 4, PeriodSeconds: 15}
	fillPointer(&behaviour.ScaleUp, autoscalingv2.HPAScalingRules{})
	fillPointer(&behaviour.ScaleUp.StabilizationWindowSeconds, 0)
	setScalingDefaults(behaviour.ScaleUp, pods, percent)
	fillPointer(&behaviour.ScaleDown, autoscalingv2.HPAScalingRules{})
	setScalingDefaults(behaviour.ScaleDown, percent)
}

func setScalingDefaults(rules *autoscalingv2.HPAScalingRules, policies ...autoscalingv2.HPAScalingPolicy) {
	fillPointer(&rules.SelectPolicy, autoscalingv2.MaxChangePolicySelect)
	if rules.Policies == nil {
		rules.Policies = policies
	}
}
