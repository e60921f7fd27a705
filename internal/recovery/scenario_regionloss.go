package recovery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// regionLoss is the disaster that the whole house is built for.
func regionLoss() Scenario {
	return Scenario{
		ID: "region-loss", Title: "The home region is lost", Target: "regionLoss", Claims: []string{"SP-14", "SP-15", "SP-16", "SP-17"},
		Says: "Everything in {home} is out: the product, its database, its vaults. Production is rebuilt in {recovery} with the data that had " +
			"been replicated, and stays there until the way back is decided.",
		Frozen: []string{
			"Stack {stack} as a whole: its platform and its foundation in {home}. Its parts standby and front can be changed (--part).",
			"The registry's settings. Images can be pulled in {recovery}; none can be imported.",
			"The vaults in {home}. Secrets are set in those of {recovery} alone, and in the others after the way back.",
			"The capacity of the database: it may not be possible to scale the new primary while the old one is out.",
		},
		Steps: append([]Step{
			{
				ID: "declare", By: Hand, Label: Unproven,
				Does:  "Decide that {home} is lost.",
				Check: Check{Says: "whoever may decide it has said so, and the time is written down"},
			},
			{
				ID: "preflight", By: Operator, Label: Exercised, After: []string{"declare"},
				Does:     "See that everything is there that the rebuild needs.",
				Commands: []string{"stackctl preflight --stack {rebuild} --target {target}"},
				Check:    Check{Says: stopsNothing, Look: possible(func(p Place) string { return p.Rebuild })},
				Unproven: "whether {recovery} has capacity beyond what is reserved on the day on which everybody moves there",
			},
			{
				ID: "failover", By: Operator, Label: Modelled, After: []string{"declare"}, Takes: durations.PlannedRefused + "+" + durations.FailoverForced,
				Does:     "Make the server in {recovery} the primary: planned if {home} answers, else with what has been replicated.",
				Commands: []string{"stackctl recover --scenario region-loss --stack {stack} --target {target} --step failover"},
				Check:    Check{Says: "the server in {recovery} is the primary", Look: role(recoverySide, "Primary")},
				Unproven: "how long a forced failover takes", Run: failOver(recoverySide),
			},
			{
				ID: "count", By: Operator, Label: Modelled, After: []string{"failover"},
				Does:     "Count what the database holds, and what was lost.",
				Commands: []string{"stackctl recover --scenario region-loss --stack {stack} --target {target} --step count"},
				Check:    Check{Says: "what was lost is counted", Look: counted}, Run: count,
				Unproven: "the rows themselves: stackctl cannot read the real database",
			},
		}, rebuild("count")...),
		Drill: &Drill{
			Says: "Data and tokens are written for a while; then {home} is switched off in the middle of it.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Seed(ctx, r.Place); err != nil {
					return err
				}
				return o.Lose(ctx, r.Place, r.Place.Home.Region)
			},
			Judge: judgeLoss(mostSeconds),
		},
	}
}

// stopsNothing is what must be true of a preflight where there is no time.
const stopsNothing = "none of the rows settings, access, subscription, tool and made before fails. What else fails is put right meanwhile: it stops nothing"

func recoverySide(p Place) Side { return p.Recovery }
func homeSide(p Place) Side     { return p.Home }

// rebuild are the steps from a database that takes writes in the recovery region to a product that does. They come after the step that
// counted what the database holds.
func rebuild(after string) []Step {
	return []Step{
		{
			ID: "rebuild", By: Operator, Label: Exercised, After: []string{"preflight", after}, Takes: "up:{rebuild}",
			Does:     "Build the platform in {recovery}: network, cluster, ingress, workloads.",
			Commands: []string{"stackctl up --stack {rebuild} --target {target} --yes"},
			Check: Check{Says: "an update has nothing left to do", Commands: []string{"stackctl preview --stack {rebuild} --target {target} --expect-no-changes"}, Look: upToDate(
				func(p Place) string { return p.Rebuild })},
			Unproven: "how long Azure takes to make a cluster", Run: func(ctx context.Context, r *Run) error { return r.Stacks.Up(ctx, r.Place.Rebuild) },
		},
		{
			ID: "promote", By: Operator, Label: Exercised, After: []string{"rebuild"}, Takes: "up:{rebuild}",
			Does:     "Make {recovery} the active region.",
			Commands: []string{"stackctl promote --stack {stack} --side recovery", "stackctl up --stack {rebuild} --target {target} --yes"},
			Check:    Check{Says: "the row of the active region names {recovery}", Look: active(standby)},
			Run:      promote(func(p Place) string { return p.Rebuild }, standby),
		},
		{
			ID: "traffic", By: Operator, Label: Modelled, After: []string{"promote"}, Takes: durations.OriginFailover,
			Does:     "See that Front Door sends requests to {recovery}.",
			Commands: []string{"stackctl status --stack {rebuild} --target {target}"},
			Check:    Check{Says: "requests are answered in {recovery}", Look: serves(standby)},
			Unproven: "how soon every edge of Front Door has seen it",
		},
		{
			ID: "write", By: Operator, Label: Modelled, After: []string{"traffic"},
			Does:  "See that the product writes: one row.",
			Check: Check{Says: "a customer can sign in and change something", Look: wrote}, Run: write(standby),
			Unproven: "that the product's own image works there",
		},
		{
			ID: "tokens", By: Operator, Label: Modelled, After: []string{"rebuild"},
			Does:     "See which customers' tokens can be read in {recovery}.",
			Check:    Check{Says: "customers' integrations work", Look: tokensRead(recoverySide)},
			Unproven: "that Key Vault opens what was sealed for {recovery}",
		},
		{
			ID: "claims", By: Operator, Label: Exercised, After: []string{"promote"},
			Does:     "See that every claim that held in {stack} holds in {rebuild}.",
			Commands: []string{"stackctl evidence --stack {rebuild} --target {target}"},
			Check:    Check{Says: "no claim is violated or undecided", Look: claimsHold},
		},
		{
			ID: "tell", By: Hand, Label: Unproven, After: []string{"traffic"},
			Does:  "Tell customers, on the status page and by mail, and commit the settings.",
			Check: Check{Says: "the status page says what happened, and Pulumi.{stack}.yaml is committed with activeSide: recovery"},
		},
	}
}

