package topology_test

import (
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/internal/topology/picture"
)

var update = flag.Bool("update", false, "draw the committed pictures anew")

// rebuilt are the nodes that a rebuild of production would make.
var rebuilt = []topology.Reserved{{What: "nodes", Region: "centralus", Ranges: []netip.Prefix{netip.MustParsePrefix("10.80.0.0/23")}}}

// waiting is production without a rebuild.
func waiting(t *testing.T) *topology.Survey {
	t.Helper()
	var without []topology.State
	for _, state := range states(t, "prod") {
		if state.Stack != "dr" {
			without = append(without, state)
		}
	}
	d := declared(t, "prod")
	d.Reserved = rebuilt
	return topology.NewSurvey(topology.NewWorld("prod", without...), d)
}

// TestAStandbyThatWaitsIsAsDeclared: without the reservation, what the standby lets in is nobody's, and is told.
func TestAStandbyThatWaitsIsAsDeclared(t *testing.T) {
	t.Parallel()
	s := waiting(t)
	assert.Empty(t, s.Compare())
	s = topology.NewSurvey(s.World, declared(t, "prod"))
	findings := s.Compare()
	require.Len(t, findings, 1)
	assert.Equal(t, "private addresses elsewhere", findings[0].From)
}

// drawing draws an environment from the goldens of some of its stacks.
func drawing(t *testing.T, environment string, stacks ...string) picture.Drawing {
	t.Helper()
	var chosen []topology.State
	for _, state := range states(t, environment) {
		for _, stack := range stacks {
			if state.Stack == stack {
				chosen = append(chosen, state)
			}
		}
	}
	require.Len(t, chosen, len(stacks))
	d := declared(t, environment)
	if environment == "prod" {
		d.Reserved = rebuilt
	}
	s := topology.NewSurvey(topology.NewWorld(environment, chosen...), d)
	others := map[string][]string{"prod": {"dev", "preprod"}, "preprod": {"dev", "prod"}, "dev": {"preprod", "prod"}}
	return picture.Drawing{Atlas: topology.NewAtlas(s, chosen), Differences: len(s.Compare()), Others: others[environment]}
}

// TestCurrentPictures holds the committed pictures to the goldens.
func TestCurrentPictures(t *testing.T) {
	t.Parallel()
	for environment, stacks := range map[string][]string{"prod": {"prod", "bootstrap-prod"}, "dev": {"dev", "bootstrap-dev"}} {
		file := filepath.Join(root, "docs/pictures", environment+".svg")
		d := drawing(t, environment, stacks...)
		assert.Zero(t, d.Differences, environment)
		drawn := d.SVG()
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
			require.NoError(t, os.WriteFile(file, []byte(drawn), 0o644)) //nolint:gosec // a picture of the documentation
		}
		kept, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, string(kept) == drawn, "docs/pictures/%s.svg is not current: run \"make golden\"", environment)
	}
}

// TestPicturesOverlapNowhere lays out every environment in every number of columns.
func TestPicturesOverlapNowhere(t *testing.T) {
	t.Parallel()
	for environment, all := range environments {
		for _, stacks := range [][]string{all, all[:1], all[len(all)-1:]} {
			d := drawing(t, environment, stacks...)
			require.NotEmpty(t, d.Atlas.Regions)
			for columns := 1; columns <= len(d.Atlas.Regions); columns++ {
				assert.Empty(t, d.Faults(columns), "%v in %d columns", stacks, columns)
			}
		}
	}
}

// TestPictureShowsWhatIsOpened opens a vault to everybody.
func TestPictureShowsWhatIsOpened(t *testing.T) {
	t.Parallel()
	before := drawing(t, "dev", "dev").SVG()
	assert.False(t, strings.Contains(before, "can be called by"))
	all := states(t, "dev")[:1]
	opened := ""
	for _, r := range all[0].Resources {
		if properties, ok := r.Inputs["properties"].(map[string]any); ok && strings.Contains(r.URN, ":Vault::") && opened == "" {
			properties["publicNetworkAccess"] = "Enabled"
			delete(properties, "networkAcls")
			opened, _ = r.Inputs["vaultName"].(string)
		}
	}
	require.NotEmpty(t, opened)
	s := topology.NewSurvey(topology.NewWorld("dev", all...), declared(t, "dev"))
	d := picture.Drawing{Atlas: topology.NewAtlas(s, all), Differences: len(s.Compare())}
	assert.True(t, strings.Contains(d.SVG(), opened+" can be called by anybody"))
	assert.True(t, strings.Contains(d.SVG(), "differences from what was declared"))
	assert.Empty(t, d.Faults(3))
}
