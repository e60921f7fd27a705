package stacktest

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// given are the roles that a stack gives, by the GUID of each.
func given(snapshot []goldenResource) []string {
	var roles []string
	for _, r := range snapshot {
		if id, ok := r.Inputs["roleDefinitionId"].(string); ok {
			roles = append(roles, id[strings.LastIndex(id, "/")+1:])
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// condition is what limits the roles that an environment's deployment may give and take.
func condition(t *testing.T, environment string) string {
	t.Helper()
	for _, r := range golden(t, settings.Bootstrap(environment)) {
		if strings.HasSuffix(r.URN, "::bootstrap-pipeline-deploy-roles") {
			text, _ := r.Inputs["condition"].(string)
			return text
		}
	}
	require.Fail(t, "the deployment of "+environment+" may give roles without any condition, or none at all")
	return ""
}

// TestADeploymentMayGiveExactlyTheRolesThatTheStacksGive holds the bootstrap's list against what the environments' own stacks
// do: a role that is missing stops a deployment half-way, and one too many is a way to more rights.
func TestADeploymentMayGiveExactlyTheRolesThatTheStacksGive(t *testing.T) {
	t.Parallel()
	for _, stack := range []string{"dev", "preprod", "prod"} {
		may := condition(t, stack)
		_, list, _ := strings.Cut(may, "GuidEquals {")
		list, _, _ = strings.Cut(list, "}")
		listed := strings.Split(list, ", ")
		require.Greater(t, len(listed), 5, may)
		for _, role := range given(golden(t, stack)) {
			assert.Contains(t, listed, role, "%s gives a role that its deployment may not give", stack)
		}
		if stack == settings.Production {
			assert.Equal(t, given(golden(t, stack)), listed, "production gives every role that a deployment may give")
		}
	}
}
