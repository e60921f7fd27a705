package ops_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	environmentType = "azure-native:app/v20240301:ManagedEnvironment"
	jobType         = "azure-native:app/v20250101:Job"
	identityType    = "azure-native:managedidentity/v20230131:UserAssignedIdentity"
	assignmentType  = "azure-native:authorization/v20220401:RoleAssignment"

	identityID = scope + "Microsoft.ManagedIdentity/userAssignedIdentities/id-trelica-prod-cus-runners"
)

func TestRunnersHaveTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		ops.RunnersType + " runners",
		environmentType + " runners-environment",
		logType + " runners-environment-diagnostics",
		identityType + " runners-identity",
		jobType + " runners-job",
		assignmentType + " runners-key-reader",
	}
	resources := pulumitest.Run(t, runnersProgram(runnersArgs()))
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(pulumitest.Run(t, runnersProgram(runnersArgs()), pulumitest.Preview())))
}

func TestRunnersCallOutAndNobodyCallsIn(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, runnersProgram(runnersArgs()))
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "environmentName": "cae-trelica-prod-cus", "location": "centralus",
		"infrastructureResourceGroup": "rg-trelica-prod-cus-runners-managed",
		"vnetConfiguration":           map[string]any{"infrastructureSubnetId": "/ops/subnets/snet-runners", "internal": true},
		"workloadProfiles":            []any{map[string]any{"name": "Consumption", "workloadProfileType": "Consumption"}},
		"appLogsConfiguration":        map[string]any{"destination": "azure-monitor"},
		"zoneRedundant":               true,
		"tags":                        map[string]any{"environment": "prod"},
	}, pulumitest.Plain(pulumitest.Find(t, resources, environmentType, "runners-environment").Inputs))

	silent := runnersArgs()
	silent.Sinks = azure.LogSinks{}
	got := pulumitest.Plain(pulumitest.Find(t, pulumitest.Run(t, runnersProgram(silent)), environmentType, "runners-environment").Inputs)
	assert.NotContains(t, got, "appLogsConfiguration")
}

// One execution takes one job, once; the key and the identity that fetches it stay away from what a workflow runs.
func TestJob(t *testing.T) {
	t.Parallel()
	job := pulumitest.Find(t, pulumitest.Run(t, runnersProgram(runnersArgs())), jobType, "runners-job")
	inputs := pulumitest.Plain(job.Inputs)
	assert.Equal(t, map[string]any{
		"triggerType": "Event", "replicaTimeout": 7200.0, "replicaRetryLimit": 0.0,
		"identitySettings": []any{map[string]any{"identity": identityID, "lifecycle": "None"}},
		"secrets": []any{map[string]any{
			"name": "github-app-key", "identity": identityID,
			"keyVaultUrl": "https://kv-trelica-prod-cus-sec.vault.azure.net/secrets/github-app-key",
		}},
		"eventTriggerConfig": map[string]any{
			"parallelism": 1.0, "replicaCompletionCount": 1.0,
			"scale": map[string]any{
				"minExecutions": 0.0, "maxExecutions": 5.0, "pollingInterval": 30.0,
				"rules": []any{map[string]any{
					"name": "github", "type": "github-runner",
					"metadata": map[string]any{
						"owner": "trelica", "runnerScope": "repo", "repos": "infrastructure", "labels": "trelica-prod",
						"targetWorkflowQueueLength": "1", "applicationID": "12", "installationID": "34",
					},
					"auth": []any{map[string]any{"secretRef": "github-app-key", "triggerParameter": "appKey"}},
				}},
			},
		},
	}, inputs["configuration"])
	assert.Equal(t, map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{identityID}}, inputs["identity"])
	assert.Contains(t, job.DependsOn, "runners-key-reader", "the key is read when the job is made")

	image := runnersArgs().Image
	mounts := []any{map[string]any{"volumeName": "jit", "mountPath": "/run/runner"}}
	plain := func(name, value string) map[string]any { return map[string]any{"name": name, "value": value} }
	assert.Equal(t, map[string]any{
		"initContainers": []any{map[string]any{
			"name": "register", "image": image, "command": []any{"/runner/register"},
			"env": []any{
				plain("GITHUB_APP_ID", "12"), plain("GITHUB_INSTALLATION_ID", "34"), plain("GITHUB_OWNER", "trelica"),
				plain("GITHUB_REPOSITORY", "infrastructure"), plain("RUNNER_LABELS", "self-hosted,trelica-prod"),
				map[string]any{"name": "GITHUB_APP_KEY", "secretRef": "github-app-key"},
			},
			"resources": map[string]any{"cpu": 0.25, "memory": "0.5Gi"}, "volumeMounts": mounts,
		}},
		"containers": []any{map[string]any{
			"name": "run", "image": image, "command": []any{"/runner/run"},
			"resources": map[string]any{"cpu": 2.0, "memory": "4Gi"}, "volumeMounts": mounts,
		}},
		"volumes": []any{map[string]any{"name": "jit", "storageType": "EmptyDir"}},
	}, inputs["template"], "a workflow's container has no secret")
}

func TestTheIdentityReadsOneSecret(t *testing.T) {
	t.Parallel()
	role := pulumitest.Plain(pulumitest.Find(t, pulumitest.Run(t, runnersProgram(runnersArgs())), assignmentType, "runners-key-reader").Inputs)
	assert.Equal(t, vault+"/secrets/github-app-key", role["scope"])
	assert.Contains(t, role["roleDefinitionId"], string(azure.RoleKeyVaultSecretsUser))
}

func TestRunnersMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	a := runnersArgs()
	a.ResourceGroup, a.SubnetID = nil, nil
	a.Image = "ghcr.io/trelica/runner:latest"
	a.App = ops.App{ID: "twelve", Secret: "a key"}
	a.Labels = []string{"self-hosted", "Prod"}
	a.Most, a.Minutes = 51, 5
	err := pulumitest.RunError(t, runnersProgram(a))
	require.Error(t, err)
	for _, want := range []string{
		"ResourceGroup: is missing", "SubnetID: is missing",
		`Image: "ghcr.io/trelica/runner:latest" is no image by digest`,
		"App.Owner: is empty", "App.VaultID: is missing", `App.ID: "twelve"; allowed: a number`, `App.InstallationID: ""`,
		`App.Secret: "a key"`, `Labels: "self-hosted"`, `Labels: "Prod"`,
		"Most: is 51; allowed: 1 to 50", "Minutes: is 5; allowed: 10 to 360",
	} {
		assert.ErrorContains(t, err, want)
	}
	assert.ErrorContains(t, pulumitest.RunError(t, runnersProgram(nil)), "Labels: is empty", "nothing at all is an error, not a panic")
}
