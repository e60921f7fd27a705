package topology_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
)

// opsOfDev is the report of dev's bootstrap alone, which is small enough to be read whole.
func opsOfDev(t *testing.T, change func([]topology.State), closed bool) topology.Report {
	t.Helper()
	all := states(t, "dev")[1:]
	if change != nil {
		change(all)
	}
	survey := topology.NewSurvey(topology.NewWorld("dev", all...), topology.Declared(nil))
	return topology.NewReport(survey, []string{all[0].Stack}, nil, closed)
}

func TestReportForPeople(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `environment dev, as the states of bootstrap-dev have it

From outside
  health probes of Azure's load balancers
    tcp 30000-32767  runners in vnet-trelica-dev-uks-ops
  services that Azure trusts
    tcp 443          kv-trelica-dev-uks-sec, its public face

Inside
  runners in vnet-trelica-dev-uks-ops
    tcp 443  Internet
    udp 123  Internet
    any *    runners in vnet-trelica-dev-uks-ops
    tcp 443  sttrelicadevuksste by pep-trelica-dev-uks-state
    tcp 443  kv-trelica-dev-uks-sec by pep-trelica-dev-uks-secrets

Differences from the declared flows
  none
`, opsOfDev(t, nil, false).Text(false))
	assert.Contains(t, opsOfDev(t, nil, false).Text(true), `    tcp 443  sttrelicadevuksste by pep-trelica-dev-uks-state
             by the same network; private endpoint pep-trelica-dev-uks-state; rule AllowEndpoints (400) of nsg-trelica-dev-uks-runners; rule AllowRunners (500) of nsg-trelica-dev-uks-ops-endpoints
`, "every rule on the way is named")
}

// TestReportShowsWhatIsWrong takes away the link by which runners find the names of vaults, and opens the state store.
func TestReportShowsWhatIsWrong(t *testing.T) {
	t.Parallel()
	report := opsOfDev(t, func(all []topology.State) {
		for i, r := range all[0].Resources {
			switch {
			case is(r, "VirtualNetworkLink") && r.Inputs["privateZoneName"] == "privatelink.vaultcore.azure.net":
				all[0].Resources[i].Inputs = map[string]any{}
			case is(r, "StorageAccount"):
				inputs := changed(r.Inputs, []string{"publicNetworkAccess"}, "Enabled")
				all[0].Resources[i].Inputs = changed(inputs, []string{"networkRuleSet"}, map[string]any{"defaultAction": "Allow"})
			}
		}
	}, false)
	text := report.Text(false)
	assert.Contains(t, text, "  Internet\n    tcp 443          sttrelicadevuksste, its public face\n")
	assert.Contains(t, text, "kv-trelica-dev-uks-sec by pep-trelica-dev-uks-secrets, not by its name: no private zone that is linked to vnet-trelica-dev-uks-ops holds the name of kv-trelica-dev-uks-sec")
	assert.Contains(t, text, "  open, and declared nowhere: Internet to sttrelicadevuksste, its public face, tcp 443: sttrelicadevuksste: its firewall lets everybody in\n")
	assert.Contains(t, text, "  declared, and closed: runners in vnet-trelica-dev-uks-ops to kv-trelica-dev-uks-sec by pep-trelica-dev-uks-secrets, tcp 443: no private zone")
}

func TestReportForMachines(t *testing.T) {
	t.Parallel()
	report := opsOfDev(t, nil, true)
	content, err := json.Marshal(report)
	require.NoError(t, err)
	var read struct {
		Outside, Inside            []struct{ From, To, Ports, Answer, Reason string }
		Differences, Joins, Stacks []any
	}
	require.NoError(t, json.Unmarshal(content, &read))
	assert.NotNil(t, read.Differences, "nothing is an empty list, not null")
	assert.NotNil(t, read.Joins)
	answers := map[string]int{}
	for _, row := range append(read.Outside, read.Inside...) {
		answers[row.Answer]++
		assert.NotEmpty(t, row.Reason, "%s to %s", row.From, row.To)
	}
	assert.Positive(t, answers["reachable"])
	assert.Greater(t, answers["not reachable"], answers["reachable"], "closed ways are there, when they are asked for")
}

// TestDeclarationsThatCannotBeUnderstood are findings themselves.
func TestDeclarationsThatCannotBeUnderstood(t *testing.T) {
	t.Parallel()
	d := topology.Declaration{Flows: []topology.Flow{
		{From: "nodes", To: "endpoint:vault@data", Ports: "443", Why: "good"},
		{From: "node", To: "internet", Ports: "https", Protocol: "sctp"},
	}}
	assert.Equal(t, []string{
		`flow 2, node to internet: "node" begins with no kind of place`,
		`flow 2, node to internet: port "https": expected a number, a range or *`,
		`flow 2, node to internet: protocol "sctp"; allowed: tcp, udp, icmp, any`,
		`flow 2, node to internet: it does not say why`,
	}, d.Problems())
	found := topology.NewSurvey(topology.NewWorld("none"), d).Compare()
	require.Len(t, found, 4)
	assert.Equal(t, topology.FindingDeclaration, found[0].Kind)
	assert.Empty(t, topology.Declared(nil).Problems())
}

// TestEveryDeclaredFlowIsUsed: a flow that nothing has is forgotten, not declared.
func TestEveryDeclaredFlowIsUsed(t *testing.T) {
	t.Parallel()
	idle := map[string]bool{}
	for i, environment := range []string{"dev", "preprod", "prod"} {
		now := map[string]bool{}
		s := survey(t, environment)
		if environment == "prod" { // the standby lets in the nodes of a rebuild before there are any
			s = waiting(t)
		}
		for _, flow := range s.Idle() {
			now[flow.From+" "+flow.To+" "+flow.Ports] = true
		}
		for name := range idle {
			if !now[name] {
				delete(idle, name)
			}
		}
		if i == 0 {
			idle = now
		}
	}
	// The front and the pages that watch it come with components of their own.
	for name := range idle {
		if strings.HasPrefix(name, "apps ") || strings.HasSuffix(name, " apps 30000-32767") || strings.HasPrefix(name, "internet ") {
			delete(idle, name)
		}
	}
	assert.Empty(t, idle)
}
