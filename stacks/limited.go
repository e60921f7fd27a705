package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	// partVariable names the part that a run is limited to, empty for none. The engine reads and changes that part alone; what the
	// program itself asks of Azure is up to the program.
	partVariable = "TRELICA_PART"
	// partPlatform is the name of the platform's component, and partFoundation that of the foundation that it stands on.
	partPlatform   = "platform"
	partFoundation = "foundation"
	// outputKubeconfig is the stack's output that the kubeconfig is in.
	outputKubeconfig = "kubeconfig"
)

// lastKubeconfig is the kubeconfig of the last update, for a run that is limited to another part than the platform: production's
// standby and front are changed while its home region is out, and the cluster there cannot be asked. It is "" where the run is not
// limited so, or nothing was made yet; then the cluster is asked.
//
// The stack reads its own outputs, and no other's, by the call that stack references are made of (Pulumi CLI,
// resource/deploy/builtins.go, readStackOutputs); as a resource it would be one more in the state.
func lastKubeconfig(ctx *pulumi.Context, part string) (string, error) {
	if part == "" || part == partPlatform {
		return "", nil
	}
	var last struct {
		Outputs map[string]any `pulumi:"outputs"`
	}
	name := fmt.Sprintf("%s/%s/%s", ctx.Organization(), ctx.Project(), ctx.Stack())
	_, err := ctx.InvokePackageRaw("pulumi:pulumi:readStackOutputs", &stackName{Name: name}, &last, "")
	if err != nil {
		return "", fmt.Errorf("outputs of the last update, for a run that is limited to %s: %w", part, err)
	}
	kubeconfig, _ := last.Outputs[outputKubeconfig].(string)
	return kubeconfig, nil
}

// stackName is the argument of the call.
type stackName struct {
	Name string `pulumi:"name"`
}
