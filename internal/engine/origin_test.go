package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// localSalt was made by the CLI with [LocalPassphrase], realSalt with another passphrase.
const (
	localSalt = "v1:ZWwd2t1ZIgs=:v1:oHQUDo0E97vHXeSc:fndGuweV635d3ptYUD/+Jzp6sU6nNg=="
	realSalt  = "v1:XhNgTqFp7Ks=:v1:GSgyvO1bVZYSmu6V:GcKOM4s13Se5duAy5H52bL+4zzuGSg=="
)

func TestStateKnowsWhoMadeIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason   string
		provider SecretsProvider
		local    bool
	}{
		{"a state of the local target", SecretsProvider{Type: "passphrase", Salt: localSalt}, true},
		{"a state with a passphrase of its own", SecretsProvider{Type: "passphrase", Salt: realSalt}, false},
		{"a state whose key is in a vault", SecretsProvider{Type: "cloud", Salt: localSalt}, false},
		{"a salt that is none", SecretsProvider{Type: "passphrase", Salt: "v1:%:v1:a:b"}, false},
		{"half a salt", SecretsProvider{Type: "passphrase", Salt: "v1:AAAA"}, false},
	} {
		assert.Equal(t, test.local, test.provider.Local(t.Context()), test.reason)
		foreign := Workspace{Target: TargetAzure}.CheckOrigin(t.Context(), Checkpoint{Secrets: test.provider})
		if test.local {
			require.ErrorIs(t, foreign, ErrMixed, test.reason)
		} else {
			require.NoError(t, foreign, test.reason)
		}
	}
	assert.NoError(t, Workspace{Target: TargetLocal}.CheckOrigin(t.Context(), Checkpoint{
		Secrets: SecretsProvider{Type: "passphrase", Salt: localSalt},
	}), "a local run may use a local state")
}

func TestCheckState(t *testing.T) {
	t.Parallel()
	local := preparedLocal(t)
	state := func(secrets string) error {
		touch(t, local, `{"version":3,"checkpoint":{"latest":`+secrets+`}}`, "stacks", "trelica", "dev.json")
		return local.CheckState(t.Context(), "trelica", "dev")
	}
	require.NoError(t, local.CheckState(t.Context(), "trelica", "dev"), "a stack that is not there")
	require.NoError(t, state("null"), "a stack that was only just created")
	require.NoError(t, state(`{"resources":[]}`))
	require.NoError(t, state(`{"secrets_providers":{"type":"passphrase","state":{"salt":"`+localSalt+`"}}}`))
	err := state(`{"secrets_providers":{"type":"cloud","state":{"url":"azurekeyvault://kv/keys/stacks"}}}`)
	require.ErrorIs(t, err, ErrMixed, "a real state that was put into the local folder")
	assert.ErrorContains(t, err, "was not made by a local run")
	require.ErrorIs(t, state(`{"secrets_providers":{"type":"passphrase","state":{"salt":"`+realSalt+`"}}}`), ErrMixed)
	assert.ErrorContains(t, state("{"), "local reset")
}
