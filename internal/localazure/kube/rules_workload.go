package kube

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const (
	appsValidation  = "kubernetes v1.35 pkg/apis/apps/validation/validation.go, "
	batchValidation = "kubernetes v1.35 pkg/apis/batch/validation/validation.go, "
)

func workloadRules() []Rule {
	return []Rule{
		{
			Name: "workload-selector", Kinds: []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"},
			Says:   "The selector is given, well formed, not empty, and matches the labels of the pod template.",
			Source: appsValidation + "ValidateDeploymentSpec, ValidateStatefulSetSpec, ValidateDaemonSetSpec, ValidatePodTemplateSpecForReplicaSet",
			check:  checkWorkloadSelector,
		},
		{
			Name: "workload-restart", Kinds: []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"},
			Says:   "Pods that a controller keeps running restart always, and have no deadline.",
			Source: appsValidation + "ValidatePodTemplateSpecForReplicaSet, ValidateStatefulSetSpec, ValidateDaemonSetSpec",
			check:  checkWorkloadRestart,
		},
		{
			Name: "workload-counts", Kinds: []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"},
			Says:   "Replicas, ready seconds and history are not negative, and a rollout's deadline is longer than its ready seconds.",
			Source: appsValidation + "ValidateDeploymentSpec, ValidateStatefulSetSpec, ValidateReplicaSetSpec",
			check:  checkWorkloadCounts,
		},
		{
			Name: "deployment-strategy", Kinds: []string{"Deployment"},
			Says:   "The strategy is Recreate without rolling-update settings, or RollingUpdate that can make progress: maxSurge and maxUnavailable are counts or percentages and not both zero.",
			Source: appsValidation + "ValidateDeploymentStrategy, ValidateRollingUpdateDeployment",
			check:  checkDeploymentStrategy,
		},
		{
			Name: "job-restart", Kinds: []string{"Job", "CronJob"},
			Says:   "The pods of a job restart on failure or never.",
			Source: batchValidation + "validateJobSpec",
			check:  checkJobRestart,
		},
		{
			Name: "job-counts", Kinds: []string{"Job"},
			Says:   "Counts and seconds of a job are not negative.",
			Source: batchValidation + "validateJobSpec",
			check:  checkJobCounts,
		},
		{
			Name: "cronjob-schedule", Kinds: []string{"CronJob"},
			Says:   "The schedule has five fields or is a macro such as @daily, and the concurrency policy is known.",
			Source: batchValidation + "validateCronJobSpec, ValidateScheduleFormat (robfig/cron ParseStandard)",
			check:  checkSchedule,
		},
	}
}

// controller is what the four kinds that keep pods running have in common.
func controllerOf(typed runtime.Object) (selector *metav1.LabelSelector, replicas *int32, minReady int32) {
	switch object := typed.(type) {
	case *appsv1.Deployment:
		return object.Spec.Selector, object.Spec.Replicas, object.Spec.MinReadySeconds
	case *appsv1.StatefulSet:
		return object.Spec.Selector, object.Spec.Replicas, object.Spec.MinReadySeconds
	case *appsv1.DaemonSet:
		return object.Spec.Selector, nil, object.Spec.MinReadySeconds
	case *appsv1.ReplicaSet:
		return object.Spec.Selector, object.Spec.Replicas, object.Spec.MinReadySeconds
	}
	return nil, nil, 0
}

func checkWorkloadSelector(kind Kind, typed runtime.Object, r *report) {
	selector, _, _ := controllerOf(typed)
	where := at("spec", "selector")
	if selector == nil {
		r.add(field.Required(where, ""))
		return
	}
	r.all(metav1validation.ValidateLabelSelector(selector, metav1validation.LabelSelectorValidationOptions{}, where))
	if len(selector.MatchLabels)+len(selector.MatchExpressions) == 0 {
		r.add(field.Invalid(where, selector, "empty selector is invalid for "+strings.ToLower(kind.Name)), where)
		return
	}
	p, _ := podOf(typed)
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err == nil && !parsed.Matches(labels.Set(p.tmpl.Labels)) {
		r.add(field.Invalid(p.meta.Child("labels"), p.tmpl.Labels, "`selector` does not match template `labels`"),
			where, p.meta.Child("labels"))
	}
}

func checkWorkloadRestart(_ Kind, typed runtime.Object, r *report) {
	p, _ := podOf(typed)
	oneOf(r, p.path.Child("restartPolicy"), p.spec.RestartPolicy, corev1.RestartPolicyAlways)
	if p.spec.ActiveDeadlineSeconds != nil {
		r.add(field.Forbidden(p.path.Child("activeDeadlineSeconds"), "activeDeadlineSeconds in a pod template is not supported"))
	}
}

