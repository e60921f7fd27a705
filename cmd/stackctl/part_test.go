package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// groups are the resource groups of the world, by name, with their tag "greeting".
func groups(t *testing.T, b *bench) map[string]string {
	t.Helper()
	opened, err := world.Open(b.local.WorldDir(), world.Options{})
	require.NoError(t, err)
	found := map[string]string{}
	for _, r := range opened.OfType("Microsoft.Resources/resourceGroups") {
		tags, _ := r.Inputs["tags"].(map[string]any)
		found[world.Name(r.ID)], _ = tags["greeting"].(string)
	}
	require.NoError(t, opened.Close())
	return found
}

// TestPart runs the real CLI on a program of four parts and looks at the world after each command.
func TestPart(t *testing.T) {
	t.Parallel()
	b := newAzureBench(t)
	b.write(t, inParts)
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview", "--part", "foundation"), b.err.String()+b.out.String())
	assert.Equal(t, map[string]string{"rg-tiny-foundation": "hello"}, groups(t, b), "a part can be built from nothing")
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview"), b.err.String())

	b.write(t, strings.ReplaceAll(inParts, "hello", "changed"))
	require.Equal(t, codeFine, b.stackctl(t, "up", "--stack", "dev", "--yes", "--skip-preview", "--part", "standby", "--output", "json"), b.err.String())
	assert.Equal(t, map[string]string{
		"rg-tiny-foundation": "hello", "rg-tiny-standby": "changed", "rg-tiny-platform": "hello", "rg-tiny-front": "hello",
	}, groups(t, b), "the foundation is of the standby's type, and only the standby is changed")
	var report report
	require.NoError(t, json.Unmarshal(b.out.Bytes(), &report))
	assert.Equal(t, "standby", report.Part)
	assert.Equal(t, 1, report.Changes["update"])

	require.Equal(t, codeRefused, b.stackctl(t, "destroy", "--stack", "dev", "--yes", "--part", "foundation"), b.err.String())
	assert.Contains(t, b.err.String(), "part foundation of stack dev is not destroyed, because these resources outside it "+
		"depend on it:\n  azure-native:resources/v20240301:ResourceGroup platform-group\n")
	require.Equal(t, codeFine, b.stackctl(t, "destroy", "--stack", "dev", "--yes", "--skip-preview", "--part", "front"), b.err.String())
	assert.Equal(t, map[string]string{
		"rg-tiny-foundation": "hello", "rg-tiny-standby": "changed", "rg-tiny-platform": "hello",
	}, groups(t, b))
	require.Equal(t, codeFailed, b.stackctl(t, "refresh", "--stack", "dev", "--yes", "--skip-preview", "--part", "front"), b.err.String())
	assert.Contains(t, b.err.String(), "stack dev has no part front: parts that it has are foundation, standby, platform")
	require.Equal(t, codeFine, b.stackctl(t, "refresh", "--stack", "dev", "--preview-only", "--part", "platform"), b.err.String())
}

func TestMembersAreFoundByTheirParents(t *testing.T) {
	t.Parallel()
	const foundation, standby = "urn:pulumi:s::p::trelica:stacks:Foundation::foundation", "urn:pulumi:s::p::trelica:stacks:Foundation::standby"
	child := engine.Resource{URN: "urn:pulumi:s::p::trelica:stacks:Foundation$t:a:B::named-otherwise", Parent: foundation}
	grandchild := engine.Resource{URN: "urn:pulumi:s::p::trelica:stacks:Foundation$t:a:B$t:a:C::deep", Parent: child.URN}
	checkpoint := engine.Checkpoint{Resources: []engine.Resource{
		{URN: foundation}, child, grandchild, {URN: standby, Dependencies: []string{foundation}},
		{URN: "urn:pulumi:s::p::t:x:Y::by-property", Type: "t:x:Y", PropertyDependencies: map[string][]string{"id": {grandchild.URN}}},
		{URN: "urn:pulumi:s::p::t:x:Y::by-provider", Type: "t:x:Y", Provider: child.URN + "::some-id"},
		{URN: "urn:pulumi:s::p::t:x:Y::unrelated", Type: "t:x:Y"},
		{URN: "urn:pulumi:s::p::t:x:Y::loop", Type: "t:x:Y", Parent: "urn:pulumi:s::p::t:x:Y::loop"},
	}}
	members := part("foundation").members(checkpoint, "p", "s")
	assert.Equal(t, map[string]bool{foundation: true, child.URN: true, grandchild.URN: true}, members)
	assert.Equal(t, []string{" standby", "t:x:Y by-property", "t:x:Y by-provider"}, names(dependents(checkpoint, members)))
	assert.Equal(t, []string{"foundation", "standby"}, partsOf(checkpoint, "p", "s"))
}
