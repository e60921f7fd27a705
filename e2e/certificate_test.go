package e2e

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The kinds of keys that a certificate may have.
type keyKind string

const (
	keyRSA   keyKind = "RSA"
	keyECDSA keyKind = "ECDSA"
)

// newCertificate is a certificate for hosts with its key as people bring them into the vault: one text in PEM, the chain first. It is
// signed by itself: whom the edge trusts is another question.
func newCertificate(t *testing.T, kind keyKind, hosts ...string) string {
	t.Helper()
	var key crypto.Signer
	var err error
	if kind == keyRSA {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	require.NoError(t, err)
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: hosts[0]}, DNSNames: hosts,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}

// parts are certificate and key of such a text.
func parts(t *testing.T, text string) (certificate, key string) {
	t.Helper()
	at := strings.Index(text, "-----BEGIN PRIVATE KEY-----")
	require.Positive(t, at)
	return text[:at], text[at:]
}

// serialOf is what tells certificates apart.
func serialOf(t *testing.T, text string) *big.Int {
	t.Helper()
	block, _ := pem.Decode([]byte(text))
	require.NotNil(t, block)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	return certificate.SerialNumber
}
