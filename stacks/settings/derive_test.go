package settings_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestDerive(t *testing.T) {
	t.Parallel()
	const source = "# Production.\nsecretsprovider: azurekeyvault://theirs\nconfig:\n  trelica:environment: prod # whose\n\n  # Comments go along, that are secure: too.\n" +
		"  trelica:pools:\n    - name: a\n\n      query: 'has \"insecure: yes\" or secure: no'\n  trelica:token:\n    secure: theirs\n  trelica:zone: trelica.example\n"
	const head = "# What must be there before the first `up` of prod: its zone, the store of its state and the key of its secrets, the\n" +
		"# network it is operated from, the pipeline's identities.\n#\n# Written from Pulumi.prod.yaml by `make settings`; edit that one.\n"
	const body = "  trelica:environment: prod # whose\n  trelica:kind: bootstrap\n\n  # Comments go along, that are secure: too.\n" +
		"  trelica:pools:\n    - name: a\n\n      query: 'has \"insecure: yes\" or secure: no'\n  trelica:zone: trelica.example\n"
	for _, c := range []struct{ now, want, reason string }{
		{"", head + "config:\n" + body, "a new file"},
		{"config:\n  trelica:environment: dev\n  trelica:kind: rebuild\n", head + "config:\n" + body, "a setting that differs is the environment's"},
		{
			"# old\nencryptionsalt: v1:ours\nconfig:\n  trelica:token:\n    secure: ours\n",
			head + "encryptionsalt: v1:ours\nconfig:\n" + body + "  trelica:token:\n    secure: ours\n",
			"how secrets are encrypted, and what is, belongs to each stack",
		},
		{
			"config:\n  trelica:owners:\n    - {secure: ours}\n", head + "config:\n" + body + "  trelica:owners:\n    - {secure: ours}\n", "one of a list, too",
		},
	} {
		got := settings.Derive("bootstrap-prod", []byte(source), []byte(c.now))
		assert.Equal(t, c.want, string(got), c.reason)
		assert.Equal(t, string(got), string(settings.Derive("bootstrap-prod", []byte(source), got)), "writing it again changes nothing: %s", c.reason)
	}
}

// TestGeneratedStackFilesAreCurrent compares the files of derived stacks with those that they are written from.
func TestGeneratedStackFilesAreCurrent(t *testing.T) {
	t.Parallel()
	derived := settings.Derived(root)
	assert.Equal(t, map[string]string{
		"dr": "prod", "bootstrap-dev": "dev", "bootstrap-preprod": "preprod", "bootstrap-prod": "prod",
	}, derived)
	if flag.Lookup("update").Value.String() == "true" {
		_, err := settings.WriteDerived(root)
		require.NoError(t, err)
	}
	for stack, environment := range derived {
		source, err := os.ReadFile(filepath.Join(root, "Pulumi."+environment+".yaml"))
		require.NoError(t, err)
		now, err := os.ReadFile(filepath.Join(root, "Pulumi."+stack+".yaml"))
		require.NoError(t, err)
		assert.Equal(t, string(settings.Derive(stack, source, now)), string(now),
			`Pulumi.%s.yaml is written from Pulumi.%s.yaml: edit that one, then run "make golden"`, stack, environment)
	}
}

func TestWriteDerivedWritesWhatIsStale(t *testing.T) {
	t.Parallel()
	dir := stackDir(t, "prod")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Pulumi.bootstrap-prod.yaml"), nil, 0o600))
	changed, err := settings.WriteDerived(dir)
	require.NoError(t, err)
	assert.Equal(t, []string{"bootstrap-prod"}, changed)
	changed, err = settings.WriteDerived(dir)
	require.NoError(t, err)
	assert.Empty(t, changed, "the second time nothing is stale")
	derived, err := settings.FromProject(dir, "bootstrap-prod")
	require.NoError(t, err)
	assert.True(t, derived.IsBootstrap())

	require.NoError(t, os.Remove(filepath.Join(dir, "Pulumi.prod.yaml")))
	_, err = settings.WriteDerived(dir)
	assert.ErrorContains(t, err, "settings of prod: ")
}
