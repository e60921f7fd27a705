package engine

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Parallel is how many resource operations the engine runs at once. It is the same on every machine, because the CLI's
// own default follows the number of cores and timings would not compare.
const Parallel = 32

// Variables by which a run could reach a real cloud, a real cluster or a real state. A local run keeps none of them.
var (
	cloudPrefixes = []string{"ARM_", "AZURE_", "PULUMI_"}
	cloudNames    = []string{
		// The kubernetes provider of Pulumi's Go SDK reads these when no kubeconfig is given.
		"KUBECONFIG", "KUBE_CONFIG_PATH", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT",
		// Managed identity endpoints (Azure Identity for Go, ManagedIdentityCredential).
		"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET",
	}
)

// isCloud tells whether a local run must not see a variable.
func isCloud(name string) bool {
	return slices.Contains(cloudNames, name) ||
		slices.ContainsFunc(cloudPrefixes, func(p string) bool { return strings.HasPrefix(name, p) })
}

// OptionConfigFile is the variable by which the CLI takes the stack's settings from another file. Every flag of the CLI
// has one, called after it (Pulumi CLI, cmd/pulumi/pulumi.go, declareFlagsAsEnvironmentVariables).
const OptionConfigFile = "PULUMI_OPTION_CONFIG_FILE"

// isLocalWiring tells whether a variable would send a real run to something local: attached providers and language
// runtimes, a state that is saved at the end only, and flags that nobody sees. What a run does is said by its [Options].
func isLocalWiring(name string) bool {
	return strings.HasPrefix(name, "PULUMI_DEBUG_") || strings.HasPrefix(name, "PULUMI_OPTION_") ||
		name == "PULUMI_SKIP_CHECKPOINTS" || name == targetVariable
}

// ScrubLocal returns an environment without what a local run, or the program of one, must not see.
func ScrubLocal(environ []string) []string { return without(environ, isCloud) }

// targetVariable tells the program what is at the far end. Only the local target sets it; the program takes its absence for the
// real Azure, and then refuses settings that hold placeholders.
const targetVariable = "TRELICA_TARGET"

// localGC is GOGC of the CLI and of the program in a local run. Both are short and small (the CLI has 300 MB at most), so that collecting
// at the usual 100 is a tenth of the work for nothing.
const localGC = "400"

// ProgramEnviron returns the environment of the program of a local run: scrubbed, and marked as local.
func ProgramEnviron(environ []string) []string {
	return append(ScrubLocal(environ), targetVariable+"="+string(TargetLocal), "GOGC="+localGC)
}

// CloudVariables returns the names in an environment that a local run must not see, sorted.
func CloudVariables(environ []string) []string {
	var names []string
	for _, entry := range environ {
		if name, _, _ := strings.Cut(entry, "="); isCloud(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func without(environ []string, drop func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return drop(name)
	})
}

// Variables returns what a run sets on top of the environment it starts from.
func (w Workspace) Variables() map[string]string {
	vars := map[string]string{
		"PULUMI_SKIP_UPDATE_CHECK": "true",
		"PULUMI_PARALLEL":          strconv.Itoa(Parallel),
	}
	if port, ok := w.Ports[LanguagePort]; ok {
		vars["PULUMI_DEBUG_LANGUAGES"] = fmt.Sprintf("%s:%d", LanguagePort, port)
	}
	if w.HomeDir != "" {
		vars["PULUMI_HOME"] = w.HomeDir
	}
	if w.BackendURL != "" {
		vars["PULUMI_BACKEND_URL"] = w.BackendURL
	}
	if w.Passphrase != "" {
		vars["PULUMI_CONFIG_PASSPHRASE"] = w.Passphrase
	}
	if w.Target == TargetLocal {
		vars["PULUMI_DEBUG_PROVIDERS"] = w.providers()
		vars["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true"
		// On a file backend every step rewrites the whole state; saving it at the end makes an up of 300 resources five
		// times faster. A killed run then leaves the state behind the world: see [Local.KilledRun].
		vars["PULUMI_SKIP_CHECKPOINTS"] = "true"
		// An empty folder in place of the operator's Azure CLI login: nothing that a local run starts can reach a real
		// key or state store, whatever backend somebody names.
		vars["AZURE_CONFIG_DIR"] = filepath.Join(w.HomeDir, "azure")
	}
	if w.DataPlane != nil {
		maps.Copy(vars, w.DataPlane.Env)
	}
	if w.Kubelogin.Path != "" {
		// Before what else is called so: the pinned one is what was looked at.
		vars["PATH"] = filepath.Dir(w.Kubelogin.Path) + string(filepath.ListSeparator) + valueOf(w.Base, "PATH")
	}
	for name, value := range w.Env {
		vars[name] = value
	}
	return vars
}

// valueOf reads a variable of an environment; the last one counts, as for a process.
func valueOf(environ []string, name string) string {
	value := ""
	for _, entry := range environ {
		if found, is := strings.CutPrefix(entry, name+"="); is {
			value = found
		}
	}
	return value
}

// Environ returns the whole environment of a run: [Workspace.Base] without what its target must not see,
// [Workspace.Variables], and what this package needs of the CLI.
func (w Workspace) Environ() []string {
	drop := isLocalWiring
	if w.Target == TargetLocal {
		drop = isCloud
	}
	vars := w.Variables()
	// The event log is a hidden flag, there only with this (Pulumi CLI, cmd/pulumi/operations/up.go).
	vars["PULUMI_DEBUG_COMMANDS"] = "true"
	if w.Target == TargetLocal {
		vars["GOGC"] = localGC
	}
	environ := without(w.Base, func(name string) bool {
		_, replaced := vars[name]
		return replaced || drop(name)
	})
	added := make([]string, 0, len(vars))
	for name, value := range vars {
		added = append(added, name+"="+value)
	}
	slices.Sort(added)
	return append(environ, added...)
}

// providers lists the attached providers as PULUMI_DEBUG_PROVIDERS wants them, in a stable order.
func (w Workspace) providers() string {
	list := make([]string, 0, len(w.Ports))
	for name, port := range w.Ports {
		if name != LanguagePort {
			list = append(list, fmt.Sprintf("%s:%d", name, port))
		}
	}
	slices.Sort(list)
	return strings.Join(list, ",")
}
