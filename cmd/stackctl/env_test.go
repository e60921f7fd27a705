package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

func TestShellLines(t *testing.T) {
	t.Parallel()
	local := engine.Local{Dir: "/it's a folder; with $HOME in it"}
	w := local.Workspace(engine.CLI{Path: "/tools dir/pulumi"}, "/p", map[string]int{"random": 1, engine.LanguagePort: 2})
	environ := []string{"KUBECONFIG=/real", "AZURE_CONFIG_DIR=/real", "PULUMI_ACCESS_TOKEN=real", "HOME=/h"}
	lines := shellLines(w, environ, true)
	assert.Equal(t, `unset KUBECONFIG
unset PULUMI_ACCESS_TOKEN
export AZURE_CONFIG_DIR='/it'\''s a folder; with $HOME in it/home/azure'
export PULUMI_BACKEND_URL='file:///it%27s%20a%20folder;%20with%20$HOME%20in%20it/state'
export PULUMI_CONFIG_PASSPHRASE='local'
export PULUMI_DEBUG_LANGUAGES='go:2'
export PULUMI_DEBUG_PROVIDERS='random:1'
export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION='true'
export PULUMI_HOME='/it'\''s a folder; with $HOME in it/home'
export PULUMI_PARALLEL='32'
export PULUMI_SKIP_CHECKPOINTS='true'
export PULUMI_SKIP_UPDATE_CHECK='true'
export PATH='/tools dir':"$PATH"
`, lines)

	cmd := exec.CommandContext(t.Context(), "/bin/sh", "-c",
		lines+`printf '%s\n' "$PULUMI_HOME" "${KUBECONFIG-none}" "${PULUMI_ACCESS_TOKEN-none}" "$PATH"`)
	cmd.Env = append(environ, "PATH=/bin")
	out, err := cmd.Output()
	require.NoError(t, err)
	assert.Equal(t, "/it's a folder; with $HOME in it/home\nnone\nnone\n/tools dir:/bin\n", string(out),
		"a shell understands the lines as they are meant")
	assert.False(t, strings.Contains(shellLines(w, environ, false), "PATH="), "a CLI that is found anyway needs no PATH")
}
