package workload

import (
	"fmt"
	"slices"
	"strconv"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// newRules makes what every pod of the namespace lives within, and returns it.
func newRules(ctx *pulumi.Context, name string, args *NamespaceArgs, namespace pulumi.StringOutput, opts []pulumi.ResourceOption) ([]pulumi.Resource, error) {
	meta := func(object string) metav1.ObjectMetaArgs {
		return metav1.ObjectMetaArgs{Name: pulumi.String(object), Namespace: namespace}
	}
	deny, err := networkingv1.NewNetworkPolicy(ctx, name+"-default-deny", &networkingv1.NetworkPolicyArgs{
		Metadata: meta("default-deny"), Spec: denyAll(),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("network policy default-deny: %w", err)
	}
	dns, err := networkingv1.NewNetworkPolicy(ctx, name+"-allow-dns", &networkingv1.NetworkPolicyArgs{
		Metadata: meta("allow-dns"), Spec: allowDNS(),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("network policy allow-dns: %w", err)
	}
	quota, err := corev1.NewResourceQuota(ctx, name+"-quota", &corev1.ResourceQuotaArgs{
		Metadata: meta("quota"), Spec: corev1.ResourceQuotaSpecArgs{Hard: pulumi.ToStringMap(hard(args.Quota))},
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("resource quota: %w", err)
	}
	limits, err := corev1.NewLimitRange(ctx, name+"-limits", &corev1.LimitRangeArgs{
		Metadata: meta("limits"), Spec: limitRange(args.Limits),
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("limit range: %w", err)
	}
	// Kubernetes makes the account "default" by itself, sooner or later. The one field is taken over: a pod that names no account
	// gets no token for the API server.
	account, err := corev1.NewServiceAccount(ctx, name+"-default-account", &corev1.ServiceAccountArgs{
		Metadata: meta("default"), AutomountServiceAccountToken: pulumi.Bool(false),
	}, append(slices.Clone(opts), pulumi.Provider(args.Adopting))...)
	if err != nil {
		return nil, fmt.Errorf("service account default: %w", err)
	}
	return []pulumi.Resource{deny, dns, quota, limits, account}, nil
}

// denyAll selects every pod and allows nothing, in or out. Other policies add to it.
func denyAll() networkingv1.NetworkPolicySpecArgs {
	return networkingv1.NetworkPolicySpecArgs{
		PodSelector: metav1.LabelSelectorArgs{},
		PolicyTypes: pulumi.ToStringArray([]string{"Ingress", "Egress"}),
	}
}

// allowDNS lets every pod ask the cluster's DNS, on the ports that it listens on, and nobody else. The label
// "kubernetes.io/metadata.name" is set by Kubernetes itself and cannot be forged; CoreDNS in AKS carries "k8s-app: kube-dns".
func allowDNS() networkingv1.NetworkPolicySpecArgs {
	return networkingv1.NetworkPolicySpecArgs{
		PodSelector: metav1.LabelSelectorArgs{},
		PolicyTypes: pulumi.ToStringArray([]string{"Egress"}),
		Egress: networkingv1.NetworkPolicyEgressRuleArray{networkingv1.NetworkPolicyEgressRuleArgs{
			To: networkingv1.NetworkPolicyPeerArray{networkingv1.NetworkPolicyPeerArgs{
				NamespaceSelector: metav1.LabelSelectorArgs{
					MatchLabels: pulumi.StringMap{"kubernetes.io/metadata.name": pulumi.String("kube-system")},
				},
				PodSelector: metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{"k8s-app": pulumi.String("kube-dns")}},
			}},
			Ports: networkingv1.NetworkPolicyPortArray{
				networkingv1.NetworkPolicyPortArgs{Protocol: pulumi.String("UDP"), Port: pulumi.Int(53)},
				networkingv1.NetworkPolicyPortArgs{Protocol: pulumi.String("TCP"), Port: pulumi.Int(53)},
			},
		}},
	}
}

// hard is the quota in Kubernetes' words. Node ports are closed except where load balancers are allowed, since each of those
// takes some (Kubernetes documentation, resource quotas).
func hard(q Quota) map[string]string {
	bounds := map[string]string{
		"requests.cpu":           q.RequestsCPU,
		"requests.memory":        q.RequestsMemory,
		"limits.cpu":             q.LimitsCPU,
		"limits.memory":          q.LimitsMemory,
		"pods":                   strconv.Itoa(q.Pods),
		"persistentvolumeclaims": strconv.Itoa(q.Volumes),
		"services.loadbalancers": strconv.Itoa(q.LoadBalancers),
	}
	if q.LoadBalancers == 0 {
		bounds["services.nodeports"] = "0"
	}
	return bounds
}

// limitRange is the limits in Kubernetes' words.
func limitRange(l Limits) corev1.LimitRangeSpecArgs {
	return corev1.LimitRangeSpecArgs{Limits: corev1.LimitRangeItemArray{corev1.LimitRangeItemArgs{
		Type:           pulumi.String("Container"),
		DefaultRequest: resources(l.DefaultRequestCPU, l.DefaultRequestMemory),
		Default:        resources(l.DefaultCPU, l.DefaultMemory),
		Max:            resources(l.MaxCPU, l.MaxMemory),
	}}}
}

func resources(cpu, memory string) pulumi.StringMap {
	return pulumi.StringMap{"cpu": pulumi.String(cpu), "memory": pulumi.String(memory)}
}
