package house

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// cloudSDKs are the import prefixes of the generated cloud SDKs, which take minutes to compile.
var cloudSDKs = []string{
	"github.com/pulumi/pulumi-azure-native-sdk/",
	"github.com/pulumi/pulumi-kubernetes/sdk/",
}

// arrow says what the packages below From must not import.
type arrow struct {
	From   string
	Never  []string
	Except []string
	// Narrow are imports that one package alone may have all the same.
	Narrow map[string]string
	// Tests is true where tests may do what the program may not.
	Tests  bool
	Reason string
}

// arrows are the one-way streets of the house.
var arrows = []arrow{
	{
		From: "infra", Never: []string{"components/", "internal/", "policy/", "cmd/"},
		Reason: "the program is a few lines that call stacks",
	},
	{
		From: "stacks", Never: []string{"infra", "policy", "cmd/", "internal/localazure", "internal/engine", "internal/changes"},
		Reason: "a stack is made of components; it knows neither who judges it nor where it runs",
	},
	{
		From: "stacks/settings", Never: append([]string{"components/", "github.com/pulumi/pulumi/"}, cloudSDKs...), Tests: true,
		Reason: "settings are read by commands that must start in an instant",
	},
	{
		From: "components", Never: []string{"stacks", "infra", "policy", "cmd/", "internal/localazure", "internal/engine"},
		Reason: "a component is built by stacks and knows nothing of them",
	},
	{
		From: "policy", Never: append([]string{"stacks", "components/", "infra", "cmd/"}, cloudSDKs...),
		Reason: "policy judges any stack from property maps, and compiles in seconds",
	},
	{
		From: "internal/changes", Never: append([]string{"stacks", "components/", "infra", "cmd/"}, cloudSDKs...),
		Reason: "a change set is read from events, whatever program made them",
	},
	{
		From:   "internal/topology",
		Never:  append([]string{"stacks", "components/", "infra", "cmd/", "internal/engine", "internal/localazure", "github.com/pulumi/"}, cloudSDKs...),
		Reason: "topology is computed from property maps, whoever has them, and compiles in seconds",
	},
	{
		From: "internal/localazure", Never: append([]string{"stacks", "components/", "infra", "cmd/", "internal/engine"}, cloudSDKs...),
		Reason: "the local Azure is Azure, not our environment",
	},
	{
		From: "internal/engine", Never: append([]string{"stacks", "components/", "infra", "cmd/"}, cloudSDKs...),
		Reason: "the engine runs a program it does not know",
	},
	{
		From: "", Never: []string{"github.com/spf13/cobra"}, Except: []string{"cmd/stackctl"},
		Reason: "nothing outside cmd/stackctl knows that a command line exists",
	},
	{
		From: "", Never: []string{"github.com/pulumi/pulumi-azure-native-sdk/network/"},
		// The ops network is neither of an environment's two networks: it exists before any foundation, in another stack.
		Except: []string{"components/azure", "components/network", "components/ops"},
		// The firewall's policy and the public zones stand alone in their dated packages, a few hundred kilobytes of the whole.
		Narrow: map[string]string{
			"components/edge": "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240201",
			"components/zone": "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20180501",
		},
		Reason: "the network SDK costs minutes and gigabytes to compile: as few packages as possible pay for it",
	},
}

func TestImportsGoOneWay(t *testing.T) {
	t.Parallel()
	for _, file := range files(t) {
		for _, imported := range file.imports() {
			for _, rule := range arrows {
				if rule.forbids(file.Package, imported) && !(file.Test && rule.Tests) {
					assert.Failf(t, "import against the grain", "%s imports %s: %s", file.Path, imported, rule.Reason)
				}
			}
			if from, to := component(file.Package), component(imported); from != "" && to != "" && to != "azure" && from != to {
				assert.Failf(t, "component imports component", "%s imports %s: stacks wires components, passing plain outputs", file.Path, imported)
			}
		}
	}
}

func TestArrowsForbid(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason            string
		importer, imports string
		want              bool
	}{
		{"settings may not pull in the Azure SDK", "stacks/settings", "github.com/pulumi/pulumi-azure-native-sdk/v2", true},
		{"a component may not reach up into stacks", "components/vault", "stacks", true},
		{"the local Azure may not know our components", "internal/localazure/arm", "components/vault", true},
		{"the local Azure may know the regions", "internal/localazure/arm", "internal/regions", false},
		{"stackctl owns the command line", "cmd/stackctl", "github.com/spf13/cobra", false},
		{"nobody else does", "internal/engine", "github.com/spf13/cobra", true},
		{"topology reads property maps, not the engine that has them", "internal/topology", "internal/engine", true},
		{"topology needs nothing of Pulumi", "internal/topology", "github.com/pulumi/pulumi/sdk/v3/go/common/resource", true},
		{"the edge may have the firewall's policy", "components/edge", "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240201", false},
		{"the edge may not have the rest of the network", "components/edge", "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501", true},
		{"nobody else may have the firewall's policy", "components/vault", "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240201", true},
	} {
		got := false
		for _, rule := range arrows {
			got = got || rule.forbids(test.importer, test.imports)
		}
		assert.Equal(t, test.want, got, test.reason)
	}
}

// forbids is true when the rule covers the importing package and names the imported one.
func (a arrow) forbids(importer, imported string) bool {
	if !below(importer, a.From) {
		return false
	}
	for _, except := range a.Except {
		if below(importer, except) {
			return false
		}
	}
	if narrow, ok := a.Narrow[importer]; ok && narrow == imported {
		return false
	}
	for _, never := range a.Never {
		if strings.HasSuffix(never, "/") && strings.HasPrefix(imported, never) || below(imported, never) {
			return true
		}
	}
	return false
}

// below is true for the folder itself and everything under it; everything is below "".
func below(path, folder string) bool {
	return folder == "" || path == folder || strings.HasPrefix(path, folder+"/")
}

// component is the name of the component a package belongs to, "" for other packages.
func component(path string) string {
	rest, ok := strings.CutPrefix(path, "components/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}
