package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// certificateUntil is a certificate in PEM that ends then.
func certificateUntil(t *testing.T, ends time.Time) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: ends.AddDate(-1, 0, 0), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, private)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 6, 0, 0, 0, time.UTC)
	later, latest := now.AddDate(0, 2, 0), now.AddDate(5, 0, 0)
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}))
	for _, test := range []struct {
		reason, value, given string
		want                 time.Time
		wrong                string
	}{
		{reason: "what says nothing of an end has none", value: "hunter2"},
		{reason: "a day that was given", value: "hunter2", given: "2027-03-31", want: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)},
		{reason: "a certificate says it, behind its key and before its chain", value: key + certificateUntil(t, later) + certificateUntil(t, latest), want: later},
		{reason: "a certificate's own end counts", value: certificateUntil(t, later), given: "2027-03-31", wrong: "leave --expires out"},
		{reason: "one that is over", value: certificateUntil(t, now.AddDate(0, 0, -1)), wrong: "the value ended on 2026-11-29"},
		{reason: "a file that was cut", value: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")})), wrong: "is the file whole?"},
		{reason: "no day", value: "hunter2", given: "soon", wrong: `--expires "soon" is no day`},
		{reason: "yesterday", value: "hunter2", given: "2026-11-29", wrong: "the value ended on 2026-11-29"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			got, err := expiry(test.value, test.given, now)
			if test.wrong != "" {
				require.ErrorContains(t, err, test.wrong)
				assert.NotContains(t, err.Error(), "hunter2")
				return
			}
			require.NoError(t, err)
			assert.True(t, test.want.Equal(got), got)
		})
	}
}