// plannedWait is how long a planned failover is given before a forced one, askAgain how often it is asked whether one that somebody
// else began has ended.
const (
	plannedWait = 2 * time.Minute
	askAgain    = 5 * time.Second
)

// failoverFact is the fact under which a run keeps how a database was failed over.
const failoverFact = "failover"

// failOver makes a side the primary: planned, and forced where that fails. Force loses what has not been replicated, so it is never the
// answer to a missing right or a wrong name, and a planned failover that is on its way is given its time.
func failOver(side func(Place) Side) func(context.Context, *Run) error {
	return func(ctx context.Context, r *Run) error {
		s := side(r.Place)
		err := r.planned(ctx, s)
		if errors.Is(err, ErrBusy) {
			r.Say("  %v: waiting for it, %s at the most", err, plannedWait)
			r.untilPrimary(ctx, s)
		}
		switch {
		case err == nil:
			return r.Journal.Set(failoverFact, "planned")
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrForceNoHelp):
			return err
		case r.isPrimary(ctx, s): // it ended after we had stopped waiting, or somebody else's did
			return r.Journal.Set(failoverFact, "planned")
		}
		r.Say("  a planned failover fails: %v", err)
		r.Say("  forcing it: what has not been replicated is lost")
		if err := r.SQL.ForceFailover(ctx, r.Place, s); err != nil {
			return err
		}
		return r.Journal.Set(failoverFact, "forced")
	}
}

func (r *Run) isPrimary(ctx context.Context, s Side) bool {
	now, err := r.SQL.Replication(ctx, r.Place, s)
	return err == nil && now.Role == "Primary"
}

// planned asks for a planned failover, and no longer waits for it than it is given.
func (r *Run) planned(ctx context.Context, s Side) error {
	ctx, stop := context.WithTimeout(ctx, plannedWait)
	defer stop()
	return r.SQL.Failover(ctx, r.Place, s)
}

// untilPrimary asks again and again whether a side is the primary, as long as a planned failover is given or the context lasts.
func (r *Run) untilPrimary(ctx context.Context, s Side) {
	for waited := time.Duration(0); waited < plannedWait && !r.isPrimary(ctx, s); waited += askAgain {
		if r.Sleep(ctx, askAgain) != nil {
			return
		}
	}
}

// upToDate is the check that an update of a stack has nothing to do.
func upToDate(stack func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		name := stack(r.Place)
		there, err := r.Stacks.Exists(ctx, name)
		if err != nil || !there {
			return false, "there is no stack " + name, err
		}
		changes, err := r.Stacks.Preview(ctx, name)
		return err == nil && changes == 0, fmt.Sprintf("an update of %s would change %d resources", name, changes), err
	}
}

// count notes what the new primary holds, and compares it with what customers were told.
func count(ctx context.Context, r *Run) error {
	loss := Loss{}
	if _, err := r.Journal.Get(failoverFact, &loss.Mode); err != nil {
		return err
	}
	var err error
	if loss.Kept, err = r.Data.Holding(ctx, r.Place, r.Place.Recovery, r.Place.Database); err != nil {
		return unlessUnseen(err)
	}
	last, at, err := r.Data.Confirmed(ctx, r.Place)
	if err != nil {
		return err
	}
	if last > loss.Kept.Last {
		loss.Rows, loss.From, loss.To = last-loss.Kept.Last, loss.Kept.Last+1, last
		loss.Seconds = at.Sub(loss.Kept.Time).Seconds()
	}
	return r.Journal.Set("loss", loss)
}

