package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

// SecretsProvider is how the secrets of a state are encrypted.
type SecretsProvider struct {
	Type string // "passphrase", "cloud", "service"
	Salt string // of a passphrase
	URL  string // of a key in the cloud
}

// wireSecrets is the form in which a state says it (Pulumi SDK, common/apitype/core.go, SecretsProvidersV1; Pulumi CLI, secrets/cloud/manager.go).
type wireSecrets struct {
	Type  string `json:"type"`
	State struct {
		Salt string `json:"salt"`
		URL  string `json:"url"`
	} `json:"state"`
}

func (w wireSecrets) provider() SecretsProvider {
	return SecretsProvider{Type: w.Type, Salt: w.State.Salt, URL: w.State.URL}
}

// Local tells whether a state was made by the local target: its secrets can be read with [LocalPassphrase]. That mark
// travels with the state through export and import, unlike the folder's, and a real state must not have it in any case.
func (p SecretsProvider) Local(ctx context.Context) bool {
	if p.Type != "passphrase" {
		return false
	}
	salt, proof, err := parseSalt(p.Salt)
	if err != nil {
		return false
	}
	word, err := config.NewSymmetricCrypterFromPassphrase(LocalPassphrase, salt).DecryptValue(ctx, proof)
	return err == nil && word == saltWord
}

// CheckOrigin refuses a real run on a state that a local run made, however it came into the real backend.
func (w Workspace) CheckOrigin(ctx context.Context, c Checkpoint) error {
	if w.Target == TargetAzure && c.Secrets.Local(ctx) {
		return mixed("the stack's state was made by a local run, or is encrypted with its public passphrase: " +
			"it must not be the state of anything real. Make the stack anew in its own backend (\"pulumi stack init\"), or bring its own state back " +
			"(\"stackctl recover --scenario state-loss\")")
	}
	return nil
}

// CheckState refuses a local run on a state in the local folder that no local run made. It reads the state's file.
func (l Local) CheckState(ctx context.Context, project, stack string) error {
	path := filepath.Join(l.StateDir(), ".pulumi", "stacks", project, stack+".json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var file struct {
		Checkpoint struct {
			Latest *struct {
				Secrets *wireSecrets `json:"secrets_providers"`
			} `json:"latest"`
		} `json:"checkpoint"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return fmt.Errorf("the local state of stack %s (%s) cannot be read: %w: \"stackctl local reset\" begins anew",
			stack, path, err)
	}
	if latest := file.Checkpoint.Latest; latest != nil && latest.Secrets != nil && !latest.Secrets.provider().Local(ctx) {
		return mixed("the state of stack %s in %s was not made by a local run: move it to its own backend, "+
			"or \"stackctl local reset\" to delete it", stack, l.StateDir())
	}
	return nil
}
