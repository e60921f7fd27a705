package workload_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func args() *workload.NamespaceArgs {
	return &workload.NamespaceArgs{
		Name:               "product",
		PodSecurityVersion: "v1.35",
		Labels:             map[string]string{"team": "product"},
		Quota: workload.Quota{
			RequestsCPU: "8", RequestsMemory: "16Gi", LimitsCPU: "16", LimitsMemory: "32Gi", Pods: 60, Volumes: 4,
		},
		Limits: workload.Limits{
			DefaultRequestCPU: "100m", DefaultRequestMemory: "128Mi", DefaultCPU: "500m", DefaultMemory: "512Mi",
			MaxCPU: "4", MaxMemory: "8Gi",
		},
	}
}

func program(a *workload.NamespaceArgs) pulumi.RunFunc {
	return pulumitest.WithProvider("kubernetes", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		if err := adopting(ctx, a); err != nil {
			return err
		}
		_, err := workload.NewNamespace(ctx, "product", a, provider)
		return err
	})
}

// adopting gives arguments the provider that takes over what exists already.
func adopting(ctx *pulumi.Context, a *workload.NamespaceArgs) error {
	var provider pulumi.ProviderResourceState
	if a == nil {
		return nil
	}
	a.Adopting = &provider
	return ctx.RegisterResource("pulumi:providers:kubernetes", "adopting", pulumi.Map{}, &provider)
}

func TestNamespaceInFull(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, program(args()))
	made := map[string]map[string]any{}
	for _, r := range resources {
		if r.Custom {
			made[r.Type+" "+r.Name] = pulumitest.Plain(r.Inputs)
			assert.Equal(t, "product", r.Parent, r.Name)
			provider := "test-kubernetes"
			if r.Type == "kubernetes:core/v1:ServiceAccount" {
				provider = "adopting" // it exists already
			}
			assert.Equal(t, provider, r.Provider, r.Name)
		}
	}
	meta := func(name string) map[string]any { return map[string]any{"name": name, "namespace": "product"} }
	everyPod := map[string]any{}
	assert.Equal(t, map[string]map[string]any{
		"kubernetes:core/v1:Namespace product-namespace": {
			"apiVersion": "v1", "kind": "Namespace",
			"metadata": map[string]any{"name": "product", "labels": map[string]any{
				"team":                               "product",
				"pod-security.kubernetes.io/enforce": "restricted",
				"pod-security.kubernetes.io/enforce-version": "v1.35",
				"pod-security.kubernetes.io/audit":           "restricted",
				"pod-security.kubernetes.io/audit-version":   "v1.35",
				"pod-security.kubernetes.io/warn":            "restricted",
				"pod-security.kubernetes.io/warn-version":    "v1.35",
			}},
		},
		"kubernetes:networking.k8s.io/v1:NetworkPolicy product-default-deny": {
			"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta("default-deny"),
			"spec": map[string]any{"podSelector": everyPod, "policyTypes": []any{"Ingress", "Egress"}},
		},
		"kubernetes:networking.k8s.io/v1:NetworkPolicy product-allow-dns": {
			"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta("allow-dns"),
			"spec": map[string]any{
				"podSelector": everyPod, "policyTypes": []any{"Egress"},
				"egress": []any{map[string]any{
					"to": []any{map[string]any{
						"namespaceSelector": map[string]any{"matchLabels": map[string]any{"kubernetes.io/metadata.name": "kube-system"}},
						"podSelector":       map[string]any{"matchLabels": map[string]any{"k8s-app": "kube-dns"}},
					}},
					"ports": []any{
						map[string]any{"protocol": "UDP", "port": 53.0}, map[string]any{"protocol": "TCP", "port": 53.0},
					},
				}},
			},
		},
		"kubernetes:core/v1:ResourceQuota product-quota": {
			"apiVersion": "v1", "kind": "ResourceQuota", "metadata": meta("quota"),
			"spec": map[string]any{"hard": map[string]any{
				"requests.cpu": "8", "requests.memory": "16Gi", "limits.cpu": "16", "limits.memory": "32Gi",
				"pods": "60", "persistentvolumeclaims": "4", "services.loadbalancers": "0", "services.nodeports": "0",
			}},
		},
		"kubernetes:core/v1:LimitRange product-limits": {
			"apiVersion": "v1", "kind": "LimitRange", "metadata": meta("limits"),
			"spec": map[string]any{"limits": []any{map[string]any{
				"type":           "Container",
				"defaultRequest": map[string]any{"cpu": "100m", "memory": "128Mi"},
				"default":        map[string]any{"cpu": "500m", "memory": "512Mi"},
				"max":            map[string]any{"cpu": "4", "memory": "8Gi"},
			}}},
		},
		"kubernetes:core/v1:ServiceAccount product-default-account": {
			"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta("default"), "automountServiceAccountToken": false,
		},
	}, made)
}

