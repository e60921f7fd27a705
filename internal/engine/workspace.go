package engine

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"
)

// LanguagePort is the key of [Workspace.Ports] under which the language runtime's port is kept. It is also the
// runtime's name in Pulumi.yaml.
const LanguagePort = "go"

// Workspace is everything a run needs to know: which CLI, which project, whose state, what is at the far end.
type Workspace struct {
	// CLI is the command to run.
	CLI CLI
	// Target is what is at the far end.
	Target Target
	// ProjectDir is the folder of Pulumi.yaml, absolute.
	ProjectDir string
	// HomeDir becomes PULUMI_HOME. Empty keeps the operator's. The local target has its own.
	HomeDir string
	// BackendURL becomes PULUMI_BACKEND_URL. Empty keeps the operator's. The local target's is [Local.StateURL].
	BackendURL string
	// Passphrase becomes PULUMI_CONFIG_PASSPHRASE. Empty keeps the operator's.
	Passphrase string
	// SettingsDir is where the stack files are read from, if not from ProjectDir.
	SettingsDir string
	// Ports maps the attached providers ("azure-native", "kubernetes", "random") and the language runtime
	// ([LanguagePort]) to their ports on 127.0.0.1. The real target attaches no provider.
	Ports map[string]int
	// DataPlane is the local Azure's store of blobs and keys. With it a local run may keep its state in an account there.
	DataPlane *DataPlane
	// Kubelogin, if it was found, is put on the PATH: the real target's Kubernetes provider starts it for a token.
	Kubelogin Kubelogin
	// Local is the local folder. The real target needs it too, to recognise what it must refuse.
	Local Local
	// Base is the environment to start from, usually os.Environ().
	Base []string
	// Env is set on top of everything else.
	Env map[string]string
}

// Workspace returns the workspace of a local run. ports are those of the local Azure and of the language runtime.
func (l Local) Workspace(cli CLI, projectDir string, ports map[string]int) Workspace {
	return Workspace{
		CLI: cli, Target: TargetLocal, ProjectDir: projectDir, Local: l,
		HomeDir: l.HomeDir(), BackendURL: l.StateURL(), Passphrase: LocalPassphrase, SettingsDir: l.SettingsDir(),
		Ports: maps.Clone(ports), Base: os.Environ(),
	}
}

// RealWorkspace returns the workspace of a run against the real Azure: the operator's environment and the stack's own
// backend. language is the port of a language runtime to attach, 0 for the CLI's own.
func (l Local) RealWorkspace(cli CLI, projectDir string, language int) Workspace {
	w := Workspace{CLI: cli, Target: TargetAzure, ProjectDir: projectDir, Local: l, Base: os.Environ()}
	if language != 0 {
		w.Ports = map[string]int{LanguagePort: language}
	}
	return w
}

// Project is what this package needs to know of Pulumi.yaml.
type Project struct {
	Name string `yaml:"name"`
	Main string `yaml:"main"` // the program's folder, relative; empty is the project's own
}

// ReadProject reads Pulumi.yaml in dir.
func ReadProject(dir string) (Project, error) {
	path := filepath.Join(dir, "Pulumi.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		return Project{}, fmt.Errorf("%s: %w: run this inside the repository", path, err)
	}
	var p Project
	if err := yaml.Unmarshal(data, &p); err != nil {
		return Project{}, fmt.Errorf("%s: %w", path, err)
	}
	if p.Name == "" {
		return Project{}, fmt.Errorf("%s: name is missing", path)
	}
	return p, nil
}

// FindProject returns the nearest folder at or above dir that holds a Pulumi.yaml.
func FindProject(dir string) (string, error) {
	for at := dir; ; at = filepath.Dir(at) {
		if exists(filepath.Join(at, "Pulumi.yaml")) {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no Pulumi.yaml in %s or above it: run this inside the repository", dir)
		}
	}
}

// Stacks lists the stacks that have a stack file in dir, sorted.
func Stacks(dir string) []string {
	files, err := filepath.Glob(filepath.Join(dir, "Pulumi.*.yaml"))
	if err != nil {
		return nil // the pattern is constant and well-formed
	}
	names := make([]string, 0, len(files))
	for _, f := range files {
		base := filepath.Base(f)
		names = append(names, base[len("Pulumi."):len(base)-len(".yaml")])
	}
	slices.Sort(names)
	return names
}
