package settings_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// hidden is a secret's value, which nothing may show.
const hidden = "VerySecretVerySecretVerySecret00"

func TestSecretsShowThemselvesNowhere(t *testing.T) {
	t.Parallel()
	front := settings.Front{OutsideProbeToken: hidden}
	encoded, err := json.Marshal(front)
	require.NoError(t, err)
	for _, shown := range []string{
		fmt.Sprint(front.OutsideProbeToken), fmt.Sprintf("%s %q %v %x", front.OutsideProbeToken, front.OutsideProbeToken, front, front.OutsideProbeToken),
		fmt.Sprintf("%#v", front), fmt.Sprintf("%+v", &front), string(encoded),
	} {
		assert.NotContains(t, shown, hidden)
		assert.NotContains(t, shown, fmt.Sprintf("%x", hidden))
		assert.Contains(t, shown, "[secret]")
	}
	assert.Empty(t, settings.Secret("").String(), "none is told from one")
	value, err := front.OutsideProbeToken.Reveal()
	require.NoError(t, err)
	assert.Equal(t, hidden, value, "whoever asks for it gets it")
}

func TestSecretsInFiles(t *testing.T) {
	t.Parallel()
	const encrypted = "\n    secure: v1:abc:def\n  trelica:hosts"
	both := change{"  trelica:hosts", "  trelica:statusCertificate:\n    secure: v1:abc:def\n  trelica:statusCertificatePassword:" + encrypted}
	set := load(t, "prod", both)
	assert.True(t, set.Front.StatusCertificate.Given(), "a file tells that there is one")
	_, err := set.Front.StatusCertificate.Reveal()
	assert.EqualError(t, err, "the value is encrypted in the stack's file, and was not decrypted")
	assert.False(t, set.Front.OutsideProbeToken.Given(), "and that there is none")

	for _, c := range []struct {
		text   string
		want   []string
		reason string
	}{
		{"outsideProbeToken: " + hidden, []string{
			":96: trelica:outsideProbeToken: is a secret in plain text; take it out of the file and set it with pulumi config set --secret; allowed: " +
				"32 to 128 letters, digits, hyphens and underscores, set with pulumi config set --secret; empty until there is one",
		}, "a secret for everybody to read"},
		{"outsideProbeToken: [" + hidden + "]", []string{
			":96: trelica:outsideProbeToken: is a secret in plain text; take it out of the file and set it with pulumi config set --secret; allowed: " +
				"32 to 128 letters, digits, hyphens and underscores, set with pulumi config set --secret; empty until there is one",
		}, "in a list too"},
		{"statusCertificate:\n    secure: v1:abc:def", []string{
			":96: trelica:statusCertificate: and its password are given together or not at all; allowed: a PFX file in base64, set with pulumi config " +
				"set --secret, together with statusCertificatePassword; empty until there is one",
		}, "a certificate that nothing opens"},
		{"outsideProbeToken: \"\"", nil, "none"},
	} {
		lines := mistakes(t, stackDir(t, "prod", change{"  trelica:hosts", "  trelica:" + c.text + "\n  trelica:hosts"}), "prod")
		for i := range lines {
			lines[i] = strings.Replace(lines[i], ":97:", ":96:", 1) // a mapping's line is that of its first key
		}
		assert.Equal(t, c.want, lines, c.reason)
		assert.NotContains(t, strings.Join(lines, "\n"), hidden, c.reason)
	}
}

// TestSecretsOfAProgramAreCheckedUnseen gives the program wrong secrets, decrypted as Pulumi hands them over.
func TestSecretsOfAProgramAreCheckedUnseen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given  map[string]string
		want   string
		reason string
	}{
		{map[string]string{"outsideProbeToken": hidden}, "", "as it should be"},
		{map[string]string{"statusCertificate": "cGZ4", "statusCertificatePassword": hidden}, "", "as it should be"},
		{map[string]string{"outsideProbeToken": hidden[1:]}, "trelica:outsideProbeToken: is no token (its value is not shown)", "a token that can be guessed"},
		{map[string]string{"outsideProbeToken": hidden + "${HOME}"}, "trelica:outsideProbeToken: is no token (its value is not shown)", "signs that mean something to Gatus"},
		{map[string]string{"statusCertificate": "-----" + hidden, "statusCertificatePassword": hidden}, "trelica:statusCertificate: is not base64 (its value is not shown)", "another form of certificate"},
		{map[string]string{"statusCertificatePassword": hidden}, "trelica:statusCertificate: and its password are given together or not at all", "a password that opens nothing"},
	} {
		source := settings.Files(stackDir(t, "prod"), "prod")
		for name, value := range c.given {
			source.Values["trelica:"+name] = value
		}
		_, err := settings.Load(source)
		if c.want == "" {
			assert.NoError(t, err, c.reason)
			continue
		}
		require.Error(t, err, c.reason)
		assert.Contains(t, err.Error(), c.want, c.reason)
		assert.NotContains(t, err.Error(), hidden[1:], c.reason)
	}
}

func TestWhichSettingsAreSecret(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"statusCertificate", "statusCertificatePassword", "outsideProbeToken"}, settings.Secrets())
}
