package importfile_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery/importfile"
)

func TestAsWritten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, before, after string
		same                  bool
	}{
		{"a replica shows what it inherits", `{"createMode":"Secondary"}`, `{"createMode":"Secondary","collation":"x","maxSizeBytes":1}`, true},
		{"a database of its own does not", `{"createMode":"Default"}`, `{"createMode":"Default","collation":"x"}`, false},
		{"nobody returns a vault's create mode", `{"properties":{"createMode":"default"}}`, `{"properties":{}}`, true},
		{"everything else of a vault counts", `{"properties":{"tenantId":"a"}}`, `{"properties":{"tenantId":"b"}}`, false},
	} {
		before, err := importfile.AsWritten([]byte(`{"resources":[{"urn":"a","inputs":` + test.before + `}]}`))
		require.NoError(t, err)
		after, err := importfile.AsWritten([]byte(`{"resources":[{"urn":"a","inputs":` + test.after + `}]}`))
		require.NoError(t, err)
		assert.Equal(t, test.same, before == after, test.reason)
	}
	_, err := importfile.AsWritten([]byte("no JSON"))
	require.ErrorContains(t, err, "the snapshot of a state")
}
