package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// DataPlane is what the CLI needs to keep its state in an account of the local Azure and encrypt secrets with a key of one of its
// vaults: variables, among them HTTPS_PROXY and SSL_CERT_FILE.
type DataPlane struct {
	Env map[string]string
}

// azblobScheme is how the CLI names a backend in an Azure account.
const azblobScheme = "azblob"

// check refuses everything but an account that is reached through the proxy of this local folder. The certificate that the CLI
// trusts lies in the world's folder, and a URL that names another domain or protocol would pass the proxy by (gocloud.dev,
// blob/azureblob, ServiceURLOptions).
func (d DataPlane) check(l Local, backend string) error {
	parsed, err := url.Parse(backend)
	if backend == l.StateURL() {
		parsed, err = nil, nil
	}
	if err != nil || parsed != nil && (parsed.Scheme != azblobScheme || !onlyAccount(parsed.Query())) {
		return mixed("the local target keeps its state in %s or in an account of the local Azure "+
			"(azblob://CONTAINER?storage_account=ACCOUNT), not in %q", l.StateURL(), backend)
	}
	if !strings.HasPrefix(d.Env["SSL_CERT_FILE"], l.WorldDir()+string(filepath.Separator)) {
		return mixed("the proxy at %q is not that of the local Azure in %s", d.Env["HTTPS_PROXY"], l.Dir)
	}
	proxy, err := url.Parse(d.Env["HTTPS_PROXY"])
	if err != nil || proxy.Hostname() != "127.0.0.1" || strings.Contains(d.Env["NO_PROXY"], "azure") {
		return mixed("the proxy at %q is not on this machine", d.Env["HTTPS_PROXY"])
	}
	return nil
}

func onlyAccount(query url.Values) bool {
	return len(query) == 1 && query.Get("storage_account") != ""
}

// trusts tells whether an environment has the wiring of this local folder's data plane.
func (l Local) trusts(environ []string) bool {
	return slices.ContainsFunc(environ, func(entry string) bool {
		return strings.HasPrefix(entry, "SSL_CERT_FILE="+l.WorldDir()+string(filepath.Separator))
	})
}

// ErrNotOurs is wrapped where the proxy does not prove to be the local Azure's.
var ErrNotOurs = errors.New("no local Azure answers there")

// Probe asks the proxy to prove itself: it must speak for Entra with a certificate of the authority in the world's folder, whose
// key nobody else has. What a port was given to since, or another proxy, cannot.
func (d DataPlane) Probe(ctx context.Context) error {
	client, err := d.Client()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://login.microsoftonline.com/common/discovery/instance", nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrNotOurs, d.Env["HTTPS_PROXY"], err)
	}
	return response.Body.Close()
}

// Client is an HTTP client that reaches the data plane and nothing else.
func (d DataPlane) Client() (*http.Client, error) {
	proxy, err := url.Parse(d.Env["HTTPS_PROXY"])
	if err != nil {
		return nil, fmt.Errorf("the proxy of the local Azure: %w", err)
	}
	certificate, err := os.ReadFile(d.Env["SSL_CERT_FILE"])
	if err != nil {
		return nil, fmt.Errorf("the certificate of the local Azure: %w", err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	return &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		DialContext: (&net.Dialer{Timeout: probeTimeout}).DialContext, DisableKeepAlives: true,
	}}, nil
}

// MovedWorkspace is the workspace of a stack whose state is in an account of the local Azure. Its settings are a copy in
// [Local.MovedDir], which [MoveStack] makes; ports and environment are those of w.
func (w Workspace) MovedWorkspace(backend string, data DataPlane) Workspace {
	w.BackendURL, w.SettingsDir, w.DataPlane = backend, w.Local.MovedDir(), &data
	return w
}
