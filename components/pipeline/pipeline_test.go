package pipeline_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/pipeline"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestPipelineHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		pipeline.Type + " pipeline",
		assignmentType + " pipeline-break-glass-cluster",
		assignmentType + " pipeline-break-glass-contributor",
		assignmentType + " pipeline-break-glass-key",
		assignmentType + " pipeline-break-glass-locks",
		assignmentType + " pipeline-break-glass-policy",
		assignmentType + " pipeline-break-glass-roles",
		assignmentType + " pipeline-break-glass-state",
		identityType + " pipeline-deploy",
		assignmentType + " pipeline-deploy-cluster",
		assignmentType + " pipeline-deploy-contributor",
		credentialType + " pipeline-deploy-environment-prod",
		credentialType + " pipeline-deploy-environment-prod-recovery",
		assignmentType + " pipeline-deploy-key",
		assignmentType + " pipeline-deploy-locks",
		assignmentType + " pipeline-deploy-policy",
		assignmentType + " pipeline-deploy-roles",
		assignmentType + " pipeline-deploy-state",
		deploymentType + " pipeline-features",
		identityType + " pipeline-preview",
		assignmentType + " pipeline-preview-cluster",
		assignmentType + " pipeline-preview-cluster-settings",
		assignmentType + " pipeline-preview-credentials",
		credentialType + " pipeline-preview-environment-prod-preview",
		assignmentType + " pipeline-preview-key",
		assignmentType + " pipeline-preview-reader",
		assignmentType + " pipeline-preview-state",
		definitionType + " pipeline-role-cluster-settings-reader",
		definitionType + " pipeline-role-secrets-key-decrypter",
		definitionType + " pipeline-role-secrets-key-user",
	}
	resources := run(t, args())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, want, pulumitest.Names(run(t, args(), pulumitest.Preview())), "a first preview shows the same")
}

func TestWhoIsBelieved(t *testing.T) {
	t.Parallel()
	subjects := map[string]map[string]any{}
	for _, credential := range pulumitest.OfType(run(t, args()), credentialType) {
		subjects[credential.Name] = pulumitest.Plain(credential.Inputs)
	}
	believed := func(identity, name, subject string) map[string]any {
		return map[string]any{
			"resourceGroupName": group, "resourceName": "id-trelica-prod-cus-" + identity,
			"federatedIdentityCredentialResourceName": name,
			"issuer":    "https://token.actions.githubusercontent.com",
			"subject":   "repo:trelica/infrastructure:" + subject,
			"audiences": []any{"api://AzureADTokenExchange"},
		}
	}
	assert.Equal(t, map[string]map[string]any{
		"pipeline-preview-environment-prod-preview": believed("preview", "fc-environment-prod-preview", "environment:prod-preview"),
		"pipeline-deploy-environment-prod":          believed("deploy", "fc-environment-prod", "environment:prod"),
		"pipeline-deploy-environment-prod-recovery": believed("deploy", "fc-environment-prod-recovery", "environment:prod-recovery"),
	}, subjects)
}

// Entra refuses writes to one identity at the same time.
func TestCredentialsOfAnIdentityAreMadeOneAfterAnother(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	second := pulumitest.Find(t, resources, credentialType, "pipeline-deploy-environment-prod-recovery")
	assert.Contains(t, second.DependsOn, "pipeline-deploy-environment-prod")
}

// rights are the assignments of one principal: role and scope.
func rights(resources []pulumitest.Resource, principal string) map[string]string {
	found, own := map[string]string{}, map[string]string{}
	for _, r := range pulumitest.OfType(resources, definitionType) {
		inputs := pulumitest.Plain(r.Inputs)
		own[inputs["roleDefinitionId"].(string)] = strings.TrimPrefix(inputs["roleName"].(string), "trelica-prod ")
	}
	for _, r := range pulumitest.OfType(resources, assignmentType) {
		inputs := pulumitest.Plain(r.Inputs)
		if !strings.HasPrefix(r.Name, "pipeline-"+principal+"-") {
			continue
		}
		role := inputs["roleDefinitionId"].(string)
		role = role[strings.LastIndex(role, "/")+1:]
		title := azure.Role(role).String()
		if name, ours := own[role]; ours {
			title = name
		}
		found[title] = inputs["scope"].(string)
	}
	return found
}

