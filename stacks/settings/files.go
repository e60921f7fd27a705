package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// projectFile is the file that holds the schema and the defaults.
const projectFile = "Pulumi.yaml"

// stackFile is the file that holds the settings of a stack.
func stackFile(stack string) string { return "Pulumi." + stack + ".yaml" }

// FromFiles reads and checks the settings of a stack from Pulumi.yaml and Pulumi.<stack>.yaml in a directory, with the same
// result as the program gets from Pulumi. The error is of type Problems and lists every mistake.
func FromFiles(dir, stack string) (*Settings, error) { return Load(Files(dir, stack)) }

// Files reads the raw settings of a stack from Pulumi.yaml and Pulumi.<stack>.yaml in a directory and applies the defaults of
// the first as the Pulumi CLI does. What cannot be read is told by Load.
func Files(dir, stack string) Source {
	src := Source{Stack: stack}
	if !stackName.MatchString(stack) {
		return src.fail(Problem{File: projectFile, Value: short(stack), Message: "is no name of a stack", Allowed: stacksIn(dir)})
	}
	project, err := os.ReadFile(filepath.Join(dir, projectFile))
	if err != nil {
		return src.fail(Problem{File: projectFile, Message: "cannot be read: " + reason(err), Allowed: "run in the directory of the project"})
	}
	content, err := os.ReadFile(filepath.Join(dir, stackFile(stack)))
	if err != nil {
		return src.fail(Problem{File: stackFile(stack), Message: "cannot be read: " + reason(err), Allowed: stacksIn(dir)})
	}
	return parse(stack, project, content)
}

// Stacks lists the stacks that have a file in a directory, sorted.
func Stacks(dir string) []string {
	found, err := filepath.Glob(filepath.Join(dir, "Pulumi.*.yaml"))
	if err != nil {
		return nil // the pattern is well formed; only that could fail
	}
	var stacks []string
	for _, f := range found {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "Pulumi."), ".yaml")
		if stackName.MatchString(name) {
			stacks = append(stacks, name)
		}
	}
	slices.Sort(stacks)
	return stacks
}

// stackName is what a stack may be called: no separators, so that a name never leads out of the directory.
var stackName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

func stacksIn(dir string) string {
	if stacks := Stacks(dir); len(stacks) > 0 {
		return "a stack with a file here: " + strings.Join(stacks, ", ")
	}
	return "a stack with a file of that name"
}

// reason is why a file could not be read, without the path, which the problem names already.
func reason(err error) string {
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}

func (s Source) fail(p Problem) Source {
	s.problems, s.broken = append(s.problems, p), true
	return s
}

// parse reads both files' contents.
func parse(stack string, project, content []byte) Source {
	src := Source{Stack: stack, Values: map[string]string{}, nodes: map[string]*yaml.Node{}}
	if problem := src.readStack(content); problem != nil {
		src = src.fail(*problem)
	}
	if problem := src.readDefaults(project); problem != nil {
		src = src.fail(*problem)
	}
	return src
}

// document reads the one mapping that a YAML file holds; nil if the file is empty.
func document(file string, content []byte) (*yaml.Node, *Problem) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil {
		return nil, &Problem{File: file, Message: "is not valid YAML: " + oneLine(err.Error())}
	}
	if root.Kind == 0 || len(root.Content) == 0 || root.Content[0].Tag == "!!null" {
		return nil, nil //nolint:nilnil // an empty file is neither a document nor a mistake
	}
	// Decoding finds what reading nodes does not: doubled keys, cycles, and aliases that would explode.
	var whole any
	if err := root.Decode(&whole); err != nil {
		return nil, &Problem{File: file, Message: "is not valid YAML: " + oneLine(err.Error())}
	}
	if root.Content[0].Kind != yaml.MappingNode {
		return nil, &Problem{File: file, Line: root.Content[0].Line, Message: "is not a mapping", Allowed: "a mapping with the key config"}
	}
	return root.Content[0], nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// readStack takes the values of the stack's own file.
