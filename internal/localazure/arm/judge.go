package arm

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// judge says everything that is wrong with a request: shape first, because the rest reads what the shape promises.
func (s *Server) judge(request Request, t *knownType) []Problem {
	problems := s.judgeShape(request, t)
	problems = append(problems, s.judgeRest(request, t)...)
	return problems
}

// judgeRest says what is wrong beyond the shape: what may have become wrong since Check, when others act at the same
// time.
func (s *Server) judgeRest(request Request, t *knownType) []Problem {
	problems := judgeName(request, t)
	problems = append(problems, judgeAddress(request, t)...)
	problems = append(problems, judgePlace(request, t, s.registry)...)
	problems = append(problems, s.judgeReferences(request, t)...)
	problems = append(problems, judgePolicies(request)...)
	for _, check := range t.Checks {
		for _, problem := range check.Run(request) {
			problem.Message = sourced(problem.Message, check.ID, check.Source)
			problems = append(problems, problem)
		}
	}
	return problems
}

// sourced ends a message with the rule it follows from and where the rule is written.
func sourced(message, rule, source string) string {
	if source == "" {
		return fmt.Sprintf("%s [%s]", message, rule)
	}
	return fmt.Sprintf("%s [%s: %s]", message, rule, source)
}

// judgeShape compares inputs with the shape of their type, and asks for the parameters of the path.
func (s *Server) judgeShape(request Request, t *knownType) []Problem {
	var problems []Problem
	accepted := acceptedPaths(request.Body, t.Accepts)
	for _, problem := range s.shapes.CheckInputs(t.Token, request.Body.Properties) {
		if problem.Severity == schema.Warning && accepted[problem.Path] {
			continue
		}
		problems = append(problems, Problem{
			Path:    problem.Path,
			Message: problem.Message,
			Warning: problem.Severity == schema.Warning,
		})
	}
	for _, name := range t.template.parameters() {
		named := func(p Problem) bool { return p.Path == name }
		if request.Body.Has(name) || slices.ContainsFunc(problems, named) {
			continue
		}
		problems = append(problems, Problem{
			Path:    name,
			Message: "is not set; the real provider would make a name up, and every name must be explicit here",
		})
	}
	return problems
}

// acceptedPaths are the places of a body that hold a value which is documented although the typings do not list it.
func acceptedPaths(body Body, accepts []Accepted) map[string]bool {
	paths := map[string]bool{}
	for _, accepted := range accepts {
		for _, found := range body.All(accepted.Path) {
			if found.State == Known && found.Value.IsString() && slices.Contains(accepted.Values, found.Value.StringValue()) {
				paths[found.Path] = true
			}
		}
	}
	return paths
}

// judgeName holds the last parameter of the path against the type's rule.
func judgeName(request Request, t *knownType) []Problem {
	parameter := t.template.nameParameter()
	if parameter == "" {
		return nil
	}
	name, state := request.Body.String(parameter)
	if state != Known {
		return nil
	}
	rule := t.Name
	var wrong []string
	length := utf8.RuneCountInString(name)
	switch {
	case len(rule.OneOf) > 0 && !slices.ContainsFunc(rule.OneOf, func(allowed string) bool { return strings.EqualFold(allowed, name) }):
		wrong = append(wrong, fmt.Sprintf("must be %s", strings.Join(rule.OneOf, " or ")))
	case length < rule.Min:
		wrong = append(wrong, fmt.Sprintf("has %d characters; at least %d are needed", length, rule.Min))
	case rule.Max > 0 && length > rule.Max:
		wrong = append(wrong, fmt.Sprintf("has %d characters; at most %d are allowed", length, rule.Max))
	}
	if t.name != nil && !t.name.MatchString(name) {
		wrong = append(wrong, "has characters that are not allowed; allowed: "+rule.Allowed)
	}
	source := rule.Source
	if source == "" {
		source = t.Source
	}
	var problems []Problem
	for _, reason := range wrong {
		problems = append(problems, Problem{Path: parameter, Message: sourced(fmt.Sprintf("the name %q %s", name, reason), "name", source)})
	}
	if taken, ok := nameTaken(request, t, name); ok {
		taken.Path = parameter
		problems = append(problems, taken)
	}
	return problems
}

// nameTaken says when another resource has a name that must be unique in all of Azure.
func nameTaken(request Request, t *knownType, name string) (Problem, bool) {
	if !t.Name.Global || request.ID == "" {
		return Problem{}, false
	}
	for _, other := range request.View.OfType(t.template.armType) {
		if strings.EqualFold(world.Name(other.ID), name) && world.Key(other.ID) != world.Key(request.ID) {
			code := t.Name.Taken
			if code == "" {
				code = "NameNotAvailable"
			}
			return Problem{Code: code, Message: fmt.Sprintf("the name %s is taken by %s, and is unique in all of Azure", name, other.ID)}, true
		}
	}
	return Problem{}, false
}

