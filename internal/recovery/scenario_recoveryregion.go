package recovery

import (
	"context"
	"fmt"
)

// recoveryRegionLoss is the loss of the region that is nobody's home: what is there is not needed to serve.
func recoveryRegionLoss() Scenario {
	return Scenario{
		ID: "recovery-region-loss", Title: "The recovery region is lost", Claims: []string{"SP-14", "SP-17"},
		Says: "Production serves from {home} and goes on. What lies in {recovery} cannot be changed, and neither can anything else: the stacks' " +
			"state, their secrets key and the pipeline are there. A second loss could not be recovered from.",
		Frozen: []string{
			"Every stack of the environment: state, secrets key and pipeline are in {recovery}. No up, no release, no secret.",
			"The database's key is in {recovery}: the database runs on its cache for a day, and must not be failed over, restarted or scaled.",
			"Groups that lie in {recovery}: front and standby. Front Door, its firewall and DNS go on as they are.",
			"Recovery: there is no replica until {recovery} returns. Backups in {home} are complete.",
		},
		Steps: []Step{
			{
				ID: "serving", By: Operator, Label: Modelled,
				Does:  "See that requests are answered in {home}.",
				Check: Check{Says: "requests are answered in {home}", Look: serves(home)},
			},
			{
				ID: "primary", By: Operator, Label: Modelled,
				Does:     "See that the database takes writes in {home}.",
				Commands: []string{"stackctl recover --scenario recovery-region-loss --stack {stack} --target {target} --step primary"},
				Check:    Check{Says: "the server in {home} is the primary", Look: role(homeSide, "Primary")},
			},
			{
				ID: "write", By: Operator, Label: Modelled, After: []string{"serving"},
				Does:  "See that the product writes: one row.",
				Check: Check{Says: "a customer can sign in and change something", Look: wrote}, Run: write(home),
			},
			{
				ID: "freeze", By: Hand, Label: Unproven,
				Does:  "Stop releases and whatever restarts or scales the database.",
				Check: Check{Says: "everybody who releases knows that nothing can be changed"},
			},
		},
		Drill: &Drill{
			Says: "Data are written for a while; then {recovery} is switched off.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Seed(ctx, r.Place); err != nil {
					return err
				}
				return o.Lose(ctx, r.Place, r.Place.Recovery.Region)
			},
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
				problems, err := o.Toil(ctx, r.Place)
				if err != nil {
					return nil, err
				}
				calls, err := o.Calls(ctx, r.Place, r.Place.Recovery.Region)
				for _, call := range calls {
					problems = append(problems, fmt.Sprintf("a call to the lost region: %s", call))
				}
				return problems, err
			},
		},
	}
}
