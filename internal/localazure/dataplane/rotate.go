package dataplane

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// ErrNoKey is wrapped where a vault, a key or a version is not there.
var ErrNoKey = errors.New("there is no such key")

func (s *Server) keyOf(vault, key string) (world.Resource, error) {
	in, ok := s.find(typeVault, vault)
	if !ok {
		return in, fmt.Errorf("%w: the local Azure holds no vault %s", ErrNoKey, vault)
	}
	found, ok := s.world.Get(in.ID + "/keys/" + key)
	if !ok {
		return found, fmt.Errorf("%w: vault %s holds no key %s", ErrNoKey, vault, key)
	}
	return found, nil
}

// RotateKey makes a new version of a key, as the vault does when its policy says so or somebody asks (Microsoft Learn, key-vault,
// how-to-configure-key-rotation). Resource Manager shows the new one from now on; the old ones stay. It returns the new identifier.
func (s *Server) RotateKey(vault, key string) (string, error) {
	found, err := s.keyOf(vault, key)
	if err != nil {
		return "", err
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	all, err := s.keys.versions(found)
	if err != nil {
		return "", err
	}
	made := keyVersion{ID: drawHex(32), Enabled: true, Created: s.world.Now()}
	if err := s.keys.save(found, append(all, made)); err != nil {
		return "", err
	}
	uri := strings.TrimSuffix(keyURL(vault, key, made.ID), "/")
	err = s.world.Update(func(tx *world.Tx) error {
		found.Outputs = maps.Clone(found.Outputs)
		found.Outputs["keyUriWithVersion"] = uri
		found.Changed = tx.Now()
		tx.Put(found)
		return nil
	})
	return uri, err
}

// EnableKey switches a version of a key on or off.
func (s *Server) EnableKey(vault, key, version string, on bool) error {
	found, err := s.keyOf(vault, key)
	if err != nil {
		return err
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	all, err := s.keys.versions(found)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v keyVersion) bool { return v.ID == version })
	if i < 0 {
		return fmt.Errorf("%w: key %s of %s has no version %s", ErrNoKey, key, vault, version)
	}
	all[i].Enabled = on
	return s.keys.save(found, all)
}

// KeyVersions lists the versions of a key by their identifiers, oldest first.
func (s *Server) KeyVersions(vault, key string) ([]string, error) {
	found, err := s.keyOf(vault, key)
	if err != nil {
		return nil, err
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	all, err := s.keys.versions(found)
	var ids []string
	for _, v := range all {
		ids = append(ids, v.ID)
	}
	return ids, err
}
