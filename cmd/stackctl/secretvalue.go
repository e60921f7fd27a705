package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/trelica/infrastructure/internal/engine"
)

// maxSecret is the most that Key Vault takes, in bytes (Microsoft Learn, key-vault, about-secrets).
const maxSecret = 25_600

// secretValue reads the value of a secret: from a file as it is, else from standard input without its last end of line,
// which a terminal does not show. No error says anything of it.
func (a *app) secretValue(file string) (string, error) {
	var data []byte
	var err error
	switch {
	case file != "":
		if data, err = readAtMost(file); err != nil {
			return "", err
		}
	case (engine.Streams{In: a.in}).OnTerminal():
		terminal, ok := a.in.(*os.File)
		if !ok {
			return "", errors.New("standard input cannot be read: give the value with --file") // only a file is a terminal
		}
		fmt.Fprint(a.err, "value (not shown): ")
		data, err = term.ReadPassword(int(terminal.Fd()))
		fmt.Fprintln(a.err)
	default:
		data, err = io.ReadAll(io.LimitReader(a.in, maxSecret+3)) // the largest, its end of line, one more
		data = []byte(strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"))
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("reading the value: %w", err)
	case len(data) == 0:
		return "", usage("the value is empty: give it on standard input or with --file")
	case len(data) > maxSecret:
		return "", usage("the value is larger than the %d bytes that a vault takes: split it, or keep it elsewhere and its key here", maxSecret)
	case !utf8.Valid(data):
		return "", usage("the value is not text: encode it first, e.g. with base64")
	}
	return string(data), nil
}

func readAtMost(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(file, maxSecret+1))
}
