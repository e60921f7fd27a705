package langhost

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// The variables by which a Go program learns about its run (Pulumi SDK, pulumi/run.go, constants Env...).
const (
	envOrganisation  = "PULUMI_ORGANIZATION"
	envProject       = "PULUMI_PROJECT"
	envRootDirectory = "PULUMI_ROOT_DIRECTORY"
	envStack         = "PULUMI_STACK"
	envConfig        = "PULUMI_CONFIG"
	envSecretKeys    = "PULUMI_CONFIG_SECRET_KEYS"
	envDryRun        = "PULUMI_DRY_RUN"
	envParallel      = "PULUMI_PARALLEL"
	envMonitor       = "PULUMI_MONITOR"
	envEngine        = "PULUMI_ENGINE"
)

// environment returns the program's environment: base, with what the request says of the run. An empty value is left
// out, as the real host does.
func environment(base []string, r *pulumirpc.RunRequest, engine string) ([]string, error) {
	config, err := json.Marshal(r.GetConfig())
	if err != nil {
		return nil, fmt.Errorf("the run's settings: %w", err)
	}
	keys := r.GetConfigSecretKeys()
	if keys == nil {
		keys = []string{}
	}
	secret, err := json.Marshal(keys)
	if err != nil {
		return nil, fmt.Errorf("the names of the run's secret settings: %w", err)
	}
	vars := [][2]string{
		{envOrganisation, r.GetOrganization()},
		{envProject, r.GetProject()},
		{envRootDirectory, r.GetInfo().GetRootDirectory()},
		{envStack, r.GetStack()},
		{envConfig, string(config)},
		{envSecretKeys, string(secret)},
		{envDryRun, strconv.FormatBool(r.GetDryRun())},
		{envParallel, strconv.Itoa(int(r.GetParallel()))},
		{envMonitor, r.GetMonitorAddress()},
		{envEngine, engine},
	}
	environ := make([]string, 0, len(base)+len(vars))
	for _, entry := range base {
		if name, _, _ := strings.Cut(entry, "="); !named(vars, name) {
			environ = append(environ, entry)
		}
	}
	for _, v := range vars {
		if v[1] != "" {
			environ = append(environ, v[0]+"="+v[1])
		}
	}
	return environ, nil
}

func named(vars [][2]string, name string) bool {
	for _, v := range vars {
		if v[0] == name {
			return true
		}
	}
	return false
}
