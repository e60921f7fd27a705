package changes

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// The operations of a [Step]. What the engine does in several steps is one here.
const (
	OpSame    = "same"
	OpCreate  = "create"
	OpUpdate  = "update"
	OpReplace = "replace"
	OpDelete  = "delete"
	OpImport  = "import"
	OpRead    = "read"
	// OpForget takes a resource out of the state and leaves it in Azure.
	OpForget = "forget"
	// OpAdopt changes the state alone: another name, another parent, another protection.
	OpAdopt = "adopt"
)

// Step is one change.
type Step struct {
	URN  string `json:"urn"`
	Type string `json:"type"`
	Name string `json:"name"`
	Op   string `json:"op"`
	// Was is the resource's URN before, where it has another one now.
	Was string `json:"was,omitempty"`
	// Reasons are the properties that force a replacement.
	Reasons []string `json:"reasons,omitempty"`
	// DeletedFirst is true for a replacement that deletes before it creates: nothing is there in between.
	DeletedFirst bool `json:"deletedFirst,omitempty"`
	// Protected is true where the state protects the resource: it cannot be deleted. Unprotected is true where this change takes
	// the protection away.
	Protected   bool `json:"protected,omitempty"`
	Unprotected bool `json:"unprotected,omitempty"`
	// Refused is true where the engine or a provider refuses the step, so that the preview fails.
	Refused    bool       `json:"refused,omitempty"`
	Properties []Property `json:"properties,omitempty"`

	old, new *State
}

// steps makes steps of what a log says, sorted by URN. Resources that stay as they are have none.
func (l *Log) steps() []Step {
	list := []Step{}
	for _, resource := range l.Resources {
		if step := newStep(resource); step.Op != OpSame && step.Op != OpRead {
			list = append(list, step)
		}
	}
	list = append(list, l.refusals(list)...)
	slices.SortFunc(list, func(a, b Step) int { return cmp.Compare(a.URN, b.URN) })
	return list
}

func newStep(r *Resource) Step {
	step := Step{URN: r.URN, Type: r.Type, Name: nameOfURN(r.URN), Op: operation(r), old: r.Old, new: r.New}
	if r.Old != nil {
		step.Protected = r.Old.Protect
		if r.Old.URN != "" && r.Old.URN != r.URN {
			step.Was = r.Old.URN
		}
	}
	if r.Old != nil && r.New != nil {
		step.Properties = differences(r.Old.Inputs, r.New.Inputs)
		step.Properties = append(step.Properties, optionChanges(r.Old, r.New)...)
		step.Unprotected = r.Old.Protect && !r.New.Protect
	}
	if step.Op == OpSame && (step.Was != "" || len(optionChangesOf(r)) > 0) {
		step.Op, step.Properties = OpAdopt, optionChangesOf(r)
	}
	switch step.Op {
	case OpReplace:
		step.explain(r)
	case OpCreate, OpImport:
		step.Properties = whole(r.New, Added)
	case OpDelete, OpForget:
		step.Properties = whole(r.Old, Removed)
	case OpUpdate:
		step.fromOutputs(r)
	}
	return step
}

// operation is the one word for all that the engine does with a resource.
func operation(r *Resource) string {
	has := func(op string) bool { return slices.Contains(r.Ops, op) }
	switch {
	case has("replace"), has("create-replacement"), has("import-replacement"), has("delete-replaced") && r.New != nil:
		return OpReplace
	case has("import"):
		return OpImport
	case has("create"):
		return OpCreate
	case has("update"):
		return OpUpdate
	case has("delete"):
		if r.Old != nil && r.Old.RetainOnDelete {
			return OpForget
		}
		return OpDelete
	case has("read"), has("read-replacement"), has("discard"), has("refresh"):
		return OpRead
	}
	return OpSame
}

// explain says which properties force a replacement: those that the provider says, the paths first because they say most.
func (s *Step) explain(r *Resource) {
	for _, path := range slices.Sorted(maps.Keys(r.Detailed)) {
		if strings.HasSuffix(r.Detailed[path], "-replace") {
			s.Reasons = append(s.Reasons, path)
		}
	}
	for _, key := range r.Keys {
		if !slices.ContainsFunc(s.Reasons, func(path string) bool { return top(path) == top(key) }) {
			s.Reasons = append(s.Reasons, key)
		}
	}
	for i := range s.Properties {
		p := &s.Properties[i]
		p.Replaces = slices.ContainsFunc(s.Reasons, func(reason string) bool { return related(reason, p.Path) })
	}
	s.DeletedFirst = deletedFirst(r.Ops)
}

// deletedFirst tells the order: by default the replacement is made first.
func deletedFirst(ops []string) bool {
	deleted, created := slices.Index(ops, "delete-replaced"), slices.Index(ops, "create-replacement")
	return deleted >= 0 && created >= 0 && deleted < created
}

