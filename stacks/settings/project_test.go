package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// TestFromProjectSeesTheOtherStacks reads the repository's own stack files, with one of them changed.
func TestFromProjectSeesTheOtherStacks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason        string
		stack, broken string
		from, to      string
		want          string
	}{
		{"the repository's stacks go together", "dev", "dev", "", "", ""},
		{
			"an environment may not have another's addresses", "dev", "dev", "addressSpace: 10.32.0.0/16", "addressSpace: 10.64.0.0/16",
			"trelica:addressSpace (10.64.0.0/16) in Pulumi.dev.yaml",
		},
		{
			"nor its subscription", "prod", "prod", "00000000-0000-0000-0000-0000000000a1", "00000000-0000-0000-0000-0000000000d1",
			"is the subscription of dev in Pulumi.dev.yaml",
		},
		{"another stack's own mistake does not stand in the way", "dev", "prod", "region: eastus2", "region: nowhere", ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files, err := filepath.Glob("../../Pulumi*.yaml")
			require.NoError(t, err)
			for _, file := range files {
				content, err := os.ReadFile(file)
				require.NoError(t, err)
				text := string(content)
				if filepath.Base(file) == "Pulumi."+test.broken+".yaml" && test.from != "" {
					require.Contains(t, text, test.from, "the case changes nothing")
					text = strings.Replace(text, test.from, test.to, 1)
				}
				require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(file)), []byte(text), 0o600))
			}
			_, err = settings.FromProject(dir, test.stack)
			if test.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, test.want)
		})
	}
}
