package schema

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Document is everything the committed file holds. The generator makes one from the typings; Open reads one back.
type Document struct {
	// Provider is the provider's name, "azure-native".
	Provider string
	// Version is the provider's version, "2.90.0".
	Version string
	// Resources and Functions are by token.
	Resources map[string]*Resource
	Functions map[string]*Function
	// Objects are the object types that resources and functions refer to, by full name.
	Objects map[string]Object
	// Enums are the values of the enumerations, by full name, in the order of the typings.
	Enums map[string][]string
}

// The names in the file are short: they repeat for every resource.
type fileDocument struct {
	Provider  string                  `json:"provider"`
	Version   string                  `json:"version"`
	Resources map[string]fileResource `json:"resources"`
	Functions map[string]fileFunction `json:"functions"`
	Objects   map[string]Object       `json:"objects"`
	Enums     map[string][]string     `json:"enums"`
}

type fileResource struct {
	Inputs  Object   `json:"in"`
	Outputs Object   `json:"out"`
	Secrets []string `json:"secret,omitempty"`
	Aliases []string `json:"aliases,omitempty"`
}

type fileFunction struct {
	Arguments Object `json:"in"`
	Result    Object `json:"out"`
}

// JSON returns the document as the JSON text that the committed file holds compressed. The same document always gives
// the same bytes: keys are sorted, and there is no date in it.
func (d *Document) JSON() ([]byte, error) {
	file := fileDocument{
		Provider: d.Provider, Version: d.Version,
		Resources: map[string]fileResource{}, Functions: map[string]fileFunction{},
		Objects: d.Objects, Enums: d.Enums,
	}
	for token, r := range d.Resources {
		aliases := make([]string, len(r.Aliases))
		for i, alias := range r.Aliases {
			aliases[i] = strings.TrimPrefix(alias, d.Provider+":")
		}
		file.Resources[token] = fileResource{Inputs: r.Inputs, Outputs: r.Outputs, Secrets: r.SecretOutputs, Aliases: aliases}
	}
	for token, f := range d.Functions {
		file.Functions[token] = fileFunction{Arguments: f.Arguments, Result: f.Result}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(file); err != nil {
		return nil, fmt.Errorf("encode the shapes: %w", err)
	}
	return b.Bytes(), nil
}

// Compressed returns JSON compressed with gzip, without a time or a name in the header.
func (d *Document) Compressed() ([]byte, error) {
	text, err := d.JSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	// The level is one of the package's own, so the call cannot fail; neither can writing to memory.
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compress the shapes: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return nil, fmt.Errorf("compress the shapes: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("compress the shapes: %w", err)
	}
	return b.Bytes(), nil
}

// Open reads a compressed document. It fails where the bytes are no such document, or where a type is referred to that
// the document does not hold.
func Open(compressed []byte) (*Document, error) {
	text, err := Decompress(compressed)
	if err != nil {
		return nil, err
	}
	var file fileDocument
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("decode the shapes: %w", err)
	}
	d := &Document{
		Provider: file.Provider, Version: file.Version,
		Resources: make(map[string]*Resource, len(file.Resources)),
		Functions: make(map[string]*Function, len(file.Functions)),
		Objects:   file.Objects, Enums: file.Enums,
	}
	for token, r := range file.Resources {
		for i := range r.Aliases {
			r.Aliases[i] = d.Provider + ":" + r.Aliases[i]
		}
		d.Resources[token] = &Resource{Token: token, Inputs: r.Inputs, Outputs: r.Outputs, SecretOutputs: r.Secrets, Aliases: r.Aliases}
	}
	for token, f := range file.Functions {
		d.Functions[token] = &Function{Token: token, Arguments: f.Arguments, Result: f.Result}
	}
	return d, d.verify()
}

// Decompress returns the JSON text of a compressed document.
func Decompress(compressed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(compressed))
	if err != nil {
		return nil, fmt.Errorf("decompress the shapes: %w", err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("decompress the shapes: %w", err)
	}
	return text, nil
}

// verify makes sure that every name leads somewhere, so that no check has to ask. It reports all that do not.
func (d *Document) verify() error {
	var missing []string
	check := func(where string, object Object) {
		for name, property := range object {
			if err := d.verifyType(property.Type); err != nil {
				missing = append(missing, fmt.Sprintf("%s, property %s: %v", where, name, err))
			}
		}
	}
	for token, r := range d.Resources {
		check(token+" inputs", r.Inputs)
		check(token+" outputs", r.Outputs)
	}
	for token, f := range d.Functions {
		check(token+" arguments", f.Arguments)
		check(token+" result", f.Result)
	}
	for name, object := range d.Objects {
		check(name, object)
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		return errors.New(strings.Join(missing, "; "))
	}
	return nil
}

func (d *Document) verifyType(t Type) error {
	switch t.Kind {
	case Reference:
		if _, ok := d.Objects[t.Name]; !ok {
			return fmt.Errorf("object type %s is not in the file", t.Name)
		}
	case Enumeration:
		if _, ok := d.Enums[t.Name]; !ok {
			return fmt.Errorf("enumeration %s is not in the file", t.Name)
		}
	case List, Map:
		return d.verifyType(*t.Element)
	case Union:
		for _, alternative := range t.Alternatives {
			if err := d.verifyType(alternative); err != nil {
				return err
			}
		}
	default:
	}
	return nil
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}
