package stacktest

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/stacks/settings"
)

// tags are what every taggable resource carries.
var tags = []string{"environment", "owner", "cost-centre", "commit"}

// assertConventions demands of every resource what holds for all: a parent, an explicit provider, an explicit name, tags.
func assertConventions(t *testing.T, checkpoint engine.Checkpoint) {
	t.Helper()
	shapes, err := schema.Load()
	require.NoError(t, err)
	names := nameParameters()
	seen := 0
	for _, resource := range checkpoint.Resources {
		if resource.Type == "pulumi:pulumi:Stack" || strings.HasPrefix(resource.Type, "pulumi:providers:") {
			continue
		}
		seen++
		assert.NotEmpty(t, resource.Parent, "%s has no parent", resource.URN)
		if !resource.Custom {
			continue
		}
		assert.NotContains(t, resource.Provider, "::default", "%s uses a default provider", resource.URN)
		assertNamed(t, resource, names)
		shape, ours := shapes.Resource(resource.Type)
		if !ours {
			// Kubernetes objects have labels, not tags; which part of which environment they belong to says their cluster.
			continue
		}
		if _, taggable := shape.Inputs["tags"]; !taggable {
			continue
		}
		given, _ := resource.Inputs["tags"].(map[string]any)
		for _, tag := range tags {
			assert.NotEmpty(t, given[tag], "%s has no tag %q", resource.URN, tag)
		}
	}
	assert.Greater(t, seen, 20, "the checkpoint holds too little to have been looked at")
}

// assertNamed demands that the program chose the resource's name: names that a provider makes up cannot be computed again.
func assertNamed(t *testing.T, resource engine.Resource, names map[string]string) {
	t.Helper()
	switch {
	case strings.HasPrefix(resource.Type, "kubernetes:"):
		metadata, _ := resource.Inputs["metadata"].(map[string]any)
		assert.NotEmpty(t, metadata["name"], "%s has no explicit name", resource.URN)
	case strings.HasPrefix(resource.Type, "azure-native:"):
		parameter, known := names[resource.Type]
		if assert.True(t, known, "the local Azure does not know the type %s", resource.Type) && parameter != "" {
			assert.NotEmpty(t, resource.Inputs[parameter], "%s has no explicit %s", resource.URN, parameter)
		}
	}
}

// nameParameters are the inputs that hold the names of Azure's resources, by type: the last parameter of each type's path.
func nameParameters() map[string]string {
	names := map[string]string{}
	for _, known := range arm.Types() {
		last := known.Path[strings.LastIndex(known.Path, "/")+1:]
		if !strings.HasPrefix(last, "{") {
			last = ""
		}
		names[known.Token] = strings.Trim(last, "{}")
	}
	return names
}

// assertNoSecretInClear searches everything that a run leaves behind for every secret of the stack's state.
func assertNoSecretInClear(t *testing.T, b *bench, stack string) {
	t.Helper()
	secrets := secretsOf(t, b, stack)
	if kind, _ := settings.KindOf(stack); kind != settings.KindBootstrap { // which makes no secret, and sees none
		require.NotEmpty(t, secrets, "the stack has secrets, or the search proves nothing")
	}
	places := map[string][]byte{"what was printed": b.shown.Bytes()}
	err := filepath.WalkDir(b.Local.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		places[path], err = os.ReadFile(path)
		return err
	})
	require.NoError(t, err)
	require.Greater(t, len(places), 2, "neither state nor world was found")
	for where, content := range places {
		for _, secret := range secrets {
			assert.False(t, bytes.Contains(content, []byte(secret)), "a secret of %d characters lies in clear in %s", len(secret), where)
		}
	}
}

// secretsOf decrypts the state and returns the texts that are marked secret in it.
func secretsOf(t *testing.T, b *bench, stack string) []string {
	t.Helper()
	command := exec.CommandContext(t.Context(), b.CLI.Path, "stack", "export", "--show-secrets", "--stack", stack, "--cwd", b.ProjectDir)
	command.Env = b.Environ()
	out, err := command.Output()
	require.NoError(t, err)
	var state any
	require.NoError(t, json.Unmarshal(out, &state))
	var found []string
	collect(state, &found)
	return found
}

// collect walks a decrypted state: a secret is an object with a signature and its plaintext as JSON.
func collect(value any, found *[]string) {
	switch value := value.(type) {
	case map[string]any:
		if text, ok := value["plaintext"].(string); ok {
			var plain any
			if json.Unmarshal([]byte(text), &plain) == nil {
				leaves(plain, found)
			}
			return
		}
		for _, inner := range value {
			collect(inner, found)
		}
	case []any:
		for _, inner := range value {
			collect(inner, found)
		}
	}
}

// leaves are the texts in a secret that are long enough to be told from chance.
func leaves(value any, found *[]string) {
	const telling = 12
	switch value := value.(type) {
	case string:
		if len(value) >= telling {
			*found = append(*found, value)
		}
	case map[string]any:
		for key, inner := range value {
			if !namesOnly(key) {
				leaves(inner, found)
			}
		}
	case []any:
		for _, inner := range value {
			leaves(inner, found)
		}
	}
}

// namesOnly tells properties that are secret only because they lie beside a secret: the SDK fills in the defaults of an app's configuration
// as a whole, and the whole is secret then. What only names something is known elsewhere too.
func namesOnly(key string) bool {
	return slices.Contains([]string{"name", "id", "fqdn"}, key) || strings.HasSuffix(key, "Id")
}
