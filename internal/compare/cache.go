package compare

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// keptWorlds is how many worlds, and how many programs, are kept: those that were used last. A world is a few megabytes, a program two hundred.
const (
	keptWorlds   = 24
	keptPrograms = 4
)

// cache keeps what was made of commits, in a folder that may be deleted at any time.
type cache struct{ dir string }

func (c cache) programs() string { return filepath.Join(c.dir, "programs") }
func (c cache) worlds() string   { return filepath.Join(c.dir, "worlds") }
func (c cache) source() string   { return filepath.Join(c.dir, "source") }

// lock keeps other processes out, until the returned function is called: two that build the same would write over each other.
func (c cache) lock(name string) (func(), error) {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(c.dir, name+".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // which gives the lock free
}

// keep moves a finished folder to its place, and drops those that were used longest ago. One that is there already stays: it is the
// same.
func keep(from, to string, most int) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		if _, there := os.Stat(to); there != nil {
			return err
		}
		return os.RemoveAll(from)
	}
	return prune(filepath.Dir(to), most)
}

// used marks a folder as used now.
func used(dir string) { _ = os.Chtimes(dir, time.Time{}, time.Now()) } // a mark that fails only makes it go sooner

func prune(dir string, most int) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	type aged struct {
		name string
		at   time.Time
	}
	var list []aged
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
			list = append(list, aged{entry.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(list, func(a, b aged) int { return cmp.Compare(b.at.UnixNano(), a.at.UnixNano()) })
	var problems []error
	for _, old := range list[min(len(list), most):] {
		problems = append(problems, os.RemoveAll(filepath.Join(dir, old.name)))
	}
	return errors.Join(problems...)
}

// digest is the hash of files' contents and of texts, in their order.
func digest(files []string, texts ...string) (string, error) {
	hash := sha256.New()
	for _, path := range files {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		_, err = io.Copy(hash, file)
		if err := errors.Join(err, file.Close()); err != nil {
			return "", err
		}
	}
	for _, text := range texts {
		fmt.Fprintf(hash, "%d:%s,", len(text), text)
	}
	return hex.EncodeToString(hash.Sum(nil))[:40], nil
}

// copyTree copies a folder.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, relative)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o600)
	})
}

// Digest is the hash of a file, e.g. of a policy pack's binary.
func Digest(file string) (string, error) { return digest([]string{file}) }
