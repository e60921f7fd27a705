package main

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/internal/topology/picture"
	"github.com/trelica/infrastructure/stacks/settings"
)

// topologyOptions are what was typed.
type topologyOptions struct {
	target             engine.Target
	stack              string
	with               []string
	format             topologyFormat
	closed, why, check bool
}

func (a *app) topologyCommand() *cobra.Command {
	o := &topologyOptions{target: engine.TargetLocal}
	cmd := &cobra.Command{
		Use:   "topology --stack STACK",
		Short: "Show who can reach whom on which port, and what an outsider can reach",
		Long: "Show who can reach whom on which port, computed from the state: security groups, peerings, private endpoints and " +
			"their names, firewalls of services, the API server's authorised ranges, network policies. It is compared with the " +
			"declared flows, and with the other environments: what is open and declared nowhere, declared and closed, or cannot " +
			"be decided is listed. As svg or html it is a picture: regions, networks, what lives where, who comes in.\n\n" +
			"What the state of one stack refers to may be in another's: in the local Azure every stack that was provisioned is " +
			"read; with --target azure only STACK and those that --with names.",
		Example: a.examples(
			"topology --stack dev", "who reaches whom in dev",
			"topology --stack prod --why", "with the rule that decides each line",
			"topology --stack prod --check", "exit code 3 unless it is exactly what was declared",
			"topology --stack prod --output json --closed", "every pair, the closed ones too",
			"topology --stack prod --output html > prod.html", "the same as a picture, with the tables below it"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return failed(a.topology(cmd.Context(), o)) },
	}
	cmd.Flags().StringVarP(&o.stack, "stack", "s", "", "the stack, e.g. prod")
	cmd.Flags().Var(targetFlag{&o.target}, "target", "what is at the far end")
	cmd.Flags().StringSliceVar(&o.with, "with", nil, "more stacks to read with --target azure")
	cmd.Flags().BoolVar(&o.closed, "closed", false, "show what is closed, too")
	cmd.Flags().BoolVar(&o.why, "why", false, "say of each line which rule decides it")
	cmd.Flags().BoolVar(&o.check, "check", false, "fail where anything differs from what was declared")
	o.format.add(cmd)
	return cmd
}

// topology reads the states, computes and shows.
func (a *app) topology(ctx context.Context, o *topologyOptions) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	for _, stack := range append([]string{o.stack}, o.with...) {
		if err := checkStack(project, stack); err != nil {
			return err
		}
	}
	defer a.named(o.target)(&err)
	env, err := a.environment(project, o.stack)
	if err != nil {
		return err
	}
	if o.target == engine.TargetAzure {
		if err := refusePlaceholders(o.stack, env.Placeholders); err != nil {
			return err
		}
	}
	states, err := a.topologyStates(ctx, project, local, o)
	if err != nil {
		return err
	}
	report, draw := newTopology(o, env, states)
	err = a.showTopology(o, report, draw)
	if differences := len(report.Differences) + len(report.Joins); err == nil && o.check && differences > 0 {
		return refused(fmt.Errorf("%d differences from what was declared", differences),
			"declare what is meant (\""+a.name+" new flow\"), close what is not; --why names the rule that decides each line")
	}
	return err
}

// topologyStates reads the stack and those that belong to it, or that it must not be joined to.
func (a *app) topologyStates(ctx context.Context, project string, local engine.Local, o *topologyOptions) ([]topology.State, error) {
	names := append([]string{o.stack}, o.with...)
	if o.target == engine.TargetLocal {
		names = engine.Stacks(project)
	}
	var states []topology.State
	for _, name := range names {
		_, checkpoint, found, err := a.stateOf(ctx, project, local, o.target, name)
		if err != nil {
			return nil, err
		}
		if found {
			states = append(states, topologyState(name, checkpoint))
		}
	}
	if !slices.ContainsFunc(states, func(s topology.State) bool { return s.Stack == o.stack }) {
		return nil, &exitError{
			code: codeFailed, err: fmt.Errorf("stack %s has no state: it is not provisioned yet", o.stack),
			hints: []string{fmt.Sprintf("\"%s up --stack %s%s\" provisions it", a.name, o.stack, typed(o.target))},
		}
	}
	return states, nil
}

// topologyState is a checkpoint as topology reads it, without what waits for its deletion.
func topologyState(stack string, c engine.Checkpoint) topology.State {
	_, environment := settings.KindOf(stack)
	s := topology.State{Stack: stack, Environment: environment}
	for _, r := range c.Resources {
		if !r.Delete {
			s.Resources = append(s.Resources, topology.Resource{URN: r.URN, Type: r.Type, ID: r.ID, Inputs: r.Inputs, Outputs: r.Outputs})
		}
	}
	return s
}

// operators are the public addresses that an environment is operated from, by who is there: those of break-glass are settings of
// their own, and the others that may call the API server are the ops network's.
func operators(set *settings.Settings) map[string][]netip.Prefix {
	who := map[string][]netip.Prefix{}
	for _, prefix := range set.Cluster.APIServerAuthorizedRanges {
		if !slices.Contains(set.Operations.BreakGlass.Addresses, prefix) {
			who["ops"] = append(who["ops"], prefix)
		}
	}
	if addresses := set.Operations.BreakGlass.Addresses; len(addresses) > 0 {
		who["break-glass"] = addresses
	}
	return who
}

// reserved are the node addresses of a recovery region, which its standby lets in before there are nodes.
func reserved(set *settings.Settings) []topology.Reserved {
	plan, err := set.RecoveryPlan()
	if err != nil {
		return nil // there is no recovery region
	}
	return []topology.Reserved{{What: "nodes", Region: set.Place.RecoveryRegion, Ranges: []netip.Prefix{plan.NodeSubnet}}}
}

// newTopology computes the report of the stack's environment, and returns what draws the picture: two of the four forms have none.
func newTopology(o *topologyOptions, env environment, states []topology.State) (topology.Report, func() picture.Drawing) {
	_, name := settings.KindOf(o.stack)
	var own []topology.State
	var stacks, others []string
	for _, s := range states {
		if s.Environment == name {
			own, stacks = append(own, s), append(stacks, s.Stack)
		} else if !slices.Contains(others, s.Environment) {
			others = append(others, s.Environment)
		}
	}
	survey := topology.NewSurvey(topology.NewWorld(name, own...), declaredBy(env))
	var joins []topology.Join
	for _, join := range topology.Joins(states) {
		if join.From == name || join.To == name {
			joins = append(joins, join)
		}
	}
	report := topology.NewReport(survey, stacks, joins, o.closed)
	return report, func() picture.Drawing {
		drawing := picture.Drawing{
			Atlas: topology.NewAtlas(survey, own), Differences: len(report.Differences), Others: others, Joins: len(joins),
		}
		if o.target == engine.TargetLocal {
			drawing.Target = ", in the local Azure (simulated)"
		}
		return drawing
	}
}
