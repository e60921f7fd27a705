package engine

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// realStackFile is a stack file as it looks once a stack is real.
const realStackFile = `# What production is.
secretsprovider: azurekeyvault://kv-real.vault.azure.net/keys/stacks
encryptedkey: AAAA
encryptionsalt: v1:real
config:
  # who pays
  trelica:owner: platform
  trelica:zones: ["1", "2"]
`

func TestWriteSettings(t *testing.T) {
	t.Parallel()
	local := preparedLocal(t)
	project := t.TempDir()
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(project, name), []byte(content), 0o600))
	}
	write("Pulumi.yaml", "name: trelica\nruntime: go\nmain: infra\n")
	write("Pulumi.prod.yaml", realStackFile)
	const copied = `config:
  # who pays
  trelica:owner: platform
  trelica:zones: ["1", "2"]
`
	require.NoError(t, local.WriteSettings(t.Context(), project, "prod"))
	assert.Equal(t, copied, read(t, local.SettingsFile("prod")), "how the real stack's secrets are encrypted stays behind")
	assert.Equal(t, realStackFile, read(t, filepath.Join(project, "Pulumi.prod.yaml")), "the stack file is not touched")
	assert.Equal(t, "name: trelica\nruntime: go\n", read(t, filepath.Join(local.SettingsDir(), "Pulumi.yaml")))

	require.NoError(t, os.WriteFile(local.SettingsFile("prod"), []byte(copied+"encryptionsalt: v1:mine\n"), 0o600))
	write("Pulumi.prod.yaml", "config:\n  trelica:owner: other\n")
	require.NoError(t, local.WriteSettings(t.Context(), project, "prod"))
	assert.Equal(t, "config:\n  trelica:owner: other\nencryptionsalt: v1:mine\n", read(t, local.SettingsFile("prod")),
		"the copy follows the stack file and keeps its own salt")
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

func TestWriteSettingsRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, stack, content, want string }{
		{"a stack that is not there", "dr", "config: {}\n", `stack "dr" has no Pulumi.dr.yaml`},
		{"a file that is no mapping", "prod", "- a\n", "Pulumi.prod.yaml: line 1: a mapping is expected"},
		{"a file that is no YAML", "prod", "a: [\n", "Pulumi.prod.yaml: yaml:"},
	} {
		local := preparedLocal(t)
		project := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), []byte("name: trelica\n"), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.prod.yaml"), []byte(test.content), 0o600))
		assert.ErrorContains(t, local.WriteSettings(t.Context(), project, test.stack), test.want, test.reason)
	}
	out, err := localSettings(t.Context(), nil, "v1:x")
	require.NoError(t, err, "an empty stack file is a stack without settings")
	assert.Equal(t, "encryptionsalt: v1:x\n", string(out))
}
