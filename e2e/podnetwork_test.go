package e2e

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// podNetwork stands for the network on which pods have addresses. Traefik is told of it as a proxy (SOCKS 5, RFC 1928), asks it to
// connect to the addresses that it read from the API server, and is led to the one reference application that runs here.
type podNetwork struct {
	// URL is where the proxy listens.
	URL string

	mu sync.Mutex
	// asked are the addresses that connections were for, and how often.
	asked map[string]int
	// requests is how many went through, and last are the headers of the last one, as the application got them.
	requests int
	last     http.Header
	// broken makes every connection fail; status, if set, is answered in the application's place.
	broken bool
	status int

	connections chan net.Conn
	listener    net.Listener
}

func newPodNetwork(t *testing.T, application string) *podNetwork {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	n := &podNetwork{asked: map[string]int{}, connections: make(chan net.Conn), listener: listener, URL: "socks5://" + listener.Addr().String()}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", application, r.In.Host
			for _, header := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				r.Out.Header[header] = r.In.Header[header] // what Traefik says of the caller arrives as it said it
			}
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		n.requests++
		n.last = r.Header.Clone()
		broken, status := n.broken, n.status
		n.mu.Unlock()
		switch {
		case broken:
			panic(http.ErrAbortHandler) // the connection ends without an answer
		case status != 0:
			w.WriteHeader(status)
		default:
			forward.ServeHTTP(w, r)
		}
	})}
	go n.connect()
	go func() { _ = server.Serve(n) }() // until it is closed
	t.Cleanup(func() { _ = server.Close() })
	return n
}

// connect takes connections and finds out what each is for.
func (n *podNetwork) connect() {
	defer close(n.connections)
	for {
		connection, err := n.listener.Accept()
		if err != nil {
			return // it was closed
		}
		address, err := socksConnect(connection)
		if err != nil {
			_ = connection.Close() // nobody is served who does not say where to
			continue
		}
		n.mu.Lock()
		n.asked[address]++
		n.mu.Unlock()
		n.connections <- connection
	}
}

// Accept, Close and Addr make it the listener of what is at the other end.
func (n *podNetwork) Accept() (net.Conn, error) {
	connection, open := <-n.connections
	if !open {
		return nil, net.ErrClosed
	}
	return connection, nil
}

func (n *podNetwork) Close() error   { return n.listener.Close() }
func (n *podNetwork) Addr() net.Addr { return n.listener.Addr() }

// socksConnect does what a server of SOCKS 5 does until bytes are passed on, and returns the address that was asked for: no sign-in, the
// command CONNECT, an address of IP version 4.
func socksConnect(connection net.Conn) (string, error) {
	if err := connection.SetDeadline(time.Now().Add(dialTimeout)); err != nil {
		return "", err
	}
	greeting := make([]byte, 2)
	if _, err := io.ReadFull(connection, greeting); err != nil {
		return "", err
	}
	if _, err := io.CopyN(io.Discard, connection, int64(greeting[1])); err != nil {
		return "", err
	}
	if _, err := connection.Write([]byte{5, 0}); err != nil {
		return "", err
	}
	request := make([]byte, 10)
	if _, err := io.ReadFull(connection, request); err != nil {
		return "", err
	}
	if request[0] != 5 || request[1] != 1 || request[3] != 1 {
		return "", fmt.Errorf("no request to connect to an address of version 4: %v", request)
	}
	if _, err := connection.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0}); err != nil {
		return "", err
	}
	address := netip.AddrPortFrom(netip.AddrFrom4([4]byte(request[4:8])), binary.BigEndian.Uint16(request[8:]))
	return address.String(), connection.SetDeadline(time.Time{})
}

// with does something while the network is in another state.
func (n *podNetwork) with(broken bool, status int, do func()) {
	set := func(broken bool, status int) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.broken, n.status = broken, status
	}
	set(broken, status)
	defer set(false, 0)
	do()
}

// seen are the headers of the last request, and how many there were.
func (n *podNetwork) seen() (http.Header, int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.last.Clone(), n.requests
}

// addresses are those that connections were for.
func (n *podNetwork) addresses() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := map[string]int{}
	for address, times := range n.asked {
		all[address] = times
	}
	return all
}

// startApplication starts the reference application as the environment's web, and returns where it listens.
func (e *environment) startApplication(t *testing.T) string {
	t.Helper()
	path, err := built("refapp")
	require.NoError(t, err)
	product, probes := freePort(t), freePort(t)
	log, err := os.Create(filepath.Join(e.dir, "refapp.log"))
	require.NoError(t, err)
	command := exec.CommandContext(contextOf(t), path)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	command.Env = []string{
		"TRELICA_WORKLOAD=web", "TRELICA_KIND=web", "TRELICA_ENVIRONMENT=" + e.set.Identity.Environment, "TRELICA_REGION=" + e.set.Place.Region,
		"LISTEN_HOST=127.0.0.1", "PORT=" + product, "HEALTH_PORT=" + probes, "DRAIN_SECONDS=1", "HOSTNAME=e2e",
	}
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait(); _ = log.Close() })
	awaitHTTP(t, "http://127.0.0.1:"+probes+"/healthz/ready", http.StatusOK)
	return "127.0.0.1:" + product
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }() // it was only asked for its number
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	return port
}

// awaitHTTP waits until an address answers with a status.
func awaitHTTP(t *testing.T, address string, want int) {
	t.Helper()
	var last string
	answers := func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return false
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			last = err.Error()
			return false
		}
		defer func() { _, _ = io.Copy(io.Discard, answer.Body); _ = answer.Body.Close() }()
		last = fmt.Sprint(answer.StatusCode)
		return answer.StatusCode == want
	}
	for deadline := time.Now().Add(time.Minute); !answers(); time.Sleep(50 * time.Millisecond) {
		require.True(t, time.Now().Before(deadline), "%s: %s", address, last)
	}
}
