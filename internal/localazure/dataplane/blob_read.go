package dataplane

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func httpTime(at time.Time) string { return at.UTC().Format(http.TimeFormat) }

// getBlob answers Get Blob and Get Blob Properties, of the current version or of a named one.
func (s *Server) getBlob(c *blobCall) error {
	f, err := load(c.folder, c.name)
	if err != nil {
		return err
	}
	id := c.URL.Query().Get("versionid")
	if id == "" {
		id = f.Current
	}
	v, ok := f.version(id)
	if !ok {
		return notFoundBlob()
	}
	if err := meets(c.Request, v, true); err != nil {
		return err
	}
	describe(c.w.Header(), v)
	c.w.Header().Set("x-ms-version-id", v.ID)
	if c.Method == http.MethodHead {
		c.w.Header().Set("Content-Length", strconv.FormatInt(v.Size, 10))
		return nil
	}
	data, err := os.ReadFile(filepath.Join(blobDir(c.folder, c.name), v.File))
	if err != nil {
		return fmt.Errorf("blob %s: %w", c.name, err)
	}
	status := http.StatusOK
	if text := wanted(c.Request); text != "" {
		first, last, ok := span(text, v.Size)
		if !ok {
			return refuseBlob(http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The range specified is invalid for the current size of the resource.")
		}
		c.w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, v.Size))
		data, status = data[first:last+1], http.StatusPartialContent
	}
	c.w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	c.w.WriteHeader(status)
	_, err = c.w.Write(data)
	return err
}

// describe sets the headers that say what a version is.
func describe(h http.Header, v blobVersion) {
	for name, value := range v.Headers {
		h.Set(name, value)
	}
	h.Set("ETag", v.ETag)
	h.Set("Last-Modified", httpTime(v.Modified))
	h.Set("Content-MD5", base64.StdEncoding.EncodeToString(v.MD5))
	h.Set("Accept-Ranges", "bytes")
	h.Set("x-ms-blob-type", "BlockBlob")
	h.Set("x-ms-creation-time", httpTime(v.Created))
	h.Set("x-ms-server-encrypted", "true")
}

// wanted is the range that is asked for; x-ms-range goes before Range (Specifying the range header for Blob service operations).
func wanted(r *http.Request) string {
	if text := r.Header.Get("x-ms-range"); text != "" {
		return text
	}
	return r.Header.Get("Range")
}

func span(text string, size int64) (first, last int64, ok bool) {
	from, to, dash := strings.Cut(strings.TrimPrefix(text, "bytes="), "-")
	first, err := strconv.ParseInt(from, 10, 64)
	if err != nil || !dash || first >= size {
		return 0, 0, false
	}
	last = size - 1
	if to != "" {
		named, err := strconv.ParseInt(to, 10, 64)
		if err != nil || named < first {
			return 0, 0, false
		}
		last = min(last, named)
	}
	return first, last, true
}

