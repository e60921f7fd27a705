package kube

import (
	"fmt"

	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// highestUserPriority is the highest priority that a class of users may have (pkg/apis/scheduling, HighestUserDefinablePriority).
const highestUserPriority = 1_000_000_000

func policyRules() []Rule {
	return []Rule{
		{
			Name: "disruption-budget", Kinds: []string{"PodDisruptionBudget"},
			Says:   "Either minAvailable or maxUnavailable is set, as a count or a percentage up to 100 %, and the selector is well formed.",
			Source: "kubernetes v1.35 pkg/apis/policy/validation, ValidatePodDisruptionBudgetSpec",
			check:  checkDisruptionBudget,
		},
		{
			Name: "autoscaler", Kinds: []string{"HorizontalPodAutoscaler"},
			Says: "The target has a kind and a name, 1 <= minReplicas <= maxReplicas, and every metric has the source of its type " +
				"with a positive target.",
			Source: "kubernetes v1.35 pkg/apis/autoscaling/validation, validateHorizontalPodAutoscalerSpec, validateMetricSpec",
			check:  checkAutoscaler,
		},
		{
			Name: "quota", Kinds: []string{"ResourceQuota"},
			Says:   "Resource names are qualified names, and amounts are not negative.",
			Source: coreValidation + "ValidateResourceQuotaSpec",
			check:  checkQuota,
		},
		{
			Name: "limit-range", Kinds: []string{"LimitRange"},
			Says:   "Each type occurs once; minimum <= default request <= default <= maximum; defaults belong to containers.",
			Source: coreValidation + "ValidateLimitRange",
			check:  checkLimitRange,
		},
		{
			Name: "priority-class", Kinds: []string{"PriorityClass"},
			Says:   "The priority is at most one billion, and the preemption policy is known.",
			Source: "kubernetes v1.35 pkg/apis/scheduling/validation, ValidatePriorityClass",
			check:  checkPriorityClass,
		},
	}
}

func checkDisruptionBudget(_ Kind, typed runtime.Object, r *report) {
	budget, ok := typed.(*policyv1.PodDisruptionBudget)
	if !ok {
		return
	}
	spec := at("spec")
	if budget.Spec.MinAvailable != nil && budget.Spec.MaxUnavailable != nil {
		r.add(field.Invalid(spec, "", "minAvailable and maxUnavailable cannot be both set"))
	}
	if v := budget.Spec.MinAvailable; v != nil {
		checkCountOrPercent(r, spec.Child("minAvailable"), *v, true)
	}
	if v := budget.Spec.MaxUnavailable; v != nil {
		checkCountOrPercent(r, spec.Child("maxUnavailable"), *v, true)
	}
	r.all(metav1validation.ValidateLabelSelector(budget.Spec.Selector, metav1validation.LabelSelectorValidationOptions{}, spec.Child("selector")))
}

func checkAutoscaler(_ Kind, typed runtime.Object, r *report) {
	scaler, ok := typed.(*autoscalingv2.HorizontalPodAutoscaler)
	if !ok {
		return
	}
	spec := at("spec")
	if low := scaler.Spec.MinReplicas; low != nil && *low < 1 {
		r.add(field.Invalid(spec.Child("minReplicas"), *low, "must be greater than or equal to 1"))
	}
	if scaler.Spec.MaxReplicas < 1 {
		r.add(field.Invalid(spec.Child("maxReplicas"), scaler.Spec.MaxReplicas, "must be greater than 0"))
	}
	if low := scaler.Spec.MinReplicas; low != nil && scaler.Spec.MaxReplicas < *low {
		r.add(field.Invalid(spec.Child("maxReplicas"), scaler.Spec.MaxReplicas, "must be greater than or equal to `minReplicas`"),
			spec.Child("minReplicas"))
	}
	r.required(spec.Child("scaleTargetRef", "kind"), scaler.Spec.ScaleTargetRef.Kind)
	r.required(spec.Child("scaleTargetRef", "name"), scaler.Spec.ScaleTargetRef.Name)
	for i, metric := range scaler.Spec.Metrics {
		checkMetric(r, spec.Child("metrics").Index(i), metric)
	}
}

func checkMetric(r *report, where *field.Path, metric autoscalingv2.MetricSpec) {
	oneOf(r, where.Child("type"), metric.Type, autoscalingv2.ContainerResourceMetricSourceType, autoscalingv2.ExternalMetricSourceType,
		autoscalingv2.ObjectMetricSourceType, autoscalingv2.PodsMetricSourceType, autoscalingv2.ResourceMetricSourceType)
	if metric.Type != autoscalingv2.ResourceMetricSourceType {
		return
	}
	if metric.Resource == nil {
		r.add(field.Required(where.Child("resource"), "must populate information for the given metric source"))
		return
	}
	r.required(where.Child("resource", "name"), string(metric.Resource.Name))
	target, at := metric.Resource.Target, where.Child("resource", "target")
	if target.AverageUtilization != nil && *target.AverageUtilization < 1 {
		r.add(field.Invalid(at.Child("averageUtilization"), *target.AverageUtilization, "must be greater than 0"))
	}
	if target.AverageUtilization == nil && target.AverageValue == nil {
		r.add(field.Required(at.Child("averageUtilization"), "must set either a target raw value or a target utilization"), at)
	}
}

func checkQuota(_ Kind, typed runtime.Object, r *report) {
	quota, ok := typed.(*corev1.ResourceQuota)
	if !ok {
		return
	}
	for name, amount := range quota.Spec.Hard {
		where := at("spec", "hard").Key(string(name))
		r.invalid(where, string(name), validation.IsQualifiedName(string(name)))
		checkQuantity(r, where, amount)
	}
}

func checkLimitRange(_ Kind, typed runtime.Object, r *report) {
	limits, ok := typed.(*corev1.LimitRange)
	if !ok {
		return
	}
	seen := map[corev1.LimitType]bool{}
	for i, limit := range limits.Spec.Limits {
		where := at("spec", "limits").Index(i)
		r.required(where.Child("type"), string(limit.Type))
		if seen[limit.Type] {
			r.add(field.Duplicate(where.Child("type"), limit.Type), at("spec", "limits"))
		}
		seen[limit.Type] = true
		if limit.Type == corev1.LimitTypePod && len(limit.Default)+len(limit.DefaultRequest) > 0 {
			r.add(field.Forbidden(where.Child("default"), "may not be specified when `type` is 'Pod'"), where.Child("type"))
		}
		order := []struct {
			name string
			list corev1.ResourceList
		}{{"min", limit.Min}, {"defaultRequest", limit.DefaultRequest}, {"default", limit.Default}, {"max", limit.Max}}
		for low := range order {
			for high := low + 1; high < len(order); high++ {
				for name, value := range order[low].list {
					if above, both := order[high].list[name]; both && value.Cmp(above) > 0 {
						r.add(field.Invalid(where.Child(order[low].name).Key(string(name)), value.String(),
							fmt.Sprintf("%s value %s is greater than %s value %s", order[low].name, value.String(), order[high].name, above.String())), where)
					}
				}
			}
		}
	}
}

func checkPriorityClass(_ Kind, typed runtime.Object, r *report) {
	class, ok := typed.(*schedulingv1.PriorityClass)
	if !ok {
		return
	}
	if class.Value > highestUserPriority {
		r.add(field.Forbidden(at("value"), fmt.Sprintf("maximum allowed value of a user defined priority is %d", highestUserPriority)))
	}
	if policy := class.PreemptionPolicy; policy != nil {
		oneOf(r, at("preemptionPolicy"), *policy, corev1.PreemptLowerPriority, corev1.PreemptNever)
	}
}
