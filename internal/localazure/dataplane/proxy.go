package dataplane

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
)

// The hosts that are served: the public cloud's.
const (
	entraHost   = "login.microsoftonline.com"
	vaultSuffix = ".vault.azure.net"
	blobSuffix  = ".blob.core.windows.net"
)

// serves tells whether a host is one of ours.
func serves(host string) bool {
	for _, suffix := range []string{vaultSuffix, blobSuffix} {
		if name, ok := strings.CutSuffix(host, suffix); ok {
			return name != "" && !strings.Contains(name, ".")
		}
	}
	return host == entraHost
}

// connect answers the proxy's own port. The reason of a refusal stands in the status line, because that is what Go's HTTP client
// shows of it.
func (s *Server) connect(w http.ResponseWriter, r *http.Request) {
	host, port, err := net.SplitHostPort(r.Host)
	host = strings.ToLower(host)
	switch {
	case r.Method != http.MethodConnect:
		http.Error(w, "this is the proxy of the local Azure: it tunnels HTTPS and does nothing else", http.StatusMethodNotAllowed)
	case err != nil || port != "443" || !serves(host):
		refuseTunnel(w, http.StatusForbidden, fmt.Sprintf("the local Azure serves no %s, and lets nothing out of this machine", r.Host))
	case !s.resolves(host):
		refuseTunnel(w, http.StatusBadGateway, fmt.Sprintf("no such host: the local Azure holds nothing that is called %s", host))
	case s.out(host):
		refuseTunnel(w, http.StatusGatewayTimeout, fmt.Sprintf("%s does not answer: its region is out", host))
	default:
		s.tunnel(w, host)
	}
}

func refuseTunnel(w http.ResponseWriter, status int, reason string) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, reason, status)
		return
	}
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status, reason)
	_ = conn.Close()
}

// tunnel ends the connection's TLS here, as the host.
func (s *Server) tunnel(w http.ResponseWriter, host string) {
	leaf, err := s.authority.leaf(host)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		_ = conn.Close()
		return
	}
	s.tunnels.hand(tls.Server(conn, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		Certificates: []tls.Certificate{*leaf},
	}))
}

// answer answers a request that came through a tunnel.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	host := strings.ToLower(r.Host)
	w.Header().Set("x-ms-request-id", drawID())
	switch {
	case s.out(host):
		hangUp(w)
	case host == entraHost:
		s.entra(w, r)
	case strings.HasSuffix(host, vaultSuffix):
		s.vault(w, r, strings.TrimSuffix(host, vaultSuffix))
	case strings.HasSuffix(host, blobSuffix):
		s.blob(w, r, strings.TrimSuffix(host, blobSuffix))
	default:
		http.Error(w, "the local Azure serves no "+host, http.StatusMisdirectedRequest)
	}
}

// hangUp ends the connection without an answer, as one to a region that is gone.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "the region is out", http.StatusServiceUnavailable)
		return
	}
	_ = conn.Close()
}

// tunnels is a listener whose connections are handed to it.
type tunnels struct {
	address net.Addr
	waiting chan net.Conn
	once    sync.Once
	done    chan struct{}
}

func newTunnels(address net.Addr) *tunnels {
	return &tunnels{address: address, waiting: make(chan net.Conn), done: make(chan struct{})}
}

func (t *tunnels) hand(conn net.Conn) {
	select {
	case t.waiting <- conn:
	case <-t.done:
		_ = conn.Close()
	}
}

// Accept waits for a connection.
func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case conn := <-t.waiting:
		return conn, nil
	case <-t.done:
		return nil, net.ErrClosed
	}
}

// Close ends the waiting.
func (t *tunnels) Close() error {
	t.once.Do(func() { close(t.done) })
	return nil
}

// Addr is the proxy's address.
func (t *tunnels) Addr() net.Addr { return t.address }
