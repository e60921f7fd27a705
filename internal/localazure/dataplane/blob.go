package dataplane

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// The roles by what they let a caller do (Microsoft Learn, role-based-access-control, built-in-roles/storage, dataActions).
func blobReaders() []string {
	return append(blobWriters(), "Storage Blob Data Reader")
}

func blobWriters() []string {
	return []string{"Storage Blob Data Contributor", "Storage Blob Data Owner"}
}

// blobProblem is an answer of the blob service that refuses (Microsoft Learn, REST reference, Status and error codes; Common REST
// API error codes; Blob service error codes).
type blobProblem struct {
	status        int
	code, message string
}

func (p *blobProblem) Error() string { return p.code + ": " + p.message }

func refuseBlob(status int, code, message string) error { return &blobProblem{status, code, message} }

func notFoundBlob() error {
	return refuseBlob(http.StatusNotFound, "BlobNotFound", "The specified blob does not exist.")
}

// blobCall is one call to the blob service.
type blobCall struct {
	*http.Request
	w         http.ResponseWriter
	account   world.Resource
	container world.Resource
	folder    string
	name      string
	keeps     keeping
}

// maxBlob bounds a request's body: Put Blob takes 5,000 MiB, and no state is near that.
const maxBlob = 256 << 20

// blob answers a call to the blob service of an account.
func (s *Server) blob(w http.ResponseWriter, r *http.Request, name string) {
	w.Header().Set("x-ms-version", r.Header.Get("x-ms-version"))
	account, _ := s.find(typeAccount, name)
	container, blob, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	c := &blobCall{Request: r, w: seen, account: account, name: blob, keeps: s.keeps(account)}
	c.Body = http.MaxBytesReader(w, r.Body, maxBlob)
	s.blobs.mu.Lock()
	err := s.openBlob(c, container)
	if err == nil {
		err = s.serveBlob(c)
	}
	s.blobs.mu.Unlock()
	var refused *blobProblem
	switch {
	case err == nil:
	case errors.As(err, &refused):
		refused.write(seen, r)
	default:
		(&blobProblem{http.StatusInternalServerError, "InternalError", err.Error()}).write(seen, r)
	}
	s.note(r.Method, account, containerID(account.ID, container), seen.status)
}

// openBlob is everything that is asked before a blob is touched: who, from where, with what right, and whether the container is.
func (s *Server) openBlob(c *blobCall, container string) error {
	who, ok := s.caller(c.Request)
	scope := containerID(c.account.ID, container)
	roles := blobReaders()
	if c.Method != http.MethodGet && c.Method != http.MethodHead {
		roles = blobWriters()
	}
	if !ok && c.Header.Get("Authorization") == "" {
		c.w.Header().Set("WWW-Authenticate", fmt.Sprintf("Bearer authorization_uri=https://%s/%s/oauth2/authorize resource_id=https://storage.azure.com",
			entraHost, "common"))
		return refuseBlob(http.StatusUnauthorized, "NoAuthenticationInformation",
			"Server failed to authenticate the request. Please refer to the information in the www-authenticate header.")
	}
	if !ok || who.Audience != "https://storage.azure.com" {
		return refuseBlob(http.StatusUnauthorized, "InvalidAuthenticationInfo",
			"Server failed to authenticate the request. Please refer to the information in the www-authenticate header.")
	}
	if s.admits(c.account) != admitted {
		return refuseBlob(http.StatusForbidden, "AuthorizationFailure", "This request is not authorized to perform this operation.")
	}
	if !s.may(who, scope, "", roles...) {
		return refuseBlob(http.StatusForbidden, "AuthorizationPermissionMismatch",
			"This request is not authorized to perform this operation using this permission.")
	}
	if c.container, ok = s.world.Get(scope); !ok {
		return refuseBlob(http.StatusNotFound, "ContainerNotFound", "The specified container does not exist.")
	}
	c.folder = s.blobs.container(c.account, c.container)
	return nil
}

// serveBlob does what was asked for. Each case names its page of the REST reference.
func (s *Server) serveBlob(c *blobCall) error {
	query := c.URL.Query()
	comp, ofContainer := query.Get("comp"), query.Get("restype") == "container"
	switch {
	case ofContainer && comp == "list" && c.Method == http.MethodGet: // List Blobs
		return s.listBlobs(c)
	case ofContainer && comp == "" && (c.Method == http.MethodGet || c.Method == http.MethodHead): // Get Container Properties
		c.w.Header().Set("ETag", fmt.Sprintf(`"0x%X"`, c.container.Changed.UnixNano()))
		c.w.Header().Set("Last-Modified", httpTime(c.container.Changed))
		return nil
	case c.name == "" || ofContainer:
	case comp == "" && c.Method == http.MethodHead, comp == "" && c.Method == http.MethodGet: // Get Blob Properties, Get Blob
		return s.getBlob(c)
	case comp == "" && c.Method == http.MethodDelete: // Delete Blob
		return s.deleteBlob(c)
	case comp == "" && c.Method == http.MethodPut && c.Header.Get("x-ms-copy-source") != "": // Copy Blob
		return s.copyBlob(c)
	case comp == "" && c.Method == http.MethodPut && c.Header.Get("x-ms-blob-type") == "BlockBlob": // Put Blob
		return s.putBlob(c)
	case comp == "block" && c.Method == http.MethodPut: // Put Block
		return s.putBlock(c)
	case comp == "blocklist" && c.Method == http.MethodPut: // Put Block List
		return s.putBlockList(c)
	}
	return refuseBlob(http.StatusNotImplemented, "NotServedLocally",
		fmt.Sprintf("the local Azure serves only the calls of blobs that the Pulumi CLI makes, and %s %s is none", c.Method, c.URL.RequestURI()))
}

// write sends the refusal. HEAD has no body; its code is in the header (Status and error codes).
func (p *blobProblem) write(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("x-ms-error-code", p.code)
	if r.Method == http.MethodHead || p.status == http.StatusNotModified {
		w.WriteHeader(p.status)
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(p.status)
	_, _ = io.WriteString(w, xml.Header)
	_ = xml.NewEncoder(w).Encode(struct {
		XMLName xml.Name `xml:"Error"`
		Code    string
		Message string
	}{Code: p.code, Message: p.message})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers it.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
