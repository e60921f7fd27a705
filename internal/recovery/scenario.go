package recovery

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// By says who takes a step.
type By string

// Who takes steps.
const (
	// Operator is whoever runs stackctl: the step is taken by the command.
	Operator By = "operator"
	// Hand is a person, who does what no command can do. Runbooks mark it BY HAND.
	Hand By = "by hand"
)

// Label says how well it is known that a step works.
type Label string

// How steps are known to work.
const (
	// Exercised steps run in every drill: the same code, the same engine, the same calls, answered by the local Azure.
	Exercised Label = "exercised"
	// Modelled steps depend on what the local Azure decides from Azure's documents, such as how much a failover loses.
	Modelled Label = "modelled"
	// Unproven steps are not shown by anything that runs here.
	Unproven Label = "unproven"
)

// Scenario is one disaster, and what is done about it.
type Scenario struct {
	// ID is its name on the command line and in file names, e.g. "region-loss".
	ID string `json:"id"`
	// Title is a line, e.g. "The home region is lost".
	Title string `json:"title"`
	// Says tells when it is the right scenario, in a few sentences that can be read half asleep.
	Says string `json:"says"`
	// Claims are those of the security statement that stand on it, e.g. "SP-17".
	Claims []string `json:"claims"`
	// Target names the setting that its recovery time is judged by, e.g. "regionLoss"; empty where there is none.
	Target string `json:"target,omitempty"`
	// Anywhere is true of what can be recovered from without a recovery region, and so in every environment.
	Anywhere bool `json:"anywhere,omitempty"`
	// Frozen lists what must not or cannot be changed until it is over.
	Frozen []string `json:"frozen,omitempty"`
	// Steps are what is done. Their order is one in which they can be done one after the other; After says what really waits for
	// what.
	Steps []Step `json:"steps"`
	// Drill is how the disaster is made in the local Azure; nil where the scenario cannot be drilled.
	Drill *Drill `json:"-"`
}

// Step is one thing to be done.
type Step struct {
	// ID is unique in its scenario, e.g. "failover".
	ID string `json:"id"`
	// Does says what is done, in one sentence.
	Does string `json:"does"`
	// By says who does it.
	By By `json:"by"`
	// Commands are what a person types to do it without `stackctl recover`: only stackctl and pulumi. Words in braces stand for what
	// [Place.Fill] knows, e.g. "stackctl up --stack {rebuild} --target {target}".
	Commands []string `json:"commands,omitempty"`
	// Check is how it is seen that it was done.
	Check Check `json:"check"`
	// Label says how well it is known to work.
	Label Label `json:"label"`
	// Unproven says what of the step only the real Azure can prove; empty where nothing is.
	Unproven string `json:"unproven,omitempty"`
	// After are the identifiers of the steps that must be done before; a step that names none can begin at once. It is what the
	// timeline is computed from, so a step that need not wait must not say that it does.
	After []string `json:"after,omitempty"`
	// Waits ends the run before the step, once, where what it comes after was left to people: they have to have looked before it is done,
	// because it cannot be undone. Running again goes on with it, and so does naming the step.
	Waits bool `json:"waits,omitempty"`
	// Takes names what it waits for, as the timeline's table of durations calls it: "sql-failover", "up:{rebuild}" for an update of that
	// stack, "probes". Empty for what takes no time worth counting.
	Takes string `json:"takes,omitempty"`
	// Run does it. It is called again after it was interrupted at any point, so it begins with what there is. nil for a step that only
	// looks, and for one that people take: then the check alone is made.
	Run func(context.Context, *Run) error `json:"-"`
}

// Check is how a step's success is seen.
type Check struct {
	// Says is what must be true, as a sentence.
	Says string `json:"says"`
	// Commands show it to a person; may be empty where the step's own command says it.
	Commands []string `json:"commands,omitempty"`
	// Look finds out. ok is whether it is true; found is what was seen, for the report. An error means that it could not be seen.
	// Before a step it tells whether there is anything left to do. nil for what only a person can see.
	Look func(context.Context, *Run) (ok bool, found string, err error) `json:"-"`
}

// Drill is how a disaster is made in the local Azure, and what only an onlooker knows of it.
type Drill struct {
	// After are the scenarios that are drilled before, in the same world.
	After []string
	// Says tells what is made to happen.
	Says string
	// Strike makes it happen, after data were seeded.
	Strike func(context.Context, *Run, Onlooker) error
	// Judge compares what the report says with what the onlooker knows, and looks whether the promises were kept. Each problem is a
	// sentence.
	Judge func(context.Context, *Run, Onlooker) ([]string, error)
}

// Find looks a scenario up by its identifier.
func Find(id string) (Scenario, error) {
	for _, s := range All() {
		if s.ID == id {
			return s, nil
		}
	}
	return Scenario{}, fmt.Errorf("scenario %q is unknown: scenarios are %s", id, strings.Join(IDs(), ", "))
}

// IDs are the scenarios' identifiers, in the order of [All].
func IDs() []string {
	var ids []string
	for _, s := range All() {
		ids = append(ids, s.ID)
	}
	return ids
}

// Problems lists what is wrong with a scenario as data. None is what a test demands of every scenario.
func (s Scenario) Problems() []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, s.ID+": "+fmt.Sprintf(format, args...)) }
	if s.ID == "" || s.Title == "" || s.Says == "" || len(s.Claims) == 0 {
		say("id, title, says and claims are needed")
	}
	if len(s.Steps) == 0 {
		say("it has no step")
	}
	var before []string
	for _, step := range s.Steps {
		if step.ID == "" || step.Does == "" || step.Check.Says == "" {
			say("step %q: id, does and a check are needed", step.ID)
		}
		if slices.Contains(before, step.ID) {
			say("step %q is there twice", step.ID)
		}
		if !slices.Contains([]By{Operator, Hand}, step.By) || !slices.Contains([]Label{Exercised, Modelled, Unproven}, step.Label) {
			say("step %q: nobody takes it, or its label is none", step.ID)
		}
		if step.By == Hand && step.Run != nil || step.By == Operator && step.Run == nil && step.Check.Look == nil {
			say("step %q: an operator's step does something or looks, and only an operator's does", step.ID)
		}
		for _, command := range append(slices.Clone(step.Commands), step.Check.Commands...) {
			if first, _, _ := strings.Cut(command, " "); first != "stackctl" && first != "pulumi" {
				say("step %q: %q is neither stackctl nor pulumi", step.ID, command)
			}
		}
		for _, other := range step.After {
			if !slices.Contains(before, other) {
				say("step %q comes after %q, which no step before it is", step.ID, other)
			}
		}
		before = append(before, step.ID)
	}
	return found
}
