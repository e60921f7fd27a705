package workload

import (
	appsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1"
	autoscalingv2 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/autoscaling/v2"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	policyv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/policy/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	// surge is the share of pods that a rollout adds before it takes old ones away, rounded up.
	surge = "25%"
	// disruption is the share of pods that may be taken away at once on purpose, rounded up: as many as a zone has.
	disruption = "33%"
	// busyPercent is the load of the processors asked for above which pods are added.
	busyPercent = 70
	// calmSeconds is how long the load must be lower before pods are taken away.
	calmSeconds = 300
	// oldRevisions is how many past versions are kept to go back to.
	oldRevisions = 3
	// rolloutSeconds is how long a rollout may make no progress before it counts as failed.
	rolloutSeconds = 600
)

// deployment is how the pods run. A rollout takes no pod away before another serves. Where the load decides how many there are,
// the number is left to the autoscaler: a number here would be put back by every update.
func (args *Args) deployment() appsv1.DeploymentSpecArgs {
	spec := appsv1.DeploymentSpecArgs{
		Selector:                args.selector(),
		Template:                args.template(nil),
		RevisionHistoryLimit:    pulumi.Int(oldRevisions),
		ProgressDeadlineSeconds: pulumi.Int(rolloutSeconds),
		Strategy: appsv1.DeploymentStrategyArgs{
			Type: pulumi.String("RollingUpdate"),
			RollingUpdate: appsv1.RollingUpdateDeploymentArgs{
				MaxUnavailable: pulumi.Int(0), MaxSurge: pulumi.String(surge),
			},
		},
	}
	if args.Replicas.Min == args.Replicas.Max {
		spec.Replicas = pulumi.Int(args.Replicas.Min)
	}
	return spec
}

// scaling adds pods quickly and takes them away slowly.
func (args *Args) scaling() autoscalingv2.HorizontalPodAutoscalerSpecArgs {
	return autoscalingv2.HorizontalPodAutoscalerSpecArgs{
		ScaleTargetRef: autoscalingv2.CrossVersionObjectReferenceArgs{
			ApiVersion: pulumi.String("apps/v1"), Kind: pulumi.String("Deployment"), Name: pulumi.String(args.Name),
		},
		MinReplicas: pulumi.Int(args.Replicas.Min),
		MaxReplicas: pulumi.Int(args.Replicas.Max),
		Metrics: autoscalingv2.MetricSpecArray{autoscalingv2.MetricSpecArgs{
			Type: pulumi.String("Resource"),
			Resource: autoscalingv2.ResourceMetricSourceArgs{
				Name:   pulumi.String("cpu"),
				Target: autoscalingv2.MetricTargetArgs{Type: pulumi.String("Utilization"), AverageUtilization: pulumi.Int(busyPercent)},
			},
		}},
		Behavior: autoscalingv2.HorizontalPodAutoscalerBehaviorArgs{
			ScaleDown: autoscalingv2.HPAScalingRulesArgs{StabilizationWindowSeconds: pulumi.Int(calmSeconds)},
		},
	}
}

// budget lets nodes be emptied without taking more than a zone's share of the pods at once. A pod that does not work anyway does
// not keep its node.
func (args *Args) budget() policyv1.PodDisruptionBudgetSpecArgs {
	return policyv1.PodDisruptionBudgetSpecArgs{
		Selector: args.selector(), MaxUnavailable: pulumi.String(disruption),
		UnhealthyPodEvictionPolicy: pulumi.String("AlwaysAllow"),
	}
}

// service is the workload's name inside the cluster.
func (args *Args) service() corev1.ServiceSpecArgs {
	return corev1.ServiceSpecArgs{
		Type:     pulumi.String("ClusterIP"),
		Selector: pulumi.StringMap{nameLabel: pulumi.String(args.Name)},
		Ports: corev1.ServicePortArray{corev1.ServicePortArgs{
			Name: pulumi.String("http"), Port: pulumi.Int(args.Serving.Port), TargetPort: pulumi.String("http"), Protocol: pulumi.String("TCP"),
		}},
	}
}

// ingress publishes the workload under its hosts. Certificate, protocols and headers are the ingress's own: no annotation is
// needed, and none may change them.
func (args *Args) ingress() networkingv1.IngressSpecArgs {
	spec := networkingv1.IngressSpecArgs{IngressClassName: pulumi.String(args.Serving.Class)}
	rule := func(host, path, pathType string) networkingv1.IngressRuleArgs {
		return networkingv1.IngressRuleArgs{
			Host: pulumi.String(host),
			Http: networkingv1.HTTPIngressRuleValueArgs{Paths: networkingv1.HTTPIngressPathArray{networkingv1.HTTPIngressPathArgs{
				Path: pulumi.String(path), PathType: pulumi.String(pathType),
				Backend: networkingv1.IngressBackendArgs{Service: networkingv1.IngressServiceBackendArgs{
					Name: pulumi.String(args.Name), Port: networkingv1.ServiceBackendPortArgs{Name: pulumi.String("http")},
				}},
			}}},
		}
	}
	var rules networkingv1.IngressRuleArray
	for _, host := range args.Serving.Hosts {
		rules = append(rules, rule(host, "/", "Prefix"))
	}
	if probed := args.Serving.Probed; probed.Host != "" {
		rules = append(rules, rule(probed.Host, probed.Path, "Exact"))
	}
	spec.Rules = rules
	return spec
}
