package changes_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
)

// recorder makes the event log of a preview: the resources are those of a committed golden of our own stacks, and the events have the
// form in which the CLI writes them. The engine wrote none of them itself: what it says of the same change is in testdata/recorded, and
// TestScenariosGolden holds the two together.
type recorder struct {
	t         *testing.T
	stack     string
	order     []string
	resources map[string]*recorded
	extra     []map[string]any
	result    string
	// silent are resources of which the log says nothing.
	silent map[string]bool
}

// recorded is a resource as the events tell of it.
type recorded struct {
	URN                string
	old, new           map[string]any
	protect, unprotect bool
	retain             bool
	ops                []string
	keys               []string
	detailed           map[string]any
	was                string
	// beside is the resource that a new one shares its parent and provider with.
	beside string
}

// secretValue is how the engine writes a secret into the log.
func secretValue() map[string]any {
	return map[string]any{"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
}

func record(t *testing.T, stack string) *recorder {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "stacktest", "testdata", stack+".json"))
	require.NoError(t, err)
	var snapshot struct {
		Resources []struct {
			URN            string
			Inputs         map[string]any
			Protect        bool
			RetainOnDelete bool
		}
	}
	require.NoError(t, json.Unmarshal(content, &snapshot))
	r := &recorder{t: t, stack: stack, resources: map[string]*recorded{}, result: "succeeded"}
	for _, resource := range snapshot.Resources {
		r.order = append(r.order, resource.URN)
		r.resources[resource.URN] = &recorded{
			URN: resource.URN, old: resource.Inputs, new: copied(t, resource.Inputs), protect: resource.Protect, retain: resource.RetainOnDelete, ops: []string{"same"},
		}
	}
	return r
}

func copied(t *testing.T, values map[string]any) map[string]any {
	t.Helper()
	content, err := json.Marshal(values)
	require.NoError(t, err)
	var result map[string]any
	require.NoError(t, json.Unmarshal(content, &result))
	return result
}

// the finds a resource by its logical name.
func (r *recorder) the(name string) *recorded {
	r.t.Helper()
	for _, urn := range r.order {
		if strings.HasSuffix(urn, "::"+name) {
			return r.resources[urn]
		}
	}
	require.Fail(r.t, "no such resource", "%s in %s", name, r.stack)
	return nil
}

// set changes an input and makes the step an update. path is a list of keys and indices.
func (r *recorder) set(name string, value any, path ...any) *recorded {
	r.t.Helper()
	resource := r.the(name)
	put(r.t, resource.new, value, path...)
	resource.ops = []string{"update"}
	return resource
}

// put sets a value deep inside.
func put(t *testing.T, into any, value any, path ...any) {
	t.Helper()
	for i, key := range path {
		last := i == len(path)-1
		switch k := key.(type) {
		case string:
			object, ok := into.(map[string]any)
			require.True(t, ok, "%v is no object at %d", path, i)
			if last && value == nil {
				delete(object, k)
				return
			}
			if last {
				object[k] = value
				return
			}
			into = object[k]
		case int:
			list, ok := into.([]any)
			require.True(t, ok, "%v is no list at %d", path, i)
			if last {
				list[k] = value
				return
			}
			into = list[k]
		}
	}
}

// replaced makes the last change one that forces a replacement, made before the old one goes.
func (c *recorded) replaced(keys ...string) *recorded {
	c.ops, c.keys, c.detailed = []string{"create-replacement", "replace", "delete-replaced"}, keys, map[string]any{}
	for _, key := range keys {
		c.detailed[key] = map[string]any{"diffKind": "update-replace", "inputDiff": true}
	}
	return c
}

// deletedFirst makes it one that deletes before it creates.
func (c *recorded) deletedFirst() {
	c.ops = []string{"delete-replaced", "replace", "create-replacement"}
}

func (r *recorder) remove(name string) *recorded {
	resource := r.the(name)
	resource.ops, resource.new = []string{"delete"}, nil
	return resource
}