func (s *Source) readStack(content []byte) *Problem {
	file := stackFile(s.Stack)
	root, problem := document(file, content)
	if problem != nil || root == nil {
		return problem
	}
	// What else the Pulumi CLI keeps in a stack file.
	known := []string{"config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"}
	for i := 0; i+1 < len(root.Content); i += 2 {
		name, value := root.Content[i], root.Content[i+1]
		if name.Value == "config" {
			problem = s.readConfig(file, value)
		} else if !slices.Contains(known, name.Value) {
			s.problems = append(s.problems, Problem{
				File: file, Line: name.Line, Value: short(name.Value), Message: "is not known at the top of a stack file" + suggest(name.Value, known),
				Allowed: strings.Join(known, ", "),
			})
		}
	}
	return problem
}

func (s *Source) readConfig(file string, config *yaml.Node) *Problem {
	if config.Kind == yaml.AliasNode {
		config = config.Alias
	}
	if config.Tag == "!!null" {
		return nil
	}
	if config.Kind != yaml.MappingNode {
		return &Problem{File: file, Line: config.Line, Value: "config", Message: "is not a mapping", Allowed: "keys such as trelica:region"}
	}
	for i := 0; i+1 < len(config.Content); i += 2 {
		name, value := config.Content[i], config.Content[i+1]
		key := fullKey(name.Value)
		if _, twice := s.Values[key]; twice {
			s.problems = append(s.problems, Problem{File: file, Line: name.Line, Key: at(shortKey(key)).String(), Message: "is given twice"})
			continue
		}
		s.nodes[key] = value
		s.take(key, file, value)
	}
	return nil
}

// take renders one value as the Pulumi CLI does.
func (s *Source) take(key, file string, value *yaml.Node) {
	read := render
	if isSecret(key) {
		read = seal
	}
	raw, err := read(value)
	s.Values[key] = raw
	if err != nil {
		p := at(shortKey(key))
		s.problems = append(s.problems, Problem{File: file, Line: value.Line, Key: p.String(), Message: err.Error(), Allowed: allowedAt(p)})
		// The key is there: its being unreadable must not be told a second time as its being empty.
		s.unreadable = append(s.unreadable, p)
	}
}

// fullKey gives a key without namespace the project's, as the Pulumi CLI does.
func fullKey(key string) string {
	if strings.Contains(key, ":") {
		return key
	}
	return Project + ":" + key
}

// shortKey takes the project's namespace off a key.
func shortKey(key string) string { return strings.TrimPrefix(key, Project+":") }

// readDefaults takes the default of every key that the stack's file does not have, and the values of other namespaces.
func (s *Source) readDefaults(project []byte) *Problem {
	root, problem := document(projectFile, project)
	if problem != nil {
		return problem
	}
	if root == nil {
		return &Problem{File: projectFile, Message: "is empty", Allowed: "the project's name and the schema of its settings"}
	}
	if name := child(root, "name"); name == nil || name.Value != Project {
		return &Problem{File: projectFile, Line: root.Line, Message: fmt.Sprintf("is not of the project %s", Project), Allowed: "name: " + Project}
	}
	config := child(root, "config")
	if config == nil || config.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(config.Content); i += 2 {
		key, entry := fullKey(config.Content[i].Value), config.Content[i+1]
		if _, given := s.Values[key]; given {
			continue
		}
		if value := preset(entry); value != nil && value.Tag != "!!null" {
			s.take(key, projectFile, value)
		}
	}
	return nil
}

// preset is the value that the project gives a key: its default, or the value of a key of another namespace. What is not a
// mapping is short for it.
func preset(entry *yaml.Node) *yaml.Node {
	if entry.Kind != yaml.MappingNode {
		return entry
	}
	if value := child(entry, "value"); value != nil {
		return value
	}
	return child(entry, "default")
}
