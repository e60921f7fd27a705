package kube

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const (
	appsDefaultsSource  = "kubernetes v1.35 pkg/apis/apps/v1/defaults.go, "
	batchDefaultsSource = "kubernetes v1.35 pkg/apis/batch/v1/defaults.go, "
)

func workloadDefaults() []Default {
	return []Default{
		{
			Kinds:  []string{"Deployment"},
			Says:   "replicas 1, strategy RollingUpdate with maxUnavailable and maxSurge 25%, revisionHistoryLimit 10, progressDeadlineSeconds 600.",
			Source: appsDefaultsSource + "SetDefaults_Deployment",
			set:    on(setDeploymentDefaults),
		},
		{
			Kinds:  []string{"StatefulSet"},
			Says:   "replicas 1, podManagementPolicy OrderedReady, updateStrategy RollingUpdate with partition 0, revisionHistoryLimit 10, claims retained.",
			Source: appsDefaultsSource + "SetDefaults_StatefulSet",
			set:    on(setStatefulSetDefaults),
		},
		{
			Kinds:  []string{"DaemonSet"},
			Says:   "updateStrategy RollingUpdate with maxUnavailable 1 and maxSurge 0, revisionHistoryLimit 10.",
			Source: appsDefaultsSource + "SetDefaults_DaemonSet",
			set:    on(setDaemonSetDefaults),
		},
		{
			Kinds:  []string{"ReplicaSet"},
			Says:   "replicas 1.",
			Source: appsDefaultsSource + "SetDefaults_ReplicaSet",
			set:    on(func(s *appsv1.ReplicaSet) { fillPointer(&s.Spec.Replicas, 1) }),
		},
		{
			Kinds:  []string{"Job"},
			Says:   "parallelism 1, completions 1 when neither is given, backoffLimit 6, completionMode NonIndexed, suspend false, manualSelector false, podReplacementPolicy TerminatingOrFailed without a pod failure policy; labels of the template when the job has none.",
			Source: batchDefaultsSource + "SetDefaults_Job",
			set:    on(setJobDefaults),
		},
		{
			Kinds:  []string{"CronJob"},
			Says:   "concurrencyPolicy Allow, suspend false, three successful jobs and one failed job kept.",
			Source: batchDefaultsSource + "SetDefaults_CronJob",
			set: on(func(c *batchv1.CronJob) {
				fill(&c.Spec.ConcurrencyPolicy, batchv1.AllowConcurrent)
				fillPointer(&c.Spec.Suspend, false)
				fillPointer(&c.Spec.SuccessfulJobsHistoryLimit, 3)
				fillPointer(&c.Spec.FailedJobsHistoryLimit, 1)
			}),
		},
	}
}

func setDeploymentDefaults(d *appsv1.Deployment) {
	fillPointer(&d.Spec.Replicas, 1)
	fill(&d.Spec.Strategy.Type, appsv1.RollingUpdateDeploymentStrategyType)
	if d.Spec.Strategy.Type == appsv1.RollingUpdateDeploymentStrategyType {
		fillPointer(&d.Spec.Strategy.RollingUpdate, appsv1.RollingUpdateDeployment{})
		fillPointer(&d.Spec.Strategy.RollingUpdate.MaxUnavailable, intstr.FromString("25%"))
		fillPointer(&d.Spec.Strategy.RollingUpdate.MaxSurge, intstr.FromString("25%"))
	}
	fillPointer(&d.Spec.RevisionHistoryLimit, 10)
	fillPointer(&d.Spec.ProgressDeadlineSeconds, 600)
}

func setStatefulSetDefaults(s *appsv1.StatefulSet) {
	fillPointer(&s.Spec.Replicas, 1)
	fill(&s.Spec.PodManagementPolicy, appsv1.OrderedReadyPodManagement)
	strategy := &s.Spec.UpdateStrategy
	if strategy.Type == "" {
		strategy.Type = appsv1.RollingUpdateStatefulSetStrategyType
		fillPointer(&strategy.RollingUpdate, appsv1.RollingUpdateStatefulSetStrategy{})
	}
	if strategy.Type == appsv1.RollingUpdateStatefulSetStrategyType && strategy.RollingUpdate != nil {
		fillPointer(&strategy.RollingUpdate.Partition, 0)
	}
	fillPointer(&s.Spec.PersistentVolumeClaimRetentionPolicy, appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy{})
	fill(&s.Spec.PersistentVolumeClaimRetentionPolicy.WhenDeleted, appsv1.RetainPersistentVolumeClaimRetentionPolicyType)
	fill(&s.Spec.PersistentVolumeClaimRetentionPolicy.WhenScaled, appsv1.RetainPersistentVolumeClaimRetentionPolicyType)
	fillPointer(&s.Spec.RevisionHistoryLimit, 10)
}

func setDaemonSetDefaults(s *appsv1.DaemonSet) {
	strategy := &s.Spec.UpdateStrategy
	fill(&strategy.Type, appsv1.RollingUpdateDaemonSetStrategyType)
	if strategy.Type == appsv1.RollingUpdateDaemonSetStrategyType {
		fillPointer(&strategy.RollingUpdate, appsv1.RollingUpdateDaemonSet{})
		fillPointer(&strategy.RollingUpdate.MaxUnavailable, intstr.FromInt32(1))
		fillPointer(&strategy.RollingUpdate.MaxSurge, intstr.FromInt32(0))
	}
	fillPointer(&s.Spec.RevisionHistoryLimit, 10)
}

func setJobDefaults(j *batchv1.Job) {
	if j.Spec.Completions == nil && j.Spec.Parallelism == nil {
		fillPointer(&j.Spec.Completions, 1)
	}
	fillPointer(&j.Spec.Parallelism, 1)
	fillPointer(&j.Spec.BackoffLimit, 6)
	fillPointer(&j.Spec.CompletionMode, batchv1.NonIndexedCompletion)
	fillPointer(&j.Spec.Suspend, false)
	fillPointer(&j.Spec.ManualSelector, false)
	if j.Spec.PodFailurePolicy == nil {
		fillPointer(&j.Spec.PodReplacementPolicy, batchv1.TerminatingOrFailed)
	}
	if len(j.Labels) == 0 && len(j.Spec.Template.Labels) > 0 {
		j.Labels = map[string]string{}
		for key, value := range j.Spec.Template.Labels {
			j.Labels[key] = value
		}
	}
}
