package workload_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func restricting(a *workload.NamespacePolicyArgs) pulumi.RunFunc {
	return both(func(ctx *pulumi.Context, providers pulumi.ResourceOption) error {
		_, err := workload.NewNamespacePolicy(ctx, "w", a, providers)
		return err
	})
}

func TestNamespacePolicyGolden(t *testing.T) {
	t.Parallel()
	a := &workload.NamespacePolicyArgs{Except: []string{"kube-system", "default"}}
	golden(t, "namespacepolicy.yaml", manifests(t, pulumitest.Run(t, restricting(a))))
}

func TestMistakesInANamespacePolicy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		args   *workload.NamespacePolicyArgs
		want   string
	}{
		{"the cluster's own namespaces are not ours", nil, "Except: []"},
		{"exceptions are namespaces", &workload.NamespacePolicyArgs{Except: []string{"kube-system", "kube-*"}}, `Except: "kube-*"`},
	} {
		assert.ErrorContains(t, pulumitest.RunError(t, restricting(test.args)), test.want, test.reason)
	}
}
