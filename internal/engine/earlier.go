package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// KeptFile is a file of a backend, or an earlier version of one.
type KeptFile struct {
	// Name is the path in the backend, with slashes: ".pulumi/stacks/PROJECT/STACK.json".
	Name string
	// Version is empty for what a file holds now.
	Version  string
	Modified time.Time
}

// Files are what a self-managed backend lies in: a folder, or a container of an account.
type Files interface {
	// List gives what lies below a path, earlier versions and deleted files among it where the place keeps them.
	List(ctx context.Context, below string) ([]KeptFile, error)
	Read(ctx context.Context, file KeptFile) ([]byte, error)
	// Write puts content in the place of what a file holds now.
	Write(ctx context.Context, name string, content []byte) error
}

// Folder is a backend in a folder.
type Folder string

// List implements [Files].
func (f Folder) List(_ context.Context, below string) ([]KeptFile, error) {
	var found []KeptFile
	err := filepath.WalkDir(filepath.Join(string(f), filepath.FromSlash(below)), func(at string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(string(f), at)
		found = append(found, KeptFile{Name: filepath.ToSlash(name), Modified: info.ModTime()})
		return err
	})
	return found, err
}

// Read implements [Files].
func (f Folder) Read(_ context.Context, file KeptFile) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(file.Name)))
}

// Write implements [Files].
func (f Folder) Write(_ context.Context, name string, content []byte) error {
	at := filepath.Join(string(f), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		return err
	}
	return os.WriteFile(at, content, 0o600)
}

// checkpointName is where a self-managed backend has a stack's state, below which path its history and its backups are (Pulumi CLI
// 3.259, backend/diy: stackPath, historyDirectory, backupDirectory).
func checkpointName(project, stack string) string {
	return path.Join(".pulumi", "stacks", project, stack+".json")
}

// Earlier lists the states that a backend keeps of a stack beside the present one, newest first: the copy of the last write, history,
// backups, and earlier versions where the place keeps them.
func Earlier(ctx context.Context, files Files, project, stack string) ([]KeptFile, error) {
	present := checkpointName(project, stack)
	var all []KeptFile
	for _, below := range []string{
		path.Dir(present), path.Join(".pulumi", "history", project, stack), path.Join(".pulumi", "backups", project, stack),
	} {
		listed, err := files.List(ctx, below)
		if err != nil {
			return nil, fmt.Errorf("what is kept of stack %s: %w", stack, err)
		}
		for _, file := range listed {
			base := path.Base(file.Name)
			earlier := strings.HasSuffix(base, ".checkpoint.json") || file.Name == present && file.Version != "" || file.Name == present+".bak" ||
				strings.Contains(file.Name, "/backups/") && strings.HasSuffix(base, ".json")
			if earlier {
				all = append(all, file)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b KeptFile) int { return b.Modified.Compare(a.Modified) })
	return all, nil
}

// BringBack makes the newest earlier state of a stack that can be read the present one, by copying it there: the CLI's own import needs a
// present state that it can read. One that cannot be read is passed over for the next; the error names it where no other is found. found is
// false where there is none. What was there before stays where the place keeps versions.
func BringBack(ctx context.Context, files Files, project, stack string) (from KeptFile, found bool, err error) {
	all, err := Earlier(ctx, files, project, stack)
	if err != nil {
		return KeptFile{}, false, err
	}
	var unread []error
	for _, file := range all {
		content, err := files.Read(ctx, file)
		if ctx.Err() != nil {
			return KeptFile{}, false, ctx.Err()
		}
		if err != nil {
			unread = append(unread, fmt.Errorf("%s: %w", file.Name, err))
			continue
		}
		if !holdsState(content) {
			continue
		}
		if err := files.Write(ctx, checkpointName(project, stack), content); err != nil {
			return KeptFile{}, false, fmt.Errorf("bringing back %s: %w", file.Name, err)
		}
		return file, true, nil
	}
	return KeptFile{}, false, errors.Join(unread...)
}

// PresentIsWhole tells whether the present state of a stack is there, and is the state of a stack with something in it.
func PresentIsWhole(ctx context.Context, files Files, project, stack string) bool {
	content, err := files.Read(ctx, KeptFile{Name: checkpointName(project, stack)})
	return err == nil && holdsState(content)
}

// holdsState tells whether a file is the state of a stack with something in it (Pulumi SDK, common/apitype: VersionedCheckpoint). It has to
// be one from its first byte to its last: what is cut short, or followed by the rest of an older one, is none.
func holdsState(content []byte) bool {
	var kept struct {
		Version    int `json:"version"`
		Checkpoint struct {
			Latest *struct {
				Resources []json.RawMessage `json:"resources"`
			} `json:"latest"`
		} `json:"checkpoint"`
	}
	return json.Unmarshal(content, &kept) == nil && kept.Version >= 3 && kept.Checkpoint.Latest != nil && len(kept.Checkpoint.Latest.Resources) > 0
}
