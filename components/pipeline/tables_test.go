package pipeline_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/pipeline"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestClaims(t *testing.T) {
	t.Parallel()
	plain := pipeline.Repository{Owner: "trelica", Name: "infrastructure"}
	numbered := pipeline.Repository{Owner: "trelica", Name: "infrastructure", OwnerID: "123", ID: "456"}
	for _, c := range []struct {
		subject    pipeline.Subject
		repository pipeline.Repository
		want       string
		reason     string
	}{
		{pipeline.Environment("prod"), plain, "repo:trelica/infrastructure:environment:prod", "the runs of an environment"},
		{pipeline.PullRequest(), plain, "repo:trelica/infrastructure:pull_request", "the runs of pull requests"},
		{pipeline.Environment("Prod"), plain, "repo:trelica/infrastructure:environment:Prod", "subjects are compared with regard to case"},
		{pipeline.Environment("prod"), numbered, "repo:trelica@123/infrastructure@456:environment:prod", "numbers stay when a name changes hands"},
	} {
		assert.Equal(t, c.want, c.subject.Claim(c.repository), c.reason)
	}
	assert.Equal(t, "environment-prod-eu-1", pipeline.Environment("Prod_eu.1").Name(), "a name that Azure takes")
}

func TestDelegationCondition(t *testing.T) {
	t.Parallel()
	const want = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))" +
		" OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals " +
		"{7f951dda-4ed3-4680-a7ca-43fe172d538d, acdd72a7-3385-48ef-bd42-f606fba81ae7}" +
		" AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal', 'Group'}))" +
		" AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}))" +
		" OR (@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals " +
		"{7f951dda-4ed3-4680-a7ca-43fe172d538d, acdd72a7-3385-48ef-bd42-f606fba81ae7}" +
		" AND @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal', 'Group'}))"
	assert.Equal(t, want, pipeline.DelegationCondition([]azure.Role{azure.RoleReader, azure.RoleAcrPull}))
	assert.Equal(t, want, pipeline.DelegationCondition([]azure.Role{azure.RoleAcrPull, azure.RoleReader}),
		"the order in which roles are listed is no change")
}

func TestPreviewsNeverChange(t *testing.T) {
	t.Parallel()
	reading := []azure.Role{azure.RoleReader, azure.RoleAKSClusterUser, azure.RoleAKSRBACReader, azure.RoleStorageBlobDataReader}
	for _, right := range pipeline.PreviewRights() {
		if right.Own == nil {
			assert.Contains(t, reading, right.Role, "%s is no role for reading", right.Role)
			continue
		}
		for _, action := range right.Own.DataActions {
			assert.Regexp(t, `/read$|/keys/decrypt/action$`, action, "%s changes something", right.Own.Title)
			assert.NotRegexp(t, `(?i)secrets|managedClusters/\*`, action, "%s reads secrets", right.Own.Title)
		}
	}
	for _, right := range slices.Concat(pipeline.PreviewRights(), pipeline.DeployRights()) {
		assert.Regexp(t, `^[A-Z].*\.$`, right.Why, "%s says why in a sentence", right.Name)
		assert.NotEqual(t, string(right.Role), right.Title(), "%s shows a role's name", right.Name)
	}
}

// seenByReader are the kinds that the built-in role AKS RBAC Reader sees (Azure RBAC documentation, built-in-roles/containers).
var seenByReader = []string{
	"apps:Deployment", "autoscaling:HorizontalPodAutoscaler", "batch:CronJob", "batch:Job", "core:ConfigMap", "core:LimitRange", "core:Namespace",
	"core:ResourceQuota", "core:Service", "core:ServiceAccount", "networking.k8s.io:Ingress", "networking.k8s.io:NetworkPolicy",
	"policy:PodDisruptionBudget",
}

// seenByOwn are the actions by which our own role sees the others.
var seenByOwn = map[string]string{
	"admissionregistration.k8s.io:ValidatingAdmissionPolicy":        "admissionregistration.k8s.io/*/read",
	"admissionregistration.k8s.io:ValidatingAdmissionPolicyBinding": "admissionregistration.k8s.io/*/read",
	"networking.k8s.io:IngressClass":                                "networking.k8s.io/ingressclasses/read",
	"rbac.authorization.k8s.io:ClusterRole":                         "rbac.authorization.k8s.io/clusterroles/read",
	"rbac.authorization.k8s.io:ClusterRoleBinding":                  "rbac.authorization.k8s.io/clusterrolebindings/read",
	"rbac.authorization.k8s.io:Role":                                "rbac.authorization.k8s.io/roles/read",
	"rbac.authorization.k8s.io:RoleBinding":                         "rbac.authorization.k8s.io/rolebindings/read",
	"secrets-store.csi.x-k8s.io:SecretProviderClass":                "customresources/read",
	"storage.k8s.io:StorageClass":                                   "storage.k8s.io/storageclasses/read",
}

