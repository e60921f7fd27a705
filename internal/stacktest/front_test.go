package stacktest

import (
	"encoding/base64"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/stacks/settings"
)

// secret encrypts a setting into a copied stack file, as people do.
func (b *bench) secret(t *testing.T, stack, key, value string) {
	t.Helper()
	require.NoError(t, b.EnsureStack(t.Context(), stack))
	command := exec.CommandContext(t.Context(), b.CLI.Path, "config", "set", "--secret", "--stack", stack, "--cwd", b.ProjectDir, key)
	command.Env = b.Environ()
	command.Stdin = strings.NewReader(value)
	out, err := command.CombinedOutput()
	require.NoError(t, err, "%s", out)
}

// TestTheStatusPageTakesItsSecretsUnseen brings the certificate and the token after the first day: the page gets its own name, and
// neither can be read anywhere.
func TestTheStatusPageTakesItsSecretsUnseen(t *testing.T) {
	t.Parallel()
	deep(t)
	const stack = "dev"
	b := newBenchFor(t, stack, localazure.Options{})
	b.up(t, stack)
	assert.Equal(t, []string{"secret statusCertificate", "secret outsideProbeToken"}, b.waits(t, stack))

	pfx := base64.StdEncoding.EncodeToString([]byte("a certificate with its key"))
	b.secret(t, stack, "trelica:statusCertificate", pfx)
	b.secret(t, stack, "trelica:statusCertificatePassword", "a long password of a certificate")
	b.secret(t, stack, "trelica:outsideProbeToken", strings.Repeat("Token_0123456789", 2))
	b.up(t, stack)
	assert.Empty(t, b.waits(t, stack))
	outputs, err := b.Outputs(t.Context(), stack)
	require.NoError(t, err)
	assert.Equal(t, "https://status.trelica-dev.example", outputs["statusUrl"], "the page has its own name")
	secrets := secretsOf(t, b, stack)
	assert.Contains(t, secrets, pfx, "the certificate is among what the state keeps encrypted")
	assertNoSecretInClear(t, b, stack)
	again := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
	require.NoError(t, again.Err(), "%s", b.shown)
}

// TestASecretInPlainTextIsRefused puts one where everybody can read it.
func TestASecretInPlainTextIsRefused(t *testing.T) {
	t.Parallel()
	deep(t)
	const token = "PlainText_PlainText_PlainText_00"
	b := newBench(t, localazure.Options{})
	b.with(t, "dev", map[string]string{"outsideProbeToken": token})
	refused := b.run(t, engine.OpPreview, engine.Options{Stack: "dev"})
	require.Error(t, refused.Err())
	said := strings.Join(messages(refused, engine.SeverityError), "\n")
	assert.Contains(t, said, "trelica:outsideProbeToken")
	assert.NotContains(t, said, token)
}

// TestTheFrontCanBeChangedWithoutTheHomeRegion loses the home region and changes the front alone, as `stackctl up --part front` does.
func TestTheFrontCanBeChangedWithoutTheHomeRegion(t *testing.T) {
	t.Parallel()
	deep(t)
	b := newBenchFor(t, settings.Production, localazure.Options{})
	b.up(t, settings.Production)
	b.lose(t, "eastus2")
	b.with(t, settings.Production, map[string]string{
		"edge": "{sku: Premium, requestsPerMinute: 500, signInsPerMinute: 20, signInPaths: [/signin]}", "hosts": "[app, second]",
	})
	front := "urn:pulumi:prod::trelica::trelica:stacks:Front"
	changed := b.run(t, engine.OpUp, engine.Options{
		Stack: settings.Production, SkipPreview: true, Targets: []string{front + "::front", front + "$**::front-**"},
	})
	require.NoError(t, changed.Err(), "%s", b.shown)
	var wrote, lost []string
	for _, call := range b.azure.World().Calls()[b.callsBefore:] {
		if world.Region(call.Location) == "eastus2" {
			lost = append(lost, call.Method+" "+call.ID)
		}
		if call.Method == http.MethodPut {
			wrote = append(wrote, call.ID)
		}
	}
	assert.Empty(t, lost, "calls that the lost region would have to answer")
	assert.Contains(t, strings.Join(wrote, "\n"), "fdfptrelicaprod", "the firewall has its new limits")
	assert.Contains(t, strings.Join(wrote, "\n"), "second", "and the new host is there")
}
