package arm_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// fixture is something that is there before an entry of a corpus is tried.
type fixture struct {
	Needs  []string
	Token  string
	Inputs props
}

// entry is one case of a corpus: what somebody asked of Azure, and what Azure said.
type entry struct {
	Name   string
	Token  string
	Source string
	// Needs are the fixtures that are there, Gone what of them was deleted again ("token id").
	Needs, With, Gone []string
	// Inputs are what is asked for. Was is the same resource before, or the word "fixture" where a fixture made it.
	Inputs props
	Was    any
	// Does is "delete" where ID is to be deleted.
	Does, ID string
	// Says is a pattern that the refusal fits.
	Says string
	// Changes is true where Azure refuses to change what the provider replaces: the preview shows that, and it counts.
	Changes bool

	file string
}

const corpora = "testdata/corpora"

// readCorpus reads the entries of one of the two corpora, by file and then in their order.
func readCorpus(t *testing.T, name string) []entry {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpora, name, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var all []entry
	for _, file := range files {
		var entries []entry
		readYAML(t, file, &entries)
		for i := range entries {
			entries[i].file = strings.TrimSuffix(filepath.Base(file), ".yaml")
		}
		all = append(all, entries...)
	}
	return all
}

func readYAML(t *testing.T, file string, into any) {
	t.Helper()
	opened, err := os.Open(file)
	require.NoError(t, err)
	defer func() { require.NoError(t, opened.Close()) }()
	decoder := yaml.NewDecoder(opened)
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(into), file)
}

// trial is a local Azure of its own, in which one entry is tried.
type trial struct {
	*provider
	t        *testing.T
	world    *world.World
	fixtures map[string]fixture
	made     map[string]made
	now      map[string]made
}

// try says why an entry was refused, "" where it was not. What it stands on must be accepted.
func try(t *testing.T, fixtures map[string]fixture, e entry) string {
	t.Helper()
	w, p := realAzure(t)
	run := &trial{provider: p, t: t, world: w, fixtures: fixtures, made: map[string]made{}, now: map[string]made{}}
	for _, name := range append(slices.Clone(e.Needs), e.With...) {
		run.stand(name)
	}
	for _, gone := range e.Gone {
		token, id, _ := strings.Cut(gone, " ")
		require.NoError(t, p.delete("azure-native:"+token, run.fill(id)), "what is to be gone")
	}
	if e.Does == "delete" {
		return said(p.delete("azure-native:"+e.Token, run.fill(e.ID)))
	}
	inputs := run.fillAll(e.Inputs)
	if e.Was == nil {
		_, text := run.put("azure-native:"+e.Token, inputs)
		return text
	}
	old, ok := run.now[e.Token]
	if was, given := e.Was.(props); given {
		var text string
		old, text = run.put("azure-native:"+e.Token, run.fillAll(was))
		require.Empty(t, text, "as it was")
		ok = true
	}
	require.True(t, ok, "no fixture made a %s", e.Token)
	return run.change(old, inputs, e.Changes)
}

func said(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// stand makes a fixture with all it needs.
func (r *trial) stand(name string) {
	r.t.Helper()
	if _, done := r.made[name]; done {
		return
	}
	wanted, ok := r.fixtures[name]
	require.True(r.t, ok, "no fixture %s", name)
	for _, need := range wanted.Needs {
		r.stand(need)
	}
	made, text := r.put("azure-native:"+wanted.Token, r.fillAll(wanted.Inputs))
	require.Empty(r.t, text, "fixture %s", name)
	r.made[name], r.now[wanted.Token] = made, made
}

// put checks and creates, and says why it was refused.
func (r *trial) put(token string, inputs props) (made, string) {
	r.t.Helper()
	checked, failures := r.check(token, inputs)
	if len(failures) > 0 {
		return made{}, strings.Join(failures, "; ")
	}
	sent, err := rpc.Marshal(checked)
	require.NoError(r.t, err)
	answer, err := r.client.Create(r.t.Context(), &pulumirpc.CreateRequest{Urn: urnOf(token), Properties: sent})
	if err != nil {
		return made{}, err.Error()
	}
	outputs, err := rpc.Unmarshal(answer.GetProperties())
	require.NoError(r.t, err)
	return made{token: token, id: answer.GetId(), inputs: checked, outputs: outputs}, ""
}

// change puts other inputs over a resource, and says why they were refused. Where the provider would replace it, that is said
// if it counts, and nothing is done.
func (r *trial) change(old made, inputs props, counts bool) string {
	r.t.Helper()
	if _, failures := r.check(old.token, inputs); len(failures) > 0 {
		return strings.Join(failures, "; ")
	}
	if replaces := r.diff(old, inputs).GetReplaces(); len(replaces) > 0 && counts {
		return "shown as a replacement for " + strings.Join(replaces, ", ")
	}
	_, err := r.update(old, inputs, false)
	return said(err)
}

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

// fill puts what is only known here in place of ${...}.
func (r *trial) fill(text string) string {
	known := map[string]string{
		"sub": "/subscriptions/" + uuidOne, "rg": "/subscriptions/" + uuidOne + "/resourceGroups/rg", "tenant": uuidTwo,
		"oldest": "1.34.0", "newest": "1.36.0",
	}
	return placeholder.ReplaceAllStringFunc(text, func(found string) string {
		name := found[2 : len(found)-1]
		if value, ok := known[name]; ok {
			return value
		}
		kind, of, _ := strings.Cut(name, ":")
		id := known["rg"] + "/providers/Microsoft.KeyVault/vaults/" + of
		output := "keyUriWithVersion"
		if kind == "principal" {
			id, output = known["rg"]+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"+of, "principalId"
		}
		there, ok := r.world.Get(id)
		require.True(r.t, ok, "%s: %s is not there", found, id)
		value := world.Decode(there.Outputs)[resource.PropertyKey(output)].StringValue()
		return value[strings.LastIndex(value, "/")+1:]
	})
}

func (r *trial) fillAll(inputs props) props {
	filled, _ := r.fillValue(inputs).(props)
	return filled
}

func (r *trial) fillValue(value any) any {
	switch v := value.(type) {
	case string:
		return r.fill(v)
	case map[string]any:
		filled := props{}
		for key, inner := range v {
			filled[r.fill(key)] = r.fillValue(inner)
		}
		return filled
	case []any:
		filled := make([]any, len(v))
		for i, inner := range v {
			filled[i] = r.fillValue(inner)
		}
		return filled
	}
	return value
}

// where names an entry.
func (e entry) where() string { return fmt.Sprintf("%s: %s", e.file, e.Name) }