func counted(ctx context.Context, r *Run) (bool, string, error) {
	if _, err := r.Data.Holding(ctx, r.Place, r.Place.Recovery, r.Place.Database); err != nil {
		return false, "", err
	}
	var loss Loss
	found, err := r.Journal.Get("loss", &loss)
	return found, fmt.Sprintf("%d rows are there, %d of which customers were told are lost (%.1f s)", loss.Kept.Rows, loss.Rows, loss.Seconds), err
}

// write writes a row from a region, once.
func write(region func(Place) string) func(context.Context, *Run) error {
	return func(ctx context.Context, r *Run) error {
		if err := r.Data.Write(ctx, r.Place, region(r.Place)); err != nil {
			return unlessUnseen(err)
		}
		return r.Journal.Set("wrote", region(r.Place))
	}
}

func wrote(ctx context.Context, r *Run) (bool, string, error) {
	if _, err := r.Data.Active(ctx, r.Place); err != nil {
		return false, "", err
	}
	var region string
	found, err := r.Journal.Get("wrote", &region)
	return found, "a row was written in " + region, err
}

// tokensRead is the check that tokens can be read on a side. Those that cannot are counted: the promise is about how many, and none at
// all is a failure.
func tokensRead(side func(Place) Side) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		readable, all, behind, err := r.Tokens.Readable(ctx, r.Place, side(r.Place))
		if err != nil {
			return false, "", err
		}
		var loss Loss
		if _, err := r.Journal.Get("loss", &loss); err != nil {
			return false, "", err
		}
		loss.Tokens, loss.TokenSeconds = all-readable, behind.Seconds()
		if err := r.Journal.Set("loss", loss); err != nil {
			return false, "", err
		}
		return readable > 0 || all == 0, fmt.Sprintf("%d of %d tokens can be read; the oldest that cannot is %s old", readable, all, behind.Round(time.Second)), nil
	}
}

// claimsHold compares the claims of the rebuilt stack with those of the one that was lost. A claim of which the rebuilt state says nothing
// stands on what outlived the region.
func claimsHold(ctx context.Context, r *Run) (bool, string, error) {
	before, err := r.Stacks.Claims(ctx, r.Place.Stack)
	if err != nil {
		return false, "", err
	}
	now, err := r.Stacks.Claims(ctx, r.Place.Rebuild)
	if err != nil {
		return false, "", err
	}
	var worse []string
	held := 0
	for claim, answer := range before {
		switch {
		case answer != "holds" && answer != "excused":
		case slices.Contains([]string{"violated", "undecided", ""}, now[claim]):
			worse = append(worse, claim+" is "+now[claim])
		default:
			held++
		}
	}
	slices.Sort(worse)
	if len(worse) > 0 {
		return false, strings.Join(worse, ", "), nil
	}
	return held > 0, fmt.Sprintf("%d claims that held in %s hold in %s", held, r.Place.Stack, r.Place.Rebuild), nil
}

// The promises of a region's loss: how old the data may be (targets in the settings are judged by the timeline; this is what the
// drill refuses).
const (
	mostSeconds      = 5 * 60
	mostTokenSeconds = 15 * 60
)

// judgeLoss holds the report to what an onlooker saw, and the loss to what is promised.
func judgeLoss(most float64) func(context.Context, *Run, Onlooker) ([]string, error) {
	return func(ctx context.Context, r *Run, o Onlooker) ([]string, error) { return judge(ctx, r, o, most) }
}

// judge compares a report with what was.
func judge(ctx context.Context, r *Run, o Onlooker, most float64) ([]string, error) {
	var problems []string
	say := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var said Loss
	if _, err := r.Journal.Get("loss", &said); err != nil {
		return nil, err
	}
	was, err := o.Lost(ctx, r.Place)
	if err != nil {
		return nil, err
	}
	if said.Rows != was.Rows || said.From != was.From || said.To != was.To {
		say("the report counts %d rows lost, %d to %d; really it is %d, %d to %d", said.Rows, said.From, said.To, was.Rows, was.From, was.To)
	}
	if said.Kept.Sum != was.Kept.Sum || said.Kept.Rows != was.Kept.Rows {
		say("the report says %d rows with checksum %s are there; replicated were %d with %s", said.Kept.Rows, said.Kept.Sum, was.Kept.Rows, was.Kept.Sum)
	}
	if said.Tokens != was.Tokens {
		say("the report counts %d tokens that cannot be read; really it is %d", said.Tokens, was.Tokens)
	}
	if said.Seconds > most || was.Seconds > most {
		say("%.0f seconds of data are lost: %.0f are the most that is promised", max(said.Seconds, was.Seconds), most)
	}
	if said.TokenSeconds > mostTokenSeconds {
		say("tokens of %.0f seconds cannot be read in %s: %d are the most, and the job that copies them to its vault has not done so", said.TokenSeconds,
			r.Place.Recovery.Region, mostTokenSeconds)
	}
	calls, err := o.Calls(ctx, r.Place, r.Place.Home.Region)
	if err != nil {
		return nil, err
	}
	for _, call := range calls {
		say("a call to the lost region: %s", call)
	}
	more, err := o.Toil(ctx, r.Place)
	return append(problems, more...), err
}
