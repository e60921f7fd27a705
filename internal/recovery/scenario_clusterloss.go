package recovery

import (
	"context"
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// clusterType is what is lost.
const clusterType = "azure-native:containerservice/v20240901:ManagedCluster"

// clusterLoss rebuilds the platform where it was, on the foundation that it stood on.
func clusterLoss() Scenario {
	return Scenario{
		ID: "cluster-loss", Title: "The cluster of {stack} is lost", Claims: []string{"SP-17", "SP-19"}, Target: "clusterLoss", Anywhere: true,
		Says: "The cluster was deleted, or is beyond repair and was deleted on purpose. The region, the database, the vaults and the addresses are " +
			"well. The platform is rebuilt where it was; nothing else is touched.",
		Frozen: []string{"Releases to {stack}, until the cluster is back."},
		Steps: []Step{
			{
				ID: "gone", By: Hand, Label: Unproven,
				Does:  "See that the cluster is really gone. One that is only ill is deleted first, in the portal, by two people.",
				Check: Check{Says: "the portal shows no cluster in the platform's group"},
			},
			{
				ID: "forget", By: Operator, Label: Exercised, After: []string{"gone"},
				Does: "Take the cluster, and what was in it or hung on it, out of the state. Nothing in Azure is touched.",
				Commands: []string{
					"stackctl recover --scenario cluster-loss --stack {stack} --target {target} --step forget",
				},
				Check: Check{Says: "the state knows no cluster that is not there", Look: clusterKnownOnlyIfThere},
				Run: func(ctx context.Context, r *Run) error {
					return r.State.Forget(ctx, r.Place.Stack, clusterType)
				},
			},
			{
				ID: "rebuild", By: Operator, Label: Modelled, After: []string{"forget"}, Takes: "up:{stack}",
				Does:     "Bring the stack up: the cluster, its pools and everything inside. What hung on the old cluster and is still there is taken over.",
				Commands: []string{"stackctl up --stack {stack} --target {target} --adopt --skip-preview"},
				Check: Check{
					Says: "a preview is empty", Look: previewEmpty,
					Commands: []string{"stackctl preview --stack {stack} --target {target} --expect-no-changes"},
				},
				Run:      func(ctx context.Context, r *Run) error { return r.Stacks.Up(ctx, r.Place.Stack) },
				Unproven: "how long Azure takes for a cluster, and whether the size is to be had",
			},
			{
				ID: "serving", By: Operator, Label: Modelled, After: []string{"rebuild"}, Takes: durations.OriginFailover,
				Does:  "See that requests are answered.",
				Check: Check{Says: "requests are answered in {home}", Look: serves(home)},
			},
		},
		Drill: &Drill{
			Says: "The cluster of {stack} is deleted, with everything in it.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Note(ctx, r.Place); err != nil {
					return err
				}
				return o.LoseCluster(ctx, r.Place)
			},
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
				platform, err := o.Platform(ctx, r.Place)
				if err != nil {
					return nil, err
				}
				problems, err := o.Changed(ctx, r.Place, Comparison{But: platform})
				drawn, drawnErr := o.Drawn(ctx, r.Place)
				if err == nil {
					err = drawnErr
				}
				if len(drawn) > 0 {
					problems = append(problems, "secrets of the foundation were changed: "+strings.Join(drawn, ", "))
				}
				return problems, err
			},
		},
	}
}

// clusterKnownOnlyIfThere is the check that the state has no cluster, or one that Azure has too.
func clusterKnownOnlyIfThere(ctx context.Context, r *Run) (bool, string, error) {
	known, there, err := r.State.Cluster(ctx, r.Place.Stack, clusterType)
	if err != nil {
		return false, "", err
	}
	switch {
	case known == "":
		return true, "the state knows no cluster", nil
	case there:
		return true, known + " is there", nil
	}
	return false, fmt.Sprintf("the state knows %s, which is not there", known), nil
}

// previewEmpty is the check that an update of the stack would change nothing.
func previewEmpty(ctx context.Context, r *Run) (bool, string, error) {
	changes, err := r.Stacks.Preview(ctx, r.Place.Stack)
	if err != nil {
		return false, "", err
	}
	return changes == 0, fmt.Sprintf("a preview of %s changes %d resources", r.Place.Stack, changes), nil
}
