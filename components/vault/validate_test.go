package vault_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	wrong := &vault.Args{
		Site:           site(),
		Group:          group,
		SoftDeleteDays: 6,
		RotationMonths: 25,
		Endpoints:      []vault.Endpoint{{Role: "vault", ResourceGroup: pulumi.String("g"), SubnetID: pulumi.String("s")}},
		Keys:           []vault.Key{{Name: "a key", Use: vault.Wrapping}, {Name: "disks", Use: "sealing"}, {Name: "disks", Use: vault.Signing}, {Name: "held", Use: vault.Wrapping, Pinned: true}},
		Generated:      []vault.GeneratedSecret{{Name: "token", Characters: 8}},
		Provided:       []string{"token"},
		Grants:         []vault.Grant{{Name: "g", Key: "nothing"}},
	}
	err := pulumitest.RunError(t, program(wrong, nil))
	require.Error(t, err)
	for _, want := range []string{
		"ResourceGroup: is missing",
		"SoftDeleteDays: 6; allowed: 7 to 90, or 0 for 90",
		"RotationMonths: 25; allowed: 1 to 24, or 0 for 18",
		"Endpoints[0].ZoneID: is missing",
		`Keys[0].Name: "a key"; allowed: 1 to 127 letters, digits and hyphens`,
		`Keys[1].Use: "sealing"; allowed: ["wrapping" "signing" "encrypting"]`,
		`Keys[3].Pinned: is set for a key of use "wrapping"; allowed: only with "encrypting", and without OpensBackups`,
		`Keys[2].Name: "disks" is there twice`,
		"Generated[0].Characters: 8; allowed: 22 to 1024",
		`Provided[0]: "token" is there twice`,
		"Grants[0].Role: is empty",
		"Grants[0].PrincipalID: is missing",
		"Grants[0].Why: is empty",
		`Grants[0].Key: this vault has no key "nothing"`,
	} {
		assert.ErrorContains(t, err, want)
	}
}

func TestMissingArgumentsAreAnErrorNotAPanic(t *testing.T) {
	t.Parallel()
	assert.ErrorContains(t, pulumitest.RunError(t, program(nil, nil)), "Group: is empty")
}

func TestAuditThatTellsNobodyIsRefused(t *testing.T) {
	t.Parallel()
	wrong := audit()
	wrong.ActionGroupID = nil
	wrong.RunbookBase = "docs/runbooks"
	wrong.Sinks[1].Name = "eus2"
	wrong.Sinks[0].WorkspaceID = nil
	err := pulumitest.RunError(t, program(args(), wrong))
	require.Error(t, err)
	for _, want := range []string{
		"ActionGroupID: is missing", `RunbookBase: "docs/runbooks"; allowed: an https address`,
		`Sinks[1].Name: "eus2" is there twice`, "Sinks[0].WorkspaceID: is missing",
	} {
		assert.ErrorContains(t, err, want)
	}
	assert.Equal(t, 1, strings.Count(err.Error(), "problem(s)"), "one report for all")

	none := &vault.AuditArgs{}
	assert.ErrorContains(t, pulumitest.RunError(t, program(args(), none)), "Sinks: is empty")
}
