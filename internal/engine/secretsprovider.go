package engine

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// ErrNotPinned is wrapped where a key is named without its version.
var ErrNotPinned = errors.New("the key's version is missing")

// CheckPinned refuses a key of a vault that is named without its version: after a rotation it means another one, which cannot
// read what was encrypted before (pulumi/pulumi issues 22338 and 13201).
func CheckPinned(provider string) error {
	parsed, err := url.Parse(provider)
	if err != nil || parsed.Scheme != "azurekeyvault" {
		return fmt.Errorf("secrets provider %q is no key of a vault: azurekeyvault://VAULT.vault.azure.net/keys/NAME/VERSION", provider)
	}
	parts := strings.Split(strings.Trim(parsed.Path, "/"), "/")
	if !strings.Contains(parsed.Host, ".") || len(parts) < 2 || parts[0] != "keys" || parts[1] == "" {
		return fmt.Errorf("secrets provider %q is no key of a vault: azurekeyvault://VAULT.vault.azure.net/keys/NAME/VERSION", provider)
	}
	if len(parts) != 3 || parts[2] == "" {
		return fmt.Errorf("%w in %s: name one, or the next rotation makes every secret of the stack unreadable", ErrNotPinned, provider)
	}
	return nil
}

// ChangeSecretsProvider encrypts what is secret in a stack, in its state and its settings, with another key, and sees that nothing
// else changed. The old key, or the old version, must still decrypt. The new one is written into the stack file, which is to be
// committed. Repeating it does nothing when state and settings name the key already.
func (w Workspace) ChangeSecretsProvider(ctx context.Context, stack, provider string) error {
	if err := CheckPinned(provider); err != nil {
		return err
	}
	if err := w.ready(ctx); err != nil {
		return err
	}
	before, err := w.fingerprint(ctx, stack)
	if err != nil {
		return err
	}
	done, err := w.encryptedWith(ctx, stack, provider)
	if err != nil || done {
		return err
	}
	err = w.command(ctx, nil, "changing the key of stack "+stack, "stack", "change-secrets-provider", provider, "--stack", stack)
	if err != nil {
		return err
	}
	done, err = w.encryptedWith(ctx, stack, provider)
	if err != nil {
		return err
	}
	if !done {
		return fmt.Errorf("the CLI changed the key of stack %s, but state or settings do not name %s", stack, provider)
	}
	after, err := w.fingerprint(ctx, stack)
	if err != nil {
		return err
	}
	if before != after {
		return fmt.Errorf("the state of stack %s is not the same with its new key: take the version before, and report this", stack)
	}
	return nil
}

// encryptedWith tells whether state and settings of a stack name a key. A change that was interrupted leaves them apart.
func (w Workspace) encryptedWith(ctx context.Context, stack, provider string) (bool, error) {
	state, err := w.Export(ctx, stack)
	if err != nil {
		return false, err
	}
	data, err := os.ReadFile(filepath.Join(w.settingsDir(), "Pulumi."+stack+".yaml"))
	if err != nil {
		return false, err
	}
	var file struct {
		Provider string `yaml:"secretsprovider"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		return false, fmt.Errorf("the settings of stack %s: %w", stack, err)
	}
	return state.Secrets.URL == provider && file.Provider == provider, nil
}

// fingerprint is a digest of a stack's resources with their secrets in plain. They pass through memory and are written nowhere.
// How a state is encrypted, and when it was written, is no part of it.
func (w Workspace) fingerprint(ctx context.Context, stack string) ([32]byte, error) {
	raw, err := w.export(ctx, stack, true)
	if err != nil {
		return [32]byte{}, err
	}
	var wire struct {
		Deployment struct {
			Resources []any `json:"resources"`
		} `json:"deployment"`
	}
	if err := json.Unmarshal(raw, &wire); err != nil {
		return [32]byte{}, fmt.Errorf("the state of stack %s: %w", stack, err)
	}
	same, err := json.Marshal(wire.Deployment.Resources) // keys in order
	if err != nil {
		return [32]byte{}, fmt.Errorf("the state of stack %s: %w", stack, err)
	}
	return sha256.Sum256(same), nil
}
