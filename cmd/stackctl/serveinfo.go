package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// serveInfo is what `local serve` writes down of itself, for the other commands.
type serveInfo struct {
	PID   int            `json:"pid"`
	Ports map[string]int `json:"ports"`
	// Management is the address of the REST face.
	Management string `json:"management"`
	// DataPlane are the variables by which a CLI reaches blobs and keys, but for the tenant. The file is its owner's alone: a
	// secret of the local operator is among them.
	DataPlane map[string]string `json:"dataPlane,omitempty"`
	Started   time.Time         `json:"started"`
}

// identifyTimeout is long for a call on the loopback interface.
const identifyTimeout = 2 * time.Second

func serveFile(local engine.Local) string { return filepath.Join(local.Dir, "serve.json") }
func serveLog(local engine.Local) string  { return filepath.Join(local.Dir, "serve.log") }

// identity is what a server says of itself when asked, so that a file left behind, or another process that was given
// the same number or port, is not taken for it.
func identity(local engine.Local, pid string) map[string]string {
	return map[string]string{"pid": pid, "folder": local.Dir}
}

// writeServe writes the file in one step: a reader sees all of it or nothing.
func writeServe(local engine.Local, info serveInfo) error {
	data, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", serveFile(local), err)
	}
	temporary := serveFile(local) + ".new"
	if err := os.WriteFile(temporary, append(data, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, serveFile(local))
}

// findServe returns the server that runs for a local folder, nil if none does.
func findServe(ctx context.Context, local engine.Local) *serveInfo {
	data, err := os.ReadFile(serveFile(local))
	if err != nil {
		return nil
	}
	var info serveInfo
	if json.Unmarshal(data, &info) != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, identifyTimeout)
	defer cancel()
	said, err := langhost.Identify(ctx, info.Ports[engine.LanguagePort])
	want := identity(local, strconv.Itoa(info.PID))
	if err != nil || said["pid"] != want["pid"] || said["folder"] != want["folder"] {
		return nil
	}
	return &info
}

func removeServe(local engine.Local) error {
	if err := os.Remove(serveFile(local)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
