package dataplane

import (
	"crypto/md5" //nolint:gosec // Azure's own check of a blob's content
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// blobStore keeps blobs in files: a folder for every blob, in it what is known of it (blob.json) and the content of each version.
// The folder of a container is called after how often it and its account were made, so that a new one is empty.
type blobStore struct {
	dir string
	mu  sync.Mutex
}

// blobFile is everything known of a blob.
type blobFile struct {
	Name string
	// Current is the version that is read without naming one, "" after a deletion.
	Current string
	// Versions are all there are, oldest first.
	Versions []blobVersion
	// Staged are the blocks that were sent and belong to no blob yet, by their identifier; the value names a file.
	Staged map[string]string `json:",omitempty"`
}

// blobVersion is one version of a blob.
type blobVersion struct {
	ID       string
	ETag     string
	File     string
	Size     int64
	MD5      []byte
	Headers  map[string]string // Content-Type and those like it, and x-ms-meta-*
	Created  time.Time         // of the blob
	Modified time.Time
	// Left is when it ceased to be the current version, by the world's clock.
	Left time.Time `json:",omitzero"`
}

// keeping says what an account keeps of what is overwritten or deleted.
type keeping struct {
	versions bool
	days     int // of what was deleted; 0 keeps nothing
}

// keeps reads the settings of an account's blob service (Microsoft Learn, storage/blobs, versioning-overview, soft-delete-blob-overview).
func (s *Server) keeps(account world.Resource) keeping {
	service, ok := s.world.Get(account.ID + "/blobServices/default")
	if !ok {
		return keeping{}
	}
	var k keeping
	k.versions, _ = at(service.Inputs, "isVersioningEnabled").(bool)
	if on, _ := at(service.Inputs, "deleteRetentionPolicy", "enabled").(bool); on {
		days, _ := at(service.Inputs, "deleteRetentionPolicy", "days").(float64)
		k.days = int(days)
	}
	return k
}

func (b *blobStore) container(account, container world.Resource) string {
	return filepath.Join(b.dir, fmt.Sprintf("%s.%d", strings.ToLower(world.Name(account.ID)), account.Incarnation),
		fmt.Sprintf("%s.%d", world.Name(container.ID), container.Incarnation))
}

func blobDir(container, name string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(container, hex.EncodeToString(sum[:16]))
}

// load reads a blob; one that never was is empty.
func load(container, name string) (blobFile, error) {
	return read(filepath.Join(blobDir(container, name), "blob.json"), name)
}

func read(path, name string) (blobFile, error) {
	f := blobFile{Name: name}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("a blob of the local Azure: %w", err)
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("a blob of the local Azure, %s: %w", path, err)
	}
	return f, nil
}

// save writes a blob, and removes content that nothing names any more.
func (f blobFile) save(container string) error {
	dir := blobDir(container, f.Name)
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("blob %s: %w", f.Name, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("blob %s: %w", f.Name, err)
	}
	if err := replaceFile(filepath.Join(dir, "blob.json"), data); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.bin"))
	if err != nil {
		return fmt.Errorf("blob %s: %w", f.Name, err)
	}
	for _, file := range files {
		if !f.names(filepath.Base(file)) {
			err = errors.Join(err, os.Remove(file))
		}
	}
	return err
}

func (f blobFile) names(file string) bool {
	for _, staged := range f.Staged {
		if staged == file {
			return true
		}
	}
	return slices.ContainsFunc(f.Versions, func(v blobVersion) bool { return v.File == file })
}

func (f blobFile) version(id string) (blobVersion, bool) {
	i := slices.IndexFunc(f.Versions, func(v blobVersion) bool { return v.ID == id && id != "" })
	if i < 0 {
		return blobVersion{}, false
	}
	return f.Versions[i], true
}

func (f blobFile) current() (blobVersion, bool) { return f.version(f.Current) }

// content writes content into a file of its own and returns the file's name.
func content(container, name string, data []byte) (string, error) {
	dir := blobDir(container, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("blob %s: %w", name, err)
	}
	file := drawHex(16) + ".bin"
	return file, replaceFile(filepath.Join(dir, file), data)
}

// put makes new content the current version. What was before is kept as the account's settings say.
func (f *blobFile) put(container string, data []byte, headers map[string]string, k keeping, now time.Time) (blobVersion, error) {
	file, err := content(container, f.Name, data)
	if err != nil {
		return blobVersion{}, err
	}
	sum := md5.Sum(data) //nolint:gosec // see above
	made := blobVersion{
		ID: versionID(f.Versions), ETag: `"0x` + strings.ToUpper(drawHex(16)) + `"`, File: file, Size: int64(len(data)), MD5: sum[:],
		Headers: headers, Modified: time.Now().UTC(),
	}
	made.Created = made.Modified
	if before, ok := f.current(); ok {
		made.Created = before.Created
	}
	f.leave(k, now)
	f.Versions, f.Current, f.Staged = append(f.Versions, made), made.ID, nil
	return made, nil
}

// digest is the digest of content as headers have it.
func digest(data []byte) string {
	sum := md5.Sum(data) //nolint:gosec // see above
	return base64.StdEncoding.EncodeToString(sum[:])
}

// leave makes the current version a former one, and drops what is not kept, or no longer.
func (f *blobFile) leave(k keeping, now time.Time) {
	for i := range f.Versions {
		if f.Versions[i].ID == f.Current {
			f.Versions[i].Left = now
		}
	}
	f.Versions = slices.DeleteFunc(f.Versions, func(v blobVersion) bool {
		if v.ID == f.Current {
			return !k.versions && k.days == 0
		}
		return !k.versions && !now.Before(v.Left.AddDate(0, 0, k.days))
	})
	f.Current = ""
}

// versionID is a moment, as Azure's are, and later than every one before it.
func versionID(before []blobVersion) string {
	const form = "2006-01-02T15:04:05.0000000Z"
	at := time.Now().UTC()
	for len(before) > 0 && at.Format(form) <= before[len(before)-1].ID {
		at = at.Add(100 * time.Nanosecond)
	}
	return at.Format(form)
}

// list reads every blob of a container that is there, sorted by name; former also those of which there are only earlier versions.
func (b *blobStore) list(container string, former bool) ([]blobFile, error) {
	paths, err := filepath.Glob(filepath.Join(container, "*", "blob.json"))
	if err != nil {
		return nil, fmt.Errorf("the blobs of the local Azure: %w", err)
	}
	var all []blobFile
	for _, path := range paths {
		f, err := read(path, "")
		if err != nil {
			return nil, err
		}
		if f.Current != "" || former && len(f.Versions) > 0 {
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b blobFile) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}
