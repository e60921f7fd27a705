package main

import (
	"context"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	packageName = "@pulumi/azure-native"
	// pinnedVersion is the version of the provider; it must be the version of the azure-native SDK in go.mod.
	pinnedVersion = "2.90.0"
	// pinnedIntegrity is the digest of the package as npm publishes it (the field dist.integrity), in the form of a
	// Subresource Integrity value.
	pinnedIntegrity = "sha512-rtv9bnl08jRZdNY6YAZiFlzYzUTLlcWSF7mT9NeuFPk079+S9fZd1S0jjAF4w2PSBo74pnZWIvPb3rOjGx/aJw=="
	// tarballName is the name that npm pack gives to the file.
	tarballName = "pulumi-azure-native-" + pinnedVersion + ".tgz"
)

// errIntegrity is the error for a package that is not the pinned one.
var errIntegrity = errors.New("the package is not the pinned one")

// cacheDirectory returns the folder that the package is kept in, outside the tree.
func cacheDirectory() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder for the typings: %w; name a folder with -typings instead", err)
	}
	return filepath.Join(cache, "trelica-infrastructure", "typings"), nil
}

// fetch returns the path of the package in the cache, after checking its digest. Where it is not there it is fetched with
// npm, from wherever the user's npm is configured to fetch.
func fetch(ctx context.Context, cache string) (string, error) {
	tarball := filepath.Join(cache, tarballName)
	_, err := os.Stat(tarball)
	if errors.Is(err, fs.ErrNotExist) {
		err = npmPack(ctx, cache)
	}
	if err != nil {
		return "", fmt.Errorf("fetch the typings: %w", err)
	}
	if err := verify(tarball, pinnedIntegrity); err != nil {
		return "", err
	}
	return tarball, nil
}

func npmPack(ctx context.Context, cache string) error {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	npm := exec.CommandContext(ctx, "npm", "pack", packageName+"@"+pinnedVersion, "--pack-destination", cache)
	npm.Dir = cache // away from any project's npm settings
	if output, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm pack %s@%s: %w; install npm, or unpack the package yourself and name its folder with -typings\n%s",
			packageName, pinnedVersion, err, strings.TrimSpace(string(output)))
	}
	return nil
}

// verify checks a file against an integrity value. The error wraps errIntegrity where they differ.
func verify(file, integrity string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("check the typings: %w", err)
	}
	sum := sha512.Sum512(content)
	got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
	if subtle.ConstantTimeCompare([]byte(got), []byte(integrity)) != 1 {
		return fmt.Errorf("%s: %w: its digest is %s, want %s; delete the file and run again, and if that does not help, "+
			"do not use it", file, errIntegrity, got, integrity)
	}
	return nil
}
