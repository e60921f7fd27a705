package kube

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"
	"gopkg.in/yaml.v3"
)

// memoryStore is a Store with one cluster.
type memoryStore struct {
	mu      sync.Mutex
	objects map[string]Object
}

const (
	testServer  = "https://aks-test-abc.hcp.eastus2.azmk8s.io:443"
	testCluster = "aks-test"
)

func newStore() *memoryStore { return &memoryStore{objects: map[string]Object{}} }

func (s *memoryStore) FindCluster(server string) (ClusterInfo, bool) {
	return ClusterInfo{Key: testCluster}, server == testServer
}

func (s *memoryStore) GetObject(_, key string) (Object, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	object, found := s.objects[key]
	return copyObject(object), found
}

func (s *memoryStore) PutObject(_, key string, object Object) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.objects[key] = copyObject(object)
	return nil
}

func (s *memoryStore) DeleteObject(_, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.objects, key)
	return nil
}

func (s *memoryStore) ListObjects(string) map[string]Object {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]Object{}
	for key, object := range s.objects {
		out[key] = copyObject(object)
	}
	return out
}

// recordedLog keeps what was written to the engine's log.
type recordedLog struct {
	mu    sync.Mutex
	lines []string
}

func (l *recordedLog) Error(_ context.Context, urn, message string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, urn+" "+message)
	return nil
}

func (l *recordedLog) Close() error { return nil }

// harness speaks to a server as the engine does, with YAML in place of property structs.
type harness struct {
	t      *testing.T
	server *Server
	store  *memoryStore
	log    *recordedLog
}

const testKubeconfig = `
apiVersion: v1
kind: Config
current-context: admin
clusters: [{name: aks, cluster: {server: "` + testServer + `", certificate-authority-data: Q0E=}}]
contexts: [{name: admin, context: {cluster: aks, user: someone}}]
users: [{name: someone, user: {token: very-secret-token}}]
`

func newHarness(t *testing.T, options Options) *harness {
	t.Helper()
	h := &harness{t: t, store: newStore(), log: &recordedLog{}}
	uids := 0
	options.Now = func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	options.NewUID = func() string { uids++; return fmt.Sprintf("uid-%d", uids) }
	options.DialLog = func(string) (Log, error) { return h.log, nil }
	h.server = New(h.store, options)
	h.configure(resource.PropertyMap{"kubeconfig": resource.MakeSecret(resource.NewProperty(testKubeconfig))})
	return h
}

func (h *harness) configure(args resource.PropertyMap) {
	h.t.Helper()
	_, err := h.server.Configure(h.t.Context(), &pulumirpc.ConfigureRequest{Args: h.marshal(args)})
	require.NoError(h.t, err)
}

func (h *harness) marshal(m resource.PropertyMap) *structpb.Struct {
	h.t.Helper()
	s, err := marshal(m, "test")
	require.NoError(h.t, err)
	return s
}

func (h *harness) unmarshal(s *structpb.Struct) resource.PropertyMap {
	h.t.Helper()
	m, err := unmarshal(s, "test")
	require.NoError(h.t, err)
	return m
}

// urnOf is the URN of a resource of a type.
func urnOf(token, name string) string {
	return "urn:pulumi:test::program::" + token + "::" + name
}

// props reads YAML. The text ((unknown)) stands for an unknown value, the tag !secret for a secret one.
func props(t *testing.T, text string) resource.PropertyMap {
	t.Helper()
	var node yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &node))
	return propsOf(t, node.Content[0]).ObjectValue()
}

func propsOf(t *testing.T, node *yaml.Node) resource.PropertyValue {
	t.Helper()
	if node.Tag == "!secret" {
		inner := *node
		inner.Tag = ""
		return resource.MakeSecret(propsOf(t, &inner))
	}
	switch node.Kind {
	case yaml.MappingNode:
		m := resource.PropertyMap{}
		for i := 0; i < len(node.Content); i += 2 {
			m[resource.PropertyKey(node.Content[i].Value)] = propsOf(t, node.Content[i+1])
		}
		return resource.NewProperty(m)
	case yaml.SequenceNode:
		list := []resource.PropertyValue{}
		for _, element := range node.Content {
			list = append(list, propsOf(t, element))
		}
		return resource.NewProperty(list)
	}
	if node.Value == "((unknown))" {
		return resource.MakeComputed(resource.NewProperty(""))
	}
	var value any
	require.NoError(t, node.Decode(&value))
	return resource.NewPropertyValue(value)
}