// meets tests the conditional headers (Specifying conditional headers for Blob service operations). A version with no ETag is a
// blob that is not there.
func meets(r *http.Request, v blobVersion, reading bool) error {
	there := v.ETag != ""
	failed := refuseBlob(http.StatusPreconditionFailed, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.")
	if want := r.Header.Get("If-Match"); want != "" && (!there || want != "*" && want != v.ETag) {
		return failed
	}
	if since, err := http.ParseTime(r.Header.Get("If-Unmodified-Since")); err == nil && there && v.Modified.Truncate(time.Second).After(since) {
		return failed
	}
	if never := r.Header.Get("If-None-Match"); never != "" && there && (never == "*" || never == v.ETag) {
		switch {
		case reading:
			return refuseBlob(http.StatusNotModified, "ConditionNotMet", "The condition specified in the conditional header(s) was not met for a read operation.")
		case never == "*":
			return refuseBlob(http.StatusConflict, "BlobAlreadyExists", "The specified blob already exists.")
		}
		return failed
	}
	if since, err := http.ParseTime(r.Header.Get("If-Modified-Since")); err == nil && there && !v.Modified.Truncate(time.Second).After(since) {
		if reading {
			return refuseBlob(http.StatusNotModified, "ConditionNotMet", "The condition specified in the conditional header(s) was not met for a read operation.")
		}
		return failed
	}
	return nil
}

// The form of List Blobs.
type (
	listed struct {
		XMLName         xml.Name `xml:"EnumerationResults"`
		ServiceEndpoint string   `xml:",attr"`
		ContainerName   string   `xml:",attr"`
		Prefix          string
		Marker          string
		MaxResults      int
		Delimiter       string
		Blobs           listedBlobs
		NextMarker      string
	}
	listedBlobs struct {
		Blob       []listedBlob
		BlobPrefix []listedPrefix
	}
	listedPrefix struct{ Name string }
	listedBlob   struct {
		Name             string
		VersionID        string `xml:"VersionId"`
		IsCurrentVersion bool
		Properties       listedProperties
	}
	listedProperties struct {
		Created   string `xml:"Creation-Time"`
		Modified  string `xml:"Last-Modified"`
		ETag      string `xml:"Etag"`
		Length    int64  `xml:"Content-Length"`
		Type      string `xml:"Content-Type"`
		MD5       string `xml:"Content-MD5"`
		BlobType  string
		Encrypted bool `xml:"ServerEncrypted"`
	}
)

// mostListed is how many entries a page has at most (List Blobs, maxresults).
const mostListed = 5000

// listBlobs answers List Blobs: names in order, those that share what comes before the delimiter as one.
func (s *Server) listBlobs(c *blobCall) error {
	query := c.URL.Query()
	answer := listed{
		ServiceEndpoint: "https://" + c.Host + "/", ContainerName: strings.SplitN(strings.Trim(c.URL.Path, "/"), "/", 2)[0],
		Prefix: query.Get("prefix"), Marker: query.Get("marker"), Delimiter: query.Get("delimiter"), MaxResults: mostListed,
	}
	if text := query.Get("maxresults"); text != "" {
		most, err := strconv.Atoi(text)
		if err != nil || most < 1 {
			return refuseBlob(http.StatusBadRequest, "OutOfRangeQueryParameterValue", "One of the query parameters specified in the request URI is outside the permissible range.")
		}
		answer.MaxResults = min(most, mostListed)
	}
	versions := slices.Contains(strings.Split(query.Get("include"), ","), "versions") // List Blobs, include: versions
	all, err := s.blobs.list(c.folder, versions)
	if err != nil {
		return err
	}
	entries, before := 0, ""
	for _, f := range all {
		rest, ok := strings.CutPrefix(f.Name, answer.Prefix)
		if !ok {
			continue
		}
		shown, isPrefix := f.Name, false
		if head, _, cut := strings.Cut(rest, answer.Delimiter); cut && answer.Delimiter != "" {
			shown, isPrefix = answer.Prefix+head+answer.Delimiter, true
		}
		if shown < answer.Marker || isPrefix && shown == before {
			continue
		}
		if entries == answer.MaxResults {
			answer.NextMarker = shown
			break
		}
		entries, before = entries+1, shown
		if isPrefix {
			answer.Blobs.BlobPrefix = append(answer.Blobs.BlobPrefix, listedPrefix{shown})
			continue
		}
		if versions {
			for _, v := range f.Versions { // oldest first
				one := entry(f.Name, v)
				one.IsCurrentVersion = v.ID == f.Current
				answer.Blobs.Blob = append(answer.Blobs.Blob, one)
			}
			continue
		}
		if v, ok := f.current(); ok {
			answer.Blobs.Blob = append(answer.Blobs.Blob, entry(f.Name, v))
		}
	}
	c.w.Header().Set("Content-Type", "application/xml")
	if _, err := io.WriteString(c.w, xml.Header); err != nil {
		return err
	}
	return xml.NewEncoder(c.w).Encode(answer)
}

func entry(name string, v blobVersion) listedBlob {
	return listedBlob{Name: name, VersionID: v.ID, IsCurrentVersion: true, Properties: listedProperties{
		Created: httpTime(v.Created), Modified: httpTime(v.Modified), ETag: strings.Trim(v.ETag, `"`), Length: v.Size,
		Type: v.Headers["Content-Type"], MD5: base64.StdEncoding.EncodeToString(v.MD5), BlobType: "BlockBlob", Encrypted: true,
	}}
}
