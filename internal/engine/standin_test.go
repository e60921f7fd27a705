package engine

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// sealedStackFile has secrets that only the key of the real stack can read, at the top and deep inside.
const sealedStackFile = `secretsprovider: azurekeyvault://kv-real.vault.azure.net/keys/stacks
encryptedkey: AAAA
config:
  trelica:owner: platform
  trelica:a:
    secure: AAAA
  trelica:b:
    deep:
      - secure: BBBB # the key of something
    secure: plain
`

// localCopy is what a test reads of a local copy.
type localCopy struct {
	Salt   string `yaml:"encryptionsalt"`
	Config struct {
		Owner string `yaml:"trelica:owner"`
		A     struct {
			Secure string `yaml:"secure"`
		} `yaml:"trelica:a"`
		B struct {
			Deep []struct {
				Secure string `yaml:"secure"`
			} `yaml:"deep"`
			Secure string `yaml:"secure"`
		} `yaml:"trelica:b"`
	} `yaml:"config"`
}

func TestWhatIsEncryptedForTheRealStackHasAStandIn(t *testing.T) {
	t.Parallel()
	local, project := preparedLocal(t), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.yaml"), []byte("name: trelica\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(project, "Pulumi.prod.yaml"), []byte(sealedStackFile), 0o600))
	write := func() localCopy {
		require.NoError(t, local.WriteSettings(t.Context(), project, "prod"))
		text := read(t, local.SettingsFile("prod"))
		assert.NotContains(t, text, "AAAA")
		assert.NotContains(t, text, "BBBB")
		var made localCopy
		require.NoError(t, yaml.Unmarshal([]byte(text), &made))
		return made
	}
	made := write()
	assert.True(t, SecretsProvider{Type: "passphrase", Salt: made.Salt}.Local(t.Context()), "the CLI opens it with the local passphrase")
	assert.Equal(t, "platform", made.Config.Owner)
	assert.Equal(t, "plain", made.Config.B.Secure, "a key of that name beside others is no ciphertext")
	raw, _, err := parseSalt(made.Salt)
	require.NoError(t, err)
	for _, text := range []string{made.Config.A.Secure, made.Config.B.Deep[0].Secure} {
		value, err := config.NewSymmetricCrypterFromPassphrase(LocalPassphrase, raw).DecryptValue(t.Context(), text)
		require.NoError(t, err)
		assert.Equal(t, StandIn, value)
	}
	assert.Equal(t, made.Salt, write().Salt, "the salt stays, because the local state's secrets hang on it")
	assert.Equal(t, sealedStackFile, read(t, filepath.Join(project, "Pulumi.prod.yaml")), "the stack file is not touched")

	require.NoError(t, os.WriteFile(local.SettingsFile("prod"), []byte("encryptionsalt: none\n"), 0o600))
	require.ErrorContains(t, local.WriteSettings(t.Context(), project, "prod"), "stackctl local reset")
}

// What takes the stand-in must not refuse it for its form.
func TestTheStandInPassesForWhatPeopleBring(t *testing.T) {
	t.Parallel()
	_, err := base64.StdEncoding.DecodeString(StandIn)
	require.NoError(t, err, "a file in base64")
	assert.Regexp(t, `^[A-Za-z0-9_-]{32,128}$`, StandIn, "a token")
}