func TestOnlyWhoIsAllowedTakesPublicAddresses(t *testing.T) {
	t.Parallel()
	a := args()
	a.Quota.LoadBalancers = 1
	quota := pulumitest.Find(t, pulumitest.Run(t, program(a)), "kubernetes:core/v1:ResourceQuota", "product-quota")
	hard := pulumitest.Plain(quota.Inputs)["spec"].(map[string]any)["hard"].(map[string]any)
	assert.Equal(t, "1", hard["services.loadbalancers"])
	assert.NotContains(t, hard, "services.nodeports", "a load balancer takes node ports; none would forbid it")
}

func TestPreviewShowsTheSameResources(t *testing.T) {
	t.Parallel()
	assert.Equal(t, pulumitest.Names(pulumitest.Run(t, program(args()))),
		pulumitest.Names(pulumitest.Run(t, program(args()), pulumitest.Preview())))
}

// Whatever takes the namespace's name must come after its rules, or a pod could start before the default deny.
func TestNameWaitsForTheRules(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, pulumitest.WithProvider("kubernetes", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		a := args()
		if err := adopting(ctx, a); err != nil {
			return err
		}
		n, err := workload.NewNamespace(ctx, "product", a, provider)
		if err != nil {
			return err
		}
		var later struct{ pulumi.CustomResourceState }
		return ctx.RegisterResource("test:index:Later", "later", pulumi.Map{"namespace": n.Name}, &later)
	}))
	later := pulumitest.Find(t, resources, "test:index:Later", "later")
	assert.Equal(t, []string{"product-allow-dns", "product-default-account", "product-default-deny", "product-limits",
		"product-namespace", "product-quota"}, later.DependsOn)
}

func TestMistakesAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		reason string
		change func(a *workload.NamespaceArgs)
		want   string
	}{
		{"Kubernetes takes no capitals", func(a *workload.NamespaceArgs) { a.Name = "Product" }, `Name: "Product"`},
		{"what is restricted must not change by itself", func(a *workload.NamespaceArgs) { a.PodSecurityVersion = "latest" }, "PodSecurityVersion"},
		{"nobody loosens the pod security", func(a *workload.NamespaceArgs) {
			a.Labels["pod-security.kubernetes.io/enforce"] = "privileged"
		}, `Labels: "pod-security.kubernetes.io/enforce"`},
		{"a namespace without pods is useless", func(a *workload.NamespaceArgs) { a.Quota.Pods = 0 }, "Quota: 0 pods"},
		{"quantities have Kubernetes' units", func(a *workload.NamespaceArgs) { a.Quota.LimitsMemory = "32GB" }, `Quota.LimitsMemory: "32GB"`},
		{"nothing is not a bound", func(a *workload.NamespaceArgs) { a.Limits.MaxCPU = "" }, `Limits.MaxCPU: ""`},
		{"requests fit into limits", func(a *workload.NamespaceArgs) { a.Quota.RequestsCPU = "17" }, "Quota.RequestsCPU: 17; allowed: at most 16"},
		{"a default is not more than the most", func(a *workload.NamespaceArgs) { a.Limits.DefaultMemory = "9Gi" }, "Limits.DefaultMemory: 9Gi; allowed: at most 8Gi"},
		{"the largest container fits into the quota", func(a *workload.NamespaceArgs) { a.Limits.MaxCPU = "20" }, "Limits.MaxCPU: 20; allowed: at most 16"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			test.change(a)
			err := pulumitest.RunError(t, program(a))
			require.Error(t, err, test.reason)
			assert.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "has 1 problem(s)", "one mistake is one problem")
		})
	}
	err := pulumitest.RunError(t, program(nil))
	assert.ErrorContains(t, err, "problem(s)", "nothing panics on no arguments, and all mistakes come at once")
}
