package e2e

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// caller sends requests to a proxy as somebody does.
type caller struct {
	proxy *proxy
	// frontDoor is the identifier that requests carry; empty is none.
	frontDoor string
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// get asks for a host's path over HTTPS, on a connection of its own.
func (c caller) get(ctx context.Context, host, path string, headers http.Header) (answer, error) {
	return c.ask(ctx, "https", c.proxy.https, host, path, headers)
}

func (c caller) ask(ctx context.Context, scheme, address, host, path string, headers http.Header) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	transport := &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: dialTimeout}).DialContext(ctx, network, address)
		},
		TLSClientConfig: &tls.Config{ServerName: host, InsecureSkipVerify: true}, //nolint:gosec // whom the edge trusts is another question
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+host+path, nil)
	if err != nil {
		return answer{}, fmt.Errorf("request: %w", err)
	}
	for name, values := range headers {
		request.Header[name] = values
	}
	if c.frontDoor != "" {
		request.Header.Set("X-Azure-FDID", c.frontDoor)
	}
	response, err := transport.RoundTrip(request) // which follows no redirect
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }() // it was read to its end
	body, err := io.ReadAll(response.Body)
	return answer{status: response.StatusCode, header: response.Header, body: string(body)}, err
}

// yearSeconds is how long a browser must keep to HTTPS at least.
const yearSeconds = 365 * 24 * 3600

var maxAge = regexp.MustCompile(`\Amax-age=(\d+); includeSubDomains\z`)

// hstsProblem says what is wrong with an answer's promise, or nothing.
func hstsProblem(a answer) string {
	values := a.header.Values("Strict-Transport-Security")
	if len(values) != 1 {
		return fmt.Sprintf("%d headers Strict-Transport-Security", len(values))
	}
	match := maxAge.FindStringSubmatch(values[0])
	if match == nil {
		return fmt.Sprintf("Strict-Transport-Security is %q", values[0])
	}
	if seconds, err := strconv.Atoi(match[1]); err != nil || seconds < yearSeconds {
		return fmt.Sprintf("Strict-Transport-Security is for %s seconds", match[1])
	}
	return ""
}
