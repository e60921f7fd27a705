package kube

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const (
	ruleIdentity = "type-identity"
	ruleForeign  = "plain-data"
)

// manifest is an object of a program, decoded.
type manifest struct {
	kind     Kind
	plain    plain
	clean    Object         // what of the object is known and fits the type; numbers may be int64.
	typed    runtime.Object // clean, decoded into the official type. Nil only if it could not be decoded.
	problems []Problem      // what the shape alone tells.
	silent   []path         // places that are unknown or refused already.
}

// readManifest decodes inputs. It never fails: what is wrong is in the manifest's problems.
func readManifest(kind Kind, inputs resource.PropertyMap) *manifest {
	m := &manifest{kind: kind, plain: plainOf(inputs)}
	for _, at := range m.plain.foreign {
		m.problems = append(m.problems, Problem{
			Path: at.String(), Rule: ruleForeign,
			Reason: "must be plain data; assets, archives and resources have no place in a manifest",
		})
	}
	m.identify()
	walker := shape{secrets: m.plain.secret}
	empty, err := newTyped(kind)
	if err != nil {
		m.problems = append(m.problems, Problem{Reason: err.Error(), Rule: ruleIdentity})
		return m
	}
	clean, _ := walker.walk(m.plain.object, reflect.TypeOf(empty), nil)
	m.clean, _ = clean.(Object)
	m.problems = append(m.problems, walker.problems...)
	m.silent = append(append(m.silent, m.plain.unknown...), append(walker.broken, m.plain.foreign...)...)

	// The walk above words the mistakes; the decoder of the API server has the last word on whether there are any.
	m.typed, err = decodeStrictly(kind, m.clean)
	if err != nil {
		m.problems = append(m.problems, Problem{Reason: err.Error(), Rule: ruleWrongType})
	}
	return m
}

// identify holds apiVersion and kind against the type token, which decides. The Go SDK always sends both.
func (m *manifest) identify() {
	for key, want := range map[string]string{"apiVersion": m.kind.APIVersion(), "kind": m.kind.Name} {
		switch got := m.plain.object[key].(type) {
		case nil, unknown:
		case string:
			if got != want {
				m.problems = append(m.problems, Problem{
					Path: key, Rule: ruleIdentity,
					Reason: fmt.Sprintf("must be %q for a resource of type %s, is %q", want, m.kind.Token(), got),
				})
			}
		default:
			continue // The walk says that it must be a string.
		}
		m.plain.object[key] = want
	}
}

// ref names the object; Name is "" and the second result false while the name is not known or not given.
func (m *manifest) ref() (Ref, bool) {
	meta := child(m.plain.object, "metadata")
	if withinAny(path{"metadata", "name"}, m.plain.unknown) || withinAny(path{"metadata", "namespace"}, m.plain.unknown) {
		return Ref{}, false
	}
	ref := Ref{Kind: m.kind, Namespace: text(meta, "namespace"), Name: text(meta, "name")}.canonical()
	return ref, ref.Name != ""
}

// check returns every problem of the manifest: those of its shape, and those that the rules find.
func (m *manifest) check() []Problem {
	problems := slices.Clone(m.problems)
	if m.typed != nil {
		problems = append(problems, runRules(m.kind, m.typed, m.silent, m.plain.secret)...)
	}
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Reason, b.Reason))
	})
	return slices.Compact(problems)
}

func newTyped(kind Kind) (runtime.Object, error) {
	types, err := known()
	if err != nil {
		return nil, err
	}
	empty, err := types.New(kind.gvk())
	if err != nil {
		return nil, fmt.Errorf("%s has no Go type in k8s.io/api: %w", kind.Token(), err)
	}
	return empty, nil
}

// decodeStrictly reads an object as an API server with field validation "Strict" does.
func decodeStrictly(kind Kind, object Object) (runtime.Object, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("cannot be written as JSON: %w", err)
	}
	types, err := known()
	if err != nil {
		return nil, err
	}
	strict := serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, types, types,
		serializer.SerializerOptions{Strict: true})
	gvk := kind.gvk()
	typed, _, err := strict.Decode(encoded, &gvk, nil)
	if runtime.IsStrictDecodingError(err) {
		return typed, err
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be decoded: %w", err)
	}
	return typed, nil
}

// encode turns a typed object back into plain data without nulls, as a GET returns it.
func encode(kind Kind, typed runtime.Object) (Object, error) {
	encoded, err := json.Marshal(typed)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written as JSON: %w", kind.Name, err)
	}
	var object Object
	if err := json.Unmarshal(encoded, &object); err != nil {
		return nil, fmt.Errorf("%s cannot be read back from JSON: %w", kind.Name, err)
	}
	dropNulls(object)
	object["apiVersion"], object["kind"] = kind.APIVersion(), kind.Name
	return object, nil
}

func dropNulls(v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			if value == nil {
				delete(v, key)
				continue
			}
			dropNulls(value)
		}
	case []any:
		for _, value := range v {
			dropNulls(value)
		}
	}
}

// metaOf returns the metadata of a typed object; every kind of KindOf has some.
func metaOf(typed runtime.Object) metav1.Object {
	if object, ok := typed.(metav1.Object); ok {
		return object
	}
	return &metav1.ObjectMeta{}
}

// at starts a field path; it saves every rule a line.
func at(name string, more ...string) *field.Path { return field.NewPath(name, more...) }
