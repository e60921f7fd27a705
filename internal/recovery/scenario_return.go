package recovery

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// comeBack is what happens when the lost region returns while nobody is looking: nothing.
func comeBack() Scenario {
	return Scenario{
		ID: "return", Title: "The home region comes back by itself", Claims: []string{"SP-17"},
		Says: "Production runs in {recovery}, and {home} answers again. Nothing may move by itself: requests and work stay in {recovery} until the " +
			"way back is decided.",
		Frozen: []string{"Stack {stack} as a whole, until the way back: its platform runs and is passive."},
		Steps: []Step{
			{
				ID: "serving", By: Operator, Label: Modelled,
				Does:  "See that requests are still answered in {recovery}.",
				Check: Check{Says: "requests are answered in {recovery}", Look: serves(standby)},
			},
			{
				ID: "workers", By: Operator, Label: Modelled,
				Does:  "See that workers work in {recovery} alone.",
				Check: Check{Says: "no worker works in {home}", Look: worksOnlyIn(standby)},
			},
			{
				ID: "replica", By: Operator, Label: Modelled, Takes: durations.Reseeding,
				Does:     "See that the database in {home} has become the replica.",
				Commands: []string{"stackctl recover --scenario return --stack {stack} --target {target} --step replica"},
				Check:    Check{Says: "the server in {home} is the secondary", Look: role(homeSide, "Secondary")},
				Unproven: "how long seeding takes",
			},
			{
				ID: "decide", By: Hand, Label: Unproven,
				Does:  "Decide when the way back is taken: not today.",
				Check: Check{Says: "a day is chosen, in quiet hours, and customers know it"},
			},
		},
		Drill: &Drill{
			After: []string{"region-loss"}, Says: "{home} is switched on again.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				return o.Return(ctx, r.Place, r.Place.Home.Region)
			},
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) { return o.Toil(ctx, r.Place) },
		},
	}
}

// worksOnlyIn is the check that workers take work in one region and in no other.
func worksOnlyIn(region func(Place) string) func(context.Context, *Run) (bool, string, error) {
	return func(ctx context.Context, r *Run) (bool, string, error) {
		now, err := r.Data.Workers(ctx, r.Place)
		if err != nil {
			return false, "", err
		}
		return slices.Equal(now, []string{region(r.Place)}), "workers work in " + orNowhere(now), nil
	}
}

func orNowhere(regions []string) string {
	if len(regions) == 0 {
		return "no region"
	}
	return strings.Join(regions, " and ")
}