// judgePlace asks for the location, the resource group and the resource above.
func judgePlace(request Request, t *knownType, types *registry) []Problem {
	var problems []Problem
	if t.Location == Regional || t.Location == FromGroup {
		if location, state := request.Body.String("location"); state == Absent || state == Known && strings.TrimSpace(location) == "" {
			problems = append(problems, Problem{Path: "location", Code: "LocationRequired", Message: "the location property is required for this type of resource"})
		}
	}
	if request.ID == "" {
		return problems
	}
	if group := groupOf(request.ID); group != "" && world.Key(group) != world.Key(request.ID) && types.models(world.TypeOf(group)) {
		if _, ok := request.View.Get(group); !ok {
			return append(problems, Problem{Code: "ResourceGroupNotFound", Message: fmt.Sprintf("Resource group '%s' could not be found.", world.Name(group))})
		}
	}
	above := standing(world.Parent(request.ID), types)
	if types.models(world.TypeOf(above)) && world.Key(above) != world.Key(groupOf(request.ID)) {
		if _, ok := request.View.Get(above); !ok {
			problems = append(problems, Problem{
				Code:    "ParentResourceNotFound",
				Message: fmt.Sprintf("%s lies in %s, which does not exist; if this program makes that, depend on it", request.ID, above),
			})
		}
	}
	return problems
}

// standing is the resource itself, or the one above it where it exists with that and need not have been configured.
func standing(id string, types *registry) string {
	for described := types.ofARM(world.TypeOf(id)); described != nil && described.Singleton; described = types.ofARM(world.TypeOf(id)) {
		id = world.Parent(id)
	}
	return id
}

// judgeReferences follows every identifier in the inputs.
func (s *Server) judgeReferences(request Request, t *knownType) []Problem {
	var problems []Problem
	for _, reference := range t.References {
		for _, found := range request.Body.All(reference.Path) {
			if found.State != Known || !found.Value.IsString() {
				continue
			}
			if problem, wrong := s.judgeReference(request, t, reference, found.Value.StringValue()); wrong {
				problem.Path = found.Path
				problem.Message = sourced(problem.Message, "reference", reference.Source)
				problems = append(problems, problem)
			}
		}
	}
	return problems
}

func (s *Server) judgeReference(request Request, t *knownType, reference Reference, id string) (Problem, bool) {
	armType := world.TypeOf(id)
	if armType == "" {
		return Problem{Code: "LinkedInvalidPropertyId", Message: fmt.Sprintf("%q is not the identifier of a resource", id)}, true
	}
	wanted := func(allowed string) bool { return strings.EqualFold(allowed, armType) }
	if len(reference.Types) > 0 && !slices.ContainsFunc(reference.Types, wanted) {
		return Problem{
			Code:    "InvalidResourceReference",
			Message: fmt.Sprintf("%s is of type %s; %s is wanted", id, armType, strings.Join(reference.Types, " or ")),
		}, true
	}
	itself := request.ID != "" && (world.Key(id) == world.Key(request.ID) || world.IsUnder(id, request.ID))
	if itself || !s.registry.models(armType) {
		return Problem{}, false
	}
	other, ok := request.View.Get(id)
	if !ok {
		if reference.MayDangle {
			return Problem{}, false
		}
		return Problem{
			Code:    "InvalidResourceReference",
			Message: fmt.Sprintf("%s does not exist; if this program makes it, depend on it", id),
		}, true
	}
	here := locationOf(t, request.Body)
	if reference.SameLocation && here != "" && other.Location != "" && here != world.Region(other.Location) {
		return Problem{
			Code:    "InvalidResourceReference",
			Message: fmt.Sprintf("%s lies in %s; it must lie in %s as this resource does", id, other.Location, here),
		}, true
	}
	return Problem{}, false
}

// withLocation fills the location as the provider does where none was sent: from the old inputs, from the provider's
// configuration, from the resource group (pulumi-azure-native provider/pkg/provider/provider.go, getDefaultLocation).
func withLocation(from caller, t *knownType, olds, news resource.PropertyMap, seen view) resource.PropertyMap {
	body := Body{Properties: news}
	if t.Location != FromGroup || body.Has("location") {
		return news
	}
	if old, ok := olds["location"]; ok && !old.IsNull() {
		return setAt(news, "location", old, false)
	}
	if from.location != "" {
		return setAt(news, "location", resource.NewStringProperty(from.location), false)
	}
	name, state := body.String("resourceGroupName")
	switch state {
	case Absent:
		return news
	case Unknown:
		return setAt(news, "location", resource.MakeComputed(resource.NewStringProperty("")), false)
	case Known:
		group, ok := seen.Get("/subscriptions/" + from.subscription + "/resourceGroups/" + name)
		if ok && group.Location != "" {
			return setAt(news, "location", resource.NewStringProperty(group.Location), false)
		}
	}
	return news
}
