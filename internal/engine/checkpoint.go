package engine

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Checkpoint is a stack's state as the CLI exports it, without what differs from machine to machine and from run to
// run: source positions, stack traces, times.
type Checkpoint struct {
	Resources []Resource
	// Pending are operations that a killed run left unfinished.
	Pending []PendingOperation
	// Secrets is how the state's secrets are encrypted.
	Secrets SecretsProvider
}

// Resource is one resource of a checkpoint. Secrets in Inputs and Outputs are masked, see [Masked].
type Resource struct {
	URN  string `json:"urn"`
	Type string `json:"type"` // e.g. azure-native:keyvault/v20241101:Vault
	ID   string `json:"id"`   // empty for a component
	// Custom tells a provider's resource from a component.
	Custom bool `json:"custom"`
	// External tells that the stack only reads the resource.
	External bool `json:"external"`
	// Delete tells that the resource waits for its deletion at the end of a replacement.
	Delete         bool           `json:"delete"`
	Parent         string         `json:"parent"`
	Provider       string         `json:"provider"` // URN::UUID of the provider
	Protect        bool           `json:"protect"`
	RetainOnDelete bool           `json:"retainOnDelete"`
	Inputs         map[string]any `json:"inputs"`
	Outputs        map[string]any `json:"outputs"`
	Dependencies   []string       `json:"dependencies"`
	// PropertyDependencies maps a property to the URNs it was computed from.
	PropertyDependencies map[string][]string `json:"propertyDependencies"`
	// InitErrors tells that the resource was made but not finished.
	InitErrors []string `json:"initErrors"`
}

// Name is the resource's logical name.
func (r Resource) Name() string { return r.URN[strings.LastIndex(r.URN, "::")+len("::"):] }

// PendingOperation is an operation that began and never ended.
type PendingOperation struct {
	Type string // creating, updating, deleting, ...
	URN  string
}

const (
	secretSignatureKey = "4dabf18193072939515e22adb298388d" // Pulumi SDK, common/resource/sig: the key of every special value
	secretSignature    = "1b47061264138c4ac30d75fd1eb44270" // the same: a secret
	secretMask         = "[secret]"
)

// ReadCheckpoint decodes what `pulumi stack export` prints.
func ReadCheckpoint(r io.Reader) (Checkpoint, error) {
	var wire struct {
		Version    int `json:"version"`
		Deployment struct {
			Secrets    wireSecrets `json:"secrets_providers"`
			Resources  []Resource  `json:"resources"`
			Operations []struct {
				Type     string               `json:"type"`
				Resource struct{ URN string } `json:"resource"`
			} `json:"pending_operations"`
		} `json:"deployment"`
	}
	if err := json.NewDecoder(r).Decode(&wire); err != nil {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint: %w", err)
	}
	// Versions 3 and 4 differ in what is allowed, not in form (Pulumi SDK, common/apitype/core.go).
	if wire.Version < 3 || wire.Version > 4 {
		return Checkpoint{}, fmt.Errorf("reading a checkpoint: version %d is unknown, 3 and 4 are known", wire.Version)
	}
	c := Checkpoint{Resources: wire.Deployment.Resources, Secrets: wire.Deployment.Secrets.provider()}
	for i := range c.Resources {
		c.Resources[i].Inputs = maskedMap(c.Resources[i].Inputs)
		c.Resources[i].Outputs = maskedMap(c.Resources[i].Outputs)
	}
	for _, op := range wire.Deployment.Operations {
		c.Pending = append(c.Pending, PendingOperation{Type: op.Type, URN: op.Resource.URN})
	}
	return c, nil
}

// Resource finds a resource by type and logical name. ok is false if there is none.
func (c Checkpoint) Resource(typ, name string) (Resource, bool) {
	for _, r := range c.Resources {
		if r.Type == typ && r.Name() == name {
			return r, true
		}
	}
	return Resource{}, false
}

// Outputs returns the stack's outputs, secrets masked.
func (c Checkpoint) Outputs() map[string]any {
	for _, r := range c.Resources {
		if r.Type == stackType {
			return r.Outputs
		}
	}
	return nil
}

// stackType is the type of the resource at the root of every stack.
const stackType = "pulumi:pulumi:Stack"

// Masked returns a value with every secret in it replaced by "[secret]". A secret is told by Pulumi's signature, whether
// its content is encrypted or plain.
func Masked(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if v[secretSignatureKey] == secretSignature {
			return secretMask
		}
		return maskedMap(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = Masked(item)
		}
		return list
	}
	return value
}

func maskedMap(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	masked := make(map[string]any, len(m))
	for k, v := range m {
		masked[k] = Masked(v)
	}
	return masked
}
