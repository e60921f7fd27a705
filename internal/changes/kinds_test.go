package changes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goldens are what every stack of ours consists of.
func goldens(t *testing.T) map[string][]State {
	t.Helper()
	files, err := filepath.Glob("../stacktest/testdata/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	found := map[string][]State{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		var snapshot struct{ Resources []State }
		require.NoError(t, json.Unmarshal(content, &snapshot))
		found[filepath.Base(file)] = snapshot.Resources
	}
	return found
}

// TestEveryTypeOfOursIsClassified holds the table and the stacks together: what nobody classified would be reported as such at every
// deletion, and people stop reading what is reported always.
func TestEveryTypeOfOursIsClassified(t *testing.T) {
	t.Parallel()
	for stack, resources := range goldens(t) {
		for _, resource := range resources {
			assert.NotEqual(t, unclassified, kindOfType(typeOfURN(resource.URN)).nature, "%s: %s", stack, kindOf(typeOfURN(resource.URN)))
		}
	}
}

// TestProtectedIsStateful compares the table with what production protects: what is worth protecting is worth a line.
func TestProtectedIsStateful(t *testing.T) {
	t.Parallel()
	looked := 0
	for _, resource := range goldens(t)["prod.json"] {
		if resource.Protect {
			looked++
			assert.NotEqual(t, setting, kindOfType(typeOfURN(resource.URN)).nature, resource.URN)
		}
	}
	assert.Greater(t, looked, 40)
}

// TestAGuardThatChangesIsTold changes a property of every kind of guard that is known, and one that only labels it.
func TestAGuardThatChangesIsTold(t *testing.T) {
	t.Parallel()
	quiet := []string{"azure-native:network:NetworkSecurityGroup", "kubernetes:core:ResourceQuota", "kubernetes:core:LimitRange"}
	for name, known := range kinds {
		if known.nature != guard || slices.Contains(quiet, name) {
			continue
		}
		path := "properties.something"
		if paths := guardPaths[name]; len(paths) > 0 {
			path = paths[0]
		}
		told := func(path string) int {
			return len(guardRisks(Step{Op: OpUpdate, Type: name, Properties: []Property{{Path: path, Kind: Altered}}}))
		}
		assert.Equal(t, 1, told(path), "%s: %s", name, path)
		assert.Zero(t, told("tags.owner"), "%s: a tag", name)
	}
	for _, name := range quiet {
		assert.Contains(t, guardPaths, name, "told elsewhere, and so on purpose")
	}
	versions := Step{Op: OpUpdate, Type: "azure-native:storage/v20240101:BlobServiceProperties", Properties: []Property{{Path: "isVersioningEnabled", Kind: Altered}, {Path: "deleteRetentionPolicy", Kind: Removed}}}
	assert.Len(t, guardRisks(versions), 2, "versions that end, and soft delete that is taken out whole")
}

// notDocumented are properties of ours of which no document tells what a change does to nodes: a change is reported as not classified.
var notDocumented = []string{"enableNodePublicIP"}

// TestEveryPropertyOfOurPoolsIsClassified looks at what clusters and pools of ours say: a change of each is known.
func TestEveryPropertyOfOurPoolsIsClassified(t *testing.T) {
	t.Parallel()
	for stack, resources := range goldens(t) {
		for _, resource := range resources {
			switch kindOf(typeOfURN(resource.URN)) {
			case "azure-native:containerservice:AgentPool":
				for key := range resource.Inputs {
					_, known := nodeEffectOf(poolProperties, key)
					assert.True(t, known || key == "resourceName" || key == "resourceGroupName" || slices.Contains(notDocumented, key), "%s: property %s of a pool", stack, key)
				}
			case "azure-native:containerservice:ManagedCluster":
				pools, _ := resource.Inputs["agentPoolProfiles"].([]any)
				for _, pool := range pools {
					profile, _ := pool.(map[string]any)
					for key := range profile {
						_, known := nodeEffectOf(poolProperties, key)
						assert.True(t, known || slices.Contains(notDocumented, key), "%s: property %s of a pool inside the cluster", stack, key)
					}
				}
			}
		}
	}
}

func TestEveryEffectHasASource(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]nodeEffect{poolProperties, clusterProperties} {
		for path, known := range table {
			assert.NotEmpty(t, known.source, path)
			assert.NotEmpty(t, known.effect, path)
		}
	}
	for kind, rows := range interrupting {
		for _, row := range rows {
			assert.NotEmpty(t, row.source, "%s %s", kind, row.path)
		}
	}
}

func TestNodeEffects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, path string
		table        map[string]nodeEffect
		want         effect
	}{
		{"a new version rolls", "kubernetesVersion", clusterProperties, rolls},
		{"the ranges of the API server touch no node", "apiServerAccessProfile.authorizedIPRanges", clusterProperties, lives},
		{"what lies deeper is known by what it lies in", "autoUpgradeProfile.upgradeChannel", clusterProperties, later},
		{"what is known exactly wins over what it lies in", "networkProfile.networkPolicy", clusterProperties, rolls},
		{"FIPS re-images", "enableFIPS", poolProperties, rolls},
		{"a size is fixed", "vmSize", poolProperties, fixed},
		{"what nobody looked up is not known", "securityProfile.defender", clusterProperties, ""},
	} {
		known, _ := nodeEffectOf(test.table, test.path)
		assert.Equal(t, test.want, known.effect, test.reason)
	}
}
