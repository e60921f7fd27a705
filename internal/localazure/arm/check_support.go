package arm

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// idSegment is the value that follows the named segment, "" where there is none.
func idSegment(id, name string) string {
	segments := strings.Split(id, "/")
	for i := 0; i+1 < len(segments); i++ {
		if strings.EqualFold(segments[i], name) {
			return segments[i+1]
		}
	}
	return ""
}

// idWithin reports whether an identifier is the given scope or lies under it.
func idWithin(id, scope string) bool {
	return world.Key(id) == world.Key(scope) || world.IsUnder(id, scope)
}

// placeOf is the region a request is about: its own location, or that of the resource it lies under. The second
// result is false where it is not known.
func placeOf(r Request) (string, bool) {
	if location, state := r.Body.String("location"); state == Known {
		return world.Region(location), true
	} else if state == Unknown {
		return "", false
	}
	for parent := world.Parent(r.ID); parent != ""; parent = world.Parent(parent) {
		if above, there := r.View.Get(parent); there && above.Location != "" {
			return world.Region(above.Location), true
		}
	}
	return "", false
}

// quoted is a value as messages show it.
func quoted(value string) string { return strconv.Quote(value) }

// sortedNames are the keys of a map, in order.
func sortedNames[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

// oneOf writes what is allowed as messages do: `"a", "b" or "c"`.
func oneOf(values []string) string {
	shown := make([]string, 0, len(values))
	for _, value := range values {
		shown = append(shown, quoted(value))
	}
	if len(shown) < 2 {
		return strings.Join(shown, "")
	}
	return strings.Join(shown[:len(shown)-1], ", ") + " or " + shown[len(shown)-1]
}

// foldContains is slices.Contains without regard to case.
func foldContains(values []string, value string) bool {
	return slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, value) })
}

// refusal is a problem that Azure answers with an error.
func refusal(path, code, format string, arguments ...any) Problem {
	return Problem{Path: path, Code: code, Message: fmt.Sprintf(format, arguments...)}
}

// warning is a problem that Azure accepts.
func warning(path, format string, arguments ...any) Problem {
	return Problem{Path: path, Message: fmt.Sprintf(format, arguments...), Warning: true}
}

// one makes a list of at most one problem: none where the demand holds.
func one(holds bool, p Problem) []Problem {
	if holds {
		return nil
	}
	return []Problem{p}
}

// others are the resources of a type except the one the request is about.
func others(r Request, armType string) []world.Resource {
	return slices.DeleteFunc(slices.Clone(r.View.OfType(armType)), func(other world.Resource) bool { return strings.EqualFold(other.ID, r.ID) })
}

// knownText is the text at a path of a resource of the world, "" where it is not known.
func knownText(other world.Resource, path string) string {
	text, _ := InputsOf(other).String(path)
	return text
}

// texts are the known texts that a pattern names, with their paths.
func texts(b Body, pattern string) map[string]string {
	found := map[string]string{}
	for _, at := range b.All(pattern) {
		if at.State == Known && at.Value.IsString() {
			found[at.Path] = at.Value.StringValue()
		}
	}
	return found
}

// between demands a whole number within bounds, where one is known.
func between(b Body, path string, low, high float64, what string) []Problem {
	value, state := b.Number(path)
	if state != Known || value == float64(int64(value)) && value >= low && value <= high {
		return nil
	}
	return []Problem{refusal(b.PathTo(path), "", "%s is %v; allowed are whole numbers from %v to %v.", what, value, low, high)}
}

// number is an output that is always the same number.
func number(name, source string, value float64) Output {
	return Output{Name: name, Source: source, Make: func(Request) resource.PropertyValue { return resource.NewNumberProperty(value) }}
}

// generatedTime is a moment in seconds since 1970, as vaults write them.
func generatedTime(name string) Output {
	return Output{Name: name, Generated: true, Source: typings, Make: func(r Request) resource.PropertyValue {
		return resource.NewNumberProperty(float64(r.Now.Unix()))
	}}
}

// generatedStamp is a moment as most services write them.
func generatedStamp(name string) Output {
	return generated(name, typings, func(r Request) string { return r.Now.UTC().Format("2006-01-02T15:04:05Z") })
}
