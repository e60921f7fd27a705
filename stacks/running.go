package stacks

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/stacks/settings"
)

// Running is what runs in a cluster by name, a workload's or that of the ingress, each with the names of the secrets that it runs with.
//
// It tells a first day from an ordinary one. On the first day what lacks a secret waits. What runs must not be taken down because a
// secret that it is to have besides has not been brought yet, nor because one was deleted from the vault.
type Running map[string][]string

// running is what the last update said, empty where it said nothing.
func (l Limits) running() Running {
	all, _ := l.last[outputRunning].(map[string]any)
	found := Running{}
	for name, value := range all {
		list, _ := value.([]any)
		found[name] = []string{}
		for _, item := range list {
			if secret, ok := item.(string); ok {
				found[name] = append(found[name], secret)
			}
		}
	}
	return found
}

// exportRunning makes the output. A run that may not change the platform keeps what the last one said of it.
func (l Limits) exportRunning(ctx *pulumi.Context, now Running) {
	if !l.changes(partPlatform) {
		now = l.running()
	}
	said := pulumi.Map{}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		said[name] = pulumi.ToStringArray(now[name])
	}
	ctx.Export(outputRunning, said)
}

// start is whether a workload is made, with which secrets, and what it waits for. What ran goes on with the secrets that are there and
// those that it had; what never ran waits for all. Without an image nothing runs: taking it out of the settings is how one stops.
func (args *PlatformArgs) start(w settings.Workload) (secrets []string, waiting []Waiting, runs bool) {
	waiting = waitingWorkload(args.Settings, w, args.Foundation.Present)
	had, ran := args.Ran[w.Name]
	if len(waiting) == 0 {
		return w.Secrets, nil, true
	}
	if !ran || w.Image == "" {
		return nil, waiting, false
	}
	for _, name := range w.Secrets {
		if name == settings.SessionKey || args.Foundation.Present[name] || slices.Contains(had, name) {
			secrets = append(secrets, name)
		}
	}
	return secrets, waiting, true
}

// startIngress is the same of the ingress, which has one secret and does not run without it. One that runs is not taken down for
// another certificate that nobody has brought.
func (args *PlatformArgs) startIngress() (waiting []Waiting, runs bool, err error) {
	waiting = waitingIngress(args.Settings, args.Foundation.Present)
	had, ran := args.Ran[ingress.Name]
	certificate := args.Settings.Workloads.IngressSecret()
	switch {
	case len(waiting) == 0:
		return nil, true, nil
	case !ran || args.Settings.Workloads.IngressImage == "":
		return waiting, false, nil
	case slices.Contains(had, certificate):
		return waiting, true, nil
	}
	return nil, false, fmt.Errorf("the ingress runs, and its new certificate %s is not in the vault %s; bring it first: %s",
		certificate, args.In.Names.Vault(""), waiting[0].Next)
}
