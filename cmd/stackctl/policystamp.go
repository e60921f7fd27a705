package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// stamped is what a built pack was built of: the folders of this repository's packages that it is made of, and a fingerprint of the files in them.
type stamped struct {
	Folders     []string `json:"folders"`
	Fingerprint string   `json:"fingerprint"`
}

// stampFile is where it is written, beside the binary.
func stampFile(into, name string) string { return filepath.Join(into, name+".stamp") }

// upToDate is the path of a pack that is built of the files that are there, "" where it has to be built. The go command would find the same, and takes
// most of a second for it; against the real Azure it is asked all the same.
func upToDate(into, name string) string {
	content, err := os.ReadFile(stampFile(into, name))
	if err != nil {
		return ""
	}
	var s stamped
	if json.Unmarshal(content, &s) != nil || len(s.Folders) == 0 {
		return ""
	}
	binary := filepath.Join(into, name)
	now, err := fingerprint(append([]string{binary}, s.Folders...))
	if err != nil || now != s.Fingerprint {
		return ""
	}
	return binary
}

// stamp writes of what a pack was built. Where it cannot be told nothing is written, and the next run builds again.
func stamp(ctx context.Context, dir, into, name string, environ []string) {
	_ = os.Remove(stampFile(into, name)) // what is there is of another build
	list := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{if .Module}}{{if .Module.Main}}{{.Dir}}\n{{.Module.GoMod}}{{end}}{{end}}", ".")
	list.Dir, list.Env = dir, environ
	out, err := list.Output()
	if err != nil {
		return
	}
	seen := map[string]bool{}
	s := stamped{}
	for _, folder := range strings.Fields(string(out)) {
		if !seen[folder] {
			seen[folder] = true
			s.Folders = append(s.Folders, folder)
		}
	}
	if s.Fingerprint, err = fingerprint(append([]string{filepath.Join(into, name)}, s.Folders...)); err != nil || len(s.Folders) == 0 {
		return
	}
	content, err := json.Marshal(s)
	if err == nil {
		_ = os.WriteFile(stampFile(into, name), content, 0o600) // without it the next run builds again
	}
}

// fingerprint is of the names, sizes and times of files, and of those in folders: what the go command goes by as well.
func fingerprint(paths []string) (string, error) {
	sum := sha256.New()
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return "", err
		}
		if !info.IsDir() {
			note(sum, path, info)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return "", err
		}
		for _, entry := range entries {
			if entry.IsDir() || strings.HasSuffix(entry.Name(), "_test.go") {
				continue
			}
			info, err := entry.Info()
			if err != nil {
				return "", err
			}
			note(sum, filepath.Join(path, entry.Name()), info)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func note(sum io.Writer, path string, info os.FileInfo) {
	fmt.Fprintf(sum, "%s %d %d\n", path, info.Size(), info.ModTime().UnixNano())
}
