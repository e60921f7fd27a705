package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// dangerous is an environment that could send a run anywhere.
func dangerous() []string {
	return []string{
		"HOME=/h", "PATH=/bin", "NO_COLOR=1", "TRELICA_LOCAL_DIR=/l",
		"KUBECONFIG=/real/cluster", "AZURE_CLIENT_SECRET=s", "ARM_SUBSCRIPTION_ID=real", "MSI_ENDPOINT=http://real",
		"PULUMI_ACCESS_TOKEN=pul-real", "PULUMI_BACKEND_URL=azblob://real", "PULUMI_STACK=prod", "PULUMI_OPTION_TARGET=x",
		"PULUMI_DEBUG_PROVIDERS=azure-native:1", "PULUMI_DEBUG_LANGUAGES=go:2", "PULUMI_SKIP_CHECKPOINTS=true",
	}
}

func TestEnvironOfLocalRun(t *testing.T) {
	t.Parallel()
	local := Local{Dir: "/l"}
	w := local.Workspace(CLI{}, "/p", map[string]int{"random": 3, "azure-native": 1, "kubernetes": 2, LanguagePort: 4})
	w.Base = dangerous()
	w.Env = map[string]string{"PULUMI_SKIP_CHECKPOINTS": "false"}
	assert.Equal(t, []string{
		"HOME=/h", "PATH=/bin", "NO_COLOR=1", "TRELICA_LOCAL_DIR=/l",
		"AZURE_CONFIG_DIR=/l/home/azure", "GOGC=400",
		"PULUMI_BACKEND_URL=file:///l/state",
		"PULUMI_CONFIG_PASSPHRASE=local",
		"PULUMI_DEBUG_COMMANDS=true",
		"PULUMI_DEBUG_LANGUAGES=go:4",
		"PULUMI_DEBUG_PROVIDERS=azure-native:1,kubernetes:2,random:3",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true",
		"PULUMI_HOME=/l/home",
		"PULUMI_PARALLEL=32",
		"PULUMI_SKIP_CHECKPOINTS=false",
		"PULUMI_SKIP_UPDATE_CHECK=true",
	}, w.Environ(), "a local run sees no cloud, no cluster, no other state, and every provider attached")
	assert.Equal(t, dangerous(), w.Base, "the environment given is not changed")
}

func TestEnvironOfRealRun(t *testing.T) {
	t.Parallel()
	w := Local{Dir: "/l"}.RealWorkspace(CLI{}, "/p", 0)
	w.Base = dangerous()
	assert.Equal(t, []string{
		"HOME=/h", "PATH=/bin", "NO_COLOR=1", "TRELICA_LOCAL_DIR=/l",
		"KUBECONFIG=/real/cluster", "AZURE_CLIENT_SECRET=s", "ARM_SUBSCRIPTION_ID=real", "MSI_ENDPOINT=http://real",
		"PULUMI_ACCESS_TOKEN=pul-real", "PULUMI_BACKEND_URL=azblob://real", "PULUMI_STACK=prod",
		"PULUMI_DEBUG_COMMANDS=true", "PULUMI_PARALLEL=32", "PULUMI_SKIP_UPDATE_CHECK=true",
	}, w.Environ(), "a real run keeps the operator's environment and loses the wiring of a local one, and flags that nobody typed")

	w.Ports = map[string]int{LanguagePort: 9}
	assert.Contains(t, w.Environ(), "PULUMI_DEBUG_LANGUAGES=go:9", "a language runtime may be attached to a real run")
}

func TestCloudVariables(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"ARM_SUBSCRIPTION_ID", "KUBECONFIG"},
		CloudVariables([]string{"KUBECONFIG=a", "HOME=/h", "ARM_SUBSCRIPTION_ID=b"}))
}
