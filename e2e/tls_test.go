package e2e

import (
	"context"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"slices"
	"time"
)

// dialTimeout bounds a handshake.
const dialTimeout = 5 * time.Second

// handshake offers a server exactly these versions and suites for a host, and returns what came of it.
func handshake(ctx context.Context, address, host string, least, most uint16, suites ...uint16) (tls.ConnectionState, error) {
	dialer := &tls.Dialer{NetDialer: &net.Dialer{Timeout: dialTimeout}, Config: &tls.Config{
		ServerName: host, MinVersion: least, MaxVersion: most, CipherSuites: suites,
		InsecureSkipVerify: true, //nolint:gosec // old protocols and strange certificates are what is looked for
	}}
	connection, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer func() { _ = connection.Close() }() // nothing was said over it
	return connection.(*tls.Conn).ConnectionState(), nil
}

// versionProblems says in what the protocols that a server speaks are not TLS 1.2 and 1.3 alone.
func versionProblems(ctx context.Context, address, host string) []string {
	var problems []string
	if err := helloSSL3(ctx, address); err != nil {
		problems = append(problems, err.Error())
	}
	for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
		if _, err := handshake(ctx, address, host, version, version); err == nil {
			problems = append(problems, tls.VersionName(version)+" is served")
		} else if !refusedByAlert(err) {
			problems = append(problems, fmt.Sprintf("%s is not refused by an alert: %v", tls.VersionName(version), err))
		}
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		state, err := handshake(ctx, address, host, version, version)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s is not served: %v", tls.VersionName(version), err))
		} else if state.Version != version {
			problems = append(problems, "another version than asked for")
		}
	}
	return problems
}

// refusedByAlert tells a server that refuses from one that is not there.
func refusedByAlert(err error) bool {
	var alert tls.AlertError
	var operation *net.OpError
	return errors.As(err, &alert) || errors.As(err, &operation) && operation.Op == "remote error"
}

// strong are the suites of TLS 1.2 that keep the past secret and encrypt with authentication (RFC 9325, 4.2), by a key's kind.
func strong(kind keyKind) []uint16 {
	if kind == keyECDSA {
		return []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		}
	}
	return []uint16{
		tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
	}
}

// suiteProblems offers one suite at a time with TLS 1.2: the strong ones of the certificate's kind are served, and no other that this
// client can offer.
func suiteProblems(ctx context.Context, address, host string, kind keyKind) []string {
	var problems []string
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		if !slices.Contains(suite.SupportedVersions, tls.VersionTLS12) {
			continue
		}
		_, err := handshake(ctx, address, host, tls.VersionTLS12, tls.VersionTLS12, suite.ID)
		switch wanted := slices.Contains(strong(kind), suite.ID); {
		case wanted && err != nil:
			problems = append(problems, fmt.Sprintf("%s is not served: %v", suite.Name, err))
		case !wanted && err == nil:
			problems = append(problems, suite.Name+" is served")
		case !wanted && !refusedByAlert(err):
			problems = append(problems, fmt.Sprintf("%s is not refused by an alert: %v", suite.Name, err))
		}
	}
	return problems
}

// What a record of SSL 3.0 begins with, and what an answer is (RFC 6101, 5.2 and 5.4).
const (
	recordAlert     = 21
	recordHandshake = 22
	versionSSL3     = 0x0300
)

// helloSSL3 says hello as a client of SSL 3.0 does, which no library offers any more. Only an alert, or the end of the connection, is a
// refusal.
func helloSSL3(ctx context.Context, address string) error {
	connection, err := (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("SSL 3.0 could not be tried: %w", err)
	}
	defer func() { _ = connection.Close() }() // nothing more is said
	if err := connection.SetDeadline(time.Now().Add(dialTimeout)); err != nil {
		return fmt.Errorf("SSL 3.0 could not be tried: %w", err)
	}
	suites := []uint16{0x0004, 0x0005, 0x000a, 0x002f, 0x0035} // RC4 and 3DES of SSL 3.0's own, AES as OpenSSL offered it there
	body := binary.BigEndian.AppendUint16(nil, versionSSL3)
	body = append(body, make([]byte, 32)...) // the client's random
	body = append(body, 0)                   // no session
	body = binary.BigEndian.AppendUint16(body, uint16(2*len(suites)))
	for _, suite := range suites {
		body = binary.BigEndian.AppendUint16(body, suite)
	}
	body = append(body, 1, 0) // one compression: none
	message := append([]byte{1, 0, 0, byte(len(body))}, body...)
	record := binary.BigEndian.AppendUint16([]byte{recordHandshake}, versionSSL3)
	record = append(binary.BigEndian.AppendUint16(record, uint16(len(message))), message...)
	if _, err := connection.Write(record); err != nil {
		return fmt.Errorf("SSL 3.0 could not be tried: %w", err)
	}
	header := make([]byte, 5)
	if _, err := io.ReadFull(connection, header); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return fmt.Errorf("SSL 3.0 is not answered: %w", err)
	}
	if header[0] != recordAlert {
		return errors.New("SSL 3.0 is served")
	}
	return nil
}

// serial is the number of the certificate that a host is shown now, to a client that connects anew.
func serial(ctx context.Context, address, host string) (*big.Int, error) {
	state, err := handshake(ctx, address, host, tls.VersionTLS12, tls.VersionTLS13)
	if err != nil {
		return nil, err
	}
	return state.PeerCertificates[0].SerialNumber, nil
}
