package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// folder is the package unpacked in a folder.
type folder string

// ReadFile returns the content of a file of the package.
func (f folder) ReadFile(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(name)))
}

// archive is the package in memory, by path.
type archive map[string][]byte

// ReadFile returns the content of a file of the package.
func (a archive) ReadFile(name string) ([]byte, error) {
	content, ok := a[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return content, nil
}

// readTarball reads those files of the packed package that the extraction of these tokens may ask for.
func readTarball(file string, tokens []string) (archive, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("open the typings: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	folders := folders(tokens)
	files := archive{}
	for entries := tar.NewReader(unzipped); ; {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		name := strings.TrimPrefix(entry.Name, "package/")
		if !wanted(name, folders) {
			continue
		}
		content, err := io.ReadAll(entries)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, entry.Name, err)
		}
		files[name] = content
	}
}

// folders returns the folders that hold the types with these tokens: "network/v20240501".
func folders(tokens []string) map[string]bool {
	folders := map[string]bool{}
	for _, token := range tokens {
		if parts := strings.Split(token, ":"); len(parts) == 3 {
			folders[parts[1]] = true
		}
	}
	return folders
}

// wanted says whether the extraction may ask for a file. The whole package is half a gigabyte.
func wanted(name string, folders map[string]bool) bool {
	switch name {
	case "package.json", "types/input.d.ts", "types/input.js", "types/output.d.ts":
		return true
	}
	if strings.HasPrefix(name, "types/enums/") {
		return strings.HasSuffix(name, ".d.ts")
	}
	return folders[path.Dir(name)]
}