func checkWorkloadCounts(_ Kind, typed runtime.Object, r *report) {
	_, replicas, minReady := controllerOf(typed)
	if replicas != nil {
		r.nonNegative(at("spec", "replicas"), int64(*replicas))
	}
	r.nonNegative(at("spec", "minReadySeconds"), int64(minReady))
	deployment, ok := typed.(*appsv1.Deployment)
	if !ok {
		return
	}
	if limit := deployment.Spec.RevisionHistoryLimit; limit != nil {
		r.nonNegative(at("spec", "revisionHistoryLimit"), int64(*limit))
	}
	if deadline := deployment.Spec.ProgressDeadlineSeconds; deadline != nil {
		r.nonNegative(at("spec", "progressDeadlineSeconds"), int64(*deadline))
		if *deadline <= minReady {
			r.add(field.Invalid(at("spec", "progressDeadlineSeconds"), *deadline, "must be greater than minReadySeconds"),
				at("spec", "minReadySeconds"))
		}
	}
}

func checkDeploymentStrategy(_ Kind, typed runtime.Object, r *report) {
	deployment, ok := typed.(*appsv1.Deployment)
	if !ok {
		return
	}
	strategy, where := deployment.Spec.Strategy, at("spec", "strategy")
	switch strategy.Type {
	case appsv1.RecreateDeploymentStrategyType:
		if strategy.RollingUpdate != nil {
			r.add(field.Forbidden(where.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'"), where.Child("type"))
		}
	case appsv1.RollingUpdateDeploymentStrategyType:
		rolling := where.Child("rollingUpdate")
		unavailable, surge := strategy.RollingUpdate.MaxUnavailable, strategy.RollingUpdate.MaxSurge
		checkCountOrPercent(r, rolling.Child("maxUnavailable"), *unavailable, true)
		checkCountOrPercent(r, rolling.Child("maxSurge"), *surge, false)
		if isZero(*unavailable) && isZero(*surge) {
			r.add(field.Invalid(rolling.Child("maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0"), rolling.Child("maxSurge"))
		}
	default:
		oneOf(r, where, strategy.Type, appsv1.RecreateDeploymentStrategyType, appsv1.RollingUpdateDeploymentStrategyType)
	}
}

func isZero(v intstr.IntOrString) bool {
	return (v.Type == intstr.Int && v.IntVal == 0) || (v.Type == intstr.String && v.StrVal == "0%")
}

// checkCountOrPercent accepts counts from zero and percentages; capped ones end at 100 %.
func checkCountOrPercent(r *report, where *field.Path, v intstr.IntOrString, capped bool) {
	if v.Type == intstr.Int {
		r.nonNegative(where, int64(v.IntVal))
		return
	}
	messages := validation.IsValidPercent(v.StrVal)
	r.invalid(where, v, messages)
	var percent int
	if _, err := fmt.Sscanf(v.StrVal, "%d%%", &percent); err == nil && len(messages) == 0 && capped && percent > 100 {
		r.add(field.Invalid(where, v, "must not be greater than 100%"))
	}
}

func checkJobRestart(_ Kind, typed runtime.Object, r *report) {
	p, _ := podOf(typed)
	where := p.path.Child("restartPolicy")
	// The default for pods is Always, which no job may have: left out and wrong are the same mistake.
	if p.spec.RestartPolicy == corev1.RestartPolicyAlways {
		r.add(field.Required(where, `valid values: "OnFailure", "Never"`))
	}
}

func checkJobCounts(_ Kind, typed runtime.Object, r *report) {
	job, ok := typed.(*batchv1.Job)
	if !ok {
		return
	}
	for name, value := range map[string]*int32{
		"parallelism": job.Spec.Parallelism, "completions": job.Spec.Completions, "backoffLimit": job.Spec.BackoffLimit,
		"ttlSecondsAfterFinished": job.Spec.TTLSecondsAfterFinished,
	} {
		if value != nil {
			r.nonNegative(at("spec", name), int64(*value))
		}
	}
	if s := job.Spec.ActiveDeadlineSeconds; s != nil {
		r.nonNegative(at("spec", "activeDeadlineSeconds"), *s)
	}
}

func checkSchedule(_ Kind, typed runtime.Object, r *report) {
	job, ok := typed.(*batchv1.CronJob)
	if !ok {
		return
	}
	where := at("spec", "schedule")
	if r.required(where, job.Spec.Schedule) {
		fields := len(strings.Fields(job.Spec.Schedule))
		if strings.Contains(job.Spec.Schedule, "TZ") {
			r.add(field.Invalid(where, job.Spec.Schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"))
		} else if fields != 5 && !strings.HasPrefix(job.Spec.Schedule, "@") {
			r.add(field.Invalid(where, job.Spec.Schedule, fmt.Sprintf("expected exactly 5 fields, found %d", fields)))
		}
	}
	oneOf(r, at("spec", "concurrencyPolicy"), job.Spec.ConcurrencyPolicy,
		batchv1.AllowConcurrent, batchv1.ForbidConcurrent, batchv1.ReplaceConcurrent)
}