func (h *harness) check(token string, inputs resource.PropertyMap) (resource.PropertyMap, []string) {
	h.t.Helper()
	response, err := h.server.Check(h.t.Context(), &pulumirpc.CheckRequest{Urn: urnOf(token, "it"), News: h.marshal(inputs)})
	require.NoError(h.t, err)
	var failures []string
	for _, f := range response.GetFailures() {
		require.Empty(h.t, f.GetProperty(), "the engine prints the value of a named property")
		failures = append(failures, f.GetReason())
	}
	return h.unmarshal(response.GetInputs()), failures
}

func (h *harness) tryCreate(token, name string, inputs resource.PropertyMap, preview bool) (string, resource.PropertyMap, error) {
	h.t.Helper()
	response, err := h.server.Create(h.t.Context(), &pulumirpc.CreateRequest{
		Urn: urnOf(token, name), Properties: h.marshal(inputs), Preview: preview,
	})
	if err != nil {
		return "", nil, err
	}
	return response.GetId(), h.unmarshal(response.GetProperties()), nil
}

func (h *harness) create(token string, inputs resource.PropertyMap) (string, resource.PropertyMap) {
	h.t.Helper()
	id, outputs, err := h.tryCreate(token, "it", inputs, false)
	require.NoError(h.t, err)
	return id, outputs
}

// namespace creates a namespace, for what is to live in it.
func (h *harness) namespace(name string) {
	h.t.Helper()
	h.create("kubernetes:core/v1:Namespace", props(h.t, "metadata: {name: "+name+"}"))
}

func (h *harness) diff(token string, old, news resource.PropertyMap) *pulumirpc.DiffResponse {
	h.t.Helper()
	response, err := h.server.Diff(h.t.Context(), &pulumirpc.DiffRequest{
		Urn: urnOf(token, "it"), OldInputs: h.marshal(old), News: h.marshal(news),
	})
	require.NoError(h.t, err)
	return response
}

func (h *harness) tryUpdate(token, id string, old, news resource.PropertyMap, preview bool) (resource.PropertyMap, error) {
	h.t.Helper()
	response, err := h.server.Update(h.t.Context(), &pulumirpc.UpdateRequest{
		Urn: urnOf(token, "it"), Id: id, OldInputs: h.marshal(old), News: h.marshal(news), Preview: preview,
	})
	if err != nil {
		return nil, err
	}
	return h.unmarshal(response.GetProperties()), nil
}

func (h *harness) read(token, id string, inputs resource.PropertyMap) (string, resource.PropertyMap, resource.PropertyMap) {
	h.t.Helper()
	request := &pulumirpc.ReadRequest{Urn: urnOf(token, "it"), Id: id}
	if inputs != nil {
		request.Inputs = h.marshal(inputs)
	}
	response, err := h.server.Read(h.t.Context(), request)
	require.NoError(h.t, err)
	return response.GetId(), h.unmarshal(response.GetInputs()), h.unmarshal(response.GetProperties())
}

// get finds a value in properties by a path such as spec.ports[0].port; secrets are looked through.
func get(m resource.PropertyMap, at string) any {
	p := plainOf(m)
	var value any = p.object
	for _, step := range parseField(at) {
		switch v := value.(type) {
		case map[string]any:
			key, _ := step.(string)
			value = v[key]
		case []any:
			i, _ := step.(int)
			if i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// withMerged returns a copy of properties with others laid over them; null removes.
func withMerged(base, over resource.PropertyMap) resource.PropertyMap {
	out := base.Copy()
	for key, value := range over {
		switch {
		case value.IsNull():
			delete(out, key)
		case value.IsObject() && out[key].IsObject():
			out[key] = resource.NewProperty(withMerged(out[key].ObjectValue(), value.ObjectValue()))
		default:
			out[key] = value
		}
	}
	return out
}

func lines(s ...string) string { return strings.Join(s, "\n") }
