package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
)

// The variables by which the pipeline gives the keys that plans are signed with and checked by: 32 bytes in base64. Who reviews has the
// one, who applies the other.
const (
	planKeyVariable    = "TRELICA_PLAN_KEY"
	planPublicVariable = "TRELICA_PLAN_PUBLIC_KEY"
)

// makePair is where people read how the two are made.
const makePair = "docs/operations/hand-steps.md, under GitHub, has how a pair is made and where its halves go"

// signingKey is the key that a plan is signed with. Plans of the local Azure are signed with a key of the local folder.
func (a *app) signingKey(target engine.Target, local engine.Local) (ed25519.PrivateKey, error) {
	if target == engine.TargetLocal {
		return localPlanKey(local)
	}
	seed, err := keyBytes(a.getenv(planKeyVariable))
	if err != nil {
		return nil, hinted(fmt.Errorf("%s: %w: the pipeline gives it to whoever makes plans", planKeyVariable, err), makePair)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// checkingKey is the key that a plan is checked by.
func (a *app) checkingKey(target engine.Target, local engine.Local) (ed25519.PublicKey, error) {
	if target == engine.TargetLocal {
		key, err := localPlanKey(local)
		if err != nil {
			return nil, err
		}
		public, ok := key.Public().(ed25519.PublicKey)
		if !ok {
			return nil, errors.New("the local key for plans has no public half")
		}
		return public, nil
	}
	public, err := keyBytes(a.getenv(planPublicVariable))
	if err != nil {
		return nil, hinted(fmt.Errorf("%s: %w: the pipeline gives it to whoever applies plans", planPublicVariable, err), makePair)
	}
	return public, nil
}

// keyBytes decodes a key. What it says of a wrong one holds nothing of it.
func keyBytes(text string) ([]byte, error) {
	if text == "" {
		return nil, errors.New("it is not set")
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != ed25519.SeedSize {
		return nil, fmt.Errorf("it is no key: %d bytes in base64 are expected", ed25519.SeedSize)
	}
	return key, nil
}

// localPlanKey reads the local folder's key, and makes it once.
func localPlanKey(local engine.Local) (ed25519.PrivateKey, error) {
	path := filepath.Join(local.Dir, "plan.key")
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(seed); err != nil {
			return nil, fmt.Errorf("making the local key for plans: %w", err)
		}
		content = []byte(base64.StdEncoding.EncodeToString(seed))
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	seed, err := keyBytes(string(content))
	if err != nil {
		return nil, hinted(fmt.Errorf("%s: %w", path, err), "delete the file: the next plan makes another, and plans that were signed with this one are made again")
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
