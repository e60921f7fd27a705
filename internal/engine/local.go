package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

const (
	// markerName is a file in the local state folder that says whose state it is. The real target refuses a state that
	// has it, and the local target refuses a folder with content that has it not.
	markerName = ".trelica-target"
	// LocalPassphrase encrypts the secrets of local stacks. It is no secret: what it covers is invented by the local
	// Azure. It is fixed so that the CLI typed by hand and stackctl read each other's state.
	LocalPassphrase = "local"
	// localOrganisation is what a self-managed backend calls the organisation of every stack.
	localOrganisation = "organization"
)

// Local is the folder that holds everything of the local target: the world, Pulumi's state of it, the CLI's home,
// built programs. Dir is absolute.
type Local struct {
	Dir string
}

// NewLocal returns the local folder of a repository: TRELICA_LOCAL_DIR if it is set, else .local in the repository.
func NewLocal(repository string, getenv func(string) string) (Local, error) {
	dir := getenv("TRELICA_LOCAL_DIR")
	if dir == "" {
		dir = filepath.Join(repository, ".local")
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return Local{}, fmt.Errorf("local folder %s: %w", dir, err)
	}
	return Local{Dir: abs}, nil
}

// StateDir holds Pulumi's state.
func (l Local) StateDir() string { return filepath.Join(l.Dir, "state") }

// WorldDir holds the resources of the local Azure.
func (l Local) WorldDir() string { return filepath.Join(l.Dir, "world") }

// HomeDir is PULUMI_HOME: the selected stacks of the CLI, apart from the operator's own.
func (l Local) HomeDir() string { return filepath.Join(l.Dir, "home") }

// BinDir holds built programs.
func (l Local) BinDir() string { return filepath.Join(l.Dir, "bin") }

// SettingsDir holds the stack files as the local target reads them; see [Local.WriteSettings].
func (l Local) SettingsDir() string { return filepath.Join(l.Dir, "settings") }

// MovedDir holds the stack files of stacks whose state was moved into an account of the local Azure: they name another key than
// those in [Local.SettingsDir].
func (l Local) MovedDir() string { return filepath.Join(l.Dir, "moved") }

// StateURL is the local backend.
func (l Local) StateURL() string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(l.StateDir())}).String()
}

// Prepare creates the folder. It refuses a state folder that has content and was not made by it, because that may be
// somebody's real state.
func (l Local) Prepare() error {
	marker := filepath.Join(l.StateDir(), markerName)
	entries, err := os.ReadDir(l.StateDir())
	if err == nil && len(entries) > 0 && !exists(marker) {
		return fmt.Errorf("the state folder %s has content that no local run made: "+
			"set TRELICA_LOCAL_DIR to another folder, or move it away", l.StateDir())
	}
	for _, dir := range []string{l.StateDir(), l.WorldDir(), l.HomeDir(), l.BinDir(), l.SettingsDir(), l.MovedDir()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return l.unwritable(err)
		}
	}
	if err := withoutCLILog(l.HomeDir()); err != nil {
		return l.unwritable(err)
	}
	if err := os.WriteFile(marker, []byte(TargetLocal.Banner()+"\n"), 0o600); err != nil {
		return l.unwritable(err)
	}
	return nil
}

func (l Local) unwritable(err error) error {
	return fmt.Errorf("the local folder %s cannot be written: %w: "+
		"make it writable, or set TRELICA_LOCAL_DIR to a folder that is", l.Dir, err)
}

// Reset deletes the world, the state of it and the settings derived for it. The CLI's home and built programs stay.
// A state folder that no local run made is not touched.
func (l Local) Reset() error {
	if exists(l.StateDir()) && !IsLocalState(l.StateURL()) {
		return fmt.Errorf("the state folder %s was made by no local run: it is not deleted; set TRELICA_LOCAL_DIR to another folder, or move it away", l.StateDir())
	}
	var problems []error
	for _, dir := range []string{l.WorldDir(), l.StateDir(), l.SettingsDir(), l.MovedDir()} {
		problems = append(problems, os.RemoveAll(dir))
	}
	return errors.Join(problems...)
}

// HasStack tells whether the local state knows a stack. It reads no state: a stack is one file of a self-managed
// backend (Pulumi docs, "Managing state and backends", self-managed backend).
func (l Local) HasStack(project, stack string) bool {
	dir := filepath.Join(l.StateDir(), ".pulumi", "stacks", project)
	return exists(filepath.Join(dir, stack+".json")) || exists(filepath.Join(dir, stack+".json.gz"))
}

// StateFile is the file of a stack's local state, as a self-managed backend keeps it; "" where there is none that can be read as it is.
func (l Local) StateFile(project, stack string) string {
	path := filepath.Join(l.StateDir(), ".pulumi", "stacks", project, stack+".json")
	if !exists(path) {
		return ""
	}
	return path
}

// IsLocalState tells whether a backend URL is a folder that holds, or lies in, a state made by a local run.
func IsLocalState(backend string) bool {
	path, ok := strings.CutPrefix(backend, "file://")
	if !ok {
		return false
	}
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded
	}
	if home, err := os.UserHomeDir(); err == nil && (path == "~" || strings.HasPrefix(path, "~/")) {
		path = filepath.Join(home, strings.TrimPrefix(path, "~"))
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	for dir := filepath.Clean(path); ; dir = filepath.Dir(dir) {
		if exists(filepath.Join(dir, markerName)) {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist) && err == nil
}
