package dataplane

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// described are the headers of a request that describe the blob (Put Blob; Put Block List, request headers).
func described(r *http.Request) map[string]string {
	kept := map[string]string{"Content-Type": "application/octet-stream"}
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Language", "Cache-Control", "Content-Disposition"} {
		if value := r.Header.Get("x-ms-blob-" + name); value != "" {
			kept[name] = value
		}
	}
	for name, values := range r.Header {
		if strings.HasPrefix(strings.ToLower(name), "x-ms-meta-") && len(values) > 0 {
			kept[name] = values[0]
		}
	}
	return kept
}

// changed reads a blob that is to be written and tests the conditions for it.
func (s *Server) changed(c *blobCall) (blobFile, error) {
	f, err := load(c.folder, c.name)
	if err != nil {
		return f, err
	}
	now, _ := f.current()
	return f, meets(c.Request, now, false)
}

// store writes new content, and answers as Put Blob does.
func (s *Server) store(c *blobCall, f blobFile, data []byte, headers map[string]string, status int) error {
	made, err := f.put(c.folder, data, headers, c.keeps, s.world.Now())
	if err != nil {
		return err
	}
	if err := f.save(c.folder); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("ETag", made.ETag)
	h.Set("Last-Modified", httpTime(made.Modified))
	h.Set("x-ms-request-server-encrypted", "true")
	if c.keeps.versions {
		h.Set("x-ms-version-id", made.ID)
	}
	c.w.WriteHeader(status)
	return nil
}

func (s *Server) putBlob(c *blobCall) error {
	data, err := body(c)
	if err != nil {
		return err
	}
	f, err := s.changed(c)
	if err != nil {
		return err
	}
	return s.store(c, f, data, described(c.Request), http.StatusCreated)
}

// body reads what was sent, and holds it against the digest that came with it.
func body(c *blobCall) ([]byte, error) {
	data, err := io.ReadAll(c.Body)
	if err != nil {
		return nil, refuseBlob(http.StatusRequestEntityTooLarge, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.")
	}
	if sent := c.Header.Get("Content-MD5"); sent != "" && sent != digest(data) {
		return nil, refuseBlob(http.StatusBadRequest, "Md5Mismatch", "The MD5 value specified in the request did not match the MD5 value calculated by the server.")
	}
	return data, nil
}

func (s *Server) putBlock(c *blobCall) error {
	id := c.URL.Query().Get("blockid")
	if raw, err := base64.StdEncoding.DecodeString(id); err != nil || len(raw) == 0 || len(raw) > 64 {
		return refuseBlob(http.StatusBadRequest, "InvalidQueryParameterValue", "Value for one of the query parameters specified in the request URI is invalid.")
	}
	data, err := body(c)
	if err != nil {
		return err
	}
	f, err := load(c.folder, c.name)
	if err != nil {
		return err
	}
	file, err := content(c.folder, c.name, data)
	if err != nil {
		return err
	}
	f.Staged = maps.Clone(f.Staged)
	if f.Staged == nil {
		f.Staged = map[string]string{}
	}
	f.Staged[id] = file
	if err := f.save(c.folder); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusCreated)
	return nil
}

// putBlockList makes a blob of blocks that were sent. Blocks of the blob as it is cannot be named: its content is kept in one
// piece, and no writer of the CLI's names them.
func (s *Server) putBlockList(c *blobCall) error {
	var list struct {
		Latest      []string `xml:"Latest"`
		Uncommitted []string `xml:"Uncommitted"`
		Committed   []string `xml:"Committed"`
	}
	if err := xml.NewDecoder(c.Body).Decode(&list); err != nil {
		return refuseBlob(http.StatusBadRequest, "InvalidXmlDocument", "The XML specified is not syntactically valid.")
	}
	f, err := s.changed(c)
	if err != nil {
		return err
	}
	var data []byte
	for _, id := range append(list.Latest, list.Uncommitted...) {
		file, ok := f.Staged[id]
		if !ok {
			return invalidBlocks()
		}
		part, err := os.ReadFile(filepath.Join(blobDir(c.folder, c.name), file))
		if err != nil {
			return fmt.Errorf("a block of %s: %w", c.name, err)
		}
		data = append(data, part...)
	}
	if len(list.Committed) > 0 {
		return invalidBlocks()
	}
	return s.store(c, f, data, described(c.Request), http.StatusCreated)
}

func invalidBlocks() error {
	return refuseBlob(http.StatusBadRequest, "InvalidBlockList", "The specified block list is invalid.")
}

// copyBlob copies within the account, at once, as Azure does with blobs of the same account as a rule (Copy Blob, remarks).
func (s *Server) copyBlob(c *blobCall) error {
	source, err := url.Parse(c.Header.Get("x-ms-copy-source"))
	if err != nil || !strings.EqualFold(source.Host, c.Host) {
		return refuseBlob(http.StatusBadRequest, "CopyAcrossAccountsNotSupported", "The copy source account and destination account must be the same.")
	}
	container, name, _ := strings.Cut(strings.TrimPrefix(source.Path, "/"), "/")
	from, ok := s.world.Get(containerID(c.account.ID, container))
	if !ok {
		return refuseBlob(http.StatusNotFound, "ContainerNotFound", "The specified container does not exist.")
	}
	folder := s.blobs.container(c.account, from)
	read, err := load(folder, name)
	if err != nil {
		return err
	}
	id := source.Query().Get("versionid")
	if id == "" {
		id = read.Current
	}
	v, ok := read.version(id)
	if !ok {
		return notFoundBlob()
	}
	data, err := os.ReadFile(filepath.Join(blobDir(folder, name), v.File))
	if err != nil {
		return fmt.Errorf("blob %s: %w", name, err)
	}
	f, err := s.changed(c)
	if err != nil {
		return err
	}
	c.w.Header().Set("x-ms-copy-id", drawID())
	c.w.Header().Set("x-ms-copy-status", "success")
	return s.store(c, f, data, v.Headers, http.StatusAccepted)
}

func (s *Server) deleteBlob(c *blobCall) error {
	f, err := load(c.folder, c.name)
	if err != nil {
		return err
	}
	now, ok := f.current()
	if !ok {
		return notFoundBlob()
	}
	if err := meets(c.Request, now, false); err != nil {
		return err
	}
	f.leave(c.keeps, s.world.Now())
	if err := f.save(c.folder); err != nil {
		return err
	}
	c.w.Header().Set("x-ms-delete-type-permanent", strconv.FormatBool(!c.keeps.versions && c.keeps.days == 0))
	c.w.WriteHeader(http.StatusAccepted)
	return nil
}
