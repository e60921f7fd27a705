package engine

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"gopkg.in/yaml.v3"
)

const (
	// StandIn is what the local target has in place of every setting that is encrypted for the real stack. It is letters alone, and
	// as many as make whole bytes of base64, so that it passes for a token, a password, and a file.
	StandIn = "LocalStandInForASecretOfTheRealStack"
	// saltWord is what a salt proves its passphrase by, and saltBytes its length (Pulumi CLI, secrets/passphrase/manager.go).
	saltWord  = "pulumi"
	saltBytes = 8
)

// encrypted finds the ciphertexts of the values of the form {secure: ciphertext}.
func encrypted(node *yaml.Node) []*yaml.Node {
	var found []*yaml.Node
	for i, child := range node.Content {
		if node.Kind == yaml.MappingNode && len(node.Content) == 2 && i == 1 && node.Content[0].Value == "secure" {
			return append(found, child)
		}
		found = append(found, encrypted(child)...)
	}
	return found
}

// standIn puts stand-ins in place of ciphertexts, encrypted as the CLI does it with [LocalPassphrase]. It returns the salt that they
// are encrypted with: the one that is given, or, where there is none and one is needed, a new one, which the CLI takes over
// when it makes the stack.
func standIn(ctx context.Context, ciphertexts []*yaml.Node, salt string) (string, error) {
	if len(ciphertexts) == 0 {
		return salt, nil
	}
	crypter, salt, err := localCrypter(ctx, salt)
	if err != nil {
		return "", err
	}
	for _, node := range ciphertexts {
		text, err := crypter.EncryptValue(ctx, StandIn)
		if err != nil {
			return "", fmt.Errorf("line %d: encrypting a stand-in: %w", node.Line, err)
		}
		*node = *scalar(text)
	}
	return salt, nil
}

// localCrypter encrypts with [LocalPassphrase] and a salt, which it makes if there is none.
func localCrypter(ctx context.Context, salt string) (config.Crypter, string, error) {
	if salt != "" {
		raw, _, err := parseSalt(salt)
		if err != nil {
			return nil, "", err
		}
		return config.NewSymmetricCrypterFromPassphrase(LocalPassphrase, raw), salt, nil
	}
	raw := make([]byte, saltBytes)
	if _, err := rand.Read(raw); err != nil {
		return nil, "", fmt.Errorf("making a salt: %w", err)
	}
	crypter := config.NewSymmetricCrypterFromPassphrase(LocalPassphrase, raw)
	proof, err := crypter.EncryptValue(ctx, saltWord)
	if err != nil {
		return nil, "", fmt.Errorf("making a salt: %w", err)
	}
	return crypter, "v1:" + base64.StdEncoding.EncodeToString(raw) + ":" + proof, nil
}

// parseSalt takes v1:SALT:CIPHERTEXT apart, where the ciphertext is saltWord.
func parseSalt(salt string) (raw []byte, proof string, err error) {
	parts := strings.SplitN(salt, ":", 3)
	if len(parts) != 3 || parts[0] != "v1" {
		return nil, "", errors.New(`the local settings' encryptionsalt is none: "stackctl local reset" begins anew`)
	}
	raw, err = base64.StdEncoding.DecodeString(parts[1])
	return raw, parts[2], err
}
