package dataplane

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // RSA-OAEP of RFC 7518 is defined with it
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"hash"
	"io"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// maxVaultBody bounds a request: what is encrypted with an RSA key is a few hundred bytes.
const maxVaultBody = 1 << 16

func keyURL(vault, key, version string) string {
	return "https://" + strings.ToLower(vault) + vaultSuffix + "/keys/" + key + "/" + version
}

// serveKey does what was asked for with a version of a key: the named one, else the newest.
func (s *Server) serveKey(w http.ResponseWriter, r *http.Request, c keyCall) error {
	if c.op == "rotate" {
		uri, err := s.RotateKey(world.Name(c.vault.ID), c.name)
		if err != nil {
			return err
		}
		c.op, c.version = "read", world.Name(uri)
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	all, err := s.keys.versions(c.key)
	if err != nil {
		return err
	}
	v := all[len(all)-1]
	if c.version != "" {
		i := slices.IndexFunc(all, func(v keyVersion) bool { return v.ID == c.version })
		if i < 0 {
			return keyNotFound(c.name + "/" + c.version)
		}
		v = all[i]
	}
	if kind, _ := at(c.key.Inputs, "properties", "kty").(string); !strings.HasPrefix(kind, "RSA") {
		return refuseVault(http.StatusNotImplemented, "NotServedLocally", "", "the local Azure holds material of RSA keys only, not of %s", kind)
	}
	kid := keyURL(world.Name(c.vault.ID), c.name, v.ID)
	if c.op == "update" {
		if v, err = s.keys.update(c.key, all, v, r.Body); err != nil {
			return err
		}
		c.op = "read"
	}
	if c.op == "read" {
		return s.getKey(w, c, v, kid)
	}
	if err := usable(c, v); err != nil {
		return err
	}
	var sent struct {
		Algorithm string `json:"alg"`
		Value     string `json:"value"`
	}
	if err := json.NewDecoder(io.LimitReader(r.Body, maxVaultBody)).Decode(&sent); err != nil {
		return badParameter("The request body is not valid JSON.")
	}
	value, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(sent.Value, "="))
	if err != nil || sent.Value == "" {
		return badParameter("Property  has invalid value\r\n")
	}
	pair, err := s.keys.material(c.key, v.ID)
	if err != nil {
		return err
	}
	result, err := calculate(c.op, sent.Algorithm, pair, value)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, map[string]string{"kid": kid, "value": base64.RawURLEncoding.EncodeToString(result)})
	return nil
}

func badParameter(text string) error {
	return refuseVault(http.StatusBadRequest, "BadParameter", "", "%s", text)
}

// usable refuses what a key is not for, and what a disabled version no longer does: it does not decrypt or unwrap, and goes on
// encrypting and wrapping, for which the public half is enough (Azure/azure-sdk-for-python issue 45342, measured on a live vault;
// Azure/azure-sdk-for-net issue 11518 for the answer of a key that may not).
func usable(c keyCall, v keyVersion) error {
	if !slices.ContainsFunc(keyOps(c.key), func(op string) bool { return strings.EqualFold(op, c.op) }) {
		return refuseVault(http.StatusForbidden, "Forbidden", "KeyOperationForbidden", "Operation %s is not permitted on this key.", c.op)
	}
	if !v.Enabled && (c.op == "decrypt" || c.op == "unwrapKey") {
		return refuseVault(http.StatusForbidden, "Forbidden", "KeyDisabled", "Operation %s is not allowed on a disabled key.", c.op)
	}
	return nil
}

func keyOps(key world.Resource) []string {
	var ops []string
	list, _ := at(key.Outputs, "keyOps").([]any)
	for _, op := range list {
		if text, ok := op.(string); ok {
			ops = append(ops, text)
		}
	}
	return ops
}

// calculate encrypts or decrypts (Microsoft Learn, REST reference, Key Vault, encrypt: JsonWebKeyEncryptionAlgorithm; RFC 7518,
// section 4.3). What was encrypted with another version fails as Azure says it (pulumi/pulumi issue 22338).
func calculate(op, algorithm string, pair *rsa.PrivateKey, value []byte) ([]byte, error) {
	var made hash.Hash
	switch algorithm {
	case "RSA-OAEP":
		made = sha1.New() //nolint:gosec // see above
	case "RSA-OAEP-256":
		made = sha256.New()
	default:
		return nil, refuseVault(http.StatusBadRequest, "BadParameter", "", "Invalid algorithm: the local Azure calculates RSA-OAEP and RSA-OAEP-256, not '%s'.", algorithm)
	}
	if op == "encrypt" || op == "wrapKey" {
		result, err := rsa.EncryptOAEP(made, rand.Reader, &pair.PublicKey, value, nil)
		if err != nil {
			return nil, badParameter("The parameter is incorrect.\r\n")
		}
		return result, nil
	}
	result, err := rsa.DecryptOAEP(made, nil, pair, value, nil)
	if err != nil {
		return nil, badParameter("Unable to decrypt specified value with this key.")
	}
	return result, nil
}

// getKey answers Get Key: the public half.
func (s *Server) getKey(w http.ResponseWriter, c keyCall, v keyVersion, kid string) error {
	pair, err := s.keys.material(c.key, v.ID)
	if err != nil {
		return err
	}
	kind, _ := at(c.key.Inputs, "properties", "kty").(string)
	encode := base64.RawURLEncoding.EncodeToString
	writeJSON(w, http.StatusOK, map[string]any{
		"key": map[string]any{
			"kid": kid, "kty": kind, "key_ops": keyOps(c.key),
			"n": encode(pair.N.Bytes()), "e": encode(big.NewInt(int64(pair.E)).Bytes()),
		},
		"attributes": map[string]any{"enabled": v.Enabled, "created": v.Created.Unix(), "updated": v.Created.Unix(), "exportable": false},
	})
	return nil
}
