package world

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// openSeal reads the key that seals objects, and draws one the first time. The key lies beside the journal: it keeps
// secrets out of the journal and of copies of it, not from whoever has the whole folder.
func openSeal(path string) (cipher.AEAD, error) {
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, 32)
		if _, err = rand.Read(key); err == nil {
			err = replaceFile(path, key)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("the key of the local Azure's world: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("the key of the local Azure's world in %s is damaged: %w; remove the folder to begin with an empty world", path, err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Seal writes a value as JSON that only this world can read.
func (w *World) Seal(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("an object cannot be written as JSON: %w", err)
	}
	return w.seal.Seal(nil, nil, text, nil), nil
}

// Unseal reads what Seal wrote into a value.
func (w *World) Unseal(sealed []byte, value any) error {
	text, err := w.seal.Open(nil, nil, sealed, nil)
	if err != nil {
		return errors.New("an object of the local Azure's world cannot be read with the key beside it; remove the folder to begin with an empty world")
	}
	return json.Unmarshal(text, value)
}
