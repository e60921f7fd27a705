package schema

import (
	_ "embed" // for the committed shapes
	"fmt"
)

// The committed shapes; see the package comment for how they are made.
//
//go:embed azure-native.json.gz
var committed []byte

// Schema answers questions about the shapes of resources. It does not change and is safe for concurrent use.
type Schema struct {
	document *Document
}

// Load reads the committed shapes. Call it once and pass the result on: it takes some milliseconds. It fails only where
// the committed file is damaged.
func Load() (*Schema, error) {
	document, err := Open(committed)
	if err != nil {
		return nil, fmt.Errorf("azure-native.json.gz: %w; run go generate ./internal/localazure/schema", err)
	}
	return New(document), nil
}

// New returns a Schema over a document, which must not be changed afterwards.
func New(document *Document) *Schema {
	return &Schema{document: document}
}

// ProviderVersion returns the version of the provider that the shapes belong to, such as "2.90.0". Shapes of one version
// must not be used to judge what an SDK of another sends.
func (s *Schema) ProviderVersion() string {
	return s.document.Version
}

// Resource returns the shape of a resource type, and false where the token is not in resources.txt. The result must not
// be changed.
func (s *Schema) Resource(token string) (*Resource, bool) {
	r, ok := s.document.Resources[token]
	return r, ok
}

// Function returns the shape of a provider function, and false where the token is not in resources.txt. The result must
// not be changed.
func (s *Schema) Function(token string) (*Function, bool) {
	f, ok := s.document.Functions[token]
	return f, ok
}

// Tokens returns the tokens of all resource types, sorted.
func (s *Schema) Tokens() []string {
	return sortedKeys(s.document.Resources)
}

// FunctionTokens returns the tokens of all provider functions, sorted.
func (s *Schema) FunctionTokens() []string {
	return sortedKeys(s.document.Functions)
}

// Object returns the properties of the object type that a Reference names. The result must not be changed.
func (s *Schema) Object(name string) (Object, bool) {
	object, ok := s.document.Objects[name]
	return object, ok
}

// Enum returns the values of the enumeration that an Enumeration names. The result must not be changed.
func (s *Schema) Enum(name string) ([]string, bool) {
	values, ok := s.document.Enums[name]
	return values, ok
}
