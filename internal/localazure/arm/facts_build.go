package arm

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Documents that many facts rest on. A fact of one type names its own document beside it.
const (
	// generatorRule says how the provider decides: a create-only mark (x-ms-mutability without "update") on an input at
	// the top of a resource, or an entry in its own list, replaces; everything else is put in place, and what becomes of
	// it is the service's affair.
	generatorRule = "pulumi-azure-native provider/pkg/gen/properties.go, func forceNew"
	// replacementList is the provider's own list of what replaces.
	replacementList = "pulumi-azure-native provider/pkg/gen/replacement.go, forceNewMap"
	// nameRules is Microsoft's table of lengths, characters and scopes of names.
	nameRules = "Microsoft Learn, Azure Resource Manager, resource-name-rules"
	// movedLocation is what ARM says to a PUT of a living resource with another location, where the provider does not
	// replace for it.
	movedLocation = "ARM error InvalidResourceLocation (Microsoft Learn, troubleshooting common deployment errors); the location carries no create-only mark in "
	// typings are the output shapes of the provider's own package.
	typings = "output typings of @pulumi/azure-native 2.90.0"
)

// inPlace is the source for inputs that the provider puts in place because the named specification does not mark them
// create-only.
func inPlace(specification string) string {
	return specification + " (no create-only mark); " + generatorRule
}

// inPlaceByList is inPlace where the specification's marks were not checked line by line: what is known is that the
// provider's own list does not name the input.
func inPlaceByList(specification string) string {
	return specification + " (marks not checked line by line; not in " + replacementList + ")"
}

func change(effect Effect, source string, paths []string) []Change {
	changes := make([]Change, 0, len(paths))
	for _, path := range paths {
		changes = append(changes, Change{Path: path, Effect: effect, Source: source})
	}
	return changes
}

func updates(source string, paths ...string) []Change  { return change(Updates, source, paths) }
func replaces(source string, paths ...string) []Change { return change(Replaces, source, paths) }
func kept(source string, paths ...string) []Change     { return change(Kept, source, paths) }
func refused(source string, paths ...string) []Change  { return change(Refused, source, paths) }

// together joins parts of a table.
func together[T any](parts ...[]T) []T {
	var all []T
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// facts makes a list of paths that one document speaks of.
func facts(source string, paths ...string) []Fact {
	made := make([]Fact, 0, len(paths))
	for _, path := range paths {
		made = append(made, Fact{Path: path, Source: source})
	}
	return made
}

// defaults makes the defaults that one document gives, from pairs of path and value.
func defaults(source string, values map[string]any) []Default {
	made := make([]Default, 0, len(values))
	for _, path := range sortedNames(values) {
		made = append(made, Default{Path: path, Value: values[path], Source: source})
	}
	return made
}

// drawn is an identifier that Azure draws when it makes a resource: a UUID that depends on the resource, its
// incarnation and the output's name alone.
func drawn(name string) Output {
	return Output{Name: name, Generated: true, Source: typings, Make: func(r Request) resource.PropertyValue {
		return resource.NewStringProperty(drawnUUID(r, name))
	}}
}

// drawnUUID is the UUID behind drawn, for outputs that are built around one.
func drawnUUID(r Request, name string) string {
	seed := strings.ToLower(r.ID) + "#" + strconv.Itoa(r.Incarnation) + "#" + name
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(seed)).String()
}

// drawnHex is a run of hexadecimal digits, as versions of keys and parts of host names are written.
func drawnHex(r Request, name string, digits int) string {
	id := uuid.MustParse(drawnUUID(r, name))
	return hex.EncodeToString(id[:])[:digits]
}

// computed is an output that follows from the request: known in a preview where its parts are.
func computed(name, source string, value func(Request) string) Output {
	return Output{Name: name, Source: source, Make: func(r Request) resource.PropertyValue {
		return resource.NewStringProperty(value(r))
	}}
}

// generated is an output that only Azure can know, as text.
func generated(name, source string, value func(Request) string) Output {
	made := computed(name, source, value)
	made.Generated = true
	return made
}

// succeeded is the provisioning state of a finished operation.
func succeeded() Output {
	return computed("provisioningState", typings, func(Request) string { return "Succeeded" })
}

// etag is the version tag that the network services put on their answers.
func etag() Output {
	return generated("etag", typings, func(r Request) string { return `W/"` + drawnUUID(r, "etag") + `"` })
}

// keepUnset is a Merge that keeps lists which are resources of their own when an update does not mention them.
func keepUnset(names ...resource.PropertyKey) func(old, news resource.PropertyMap) resource.PropertyMap {
	return func(old, news resource.PropertyMap) resource.PropertyMap {
		merged := news.Copy()
		for _, name := range names {
			if _, sent := merged[name]; sent {
				continue
			}
			if before, there := old[name]; there {
				merged[name] = before
			}
		}
		return merged
	}
}
