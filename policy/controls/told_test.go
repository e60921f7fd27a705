package controls_test

import (
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
	"github.com/trelica/infrastructure/policy/controls"
)

// stackFile is what these tests read of an environment's stack file.
type stackFile struct {
	Subscription string         `yaml:"trelica:subscriptionId"`
	Tenant       string         `yaml:"trelica:tenantId"`
	Zone         string         `yaml:"trelica:zone"`
	Space        netip.Prefix   `yaml:"trelica:addressSpace"`
	Recovery     netip.Prefix   `yaml:"trelica:recoveryAddressSpace"`
	Ops          netip.Prefix   `yaml:"trelica:opsAddressSpace"`
	Watch        netip.Prefix   `yaml:"trelica:watchAddressSpace"`
	Operators    []netip.Prefix `yaml:"trelica:apiServerAuthorizedRanges"`
	BreakGlass   struct {
		Addresses []netip.Prefix
	} `yaml:"trelica:breakGlass"`
	AdminGroup struct {
		Name     string
		ObjectID string `yaml:"objectId"`
	} `yaml:"trelica:databaseAdminGroup"`
}

func settingsOf(t testing.TB, environment string) stackFile {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "Pulumi."+environment+".yaml"))
	require.NoError(t, err)
	var file struct{ Config stackFile }
	require.NoError(t, yaml.Unmarshal(content, &file))
	require.NotEmpty(t, file.Config.Subscription)
	return file.Config
}

// tellStack gives a stack what stackctl gives it: the flows that are declared, the other environments, and itself as the last state.
func tellStack(t testing.TB, s *controls.Stack) *controls.Stack {
	t.Helper()
	environment := strings.TrimPrefix(strings.Replace(s.Name, "dr", "prod", 1), "bootstrap-")
	own := settingsOf(t, environment)
	var ops []netip.Prefix
	for _, prefix := range own.Operators {
		if !slices.Contains(own.BreakGlass.Addresses, prefix) {
			ops = append(ops, prefix)
		}
	}
	declared := topology.Declared(map[string][]netip.Prefix{"ops": ops, "break-glass": own.BreakGlass.Addresses})
	if own.Recovery.IsValid() {
		declared.Reserved = []topology.Reserved{{What: "nodes", Region: "centralus", Ranges: []netip.Prefix{netip.PrefixFrom(own.Recovery.Addr(), 23)}}}
	}
	s.Declared = &declared
	s.Neighbours = []topology.Neighbour{}
	for _, other := range []string{"dev", "preprod", "prod"} {
		if other == environment {
			continue
		}
		file := settingsOf(t, other)
		n := topology.Neighbour{Environment: other, Operators: append(file.Operators, file.BreakGlass.Addresses...), Marks: []topology.Mark{
			{Text: file.Subscription, What: "the subscription"}, {Text: file.Tenant, What: "the tenant", Kind: topology.JoinIdentity},
			{Text: file.Zone, What: "the zone", Kind: topology.JoinDNS}, {Text: file.AdminGroup.ObjectID, What: "the administrators", Kind: topology.JoinIdentity},
			{Text: file.AdminGroup.Name, What: "the administrators", Kind: topology.JoinIdentity},
		}}
		for _, space := range []netip.Prefix{file.Space, file.Recovery, file.Ops, file.Watch} {
			if space.IsValid() {
				n.Spaces = append(n.Spaces, space)
			}
		}
		s.Neighbours = append(s.Neighbours, n)
	}
	s.Previous = slices.Clone(s.Resources)
	return s
}

// TestStacksKeepWhatTheyAreTold holds every stack against the rules that are told what to compare with.
func TestStacksKeepWhatTheyAreTold(t *testing.T) {
	t.Parallel()
	for _, stack := range stacks(t) {
		j := judge(t)
		assert.Empty(t, stop(j, j.All(tellStack(t, golden(t, stack)), false)), stack)
	}
}