// TestAPreviewSeesEveryKindInsideTheCluster: a refresh reads everything, and one kind that it may not read ends it.
func TestAPreviewSeesEveryKindInsideTheCluster(t *testing.T) {
	t.Parallel()
	var may []string
	for _, right := range pipeline.PreviewRights() {
		if right.Name == "cluster-settings" {
			may = right.Own.DataActions
		}
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "internal", "stacktest", "testdata", "*.json"))
	require.NoError(t, err)
	kind := regexp.MustCompile(`[$:]kubernetes:([a-z0-9.-]+)/v[0-9a-z]+:([A-Za-z]+)::`)
	found := map[string]bool{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range kind.FindAllStringSubmatch(string(content), -1) {
			found[match[1]+":"+match[2]] = true
		}
	}
	require.Greater(t, len(found), 15, "the goldens were read")
	for one := range found {
		if !slices.Contains(seenByReader, one) {
			require.Contains(t, seenByOwn, one, "say by which action a preview sees it")
			assert.Contains(t, may, "Microsoft.ContainerService/managedClusters/"+seenByOwn[one], one)
		}
	}
}

func TestCommandsRegisterEverythingInOrder(t *testing.T) {
	t.Parallel()
	commands := pipeline.Commands("0000")
	require.Len(t, commands, len(pipeline.Features())+len(pipeline.Providers()))
	assert.Equal(t, "az feature register --namespace Microsoft.Compute --name EncryptionAtHost --subscription 0000", commands[0])
	assert.Contains(t, commands, "az provider register --namespace Microsoft.Compute --wait --subscription 0000")
	assert.True(t, slices.IsSorted(pipeline.Providers()))
	for _, feature := range pipeline.Features() {
		first := slices.IndexFunc(commands, func(c string) bool { return strings.Contains(c, "--name "+feature.Name+" ") })
		then := slices.IndexFunc(commands, func(c string) bool { return strings.Contains(c, "provider register --namespace "+feature.Provider+" ") })
		assert.Less(t, first, then, "%s takes effect when its provider is registered after it", feature.Name)
		assert.GreaterOrEqual(t, first, 0, feature.Name)
	}
}

// Every provider whose resources the components make must be registered, or the first `up` ends at the first of them.
func TestEveryProviderInUseIsListed(t *testing.T) {
	t.Parallel()
	names := map[string]string{
		"app": "Microsoft.App", "authorization": "Microsoft.Authorization", "cdn": "Microsoft.Cdn", "compute": "Microsoft.Compute",
		"consumption": "Microsoft.Consumption", "containerregistry": "Microsoft.ContainerRegistry",
		"containerservice": "Microsoft.ContainerService", "insights": "Microsoft.Insights", "keyvault": "Microsoft.KeyVault",
		"managedidentity": "Microsoft.ManagedIdentity", "network": "Microsoft.Network",
		"operationalinsights": "Microsoft.OperationalInsights", "resources": "Microsoft.Resources", "sql": "Microsoft.Sql",
		"storage": "Microsoft.Storage",
	}
	modules, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	require.NoError(t, err)
	found := 0
	for line := range strings.Lines(string(modules)) {
		_, module, ok := strings.Cut(strings.TrimSpace(line), "pulumi-azure-native-sdk/")
		module, version, _ := strings.Cut(module, "/v2 ")
		if !ok || version == "" {
			continue
		}
		found++
		require.Contains(t, names, module, "say which provider serves the module %s", module)
		assert.Contains(t, pipeline.Providers(), names[module])
	}
	assert.Greater(t, found, 5, "go.mod was read")
}

func TestRightsPageIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "docs", "reference", "pipeline-roles.md")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(pipeline.RightsPage()), 0o600))
	}
	written, err := os.ReadFile(path)
	require.NoError(t, err, "run the tests of this package with -update")
	assert.Equal(t, string(written), pipeline.RightsPage(), "run the tests of this package with -update")
}