// What the pipeline may do, whole: a role that is added must be added here too.
func TestRights(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	assert.Equal(t, map[string]string{
		"Reader": subscription,
		"Azure Kubernetes Service Cluster User Role": subscription,
		"Azure Kubernetes Service RBAC Reader":       subscription,
		"Cluster Settings Reader":                    subscription,
		"Storage Blob Data Reader":                   stateID,
		"Secrets Key Decrypter":                      keyID,
	}, rights(resources, "preview"), "a preview changes nothing")
	changes := map[string]string{
		"Contributor": subscription,
		"Role Based Access Control Administrator":     subscription,
		"Locks Contributor":                           subscription,
		"Resource Policy Contributor":                 subscription,
		"Azure Kubernetes Service RBAC Cluster Admin": subscription,
		"Storage Blob Data Contributor":               stateID,
		"Secrets Key User":                            keyID,
	}
	assert.Equal(t, changes, rights(resources, "deploy"))
	assert.Equal(t, changes, rights(resources, "break-glass"), "break-glass does what a deployment does, and no more")
}

// TestOwnRoles: what each of our own allows, whole, and that it can be given in this subscription alone.
func TestOwnRoles(t *testing.T) {
	t.Parallel()
	const keys, cluster = "Microsoft.KeyVault/vaults/keys/", "Microsoft.ContainerService/managedClusters/"
	want := map[string][]any{
		"trelica-prod Secrets Key Decrypter": {keys + "read", keys + "decrypt/action"},
		"trelica-prod Secrets Key User":      {keys + "read", keys + "decrypt/action", keys + "encrypt/action"},
		"trelica-prod Cluster Settings Reader": {
			cluster + "admissionregistration.k8s.io/*/read", cluster + "customresources/read", cluster + "networking.k8s.io/ingressclasses/read",
			cluster + "rbac.authorization.k8s.io/clusterrolebindings/read", cluster + "rbac.authorization.k8s.io/clusterroles/read",
			cluster + "rbac.authorization.k8s.io/rolebindings/read", cluster + "rbac.authorization.k8s.io/roles/read",
			cluster + "storage.k8s.io/storageclasses/read",
		},
	}
	made := map[string][]any{}
	for _, r := range pulumitest.OfType(run(t, args()), definitionType) {
		inputs := pulumitest.Plain(r.Inputs)
		permission := inputs["permissions"].([]any)[0].(map[string]any)
		made[inputs["roleName"].(string)] = permission["dataActions"].([]any)
		assert.Empty(t, permission["actions"], r.Name)
		assert.Equal(t, []any{subscription}, inputs["assignableScopes"], r.Name)
		assert.Equal(t, subscription, inputs["scope"], r.Name)
		assert.Equal(t, "CustomRole", inputs["roleType"], r.Name)
	}
	assert.Equal(t, want, made)
}

func TestTheRightToGiveRolesIsLimited(t *testing.T) {
	t.Parallel()
	condition := pipeline.DelegationCondition(args().Grantable)
	for _, r := range pulumitest.OfType(run(t, args()), assignmentType) {
		inputs := pulumitest.Plain(r.Inputs)
		if strings.HasSuffix(inputs["roleDefinitionId"].(string), string(azure.RoleRBACAdministrator)) {
			assert.Equal(t, condition, inputs["condition"], "%s gives any role", r.Name)
			assert.Equal(t, "2.0", inputs["conditionVersion"], r.Name)
			continue
		}
		assert.NotContains(t, inputs, "condition", r.Name)
	}
}

