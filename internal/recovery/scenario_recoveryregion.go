package recovery

import "context"

// recoveryRegionLoss is the loss of the region that is nobody's home: what is there is not needed to serve.
func recoveryRegionLoss() Scenario {
	return Scenario{
		ID:    "recovery-region-loss",
		Title: "The recovery region is lost",
		Says: "Production serves from its home region and goes on. What is changed through the recovery region cannot be changed, and a second " +
			"loss could not be recovered from.",
		Claims: []string{"SP-14", "SP-17"},
		Steps: []Step{{
			ID: "serving", By: Operator, Label: Exercised,
			Does:     "See that production serves from {home}.",
			Commands: []string{"stackctl status --stack {stack} --target {target}"},
			Check: Check{Says: "requests are answered in {home}", Look: func(ctx context.Context, r *Run) (bool, string, error) {
				region, err := r.Traffic.Serving(ctx, r.Place)
				return region == r.Place.Home.Region, "requests are answered in " + region, err
			}},
			Run: func(context.Context, *Run) error { return nil },
		}},
	}
}
