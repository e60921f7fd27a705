package kube

import (
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// Status says what the model writes into the status of a kind, in place of the controllers of a real cluster.
type Status struct {
	Kinds []string
	// Says is what the status tells, as a sentence.
	Says string
	// Source is the document that the form was taken from.
	Source string

	set func(typed runtime.Object, now time.Time)
}

// Statuses lists the kinds whose status is modelled. Objects are ready as soon as they are stored.
func Statuses() []Status {
	return []Status{
		{
			Kinds:  []string{"Deployment"},
			Says:   "Every replica is updated, ready and available; the conditions Available and Progressing are true.",
			Source: "kubernetes v1.35 pkg/controller/deployment/sync.go, calculateStatus; k8s.io/api apps/v1",
			set:    setDeploymentStatus,
		},
		{
			Kinds:  []string{"StatefulSet"},
			Says:   "Every replica is current, updated, ready and available.",
			Source: "k8s.io/api v0.35.4 apps/v1, StatefulSetStatus",
			set: func(typed runtime.Object, _ time.Time) {
				if s, ok := typed.(*appsv1.StatefulSet); ok {
					n := *s.Spec.Replicas
					s.Status = appsv1.StatefulSetStatus{
						ObservedGeneration: s.Generation, Replicas: n, ReadyReplicas: n, CurrentReplicas: n, UpdatedReplicas: n, AvailableReplicas: n,
					}
				}
			},
		},
		{
			Kinds:  []string{"Job"},
			Says:   "The job has succeeded: as many pods as completions asks for, and the condition Complete is true. A suspended job has not run.",
			Source: "k8s.io/api v0.35.4 batch/v1, JobStatus",
			set:    setJobStatus,
		},
		{
			Kinds:  []string{"Service"},
			Says:   "A load balancer has the address that its annotation or loadBalancerIP asks for; without one the status stays empty, because Azure would choose.",
			Source: "cloud-provider-azure docs, LoadBalancer annotations (service.beta.kubernetes.io/azure-load-balancer-ipv4)",
			set:    setServiceStatus,
		},
	}
}

func setStatus(typed runtime.Object, now time.Time) {
	for _, s := range Statuses() {
		s.set(typed, now)
	}
}

func setDeploymentStatus(typed runtime.Object, now time.Time) {
	d, ok := typed.(*appsv1.Deployment)
	if !ok {
		return
	}
	n, since := *d.Spec.Replicas, metav1.NewTime(now)
	for _, c := range d.Status.Conditions {
		if c.Type == appsv1.DeploymentAvailable {
			since = c.LastTransitionTime // It has been available all along.
		}
	}
	d.Status = appsv1.DeploymentStatus{
		ObservedGeneration: d.Generation, Replicas: n, UpdatedReplicas: n, ReadyReplicas: n, AvailableReplicas: n,
		Conditions: []appsv1.DeploymentCondition{
			{
				Type: appsv1.DeploymentAvailable, Status: corev1.ConditionTrue, Reason: "MinimumReplicasAvailable",
				Message: "Deployment has minimum availability.", LastTransitionTime: since, LastUpdateTime: since,
			},
			{
				Type: appsv1.DeploymentProgressing, Status: corev1.ConditionTrue, Reason: "NewReplicaSetAvailable",
				Message: "ReplicaSet has successfully progressed.", LastTransitionTime: since, LastUpdateTime: since,
			},
		},
	}
}

func setJobStatus(typed runtime.Object, now time.Time) {
	j, ok := typed.(*batchv1.Job)
	if !ok || (j.Spec.Suspend != nil && *j.Spec.Suspend) || len(j.Status.Conditions) > 0 {
		return
	}
	done := *j.Spec.Parallelism
	if j.Spec.Completions != nil {
		done = *j.Spec.Completions
	}
	at := metav1.NewTime(now)
	j.Status = batchv1.JobStatus{
		StartTime: &at, CompletionTime: &at, Succeeded: done,
		Conditions: []batchv1.JobCondition{{
			Type: batchv1.JobComplete, Status: corev1.ConditionTrue, Reason: batchv1.JobReasonCompletionsReached,
			LastProbeTime: at, LastTransitionTime: at,
		}},
	}
}

// loadBalancerIPv4 is the annotation by which a Service asks Azure for an address.
const loadBalancerIPv4 = "service.beta.kubernetes.io/azure-load-balancer-ipv4"

func setServiceStatus(typed runtime.Object, _ time.Time) {
	s, ok := typed.(*corev1.Service)
	if !ok {
		return
	}
	s.Status.LoadBalancer = corev1.LoadBalancerStatus{}
	address := s.Annotations[loadBalancerIPv4]
	fill(&address, s.Spec.LoadBalancerIP)
	if s.Spec.Type == corev1.ServiceTypeLoadBalancer && address != "" {
		mode := corev1.LoadBalancerIPModeVIP
		s.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: address, IPMode: &mode}}
	}
}
