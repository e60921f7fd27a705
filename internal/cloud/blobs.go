package cloud

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/trelica/infrastructure/internal/engine"
)

// Blobs is a container of an account in which the CLI keeps states. It is called for what the CLI cannot do: to find an earlier version
// of a state and bring it back. The caller needs Storage Blob Data Contributor, as for the CLI itself, and a way through the account's
// firewall. It is written on the SDK's pipeline alone, for three calls.
type Blobs struct {
	pipeline runtime.Pipeline
	base     string
}

var _ engine.Files = (*Blobs)(nil)

// blobVersion is the version of the blob service's interface that the calls were written from (Microsoft Learn, REST reference, Blob
// service: List Blobs, Get Blob, Put Blob; versions are listed from 2019-12-12 on).
const blobVersion = "2021-12-02"

// NewBlobs makes the client of a container, as whoever is signed in. transport may be nil.
func NewBlobs(credential azcore.TokenCredential, transport policy.Transporter, account, container string) *Blobs {
	return &Blobs{
		base: "https://" + account + ".blob.core.windows.net/" + container,
		pipeline: runtime.NewPipeline("stackctl", "v1.0.0", runtime.PipelineOptions{PerRetry: []policy.Policy{
			runtime.NewBearerTokenPolicy(credential, []string{"https://storage.azure.com/.default"}, nil),
		}}, &policy.ClientOptions{Transport: transport}),
	}
}

// Blobs makes the client of a container of an account, for a state.
func (a Access) Blobs(account, container string) *Blobs {
	return NewBlobs(a.credential, nil, account, container)
}

// call makes one call and reads the answer.
func (b *Blobs) call(ctx context.Context, method, at string, query url.Values, content []byte) (answer []byte, err error) {
	request, err := runtime.NewRequest(ctx, method, at)
	if err != nil {
		return nil, err
	}
	request.Raw().URL.RawQuery = query.Encode()
	request.Raw().Header.Set("x-ms-version", blobVersion)
	if content != nil {
		request.Raw().Header.Set("x-ms-blob-type", "BlockBlob")
		if err := request.SetBody(streaming.NopCloser(bytes.NewReader(content)), "application/json"); err != nil {
			return nil, err
		}
	}
	response, err := b.pipeline.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }() // it was read, or the call failed
	if !runtime.HasStatusCode(response, http.StatusOK, http.StatusCreated) {
		return nil, runtime.NewResponseError(response)
	}
	return io.ReadAll(response.Body)
}

// List implements engine.Files, with earlier versions and those of deleted blobs.
func (b *Blobs) List(ctx context.Context, below string) ([]engine.KeptFile, error) {
	query := url.Values{"restype": {"container"}, "comp": {"list"}, "include": {"versions"}, "prefix": {strings.TrimSuffix(below, "/") + "/"}}
	var all []engine.KeptFile
	for {
		answer, err := b.call(ctx, http.MethodGet, b.base, query, nil)
		if err != nil {
			return nil, failed(err, "the blobs below %s", below)
		}
		var page struct {
			Blobs []struct {
				Name             string
				Version          string `xml:"VersionId"`
				IsCurrentVersion bool
				Properties       struct {
					Modified string `xml:"Last-Modified"`
				}
			} `xml:"Blobs>Blob"`
			NextMarker string
		}
		if err := xml.Unmarshal(answer, &page); err != nil {
			return nil, fmt.Errorf("the blobs below %s: %w", below, err)
		}
		for _, blob := range page.Blobs {
			modified, err := time.Parse(http.TimeFormat, blob.Properties.Modified)
			if err != nil {
				return nil, fmt.Errorf("blob %s: %w", blob.Name, err)
			}
			file := engine.KeptFile{Name: blob.Name, Version: blob.Version, Modified: modified}
			if at, err := time.Parse(time.RFC3339Nano, blob.Version); err == nil {
				file.Modified = at // a version is called after its moment, to fractions of a second
			}
			if blob.IsCurrentVersion {
				file.Version = ""
			}
			all = append(all, file)
		}
		if page.NextMarker == "" {
			return all, nil
		}
		query.Set("marker", page.NextMarker)
	}
}

// Read implements engine.Files.
func (b *Blobs) Read(ctx context.Context, file engine.KeptFile) ([]byte, error) {
	query := url.Values{}
	if file.Version != "" {
		query.Set("versionid", file.Version)
	}
	content, err := b.call(ctx, http.MethodGet, runtime.JoinPaths(b.base, file.Name), query, nil)
	return content, failed(err, "blob %s", file.Name)
}

// Write implements engine.Files.
func (b *Blobs) Write(ctx context.Context, name string, content []byte) error {
	_, err := b.call(ctx, http.MethodPut, runtime.JoinPaths(b.base, name), nil, content)
	return failed(err, "writing blob %s", name)
}
