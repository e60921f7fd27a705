package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/schema/typings"
)

// generate extracts the shapes of the types with these tokens. It refuses typings of another version than the pinned.
func generate(files typings.Files, tokens []string) (*schema.Document, error) {
	version, err := typings.Version(files)
	if err != nil {
		return nil, err
	}
	if version != pinnedVersion {
		return nil, fmt.Errorf("the typings are of version %s, but the shapes belong to %s, the version of the SDK in go.mod; "+
			"change both together, with the digest", version, pinnedVersion)
	}
	return typings.Extract(files, tokens)
}

// readList reads the list of tokens: one per line, sorted, each once; a line that begins with "#" is a comment.
func readList(file string) ([]string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the list of types: %w", err)
	}
	var tokens []string
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			tokens = append(tokens, line)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i := 1; i < len(tokens); i++ {
		switch strings.Compare(tokens[i-1], tokens[i]) {
		case 0:
			return nil, fmt.Errorf("%s: %s stands there twice", file, tokens[i])
		case 1:
			return nil, fmt.Errorf("%s: %s must stand before %s", file, tokens[i], tokens[i-1])
		}
	}
	return slices.Clip(tokens), nil
}
