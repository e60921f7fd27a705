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
	"runtime"
	"strings"
)

// stamped is what a built pack was built of: the folders of this repository's packages that it is made of, go.mod and go.sum, and a fingerprint of
// them and of what builds.
type stamped struct {
	Source      string   `json:"source"`
	Folders     []string `json:"folders"`
	Fingerprint string   `json:"fingerprint"`
}

// stampFile is where it is written, beside the binary, which is named after the folder of its source.
func stampFile(source, into string) string {
	return filepath.Join(into, filepath.Base(source)+".stamp")
}

// upToDate is the path of a pack that is built of the files that are there, "" where it has to be built. The go command would find the same, and takes
// most of a second for it; against the real Azure it is asked all the same.
func upToDate(source, into string, environ []string) string {
	content, err := os.ReadFile(stampFile(source, into))
	if err != nil {
		return ""
	}
	var s stamped
	if json.Unmarshal(content, &s) != nil || len(s.Folders) == 0 || s.Source != source {
		return ""
	}
	binary := filepath.Join(into, filepath.Base(source))
	now, err := fingerprint(append([]string{binary}, s.Folders...), environ)
	if err != nil || now != s.Fingerprint {
		return ""
	}
	return binary
}

// stamp writes of what a pack was built. Where it cannot be told nothing is written, and the next run builds again.
func stamp(ctx context.Context, source, into string, environ []string) {
	_ = os.Remove(stampFile(source, into)) // what is there is of another build
	list := exec.CommandContext(ctx, "go", "list", "-deps", "-f", "{{if .Module}}{{if .Module.Main}}{{.Dir}}\n{{.Module.GoMod}}{{end}}{{end}}", ".")
	list.Dir, list.Env = source, environ
	out, err := list.Output()
	if err != nil {
		return
	}
	seen := map[string]bool{}
	s := stamped{Source: source}
	for _, folder := range strings.Fields(string(out)) {
		if !seen[folder] {
			seen[folder] = true
			s.Folders = append(s.Folders, folder)
			if sums := filepath.Join(filepath.Dir(folder), "go.sum"); filepath.Base(folder) == "go.mod" && isFile(sums) {
				s.Folders = append(s.Folders, sums)
			}
		}
	}
	if s.Fingerprint, err = fingerprint(append([]string{filepath.Join(into, filepath.Base(source))}, s.Folders...), environ); err != nil || len(s.Folders) == 0 {
		return
	}
	content, err := json.Marshal(s)
	if err == nil {
		_ = os.WriteFile(stampFile(source, into), content, 0o600) // without it the next run builds again
	}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// fingerprint is of the names, sizes and times of files and of those in folders, of the version of Go that stackctl itself was built with, and
// of the flags that builds are given. The go command reads the files themselves: a file that is changed with its size and time kept is not seen.
func fingerprint(paths, environ []string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, runtime.Version())
	for _, variable := range environ {
		if strings.HasPrefix(variable, "GOFLAGS=") {
			fmt.Fprintln(sum, variable)
		}
	}
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
