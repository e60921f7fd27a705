package kube

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// change is one difference between old and new plain data. old or new is nil where there is none.
type change struct {
	at       path
	old, new any
}

// kind is the change's kind in a detailed diff.
func (c change) kind(replaces bool) pulumirpc.PropertyDiff_Kind {
	kinds := map[bool][3]pulumirpc.PropertyDiff_Kind{
		false: {pulumirpc.PropertyDiff_ADD, pulumirpc.PropertyDiff_DELETE, pulumirpc.PropertyDiff_UPDATE},
		true:  {pulumirpc.PropertyDiff_ADD_REPLACE, pulumirpc.PropertyDiff_DELETE_REPLACE, pulumirpc.PropertyDiff_UPDATE_REPLACE},
	}[replaces]
	switch {
	case c.old == nil:
		return kinds[0]
	case c.new == nil:
		return kinds[1]
	}
	return kinds[2]
}

// compare lists the differences in a fixed order: maps by key, lists by position. A value that is not known may differ.
func compare(old, next any, at path) []change {
	oldMap, oldIsMap := old.(map[string]any)
	newMap, newIsMap := next.(map[string]any)
	if oldIsMap && newIsMap {
		keys := append(sortedKeys(oldMap), sortedKeys(newMap)...)
		slices.Sort(keys)
		var changes []change
		for _, key := range slices.Compact(keys) {
			changes = append(changes, compare(oldMap[key], newMap[key], with(at, key))...)
		}
		return changes
	}
	oldList, oldIsList := old.([]any)
	newList, newIsList := next.([]any)
	if oldIsList && newIsList {
		var changes []change
		for i := range max(len(oldList), len(newList)) {
			var o, n any
			if i < len(oldList) {
				o = oldList[i]
			}
			if i < len(newList) {
				n = newList[i]
			}
			changes = append(changes, compare(o, n, with(at, i))...)
		}
		return changes
	}
	_, isUnknown := next.(unknown)
	if !isUnknown && reflect.DeepEqual(old, next) {
		return nil
	}
	return []change{{at: at, old: old, new: next}}
}

// canonical writes an object as the server would, keeping only what the object itself says, so that "1000m" and "1" are the
// same. An object that does not decode stays as it is (pulumi-kubernetes provider/pkg/provider/provider.go,
// normalizeInputs).
func canonical(kind Kind, p plain) Object {
	object := copyObject(p.object)
	dropServerFields(object)
	typed, err := decodeStrictly(kind, wholeNumbers(object))
	if err != nil {
		return object
	}
	encoded, err := encode(kind, typed)
	if err != nil {
		return object
	}
	pruned, _ := prune(encoded, object).(Object)
	return pruned
}

// prune keeps of a value what a pattern has.
func prune(value, pattern any) any {
	switch p := pattern.(type) {
	case map[string]any:
		v, ok := value.(map[string]any)
		if !ok {
			return value
		}
		out := Object{}
		for key, inner := range p {
			if kept, has := v[key]; has {
				out[key] = prune(kept, inner)
			}
		}
		return out
	case []any:
		v, ok := value.([]any)
		if !ok || len(v) != len(p) {
			return value
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = prune(v[i], p[i])
		}
		return out
	}
	return value
}

// dropServerFields removes metadata that only a server writes (pulumi-kubernetes provider/pkg/provider/provider.go,
// normalizeInputs).
func dropServerFields(object Object) {
	meta := child(object, "metadata")
	for _, name := range serverFields() {
		delete(meta, name)
	}
}

func serverFields() []string {
	return []string{
		"creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "uid",
	}
}

// Diff compares the inputs of an object with its new inputs, and says which changes replace it.
func (s *Server) Diff(ctx context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	kind, err := kindOfURN(request.GetUrn())
	if err != nil {
		return nil, err
	}
	old, err := oldInputs(request.GetOldInputs(), request.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := unmarshal(request.GetNews(), "Diff")
	if err != nil {
		return nil, err
	}
	oldPlain, newPlain := plainOf(old), plainOf(news)
	before, after := oldPlain.object, newPlain.object
	if len(newPlain.unknown) == 0 { // Otherwise only one of the two could be written canonically.
		before, after = canonical(kind, oldPlain), canonical(kind, newPlain)
	}
	oldRef, newRef := settle(kind, before), settle(kind, after)

	ignored, err := parsePaths(request.GetIgnoreChanges())
	if err != nil {
		return nil, err
	}
	fields := replacingFields(kind, after, s.session(ctx).configuration())
	response := &pulumirpc.DiffResponse{
		Changes: pulumirpc.DiffResponse_DIFF_NONE, HasDetailedDiff: true, DetailedDiff: map[string]*pulumirpc.PropertyDiff{},
	}
	for _, c := range compare(before, after, nil) {
		if slices.ContainsFunc(ignored, func(p path) bool { return p.Contains(c.at) }) {
			continue
		}
		replaces := slices.ContainsFunc(fields, c.replaces)
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
		response.DetailedDiff[c.at.String()] = &pulumirpc.PropertyDiff{Kind: c.kind(replaces), InputDiff: true}
		response.Diffs = append(response.Diffs, fmt.Sprint(c.at[0]))
		if replaces {
			response.Replaces = append(response.Replaces, c.at.String())
		}
	}
	slices.Sort(response.Diffs)
	response.Diffs = slices.Compact(response.Diffs)
	// An object keeps its name while it exists, so its successor of the same name can only come after it.
	response.DeleteBeforeReplace = len(response.Replaces) > 0 && oldRef == newRef
	return response, nil
}

// replaces reports whether the change concerns a field, in what was there or in what comes.
func (c change) replaces(field path) bool {
	return touches(c.at, c.new, field) || touches(c.at, c.old, field)
}

// settle writes the namespace that an object lands in into its metadata, and returns what names it.
func settle(kind Kind, object Object) Ref {
	meta := child(object, "metadata")
	if meta == nil {
		return Ref{Kind: kind}
	}
	if _, isUnknown := meta["namespace"].(unknown); isUnknown {
		return Ref{Kind: kind, Name: text(meta, "name"), Namespace: "not known yet"}
	}
	ref := Ref{Kind: kind, Namespace: text(meta, "namespace"), Name: text(meta, "name")}.canonical()
	if ref.Namespace != "" {
		meta["namespace"] = ref.Namespace
	} else {
		delete(meta, "namespace")
	}
	return ref
}

func parsePaths(texts []string) ([]path, error) {
	paths := make([]path, len(texts))
	for i, t := range texts {
		p, err := resource.ParsePropertyPath(t)
		if err != nil {
			return nil, fmt.Errorf("ignoreChanges %q is no property path: %w", t, err)
		}
		paths[i] = p
	}
	return paths, nil
}
