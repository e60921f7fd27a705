package stacks

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/stacks/settings"
)

const (
	// partVariable names the part that a run is limited to, empty for none. The engine reads and changes that part alone; what the
	// program itself asks of Azure is up to the program.
	partVariable = "TRELICA_PART"

	// The names of the parts, which are those of their components.
	partFoundation = "foundation"
	partStandby    = "standby"
	partFront      = "front"
	partPlatform   = "platform"
	partGovernance = "governance"
)

// The outputs that a run reads of the update before it; a whole run only what ran.
const (
	outputKubeconfig = "kubeconfig"
	outputBrought    = "broughtSecrets"
	outputWaiting    = "waiting"
	outputRunning    = "running"
)

// Limits are what a run is limited to, and what the update before it said, which it takes in place of asking: production's standby and
// front are changed while its home region is out, and nothing there can be asked. The zero value limits nothing.
type Limits struct {
	// Part is the one part that is read and changed, empty for all.
	Part string
	// last are the outputs of the last update; nil where nothing was made yet.
	last map[string]any
}

// newLimits reads what the last update said: what runs, and for a run that is limited to a part what it does not ask for. The stack reads its own outputs, and no other's,
// by the call that stack references are made of (Pulumi CLI, resource/deploy/builtins.go, readStackOutputs); as a resource it would
// be one more in the state.
func newLimits(ctx *pulumi.Context, part string) (Limits, error) {
	var said struct {
		Outputs map[string]any `pulumi:"outputs"`
	}
	name := fmt.Sprintf("%s/%s/%s", ctx.Organization(), ctx.Project(), ctx.Stack())
	_, err := ctx.InvokePackageRaw("pulumi:pulumi:readStackOutputs", &stackName{Name: name}, &said, "")
	if err != nil {
		return Limits{}, fmt.Errorf("outputs of the last update: %w", err)
	}
	return Limits{Part: part, last: said.Outputs}, nil
}

// stackName is the argument of the call.
type stackName struct {
	Name string `pulumi:"name"`
}

// changes tells whether the run may change a part.
func (l Limits) changes(part string) bool { return l.Part == "" || l.Part == part }

// asks tells whether the run may ask in a foundation's region: it is the part, or what the part stands on.
func (l Limits) asks(foundation string) bool {
	return l.changes(foundation) || l.Part == partPlatform && foundation == partFoundation
}

// kubeconfig is that of the last update, for a run that does not change the platform: the cluster there cannot be asked. It is ""
// where the cluster is to be asked, or was never made.
func (l Limits) kubeconfig() string {
	if l.changes(partPlatform) {
		return ""
	}
	kubeconfig, _ := l.last[outputKubeconfig].(string)
	return kubeconfig
}

// brought are the secrets that the last update of a foundation found there; none where there was no such update. A secret that
// has come since has no role in the state yet, and so counts as not there: a role that the program registers and the run may not
// make stops everything that comes after it.
func (l Limits) brought(foundation string) map[string]bool {
	all, _ := l.last[outputBrought].(map[string]any)
	names, _ := all[foundation].([]any)
	present := map[string]bool{}
	for _, name := range names {
		if name, ok := name.(string); ok {
			present[name] = true
		}
	}
	return present
}

// exportBrought makes the output of the secrets that are there, by foundation.
func (l Limits) exportBrought(ctx *pulumi.Context, set *settings.Settings, all *Foundations) {
	said := pulumi.Map{}
	for _, each := range []struct {
		name string
		made *Foundation
	}{{partFoundation, all.Home}, {partStandby, all.Standby}} {
		if each.made == nil {
			continue
		}
		if names, known := l.broughtNow(set, each.name, each.made.Values.Present); known {
			said[each.name] = pulumi.ToStringArray(names)
		}
	}
	ctx.Export(outputBrought, said)
}

// broughtNow are the secrets of a foundation that roles were made for, and whether that is known. A foundation that the run may not
// change keeps what was said of it, even where the platform's run has asked there: its roles are as they were.
func (l Limits) broughtNow(set *settings.Settings, foundation string, present map[string]bool) (names []string, known bool) {
	if l.changes(foundation) {
		return declared(set, present), true
	}
	last, _ := l.last[outputBrought].(map[string]any)
	_, known = last[foundation]
	return declared(set, l.brought(foundation)), known
}

// declared are the declared secrets that are present, in order.
func declared(set *settings.Settings, present map[string]bool) []string {
	names := []string{}
	for _, secret := range set.Workloads.Secrets {
		if present[secret.Name] {
			names = append(names, secret.Name)
		}
	}
	slices.Sort(names)
	return names
}
