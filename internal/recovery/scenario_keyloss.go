package recovery

import (
	"context"
	"fmt"
	"strings"
)

// keyLoss brings vaults and keys back.
func keyLoss() Scenario {
	return Scenario{
		ID: "key-loss", Title: "A vault was deleted, or a key was switched off", Claims: []string{"SP-12", "SP-17"}, Anywhere: true,
		Says: "Alerts tell of a deleted vault or a disabled key; tokens cannot be read, or pulumi cannot decrypt a stack. Whoever did it has to be " +
			"stopped first. A database that cannot reach its key stops within the hour.",
		Frozen: []string{"Stack {stack}, until every key is back."},
		Steps: []Step{
			{
				ID: "stop", By: Hand, Label: Unproven,
				Does:  "Take the rights of whoever did it, and read the vault's audit log.",
				Check: Check{Says: "nobody who should not can delete a vault or a key"},
			},
			{
				ID: "recover", By: Operator, Label: Exercised,
				Does:     "Recover every vault that was deleted. Its keys and secrets come back with it.",
				Commands: []string{"stackctl recover --scenario key-loss --stack {stack} --target {target} --step recover"},
				Check:    Check{Says: "every vault that the stacks made is there", Look: vaultsThere}, Run: recoverVaults,
			},
			{
				ID: "enable", By: Operator, Label: Exercised, After: []string{"recover"},
				Does:     "Switch on every key that is off. A key in a vault that lets nobody in is left to people.",
				Commands: []string{"stackctl recover --scenario key-loss --stack {stack} --target {target} --step enable"},
				Check:    Check{Says: "every key that can be seen is on", Look: keysOn}, Run: enableKeys,
				Unproven: "that the operator's place reaches the vaults' private endpoints",
			},
			{
				ID: "refill", By: Operator, Label: Exercised, After: []string{"enable"}, Takes: "up:{stack}",
				Does: "Bring the stacks up: roles, locks and diagnostic settings do not come back with a vault, and are made again.",
				Commands: []string{
					"stackctl refresh --stack {bootstrap} --target {target}", "stackctl up --stack {bootstrap} --target {target} --adopt --skip-preview",
					"stackctl refresh --stack {stack} --target {target}", "stackctl up --stack {stack} --target {target} --adopt --skip-preview",
				},
				Check: Check{
					Says: "nothing has drifted, and previews are empty", Look: refilled,
					Commands: []string{
						"stackctl refresh --stack {bootstrap} --target {target} --preview-only --expect-no-changes",
						"stackctl refresh --stack {stack} --target {target} --preview-only --expect-no-changes",
					},
				},
				Run: func(ctx context.Context, r *Run) error {
					stacks, err := r.unfrozen()
					if err != nil {
						return err
					}
					return r.putRight(ctx, stacks...)
				},
				Unproven: "how long roles take to work again",
			},
			{
				ID: "reread", By: Operator, Label: Exercised, After: []string{"refill"},
				Does: "Where a rebuilt platform stands in another region, refresh it and bring it up: it reads the same vaults and the same key.",
				Check: Check{
					Says: "no platform is rebuilt elsewhere, or nothing of it has drifted", Look: reread,
				},
				Run: func(ctx context.Context, r *Run) error { return r.putRight(ctx, r.Place.Rebuild) },
			},
		},
		Drill: &Drill{
			Says: "The vault of customers' tokens in {home} is deleted, and keys are switched off, that of the stacks' secrets among them.",
			Strike: func(ctx context.Context, r *Run, o Onlooker) error {
				if err := o.Note(ctx, r.Place); err != nil {
					return err
				}
				off, err := o.DisableKeys(ctx, r.Place)
				if err != nil {
					return err
				}
				r.Say("  off: %s", strings.Join(off, ", "))
				return o.LoseVault(ctx, r.Place)
			},
			Judge: func(ctx context.Context, r *Run, o Onlooker) ([]string, error) {
				problems, err := o.Changed(ctx, r.Place, Comparison{Again: []string{r.Place.TokenVaultID(r.Place.Home)}})
				if err != nil {
					return problems, err
				}
				drawn, err := o.Drawn(ctx, r.Place)
				if len(drawn) > 0 {
					problems = append(problems, "secrets did not come back as they were: "+strings.Join(drawn, ", "))
				}
				return problems, err
			},
		},
	}
}

func (r *Run) known(ctx context.Context) ([]Vault, []Key, error) {
	return r.Vaults.Known(ctx, r.Place.Bootstrap, r.Place.Stack)
}

func vaultsThere(ctx context.Context, r *Run) (bool, string, error) {
	vaults, _, err := r.known(ctx)
	if err != nil {
		return false, "", err
	}
	var gone []string
	for _, vault := range vaults {
		there, err := r.Vaults.There(ctx, vault)
		if err != nil {
			return false, "", err
		}
		if !there {
			gone = append(gone, vault.Name)
		}
	}
	if len(gone) > 0 {
		return false, "not there: " + strings.Join(gone, ", "), nil
	}
	return len(vaults) > 0, fmt.Sprintf("%d vaults are there", len(vaults)), nil
}

