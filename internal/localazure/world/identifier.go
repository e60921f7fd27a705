package world

import (
	"slices"
	"strings"
)

// Key is an identifier in the form in which identifiers are compared: ARM overlooks case and a slash at the end.
func Key(id string) string {
	return strings.ToLower(strings.TrimRight(id, "/"))
}

// IsUnder reports whether an identifier lies under another: a resource under its group, a subnet under its network, an
// extension resource under its scope. No identifier lies under itself.
func IsUnder(id, above string) bool {
	return strings.HasPrefix(Key(id), Key(above)+"/")
}

// Subscription is the subscription an identifier lies in, "" where it lies in none.
func Subscription(id string) string {
	segments := strings.Split(strings.Trim(id, "/"), "/")
	if len(segments) >= 2 && strings.EqualFold(segments[0], "subscriptions") {
		return segments[1]
	}
	return ""
}

// TypeOf is the ARM type an identifier names: "Microsoft.Network/virtualNetworks/subnets",
// "Microsoft.Resources/resourceGroups", "Microsoft.Resources/subscriptions". Of an extension resource's identifier it is
// the extension's type. It is "" where the text is no identifier of a resource.
func TypeOf(id string) string {
	segments := strings.Split(strings.Trim(id, "/"), "/")
	if slices.Contains(segments, "") {
		return ""
	}
	for i := len(segments) - 1; i >= 0; i-- {
		if !strings.EqualFold(segments[i], "providers") {
			continue
		}
		// The service's name, then pairs of type and name.
		rest := segments[i+1:]
		if len(rest) < 3 || len(rest)%2 == 0 {
			return ""
		}
		parts := []string{rest[0]}
		for j := 1; j < len(rest); j += 2 {
			parts = append(parts, rest[j])
		}
		return strings.Join(parts, "/")
	}
	switch {
	case len(segments) == 4 && strings.EqualFold(segments[0], "subscriptions") && strings.EqualFold(segments[2], "resourceGroups"):
		return "Microsoft.Resources/resourceGroups"
	case len(segments) == 2 && strings.EqualFold(segments[0], "subscriptions"):
		return "Microsoft.Resources/subscriptions"
	}
	return ""
}

// Name is the last segment of an identifier.
func Name(id string) string {
	trimmed := strings.TrimRight(id, "/")
	return trimmed[strings.LastIndex(trimmed, "/")+1:]
}

// Parent is the identifier of what a resource lies in: the resource above it, the scope of an extension resource, its
// group, its subscription; "" where nothing is above.
func Parent(id string) string {
	segments := strings.Split(strings.Trim(id, "/"), "/")
	if len(segments) < 4 {
		return ""
	}
	segments = segments[:len(segments)-2]
	// What is left may end in "providers/Microsoft.Service", which names nothing.
	if len(segments) >= 2 && strings.EqualFold(segments[len(segments)-2], "providers") {
		segments = segments[:len(segments)-2]
	}
	if len(segments) == 0 {
		return ""
	}
	return "/" + strings.Join(segments, "/")
}

// SortResources sorts by identifier, without regard to case.
func SortResources(resources []Resource) {
	type keyed struct {
		key      string
		resource Resource
	}
	// Keys are made once: lists are sorted at every question that a check asks of the world.
	sorted := make([]keyed, len(resources))
	for i, resource := range resources {
		sorted[i] = keyed{key: Key(resource.ID), resource: resource}
	}
	byKey := func(a, b keyed) int { return strings.Compare(a.key, b.key) }
	if slices.IsSortedFunc(sorted, byKey) {
		return
	}
	slices.SortFunc(sorted, byKey)
	for i, s := range sorted {
		resources[i] = s.resource
	}
}