// fromOutputs adds what the provider says differs and the inputs do not show: drift that a refresh found, and secrets, whose two values
// look the same.
func (s *Step) fromOutputs(r *Resource) {
	add := func(path, kind string) {
		known := slices.ContainsFunc(s.Properties, func(p Property) bool { return related(p.Path, path) })
		if known {
			return
		}
		p := Property{Path: path, Kind: kind, Old: lookup(r.Old.Inputs, path), New: lookup(r.New.Inputs, path)}
		if reflect.DeepEqual(p.Old, p.New) {
			p.Old = lookup(r.Old.Outputs, path)
		}
		if p.New == Secret && (p.Old == nil || p.Old == Secret) {
			p.Old, p.New = Secret, Secret+", another one"
		}
		s.Properties = append(s.Properties, p)
	}
	for _, path := range slices.Sorted(maps.Keys(r.Detailed)) {
		add(path, strings.TrimSuffix(r.Detailed[path], "-replace"))
	}
	for _, key := range r.Diffs {
		add(key, Altered)
	}
}

// related tells whether one path is the other or lies in it.
func related(a, b string) bool {
	a, b = bare(a), bare(b)
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// lookup follows a path of plain keys; nil where it leads nowhere.
func lookup(values map[string]any, path string) any {
	var value any = values
	for _, key := range strings.Split(bare(path), ".") {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[key]
	}
	return value
}

// whole are all inputs of a resource that is made or goes.
func whole(s *State, kind string) []Property {
	if s == nil {
		return nil
	}
	list := make([]Property, 0, len(s.Inputs))
	for _, key := range slices.Sorted(maps.Keys(s.Inputs)) {
		p := Property{Path: joined("", key), Kind: kind}
		if kind == Added {
			p.New = s.Inputs[key]
		} else {
			p.Old = s.Inputs[key]
		}
		list = append(list, p)
	}
	return list
}

func optionChangesOf(r *Resource) []Property {
	if r.Old == nil || r.New == nil {
		return nil
	}
	return optionChanges(r.Old, r.New)
}

// optionChanges are differences in what the engine is told of a resource rather than the provider.
func optionChanges(before, after *State) []Property {
	var list []Property
	if before.Protect != after.Protect {
		list = append(list, Property{Path: "(option) protect", Kind: Altered, Old: before.Protect, New: after.Protect})
	}
	if before.RetainOnDelete != after.RetainOnDelete {
		list = append(list, Property{Path: "(option) retainOnDelete", Kind: Altered, Old: before.RetainOnDelete, New: after.RetainOnDelete})
	}
	return list
}

// The engine's words when it refuses to delete, or to replace, what is protected (Pulumi CLI, resource/deploy, step.go and
// step_generator.go).
var (
	refusesDelete  = regexp.MustCompile(`cannot be deleted\s+because it is protected|[Uu]nable to delete resource .*\s.*protect`)
	refusesReplace = regexp.MustCompile(`[Uu]nable to replace resource .*\s.*marked for protection`)
)

// refusals are steps that the engine refuses before it tells of them: of a protected resource that would be deleted there is a
// message and no step. Steps that are there are marked.
func (l *Log) refusals(steps []Step) []Step {
	var more []Step
	for _, message := range l.Messages {
		if message.Severity != SeverityError || message.URN == "" {
			continue
		}
		at := slices.IndexFunc(steps, func(s Step) bool { return s.URN == message.URN })
		if at >= 0 {
			steps[at].Refused = true
			continue
		}
		again := slices.ContainsFunc(more, func(s Step) bool { return s.URN == message.URN })
		op := ""
		switch {
		case refusesDelete.MatchString(message.Text):
			op = OpDelete
		case refusesReplace.MatchString(message.Text):
			op = OpReplace
		}
		if op != "" && !again {
			step := Step{
				URN: message.URN, Type: typeOfURN(message.URN), Name: nameOfURN(message.URN), Op: op, Protected: true, Refused: true,
			}
			if known := l.byURN[message.URN]; known != nil {
				step.old = known.Old
			}
			more = append(more, step)
		}
	}
	return more
}

// nameOfURN is a resource's logical name.
func nameOfURN(urn string) string {
	if at := strings.LastIndex(urn, "::"); at >= 0 {
		return urn[at+len("::"):]
	}
	return urn
}

// typeOfURN is a resource's type token.
func typeOfURN(urn string) string {
	parts := strings.Split(urn, "::")
	if len(parts) < 4 {
		return ""
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:]
}

// kindOf is a type token without versions: "azure-native:network:Subnet", "kubernetes:apps:Deployment".
func kindOf(token string) string {
	parts := strings.Split(token, ":")
	if len(parts) != 3 {
		return token
	}
	module, _, _ := strings.Cut(parts[1], "/")
	return parts[0] + ":" + module + ":" + parts[2]
}
