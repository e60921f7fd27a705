package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cloudSDKs are what takes minutes to compile, or lets a pack call a cloud: none may be behind any import of it.
var cloudSDKs = []string{"github.com/pulumi/pulumi-azure-native-sdk", "github.com/pulumi/pulumi-kubernetes", "github.com/Azure/", "k8s.io/", "sigs.k8s.io/"}

func foreign(packages string) []string {
	var found []string
	for _, name := range strings.Fields(packages) {
		for _, sdk := range cloudSDKs {
			if strings.HasPrefix(name, sdk) {
				found = append(found, name)
			}
		}
	}
	return found
}

// TestThePackCompilesNoCloudSDK asks the Go tool what the pack is made of, all the way down.
func TestThePackCompilesNoCloudSDK(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	assert.Contains(t, string(out), "internal/topology", "who reaches whom is computed here")
	assert.Empty(t, foreign(string(out)))
	assert.Equal(t, []string{"k8s.io/api/core/v1"}, foreign("fmt\nk8s.io/api/core/v1"), "one that were there would be seen")
}
