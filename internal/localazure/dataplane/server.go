package dataplane

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Options are how the data plane is served.
type Options struct {
	// Dir is the world's folder.
	Dir string
	// Port is the port on 127.0.0.1; 0 means any free one.
	Port int
	// From is the public address that calls come from. The zero address means the inside of the networks: calls go
	// through the private endpoint of an account or a vault where the world holds one, and else come from a public address
	// that no rule names.
	From netip.Addr
}

// Server is a data plane that is served.
type Server struct {
	world     *world.World
	dir       string
	authority *authority
	key       [32]byte // what tokens and secrets are made with
	blobs     *blobStore
	keys      *keyStore

	http    *http.Server
	inner   *http.Server
	tunnels *tunnels
	address string
	served  chan error

	mu   sync.Mutex
	from netip.Addr
}

// headerWait bounds how long a caller may take to send a request's header.
const headerWait = 10 * time.Second

// Folder is where the data plane keeps its files in a world's folder.
func Folder(dir string) string { return filepath.Join(dir, "dataplane") }

// CAFile is where the certificate of the authority lies that the CLI must trust.
func CAFile(dir string) string { return filepath.Join(Folder(dir), "ca.pem") }

// Serve starts to serve. Close ends it.
func Serve(ctx context.Context, in *world.World, options Options) (*Server, error) {
	dir := Folder(options.Dir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the folder of the data plane: %w", err)
	}
	made, err := newAuthority()
	if err != nil {
		return nil, err
	}
	if err := replaceFile(CAFile(options.Dir), made.pem); err != nil {
		return nil, err
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", options.Port))
	if err != nil {
		return nil, fmt.Errorf("port %d on 127.0.0.1 cannot be had: %w", options.Port, err)
	}
	s := &Server{
		world: in, dir: options.Dir, authority: made, from: options.From,
		blobs: &blobStore{dir: filepath.Join(dir, "blobs")}, keys: &keyStore{dir: filepath.Join(dir, "keys")},
		tunnels: newTunnels(listener.Addr()), address: listener.Addr().String(), served: make(chan error, 2),
	}
	if _, err := rand.Read(s.key[:]); err != nil {
		return nil, errors.Join(fmt.Errorf("a key for tokens: %w", err), listener.Close())
	}
	s.http = &http.Server{Handler: http.HandlerFunc(s.connect), ReadHeaderTimeout: headerWait}
	s.inner = &http.Server{Handler: http.HandlerFunc(s.answer), ReadHeaderTimeout: headerWait}
	go func() { s.served <- s.http.Serve(listener) }()
	go func() { s.served <- s.inner.Serve(s.tunnels) }()
	return s, nil
}

// ProxyURL is the address of the proxy.
func (s *Server) ProxyURL() string { return "http://" + s.address }

// CAFile is the file of the certificate to trust.
func (s *Server) CAFile() string { return CAFile(s.dir) }

// SetFrom changes where calls come from, see Options.From.
func (s *Server) SetFrom(from netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from = from
}

func (s *Server) place() netip.Addr {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.from
}

// Environ is what a process needs to reach the data plane, and nothing else, as the local operator or as a managed identity of
// the world, by its client identifier. The variables are those that azidentity's EnvironmentCredential and Go's HTTP client
// read.
func (s *Server) Environ(tenant, client string) map[string]string {
	return map[string]string{
		"HTTPS_PROXY": s.ProxyURL(), "https_proxy": s.ProxyURL(),
		// What the machine itself exempts would leave it.
		"NO_PROXY": loopback, "no_proxy": loopback,
		"SSL_CERT_FILE":           s.CAFile(),
		"AZURE_TENANT_ID":         tenant,
		"AZURE_CLIENT_ID":         client,
		"AZURE_CLIENT_SECRET":     s.secret(client),
		"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential",
	}
}

const loopback = "127.0.0.1,localhost,::1"

// Close ends every connection and frees the port.
func (s *Server) Close() error {
	err := errors.Join(s.http.Close(), s.inner.Close())
	for range 2 {
		if served := <-s.served; !errors.Is(served, http.ErrServerClosed) && !errors.Is(served, net.ErrClosed) {
			err = errors.Join(err, served)
		}
	}
	if err != nil {
		return fmt.Errorf("the data plane at %s: %w", s.address, err)
	}
	return nil
}

// replaceFile writes a file in one step: a reader sees all of it or what was there before.
func replaceFile(path string, data []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("the data plane's files: %w", err)
	}
	_, err = temporary.Write(data)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("the data plane's files: %w", errors.Join(err, os.Remove(temporary.Name())))
	}
	return nil
}