// failback is the way home.
func failback() Scenario {
	return Scenario{
		ID: "failback", Title: "The way home", Claims: []string{"SP-14", "SP-17"},
		Says: "{home} has been back for a while and is trusted again. Production moves back, by a planned failover that loses nothing, and the " +
			"rebuilt platform in {recovery} is taken down.",
		Frozen: []string{"Both stacks, for others, while it lasts."},
		Steps: []Step{
			{
				ID: "decide", By: Hand, Label: Unproven,
				Does:  "Choose the hour, and tell customers of some minutes without writes.",
				Check: Check{Says: "the hour has come, and nobody releases anything"},
			},
			{
				ID: "known", By: Operator, Label: Modelled, After: []string{"decide"},
				Does:     "See that the settings here know which promotion is taken back: it may have been written in another clone.",
				Check:    Check{Says: "Pulumi.{stack}.yaml has the promotion of {recovery}", Look: promotionKnown},
				Unproven: "which promotion the row names: stackctl cannot read it, and goes by which server is the primary",
			},
			{
				ID: "preflight", By: Operator, Label: Exercised, After: []string{"decide"},
				Does:     "See that everything is there that {stack} needs.",
				Commands: []string{"stackctl preflight --stack {stack} --target {target}"},
				Check:    Check{Says: "no check fails", Look: ready(func(p Place) string { return p.Stack })},
			},
			{
				ID: "caught-up", By: Operator, Label: Modelled, After: []string{"decide"}, Takes: durations.Reseeding,
				Does:  "See that the replica in {home} has caught up.",
				Check: Check{Says: "the group replicates, and {home} is its secondary or already the primary", Look: caughtUp},
			},
			{
				ID: "failover", By: Operator, Label: Modelled, After: []string{"known", "preflight", "caught-up"}, Takes: durations.FailoverPlanned,
				Does:     "Make the server in {home} the primary again, after it has everything.",
				Commands: []string{"stackctl recover --scenario failback --stack {stack} --target {target} --step failover"},
				Check:    Check{Says: "the server in {home} is the primary", Look: role(homeSide, "Primary")}, Run: failBack,
				Unproven: "how long connections take to find the new primary",
			},
			{
				ID: "promote", By: Operator, Label: Exercised, After: []string{"failover"}, Takes: "up:{stack}",
				Does:     "Make {home} the active region.",
				Commands: []string{"stackctl promote --stack {stack} --side home", "stackctl up --stack {stack} --target {target} --yes"},
				Check:    Check{Says: "the row of the active region names {home}", Look: active(home)},
				Run:      promote(func(p Place) string { return p.Stack }, home),
			},
			{
				ID: "traffic", By: Operator, Label: Modelled, After: []string{"promote"}, Takes: durations.OriginFailover,
				Does:  "See that Front Door sends requests to {home}.",
				Check: Check{Says: "requests are answered in {home}", Look: serves(home)},
			},
			{
				ID: "nothing-lost", By: Operator, Label: Modelled, After: []string{"failover"},
				Does:  "Compare what the database holds with what it held before.",
				Check: Check{Says: "every row that was there before is there", Look: nothingLost},
			},
			{
				ID: "same", By: Operator, Label: Exercised, After: []string{"promote"},
				Does:     "See that {stack} is what its program says.",
				Commands: []string{"stackctl preview --stack {stack} --target {target} --expect-no-changes"},
				Check:    Check{Says: "an update would change nothing", Look: upToDate(func(p Place) string { return p.Stack })},
			},
			{
				ID: "take-down", By: Operator, Label: Exercised, Waits: true, After: []string{"traffic", "nothing-lost", "same"},
				Does:     "Take the rebuilt platform in {recovery} down.",
				Commands: []string{"stackctl destroy --stack {rebuild} --target {target} --yes"},
				Check:    Check{Says: "stack {rebuild} has no resources", Look: gone}, Run: func(ctx context.Context, r *Run) error { return r.Stacks.Destroy(ctx, r.Place.Rebuild) },
			},
		},
		Drill: &Drill{
			After: []string{"region-loss", "return"}, Says: "Nothing breaks: the way back is gone.",
			Strike: func(context.Context, *Run, Onlooker) error { return nil },
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
				return o.Toil(ctx, r.Place)
			},
		},
	}
}

// replicates is the state of a group whose replica has all but the last (azure-rest-api-specs, Microsoft.Sql 2023-08-01, FailoverGroups_Get).
// No state at all says nothing of that.
const replicates = "CATCH_UP"

func caughtUp(ctx context.Context, r *Run) (bool, string, error) {
	now, err := r.SQL.Replication(ctx, r.Place, r.Place.Home)
	if err != nil {
		return false, "", err
	}
	return now.Role == "Primary" || now.State == replicates, fmt.Sprintf("%s is %s, replication %s", r.Place.Home.Server, now.Role, cmp.Or(now.State, "not told")), nil
}

// failBack notes what there is and makes the home side the primary. It never forces: there is time.
func failBack(ctx context.Context, r *Run) error {
	holding, err := r.Data.Holding(ctx, r.Place, r.Place.Recovery, r.Place.Database)
	switch {
	case err == nil:
		if err := r.Journal.Set("before", holding); err != nil {
			return err
		}
	case !isUnseen(err):
		return err
	}
	return r.SQL.Failover(ctx, r.Place, r.Place.Home)
}

// nothingLost compares the rows up to the number that was there before.
func nothingLost(ctx context.Context, r *Run) (bool, string, error) {
	var before Holding
	found, err := r.Journal.Get("before", &before)
	if err != nil {
		return false, "", err
	}
	now, err := r.Data.HoldingUpTo(ctx, r.Place, r.Place.Home, r.Place.Database, before.Last)
	if err != nil {
		return false, "", err
	}
	return found && now.Sum == before.Sum, fmt.Sprintf("%d rows before, checksum %s; of them %d now, %s", before.Rows, before.Sum, now.Rows, now.Sum), nil
}

func gone(ctx context.Context, r *Run) (bool, string, error) {
	there, err := r.Stacks.Exists(ctx, r.Place.Rebuild)
	found := "stack " + r.Place.Rebuild + " has resources"
	if !there {
		found = "stack " + r.Place.Rebuild + " has none"
	}
	return !there, found, err
}
