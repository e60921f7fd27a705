package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// podNetwork stands for the network on which pods have addresses. Traefik is told of it as a proxy, asks it for the addresses that it
// read from the API server, and is led to the one reference application that runs here.
type podNetwork struct {
	// URL is where the proxy listens.
	URL string

	mu sync.Mutex
	// asked are the addresses that requests were for, and how often.
	asked map[string]int
	// last are the headers of the last request that went through, as the application got them.
	last http.Header
	// broken makes every connection fail; status, if set, is answered in the application's place.
	broken bool
	status int
}

func newPodNetwork(t *testing.T, application string) *podNetwork {
	t.Helper()
	n := &podNetwork{asked: map[string]int{}}
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", application, r.In.Host
			for _, header := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
				r.Out.Header[header] = r.In.Header[header] // what Traefik says of the caller arrives as it said it
			}
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		n.asked[r.URL.Host]++
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
	go func() { _ = server.Serve(listener) }() // until it is closed
	t.Cleanup(func() { _ = server.Close() })
	n.URL = "http://" + listener.Addr().String()
	return n
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

// seen are the headers of the last request.
func (n *podNetwork) seen() http.Header {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.last.Clone()
}

// addresses are those that requests were for.
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
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait(); _ = log.Close() }) //nolint:errcheck // it ends so
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
	require.Eventually(t, func() bool {
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
	}, 30*time.Second, 50*time.Millisecond, "%s: %s", address, &last)
}
