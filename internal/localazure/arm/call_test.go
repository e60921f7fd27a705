package arm_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestARegionThatIsOutAnswersNothing(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	network := p.network()
	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		tx.SetOutages([]string{"East US 2"})
		return nil
	}))
	_, err := p.update(network, networkInputs(), false)
	require.ErrorContains(t, err, "region eastus2 does not answer")
	require.ErrorContains(t, p.delete(networkToken, networkID), "region eastus2 does not answer")
	p.create(groupToken, props{"resourceGroupName": "other", "location": "centralus"})
	calls := a.world.Calls()
	assert.Equal(t, []string{"PUT eastus2 false", "PUT eastus2 false", "PUT eastus2 true", "DELETE eastus2 true", "PUT centralus false"}, callLines(calls))
}

func callLines(calls []world.Call) []string {
	lines := []string{}
	for _, call := range calls {
		failed := "false"
		if call.Failed {
			failed = "true"
		}
		lines = append(lines, call.Method+" "+call.Location+" "+failed)
	}
	return lines
}
