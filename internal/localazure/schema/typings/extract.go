package typings

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// Files gives the contents of the package's files by their path in the package, with slashes: "types/input.d.ts".
type Files interface {
	ReadFile(name string) ([]byte, error)
}

const provider = "azure-native"

// Extract reads the shapes of the resources and functions with these tokens, and of everything they refer to. A token
// whose last part begins with a small letter is a function's. The error names the file and line that is not understood,
// or the token that the package does not have.
func Extract(files Files, tokens []string) (*schema.Document, error) {
	version, err := Version(files)
	if err != nil {
		return nil, err
	}
	x := &extraction{
		files:   files,
		enums:   map[string]map[string][]string{},
		indexes: map[string]map[string]string{},
		document: &schema.Document{
			Provider: provider, Version: version,
			Resources: map[string]*schema.Resource{}, Functions: map[string]*schema.Function{},
			Objects: map[string]schema.Object{}, Enums: map[string][]string{},
		},
	}
	if err := x.open(); err != nil {
		return nil, err
	}
	for _, token := range tokens {
		if err := x.extract(token); err != nil {
			return nil, fmt.Errorf("%s: %w", token, err)
		}
	}
	return x.document, nil
}

// Version returns the version that the package's package.json names.
func Version(files Files) (string, error) {
	content, err := files.ReadFile("package.json")
	if err != nil {
		return "", fmt.Errorf("read the typings: %w", err)
	}
	var manifest struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	if err := json.Unmarshal(content, &manifest); err != nil {
		return "", fmt.Errorf("package.json: %w", err)
	}
	if manifest.Name != "@pulumi/"+provider {
		return "", fmt.Errorf("package.json: this is the package %q, want %q", manifest.Name, "@pulumi/"+provider)
	}
	return manifest.Version, nil
}

// extraction is the work of one call of Extract.
type extraction struct {
	files           Files
	inputs, outputs *objectTypes
	defaults        *defaultFunctions
	// enums and indexes keep what was read of a module's version, by its path: "network/v20240501".
	enums    map[string]map[string][]string
	indexes  map[string]map[string]string
	document *schema.Document
}

func (x *extraction) open() error {
	read := func(name string, index func(content string) error) error {
		content, err := x.read(name)
		if err != nil {
			return err
		}
		return index(content)
	}
	if err := read("types/input.d.ts", func(content string) (err error) {
		x.inputs, err = indexObjectTypes("types/input.d.ts", content, "inputs")
		return err
	}); err != nil {
		return err
	}
	if err := read("types/output.d.ts", func(content string) (err error) {
		x.outputs, err = indexObjectTypes("types/output.d.ts", content, "outputs")
		return err
	}); err != nil {
		return err
	}
	return read("types/input.js", func(content string) (err error) {
		x.defaults, err = indexDefaultFunctions("types/input.js", content)
		return err
	})
}

func (x *extraction) read(name string) (string, error) {
	content, err := x.files.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("read the typings: %w", err)
	}
	return string(content), nil
}

func (x *extraction) extract(token string) error {
	parts := strings.Split(token, ":")
	if len(parts) != 3 || parts[0] != provider || parts[2] == "" {
		return fmt.Errorf("want a token such as %s:network/v20240501:VirtualNetwork", provider)
	}
	folder, name := parts[1], parts[2]
	stem, err := x.locate(folder, name)
	if err != nil {
		return err
	}
	if unicode.IsLower(rune(name[0])) {
		return x.function(token, stem, name)
	}
	return x.resource(token, stem, name)
}

// locate returns the path, without its ending, of the files that hold a resource or a function.
func (x *extraction) locate(folder, name string) (string, error) {
	index, ok := x.indexes[folder]
	if !ok {
		file := folder + "/index.d.ts"
		content, err := x.read(file)
		if err != nil {
			return "", fmt.Errorf("the package has no %s: %w", folder, err)
		}
		if index, err = readIndex(file, content); err != nil {
			return "", err
		}
		x.indexes[folder] = index
	}
	stem, ok := index[name]
	if !ok {
		return "", fmt.Errorf("%s/index.d.ts has no %s", folder, name)
	}
	return path.Join(folder, stem), nil
}

func (x *extraction) resource(token, stem, name string) error {
	source, err := x.read(stem + ".d.ts")
	if err != nil {
		return err
	}
	d, err := readDeclarations(stem+".d.ts", source)
	if err != nil {
		return err
	}
	inputs, ok := d.interfaces[name+"Args"]
	if !ok || d.class != name {
		return fmt.Errorf("%s.d.ts: no class %s with an interface %sArgs", stem, name, name)
	}
	source, err = x.read(stem + ".js")
	if err != nil {
		return err
	}
	p, err := readProgram(stem+".js", source, name)
	if err != nil {
		return err
	}
	if p.token != token {
		return fmt.Errorf("%s.js: the resource registers as %s", stem, p.token)
	}
	if err := x.fill(stem+".js", inputs, p.inputs); err != nil {
		return err
	}
	x.document.Resources[token] = &schema.Resource{
		Token: token, Inputs: inputs, Outputs: d.outputs,
		SecretOutputs: sorted(p.secrets), Aliases: sorted(p.aliases),
	}
	return x.follow(inputs, d.outputs)
}

func (x *extraction) function(token, stem, name string) error {
	source, err := x.read(stem + ".d.ts")
	if err != nil {
		return err
	}
	d, err := readDeclarations(stem+".d.ts", source)
	if err != nil {
		return err
	}
	title := strings.ToUpper(name[:1]) + name[1:]
	result, ok := d.interfaces[title+"Result"]
	if !ok {
		return fmt.Errorf("%s.d.ts: no interface %sResult", stem, title)
	}
	// A function without arguments has no interface for them.
	arguments := d.interfaces[title+"Args"]
	if arguments == nil {
		arguments = schema.Object{}
	}
	x.document.Functions[token] = &schema.Function{Token: token, Arguments: arguments, Result: result}
	return x.follow(arguments, result)
}
