// Command gen writes internal/localazure/schema/azure-native.json.gz: the shapes of the resources listed in resources.txt,
// extracted from the official typings of the azure-native provider.
//
// Run it with go generate ./internal/localazure/schema. It takes the typings from the folder that -typings names, or
// fetches them once by npm, checks their digest and keeps them in the user's cache folder.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/localazure/schema/typings"
)

// The two files in the folder of package schema.
const (
	listName   = "resources.txt"
	shapesName = "azure-native.json.gz"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	directory := flags.String("typings", "", "`folder` with the unpacked package "+packageName+"; without it the package is fetched by npm, once")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	room, err := schemaDirectory()
	if err != nil {
		return err
	}
	tokens, err := readList(filepath.Join(room, listName))
	if err != nil {
		return err
	}
	files, err := source(ctx, *directory, tokens)
	if err != nil {
		return err
	}
	document, err := generate(files, tokens)
	if err != nil {
		return err
	}
	content, err := document.Compressed()
	if err != nil {
		return err
	}
	output := filepath.Join(room, shapesName)
	if err := os.WriteFile(output, content, 0o644); err != nil {
		return fmt.Errorf("write the shapes: %w", err)
	}
	fmt.Fprintf(os.Stderr, "%s: %d resources, %d functions, %d object types, %d enumerations, %d bytes\n", output,
		len(document.Resources), len(document.Functions), len(document.Objects), len(document.Enums), len(content))
	return nil
}

// schemaDirectory returns the folder of package schema, from anywhere in the tree.
func schemaDirectory() (string, error) {
	directory, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the tree: %w", err)
	}
	for {
		room := filepath.Join(directory, "internal", "localazure", "schema")
		if _, err := os.Stat(filepath.Join(room, listName)); err == nil {
			return room, nil
		}
		parent := filepath.Dir(directory)
		if parent == directory {
			return "", fmt.Errorf("no internal/localazure/schema/%s here or above: run this inside the repository", listName)
		}
		directory = parent
	}
}

// source returns the typings in a folder, or, where none is named, those in the cache, fetching them first where needed.
func source(ctx context.Context, directory string, tokens []string) (typings.Files, error) {
	if directory != "" {
		return folder(directory), nil
	}
	cache, err := cacheDirectory()
	if err != nil {
		return nil, err
	}
	tarball, err := fetch(ctx, cache)
	if err != nil {
		return nil, err
	}
	return readTarball(tarball, tokens)
}
