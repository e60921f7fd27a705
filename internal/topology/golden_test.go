package topology_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/topology"
)

// root is the repository's folder, seen from this package.
const root = "../.."

// environments are the stacks of each environment, as their goldens name them.
var environments = map[string][]string{
	"dev":     {"dev", "bootstrap-dev"},
	"preprod": {"preprod", "bootstrap-preprod"},
	"prod":    {"prod", "dr", "bootstrap-prod"},
}

// states reads the goldens of an environment.
func states(t *testing.T, environment string) []topology.State {
	t.Helper()
	var all []topology.State
	for _, stack := range environments[environment] {
		file, err := os.Open(filepath.Join(root, "internal/stacktest/testdata", stack+".json"))
		require.NoError(t, err)
		resources, err := topology.ReadSnapshot(file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		require.NotEmpty(t, resources)
		giveAddresses(t, resources, len(all))
		all = append(all, topology.State{Stack: stack, Environment: environment, Resources: resources})
	}
	return all
}

// giveAddresses makes up the public addresses that Azure gives: a golden holds inputs alone. The ingress keeps none, because
// the rules in the golden name the one that it had.
func giveAddresses(t *testing.T, resources []topology.Resource, stack int) {
	t.Helper()
	for i, r := range resources {
		name, _ := r.Inputs["publicIpAddressName"].(string)
		if name != "" && !strings.HasSuffix(name, "-ingress") {
			require.Less(t, i, 500, "more resources than addresses")
			resources[i].Outputs = map[string]any{"ipAddress": fmt.Sprintf("198.18.%d.%d", stack*2+i/250, 1+i%250)}
		}
	}
}

// declared is what an environment's stack file says of the addresses that operate it, and the flows of every environment.
func declared(t *testing.T, environment string) topology.Declaration {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "Pulumi."+environment+".yaml"))
	require.NoError(t, err)
	var file struct {
		Config struct {
			Ranges     []netip.Prefix `yaml:"trelica:apiServerAuthorizedRanges"`
			BreakGlass struct {
				Addresses []netip.Prefix
			} `yaml:"trelica:breakGlass"`
		}
	}
	require.NoError(t, yaml.Unmarshal(content, &file))
	require.NotEmpty(t, file.Config.Ranges)
	var ops []netip.Prefix
	for _, prefix := range file.Config.Ranges {
		if !slices.Contains(file.Config.BreakGlass.Addresses, prefix) {
			ops = append(ops, prefix)
		}
	}
	return topology.Declared(map[string][]netip.Prefix{"ops": ops, "break-glass": file.Config.BreakGlass.Addresses})
}

func survey(t *testing.T, environment string) *topology.Survey {
	t.Helper()
	return topology.NewSurvey(topology.NewWorld(environment, states(t, environment)...), declared(t, environment))
}

// TestComputedFlowsAreTheDeclaredOnes is the promise (SP-18) on every committed golden.
func TestComputedFlowsAreTheDeclaredOnes(t *testing.T) {
	t.Parallel()
	for environment := range environments {
		t.Run(environment, func(t *testing.T) {
			t.Parallel()
			for _, finding := range survey(t, environment).Compare() {
				assert.Fail(t, "the flows are not those that are declared", "%s", finding)
			}
		})
	}
}