func recoverVaults(ctx context.Context, r *Run) error {
	vaults, _, err := r.known(ctx)
	if err != nil {
		return err
	}
	for _, vault := range vaults {
		there, err := r.Vaults.There(ctx, vault)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		recoverable, err := r.Vaults.Deleted(ctx, vault)
		if err != nil {
			return err
		}
		if !recoverable {
			return fmt.Errorf("vault %s is gone and cannot be recovered: what was in it is lost", vault.Name)
		}
		if err := r.Vaults.Recover(ctx, vault); err != nil {
			return err
		}
		r.Say("  recovered %s", vault.Name)
	}
	return nil
}

func keysOn(ctx context.Context, r *Run) (bool, string, error) {
	_, keys, err := r.known(ctx)
	if err != nil {
		return false, "", err
	}
	var off, unseen []string
	for _, key := range keys {
		on, err := r.Vaults.Enabled(ctx, key)
		switch {
		case isUnseen(err):
			unseen = append(unseen, key.Vault+"/"+key.Name)
		case err != nil:
			return false, "", err
		case !on:
			off = append(off, key.Vault+"/"+key.Name)
		}
	}
	if len(off) > 0 {
		return false, "off: " + strings.Join(off, ", "), nil
	}
	if len(keys) > 0 && len(unseen) == len(keys) {
		return false, "", ErrUnseen // none of them lets us in: a person looks, and the run goes on
	}
	return len(keys) > 0, fmt.Sprintf("%d keys are on; left to people: %s", len(keys)-len(unseen), orNothing(unseen)), nil
}

func enableKeys(ctx context.Context, r *Run) error {
	_, keys, err := r.known(ctx)
	if err != nil {
		return err
	}
	for _, key := range keys {
		on, err := r.Vaults.Enabled(ctx, key)
		if isUnseen(err) || on {
			continue
		}
		if err != nil {
			return err
		}
		if err := r.Vaults.Enable(ctx, key); err != nil {
			return err
		}
		r.Say("  on again: %s/%s", key.Vault, key.Name)
	}
	return nil
}

// unfrozen are the stacks whose states are in the store, but for one that is frozen: while the recovery region is the active one, what is
// declared in the lost region is left as it is.
func (r *Run) unfrozen() ([]string, error) {
	stacks := []string{r.Place.Stack}
	promoted, err := r.Stacks.Promotion(r.Place.Stack)
	if err != nil {
		return nil, err
	}
	if r.Place.Recovery.Region != "" && promoted.Region == r.Place.Recovery.Region {
		r.Say("%s", r.Place.Fill("  stack {stack} is frozen. BY HAND: stackctl refresh --stack {stack} --part standby --target {target}, then stackctl up --stack {stack} --part "+
			"standby --target {target} --adopt: what hung on the vaults of {recovery} is made again"))
		stacks = nil
	}
	if r.Place.Bootstrap != "" {
		stacks = append([]string{r.Place.Bootstrap}, stacks...)
	}
	return stacks, nil
}

// putRight reads what really is into the states of stacks and brings them up, one after the other.
func (r *Run) putRight(ctx context.Context, stacks ...string) error {
	for _, stack := range stacks {
		if err := r.Stacks.Refresh(ctx, stack); err != nil {
			return fmt.Errorf("stack %s: %w", stack, err)
		}
		if err := r.Stacks.Up(ctx, stack); err != nil {
			return fmt.Errorf("stack %s: %w", stack, err)
		}
	}
	return nil
}

// refilled is the check that the states say what there is, and that updates would change nothing.
func refilled(ctx context.Context, r *Run) (bool, string, error) {
	stacks, err := r.unfrozen()
	if err != nil {
		return false, "", err
	}
	return r.settled(ctx, stacks...)
}

// reread is the same of the rebuilt platform, where one stands.
func reread(ctx context.Context, r *Run) (bool, string, error) {
	const none = "no platform is rebuilt elsewhere"
	if r.Place.Rebuild == "" {
		return true, none, nil
	}
	stands, err := r.Stacks.Exists(ctx, r.Place.Rebuild)
	if err != nil || !stands {
		return err == nil, none, err
	}
	return r.settled(ctx, r.Place.Rebuild)
}

func (r *Run) settled(ctx context.Context, stacks ...string) (bool, string, error) {
	for _, stack := range stacks {
		drifted, err := r.State.Drift(ctx, stack)
		if err != nil || drifted > 0 {
			return false, fmt.Sprintf("%d resources of %s have drifted", drifted, stack), err
		}
	}
	for _, stack := range stacks {
		changes, err := r.Stacks.Preview(ctx, stack)
		if err != nil || changes > 0 {
			return false, fmt.Sprintf("an update of %s would change %d resources", stack, changes), err
		}
	}
	return true, "nothing has drifted, and updates of " + strings.Join(stacks, ", ") + " would change nothing", nil
}
