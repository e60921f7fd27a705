package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gopkg.in/yaml.v3"
)

// secretsKeys are the top-level keys of a stack file that say how its secrets are encrypted (Pulumi docs, "Stack
// settings file reference").
var secretsKeys = []string{"secretsprovider", "encryptedkey", "encryptionsalt"}

// SettingsFile is where the local target reads a stack's settings from.
func (l Local) SettingsFile(stack string) string {
	return filepath.Join(l.SettingsDir(), "Pulumi."+stack+".yaml")
}

// WriteSettings copies a stack file of the project into the local folder, without what says how the real stack's
// secrets are encrypted: the local target must not need a real key vault, and the CLI must not write its own salt into
// a file that is committed. The salt of the previous copy is kept, because the local state's secrets hang on it.
//
// A value that is encrypted in the stack file cannot be read locally, and must not be: a stand-in takes its place, encrypted for
// the local target, so that the program sees that there is a value, and that it is secret.
func (l Local) WriteSettings(ctx context.Context, projectDir, stack string) error {
	name := "Pulumi." + stack + ".yaml"
	data, err := os.ReadFile(filepath.Join(projectDir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("stack %q has no %s in %s: stacks there are %s",
			stack, name, projectDir, joinAnd(Stacks(projectDir)))
	}
	if err != nil {
		return err
	}
	salt, err := l.salt(stack)
	if err != nil {
		return err
	}
	local, err := localSettings(ctx, data, salt)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	project, err := ReadProject(projectDir)
	if err != nil {
		return err
	}
	// `pulumi stack init` reads and writes the stack file beside a Pulumi.yaml and can be told no other.
	header := fmt.Sprintf("name: %s\nruntime: go\n", project.Name)
	if err := os.WriteFile(filepath.Join(l.SettingsDir(), "Pulumi.yaml"), []byte(header), 0o600); err != nil {
		return l.unwritable(err)
	}
	if err := os.WriteFile(l.SettingsFile(stack), local, 0o600); err != nil {
		return l.unwritable(err)
	}
	return nil
}

// FollowSettings keeps the local copies of a project's stack files current until its context ends: whoever types the CLI
// by hand after editing a stack file gets what the file says. A file that cannot be copied is told to warn, once for
// each time it is written.
func (l Local) FollowSettings(ctx context.Context, projectDir string, every time.Duration, warn func(error)) {
	seen := map[string]time.Time{}
	for _, stack := range Stacks(projectDir) {
		seen[stack] = written(projectDir, stack)
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, stack := range Stacks(projectDir) {
			at := written(projectDir, stack)
			if at.Equal(seen[stack]) || !exists(l.SettingsFile(stack)) {
				continue
			}
			seen[stack] = at
			if err := l.WriteSettings(ctx, projectDir, stack); err != nil {
				warn(err)
			}
		}
	}
}

// written is when a stack file was last written, the zero time if it cannot be told.
func written(projectDir, stack string) time.Time {
	info, err := os.Stat(filepath.Join(projectDir, "Pulumi."+stack+".yaml"))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// salt returns the salt of the stack's previous local settings, "" if there are none.
func (l Local) salt(stack string) (string, error) {
	data, err := os.ReadFile(l.SettingsFile(stack))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var previous struct {
		Salt string `yaml:"encryptionsalt"`
	}
	if yaml.Unmarshal(data, &previous) != nil {
		return "", nil //nolint:nilerr // a copy that was cut short is no error: it is written anew
	}
	return previous.Salt, nil
}

// localSettings turns the content of a stack file into that of its local copy.
func localSettings(ctx context.Context, data []byte, salt string) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	root := &yaml.Node{Kind: yaml.MappingNode}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
		root = doc.Content[0]
	}
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d: a mapping is expected", root.Line)
	}
	var kept, sealed []*yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if slices.Contains(secretsKeys, key.Value) {
			continue
		}
		sealed = append(sealed, encrypted(value)...)
		kept = append(kept, key, value)
	}
	salt, err := standIn(ctx, sealed, salt)
	if err != nil {
		return nil, err
	}
	if salt != "" {
		kept = append(kept, scalar("encryptionsalt"), scalar(salt))
	}
	root.Content = kept
	var out bytes.Buffer
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func scalar(value string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: value} }
