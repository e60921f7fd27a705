package workload_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func allowing(a *workload.ImagePolicyArgs) pulumi.RunFunc {
	return both(func(ctx *pulumi.Context, providers pulumi.ResourceOption) error {
		_, err := workload.NewImagePolicy(ctx, "w", a, providers)
		return err
	})
}

func TestImagePolicyGolden(t *testing.T) {
	t.Parallel()
	a := &workload.ImagePolicyArgs{Registry: registry, Except: []string{"kube-system", "gatekeeper-system"}}
	golden(t, "imagepolicy.yaml", manifests(t, pulumitest.Run(t, allowing(a))))
}

func TestMistakesInAnImagePolicy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		args   *workload.ImagePolicyArgs
		want   string
	}{
		{"the registry is ours", &workload.ImagePolicyArgs{Registry: "docker.io", Except: []string{"kube-system"}}, `Registry: "docker.io"`},
		{"a pattern is no registry", &workload.ImagePolicyArgs{Registry: ".*", Except: []string{"kube-system"}}, `Registry: ".*"`},
		{"the cluster's own pods must start", &workload.ImagePolicyArgs{Registry: registry}, "Except: []"},
		{"exceptions are namespaces", &workload.ImagePolicyArgs{Registry: registry, Except: []string{"kube-system", "*"}}, `Except: "*"`},
	} {
		assert.ErrorContains(t, pulumitest.RunError(t, allowing(test.args)), test.want, test.reason)
	}
	assert.Error(t, pulumitest.RunError(t, allowing(nil)))
}