func TestBreakGlassIsAGroupOrNothing(t *testing.T) {
	t.Parallel()
	made := pulumitest.Plain(pulumitest.Find(t, run(t, args()), assignmentType, "pipeline-break-glass-contributor").Inputs)
	assert.Equal(t, breakGlass, made["principalId"])
	assert.Equal(t, "Group", made["principalType"])
	a := args()
	a.BreakGlassGroupID = ""
	assert.Empty(t, rights(run(t, a), "break-glass"))
}

func TestFeaturesAreRegistered(t *testing.T) {
	t.Parallel()
	registration := func(name string) map[string]any {
		return map[string]any{
			"type": "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations", "apiVersion": "2021-07-01",
			"name": name, "properties": map[string]any{},
		}
	}
	assert.Equal(t, map[string]any{
		"deploymentName": "deploy-trelica-prod-features",
		"location":       "centralus",
		"properties": map[string]any{
			"mode": "Incremental",
			"template": map[string]any{
				"$schema":        "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
				"contentVersion": "1.0.0.0",
				"resources": []any{
					registration("Microsoft.Compute/EncryptionAtHost"),
					registration("Microsoft.Network/DisableNetworkWatcherAutocreation"),
				},
			},
		},
		"tags": map[string]any{"environment": "prod"},
	}, pulumitest.Plain(pulumitest.Find(t, run(t, args()), deploymentType, "pipeline-features").Inputs))
	a := args()
	a.Features = nil
	assert.Empty(t, pulumitest.OfType(run(t, a), deploymentType))
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	a := args()
	a.ResourceGroup = nil
	a.Repository = pipeline.Repository{Owner: "-trelica", Name: "infra/structure", ID: "12"}
	a.Preview = []pipeline.Subject{pipeline.PullRequest(), pipeline.PullRequest(), pipeline.Environment("dev")}
	a.Deploy = []pipeline.Subject{pipeline.PullRequest(), pipeline.Environment("preprod"), pipeline.Environment("production"), pipeline.Environment("prod:x")}
	a.Grantable = []azure.Role{azure.RoleReader, azure.RoleReader, azure.RoleRBACAdministrator,
		"8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"}
	a.State, a.SecretsKey = pipeline.Scope{}, pipeline.Scope{}
	a.BreakGlassGroupID = "oncall"
	a.Features = []pipeline.Feature{{Provider: "Microsoft.Nothing", Name: "X"}, {Provider: "Microsoft.Nothing", Name: "x"}, {}}
	err := pulumitest.RunError(t, program(a))
	require.Error(t, err)
	for _, want := range []string{
		"ResourceGroup: is missing",
		`Repository.Owner: "-trelica"`,
		`Repository.Name: "infra/structure"`,
		`Repository.ID: "12" and OwnerID ""; allowed: both`,
		`Preview[1]: "pull-request" is there twice`,
		`Preview[2]: "dev" is not of this environment; allowed: "prod", or "prod-" and something`,
		"Deploy[0]: is every pull request, which nobody has reviewed",
		`Deploy[1]: "preprod" is not of this environment`,
		`Deploy[2]: "production" is not of this environment`,
		`Deploy[3]: "prod:x"; allowed: letters`,
		`Preview: has "pull-request", which is in Deploy too`,
		"Grantable[1]: Reader is there twice",
		"Grantable[2]: is Role Based Access Control Administrator, with which the pipeline could give itself anything",
		"Grantable[3]: is Owner, with which",
		"Grantable[4]: is User Access Administrator, with which",
		"State.ID: is missing", "State.ScopeID: is empty", "SecretsKey.ID: is missing", "SecretsKey.ScopeID: is empty",
		`BreakGlassGroupID: "oncall" is not a GUID`,
		`Features[0].Provider: "Microsoft.Nothing" is not among the providers`,
		"Features[1]: Microsoft.Nothing/x is there twice",
		"Features[2].Name: is empty",
	} {
		assert.ErrorContains(t, err, want)
	}
	assert.ErrorContains(t, pulumitest.RunError(t, program(nil)), "Deploy: has 0; allowed: 1 to 20", "nothing at all is an error, not a panic")
}
