package cluster_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

// The engine puts the old value back at every ignored path, and refuses the whole operation when a path leads nowhere. What it
// does is done here with states that a cluster really gets into.
func TestIgnoredPathsLeadSomewhere(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		change func(state resource.PropertyMap, system resource.PropertyMap)
	}{
		"as made": {
			reason: "a path without a value on either side is fine",
			change: func(_, _ resource.PropertyMap) {},
		},
		"scaled and upgraded": {
			reason: "what Azure has changed stays",
			change: func(state, system resource.PropertyMap) {
				state["kubernetesVersion"] = resource.NewProperty("1.35.4")
				system["count"] = resource.NewProperty(7.0)
				system["orchestratorVersion"] = resource.NewProperty("1.35.4")
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := pulumitest.Find(t, run(t, args()), clusterType, "cluster-cluster")
			old, declared := copied(made.Inputs), copied(made.Inputs)
			test.change(old, systemPool(old))

			reset(t, made.IgnoreChanges, old, declared)
			assert.Equal(t, pulumitest.Plain(old), pulumitest.Plain(declared), test.reason)
		})
	}
}

// A refresh brings the pools that are resources of their own into the cluster's profiles. They are not declared there, and the
// ignored paths must still lead somewhere.
func TestIgnoredPathsSurviveARefresh(t *testing.T) {
	t.Parallel()
	made := pulumitest.Find(t, run(t, args()), clusterType, "cluster-cluster")
	old, declared := copied(made.Inputs), copied(made.Inputs)
	profiles := old["agentPoolProfiles"].ArrayValue()
	other := copied(systemPool(old))
	other["name"] = resource.NewProperty("work1")
	systemPool(old)["count"] = resource.NewProperty(7.0)
	old["agentPoolProfiles"] = resource.NewProperty(append(profiles, resource.NewProperty(other)))

	reset(t, made.IgnoreChanges, old, declared)
	assert.Equal(t, 7.0, systemPool(declared)["count"].NumberValue())
}

// An edit of the system pool must show: nodes that roll are a thing to review.
func TestEditsOfTheSystemPoolAreNotIgnored(t *testing.T) {
	t.Parallel()
	edited := args()
	edited.System.Max = 12
	before := pulumitest.Find(t, run(t, args()), clusterType, "cluster-cluster")
	after := pulumitest.Find(t, run(t, edited), clusterType, "cluster-cluster")

	declared := copied(after.Inputs)
	reset(t, after.IgnoreChanges, before.Inputs, declared)
	assert.Equal(t, 12.0, systemPool(declared)["maxCount"].NumberValue())
}

func reset(t *testing.T, paths []string, old, declared resource.PropertyMap) {
	t.Helper()
	require.NotEmpty(t, paths)
	for _, text := range paths {
		path, err := resource.ParsePropertyPath(text)
		require.NoError(t, err)
		assert.True(t, path.Reset(old, declared), "the engine would refuse to ignore %q", text)
	}
}

func systemPool(state resource.PropertyMap) resource.PropertyMap {
	return state["agentPoolProfiles"].ArrayValue()[0].ObjectValue()
}

// copied shares nothing with the original: resetting a path writes into nested values.
func copied(properties resource.PropertyMap) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(pulumitest.Plain(properties))
}