// add makes a new resource beside another one.
func (r *recorder) add(beside, typ, name string, inputs map[string]any) *recorded {
	r.t.Helper()
	urn := r.the(beside).URN
	head := urn[:strings.LastIndex(urn, "$")+1]
	if head == "" {
		head = urn[:strings.LastIndex(urn, "::")]
		head = head[:strings.LastIndex(head, "::")+2]
	}
	made := &recorded{URN: head + typ + "::" + name, new: inputs, ops: []string{"create"}, beside: urn}
	r.order, r.resources[made.URN] = append(r.order, made.URN), made
	return made
}

func (r *recorder) event(kind string, content map[string]any) {
	r.extra = append(r.extra, map[string]any{kind: content})
}

func (r *recorder) say(severity, urn, text string) {
	r.event("diagnosticEvent", map[string]any{"urn": urn, "severity": severity, "message": "<{%reset%}>" + text + "<{%reset%}>\n", "color": "never"})
}

// fail is an error, and the preview fails of it.
func (r *recorder) fail(urn, text string) {
	r.say("error", urn, text)
	r.result = "failed"
}

func (r *recorder) violate(rule, level, urn, text string) {
	r.event("policyEvent", map[string]any{
		"resourceUrn": urn, "message": text, "policyName": rule, "policyPackName": "trelica (local: /somewhere/policy)", "enforcementLevel": level,
	})
}

func (r *recorder) passes(urn string, rules ...string) {
	r.event("policyAnalyzeSummaryEvent", map[string]any{"resourceUrn": urn, "policyPackName": "trelica", "passed": rules})
}

// addresses are what the local Azure gave dev's public addresses; the goldens have no outputs.
var addresses = map[string]string{
	"foundation-network-ingress": "203.0.113.97", "foundation-network-egress-1": "198.51.100.74", "foundation-network-egress-2": "192.0.2.213",
}

// state is a resource's half of an event.
func (c *recorded) state(inputs map[string]any, protect bool) any {
	if inputs == nil {
		return nil
	}
	outputs := map[string]any{}
	if address := addresses[c.URN[strings.LastIndex(c.URN, "::")+2:]]; address != "" && c.ops[0] == "same" {
		outputs["ipAddress"] = address
	}
	return map[string]any{
		"urn": c.URN, "custom": true, "id": "", "inputs": inputs, "outputs": outputs, "protect": protect, "retainOnDelete": c.retain,
	}
}

// log is the log's bytes.
func (r *recorder) log() []byte {
	r.t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	write := func(event map[string]any) { require.NoError(r.t, encoder.Encode(event)) }
	write(map[string]any{"preludeEvent": map[string]any{"config": map[string]any{}}})
	for _, extra := range r.extra {
		write(extra)
	}
	for _, urn := range r.order {
		if r.silent[urn] {
			continue
		}
		c := r.resources[urn]
		old, ok := c.state(c.old, c.protect).(map[string]any)
		if ok && c.was != "" {
			old["urn"] = c.was
		}
		var before any
		if ok {
			before = old
		}
		for _, op := range c.ops {
			write(map[string]any{"resourcePreEvent": map[string]any{"planning": true, "metadata": map[string]any{
				"op": op, "urn": urn, "type": typeOf(urn), "old": before, "new": c.state(c.new, c.protect && !c.unprotect), "keys": c.keys, "detailedDiff": c.detailed,
			}}})
		}
	}
	write(map[string]any{"summaryEvent": map[string]any{"result": r.result, "isPreview": true}})
	write(map[string]any{"cancelEvent": map[string]any{}})
	return out.Bytes()
}

func typeOf(urn string) string {
	typ := strings.Split(urn, "::")[2]
	return typ[strings.LastIndex(typ, "$")+1:]
}

// set reads the log back.
func (r *recorder) read() *changes.Log {
	r.t.Helper()
	log, err := changes.ReadLog(bytes.NewReader(r.log()))
	require.NoError(r.t, err)
	return log
}
