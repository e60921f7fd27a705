package dataplane

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// keyStore keeps the versions of keys and their material in files that only their owner reads. Material is made when a version is
// first used: most keys of a world never are.
type keyStore struct {
	dir string
	mu  sync.Mutex
}

// keyVersion is one version of a key.
type keyVersion struct {
	ID       string
	Enabled  bool
	Created  time.Time
	Material string `json:",omitempty"` // PKCS #8, PEM
}

// versions reads a key's versions, oldest first. The newest is the one that Resource Manager shows; where the files do not know it,
// the key was made anew under the name, and begins with that.
func (k *keyStore) versions(key world.Resource) ([]keyVersion, error) {
	uri, _ := at(key.Outputs, "keyUriWithVersion").(string)
	newest := uri[strings.LastIndex(uri, "/")+1:]
	var all []keyVersion
	data, err := os.ReadFile(k.file(key))
	if err == nil {
		err = json.Unmarshal(data, &all)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("key %s of the local Azure: %w", key.ID, err)
	}
	if !slices.ContainsFunc(all, func(v keyVersion) bool { return v.ID == newest }) {
		all = []keyVersion{{ID: newest, Enabled: true, Created: key.Created}}
	}
	return all, nil
}

func (k *keyStore) file(key world.Resource) string {
	return filepath.Join(k.dir, strings.ToLower(world.Name(world.Parent(key.ID))), strings.ToLower(world.Name(key.ID))+".json")
}

func (k *keyStore) save(key world.Resource, all []keyVersion) error {
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("key %s of the local Azure: %w", key.ID, err)
	}
	if err := os.MkdirAll(filepath.Dir(k.file(key)), 0o700); err != nil {
		return fmt.Errorf("key %s of the local Azure: %w", key.ID, err)
	}
	return replaceFile(k.file(key), data) // os.CreateTemp makes it 0600
}

// material is the key pair of a version.
func (k *keyStore) material(key world.Resource, id string) (*rsa.PrivateKey, error) {
	all, err := k.versions(key)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(v keyVersion) bool { return v.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("key %s has no version %s", key.ID, id)
	}
	if all[i].Material == "" {
		if err := all[i].draw(key); err != nil {
			return nil, err
		}
		if err := k.save(key, all); err != nil {
			return nil, err
		}
	}
	block, _ := pem.Decode([]byte(all[i].Material))
	if block == nil {
		return nil, fmt.Errorf("the material of key %s in %s is damaged", key.ID, k.file(key))
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	pair, ok := parsed.(*rsa.PrivateKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("the material of key %s in %s is no RSA key: %w", key.ID, k.file(key), err)
	}
	return pair, nil
}

// draw makes the material of a version, of the size that the key has.
func (v *keyVersion) draw(key world.Resource) error {
	size := 2048
	if bits, ok := at(key.Outputs, "keySize").(float64); ok {
		size = int(bits)
	}
	pair, err := rsa.GenerateKey(rand.Reader, size)
	if err != nil {
		return fmt.Errorf("material of key %s: %w", key.ID, err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		return fmt.Errorf("material of key %s: %w", key.ID, err)
	}
	v.Material = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return nil
}

// update answers Update Key as far as a version is switched on or off: what the operator's commands ask for.
func (k *keyStore) update(key world.Resource, all []keyVersion, v keyVersion, body io.Reader) (keyVersion, error) {
	var sent struct {
		Attributes struct {
			Enabled *bool `json:"enabled"`
		} `json:"attributes"`
	}
	if err := json.NewDecoder(io.LimitReader(body, maxVaultBody)).Decode(&sent); err != nil || sent.Attributes.Enabled == nil {
		return v, badParameter("The local Azure switches keys on and off; attributes.enabled is missing.")
	}
	v.Enabled = *sent.Attributes.Enabled
	for i := range all {
		if all[i].ID == v.ID {
			all[i].Enabled = v.Enabled
		}
	}
	return v, k.save(key, all)
}
