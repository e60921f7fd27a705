package dataplane

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// BlobVersion is a version of a blob, as a drill sees it.
type BlobVersion struct {
	ID       string
	Size     int64
	Modified time.Time
	// Current tells that it is read without being named.
	Current bool
}

// ErrNoBlob is wrapped where an account, a container, a blob or a version is not there.
var ErrNoBlob = errors.New("there is no such blob")

// containerOf finds a container of the world.
func (s *Server) containerOf(account, container string) (at, in world.Resource, err error) {
	at, ok := s.find(typeAccount, account)
	if !ok {
		return at, in, fmt.Errorf("%w: account %s", ErrNoBlob, account)
	}
	if in, ok = s.world.Get(containerID(at.ID, container)); !ok {
		return at, in, fmt.Errorf("%w: container %s of %s", ErrNoBlob, container, account)
	}
	return at, in, nil
}

func containerID(account, container string) string {
	return account + "/blobServices/default/containers/" + container
}

// BlobVersions lists what the account kept of a blob, oldest first; of a deleted one too.
func (s *Server) BlobVersions(account, container, name string) ([]BlobVersion, error) {
	at, in, err := s.containerOf(account, container)
	if err != nil {
		return nil, err
	}
	s.blobs.mu.Lock()
	defer s.blobs.mu.Unlock()
	f, err := load(s.blobs.container(at, in), name)
	if err != nil {
		return nil, err
	}
	var all []BlobVersion
	for _, v := range f.Versions {
		all = append(all, BlobVersion{ID: v.ID, Size: v.Size, Modified: v.Modified, Current: v.ID == f.Current})
	}
	return all, nil
}

// RestoreBlob makes a former version the current one again, as copying it over the blob does (Microsoft Learn, storage/blobs,
// versioning-overview, restoring a previous version).
func (s *Server) RestoreBlob(account, container, name, version string) error {
	at, in, err := s.containerOf(account, container)
	if err != nil {
		return err
	}
	s.blobs.mu.Lock()
	defer s.blobs.mu.Unlock()
	folder := s.blobs.container(at, in)
	f, err := load(folder, name)
	if err != nil {
		return err
	}
	v, ok := f.version(version)
	if !ok {
		return fmt.Errorf("%w: version %q of %s", ErrNoBlob, version, name)
	}
	data, err := os.ReadFile(filepath.Join(blobDir(folder, name), v.File))
	if err != nil {
		return fmt.Errorf("version %s of %s: %w", version, name, err)
	}
	if _, err := f.put(folder, data, v.Headers, s.keeps(at), s.world.Now()); err != nil {
		return err
	}
	return f.save(folder)
}
