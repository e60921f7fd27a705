package kube

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// places lists every path in an object, inner ones included.
func places(v any, at path) []path {
	var all []path
	if len(at) > 0 {
		all = append(all, at)
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range sortedKeys(v) {
			all = append(all, places(v[key], with(at, key))...)
		}
	case []any:
		for i, element := range v {
			all = append(all, places(element, with(at, i))...)
		}
	}
	return all
}

func TestEveryKindHasAType(t *testing.T) {
	t.Parallel()
	objects := bases()
	assert.Len(t, objects, len(Kinds()), "one valid object for each kind")
	for _, kind := range Kinds() {
		_, err := newTyped(kind)
		require.NoError(t, err)
		assert.Contains(t, objects, kind.Name)
		found, err := KindOf(kind.Token())
		require.NoError(t, err)
		assert.Equal(t, kind, found)
	}
}

// Every kind lives its whole life: accepted, created, unchanged, refreshed without drift, imported, deleted.
func TestValidObjectsLive(t *testing.T) {
	t.Parallel()
	objects := bases()
	for _, kind := range Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, Options{})
			if kind.Name != "Namespace" {
				h.namespace("shop")
			}
			inputs, failures := h.check(kind.Token(), props(t, objects[kind.Name]))
			require.Empty(t, failures)

			id, outputs := h.create(kind.Token(), inputs)
			assert.NotEmpty(t, get(outputs, "metadata.uid"))
			assert.NotEmpty(t, get(outputs, "metadata.resourceVersion"))
			assert.Equal(t, "2026-03-01T12:00:00Z", get(outputs, "metadata.creationTimestamp"))
			assert.Equal(t, kind.APIVersion(), get(outputs, "__initialApiVersion"))
			assert.Equal(t, pulumirpc.DiffResponse_DIFF_NONE, h.diff(kind.Token(), inputs, inputs).GetChanges())

			readID, refreshed, _ := h.read(kind.Token(), id, inputs)
			assert.Equal(t, id, readID)
			assert.Equal(t, plainOf(inputs).object, plainOf(refreshed).object, "a refresh of an untouched object finds no drift")

			_, imported, _ := h.read(kind.Token(), id, nil)
			checked, failures := h.check(kind.Token(), imported)
			require.Empty(t, failures, "imported inputs are valid")
			h.clear(kind, id)
			_, again := h.create(kind.Token(), checked)
			assert.Equal(t, get(outputs, "spec"), get(again, "spec"), "imported inputs make the same object again")
			assert.Equal(t, get(outputs, "data"), get(again, "data"))

			h.clear(kind, id)
			gone, _, _ := h.read(kind.Token(), id, inputs)
			assert.Empty(t, gone)
		})
	}
}

func (h *harness) clear(kind Kind, id string) {
	h.t.Helper()
	_, err := h.server.Delete(h.t.Context(), &pulumirpc.DeleteRequest{Urn: urnOf(kind.Token(), "it"), Id: id})
	require.NoError(h.t, err)
}

// A value may be unknown anywhere, also where the API has a number, a boolean or a whole structure.
func TestUnknownIsAcceptedEverywhere(t *testing.T) {
	t.Parallel()
	objects := bases()
	for _, kind := range Kinds() {
		inputs := props(t, objects[kind.Name])
		all := places(plainOf(inputs).object, nil)
		require.NotEmpty(t, all)
		for _, place := range all {
			changed := resource.NewProperty(deepCopy(inputs))
			require.True(t, place.Set(changed, resource.MakeComputed(resource.NewProperty(""))))
			problems := readManifest(kind, changed.ObjectValue()).check()
			assert.Empty(t, problems, "%s with unknown %s", kind.Name, place)
		}
	}
}

// A secret anywhere is looked through, and is secret in the outputs too.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	objects := bases()
	for _, kind := range Kinds() {
		inputs := props(t, objects[kind.Name])
		for _, place := range places(plainOf(inputs).object, nil) {
			changed := resource.NewProperty(deepCopy(inputs))
			value, _ := place.Get(changed)
			require.True(t, place.Set(changed, resource.MakeSecret(value)))
			m := readManifest(kind, changed.ObjectValue())
			require.Empty(t, m.check(), "%s with secret %s", kind.Name, place)
			outputs := outputsOf(kind, changed.ObjectValue(), m.plain.object, "manager")
			marked, found := place.Get(resource.NewProperty(outputs))
			for i := len(place) - 1; !found && i > 0; i-- { // Inside a Secret's data the whole is marked.
				marked, found = place[:i].Get(resource.NewProperty(outputs))
			}
			assert.True(t, found && marked.IsSecret(), "%s with secret %s", kind.Name, place)
		}
	}
}

func deepCopy(m resource.PropertyMap) resource.PropertyMap {
	p := plainOf(m)
	return properties(copyObject(p.object), p.secret)
}

// The walk that words the mistakes and the decoder of the API server agree on what is one.
func TestWalkAgreesWithDecoder(t *testing.T) {
	t.Parallel()
	wrong := []any{"text", true, 1.5, map[string]any{"a": "b"}, []any{"x"}}
	objects := bases()
	for _, kind := range Kinds() {
		inputs := props(t, objects[kind.Name])
		object := completedObject(kind, inputs)
		for _, place := range places(object, nil) {
			for _, value := range wrong {
				changed := resource.NewProperty(properties(copyObject(object), nil))
				require.True(t, place.Set(changed, property(value)))
				p := plainOf(changed.ObjectValue())
				m := readManifest(kind, changed.ObjectValue())
				_, err := decodeStrictly(kind, wholeNumbers(p.object))
				if place[0] == "apiVersion" || place[0] == "kind" {
					continue // The type token decides these.
				}
				assert.Equal(t, err != nil, len(m.problems) > 0, "%s with %s = %v: decoder says %v, walk says %s",
					kind.Name, place, value, err, join(m.problems))
			}
		}
	}
}

func completedObject(kind Kind, inputs resource.PropertyMap) Object {
	object := plainOf(completed(kind, inputs, "")).object
	object["apiVersion"] = kind.APIVersion()
	return object
}

func TestUnknownFieldsAreNamed(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	_, failures := h.check("kubernetes:apps/v1:Deployment", withMerged(props(t, bases()["Deployment"]), props(t, lines(
		"spec:",
		"  replcas: 2",
		"  template: {spec: {Containers: [], hostname: !secret 7}}",
		"  paused: 'yes'",
		"extra: {}",
	))))
	assert.Equal(t, []string{
		`extra: unknown field "extra"`,
		`spec.paused: must be a boolean, is the string "yes"`,
		`spec.replcas: unknown field "spec.replcas"; did you mean "replicas"?`,
		`spec.template.spec.Containers: unknown field "spec.template.spec.Containers"; did you mean "containers"?`,
		`spec.template.spec.hostname: must be a string, is a number that is secret`,
	}, failures)
	assert.False(t, strings.Contains(strings.Join(failures, ""), "7"), "a secret value is never repeated")
}
