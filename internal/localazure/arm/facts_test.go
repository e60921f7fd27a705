package arm

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

var updateGoldens = flag.Bool("update", false, "write the golden files anew")

// tokensInUse are the types that the local Azure has to know.
func tokensInUse() []string {
	return []string{
		"app/v20240301:Certificate", "app/v20240301:ContainerApp", "app/v20240301:Job", "app/v20240301:ManagedEnvironment",
		"app/v20240301:ManagedEnvironmentsStorage", "app/v20250101:Job", "authorization/v20200501:ManagementLockByScope",
		"authorization/v20220401:RoleAssignment", "authorization/v20220501preview:RoleDefinition", "authorization/v20220601:PolicyAssignment", "cdn/v20240901:AFDCustomDomain", "cdn/v20240901:AFDEndpoint",
		"cdn/v20240901:AFDOrigin", "cdn/v20240901:AFDOriginGroup", "cdn/v20240901:Profile", "cdn/v20240901:Route", "cdn/v20240901:Rule",
		"cdn/v20240901:RuleSet", "cdn/v20240901:Secret", "cdn/v20240901:SecurityPolicy", "compute/v20240301:CapacityReservation",
		"compute/v20240301:CapacityReservationGroup", "compute/v20240302:DiskEncryptionSet", "containerregistry/v20230701:Registry",
		"containerregistry/v20230701:Replication", "containerservice/v20240901:AgentPool", "containerservice/v20240901:MaintenanceConfiguration",
		"containerservice/v20240901:ManagedCluster", "insights/v20180301:MetricAlert", "insights/v20200202:Component",
		"insights/v20201001:ActivityLogAlert", "insights/v20210501preview:DiagnosticSetting", "insights/v20220615:WebTest",
		"insights/v20230101:ActionGroup", "insights/v20230311:DataCollectionEndpoint", "insights/v20230311:DataCollectionRule",
		"insights/v20230311:DataCollectionRuleAssociation", "insights/v20231201:ScheduledQueryRule", "keyvault/v20230701:Key", "keyvault/v20230701:Secret",
		"keyvault/v20230701:Vault", "keyvault/v20241101:Key", "keyvault/v20241101:Secret",
		"keyvault/v20241101:Vault", "managedidentity/v20230131:FederatedIdentityCredential", "managedidentity/v20230131:UserAssignedIdentity",
		"network/v20180501:RecordSet", "network/v20180501:Zone", "network/v20240201:Policy", "network/v20240501:FlowLog", "network/v20240501:NatGateway",
		"network/v20240501:NetworkSecurityGroup", "network/v20240501:NetworkWatcher", "network/v20240501:PrivateDnsZoneGroup",
		"network/v20240501:PrivateEndpoint", "network/v20240501:PublicIPAddress", "network/v20240501:VirtualNetwork",
		"network/v20240501:VirtualNetworkPeering", "network/v20240601:PrivateZone", "network/v20240601:VirtualNetworkLink",
		"operationalinsights/v20230901:DataExport", "operationalinsights/v20230901:Workspace", "resources/v20240301:DeploymentAtSubscriptionScope", "resources/v20240301:ResourceGroup",
		"sql/v20230801:BackupShortTermRetentionPolicy", "sql/v20230801:Database", "sql/v20230801:EncryptionProtector",
		"sql/v20230801:ExtendedServerBlobAuditingPolicy", "sql/v20230801:FailoverGroup", "sql/v20230801:LongTermRetentionPolicy", "sql/v20230801:Server",
		"sql/v20230801:ServerKey", "sql/v20230801:ServerSecurityAlertPolicy", "storage/v20240101:BlobContainer", "storage/v20240101:BlobServiceProperties",
		"storage/v20240101:FileServiceProperties", "storage/v20240101:FileShare", "storage/v20240101:ManagementPolicy", "storage/v20240101:StorageAccount",
	}
}

func TestTypesAreThoseInUse(t *testing.T) {
	t.Parallel()
	tokens := map[string]bool{}
	for _, known := range Types() {
		name := strings.TrimPrefix(known.Token, "azure-native:")
		assert.False(t, tokens[name], "%s stands twice", name)
		tokens[name] = true
	}
	assert.Equal(t, tokensInUse(), sortedNames(tokens))
}

// TestATypesSourceIsOfItsVersion compares the version in a type's token with those in its source: what was read is what is answered.
func TestATypesSourceIsOfItsVersion(t *testing.T) {
	t.Parallel()
	version := regexp.MustCompile(`/v(\d{4})(\d{2})(\d{2})(preview)?:`)
	for _, known := range Types() {
		parts := version.FindStringSubmatch(known.Token)
		if assert.NotNil(t, parts, known.Token) {
			assert.Contains(t, known.Source, strings.Join(parts[1:4], "-"), known.Token)
		}
	}
}

func TestEveryFactNamesItsSource(t *testing.T) {
	t.Parallel()
	for _, known := range Types() {
		sources := map[string]string{"type": known.Source}
		if known.Name.Pattern != "" || known.Name.OneOf != nil {
			sources["name"] = known.Name.Source
		}
		for _, fact := range known.Changes {
			sources["change of "+fact.Path] = fact.Source
		}
		for _, fact := range known.Defaults {
			sources["default of "+fact.Path] = fact.Source
		}
		for _, fact := range append(known.WriteOnly, known.Sets...) {
			sources["fact of "+fact.Path] = fact.Source
		}
		for _, fact := range known.References {
			sources["reference of "+fact.Path] = fact.Source
			assert.NotEmpty(t, fact.Types, "%s: reference %s", known.Token, fact.Path)
		}
		for _, fact := range known.Parts {
			sources["part "+fact.Path] = fact.Source
		}
		for _, fact := range known.HeldBy {
			sources["holder "+fact.Type] = fact.Source
		}
		for _, fact := range known.Outputs {
			sources["output "+fact.Name] = fact.Source
			assert.NotNil(t, fact.Make, "%s: output %s", known.Token, fact.Name)
		}
		for _, check := range known.Checks {
			sources["check "+check.ID] = check.Source
		}
		if known.SoftDelete != nil {
			sources["soft delete"] = known.SoftDelete.Source
		}
		for _, of := range sortedNames(sources) {
			assert.NotEmpty(t, strings.TrimSpace(sources[of]), "%s: %s has no source", known.Token, of)
		}
	}
}

func TestPathsAndNamesAreWellFormed(t *testing.T) {
	t.Parallel()
	kind := regexp.MustCompile(`^(Microsoft\.[A-Za-z]+)(/[A-Za-z]+)+$`)
	for _, known := range Types() {
		parsed, err := parseTemplate(known.Path)
		require.NoError(t, err, known.Token)
		assert.Regexp(t, kind, parsed.armType, known.Token)
		_, err = regexp.Compile(known.Name.Pattern)
		require.NoError(t, err, known.Token)
		assert.Equal(t, known.Name.Pattern == "", known.Name.Allowed == "", "%s: a pattern and its words go together", known.Token)
		for _, reference := range known.References {
			for _, named := range reference.Types {
				assert.Regexp(t, kind, named, "%s: %s", known.Token, reference.Path)
			}
		}
	}
}

func TestCheckIDsAreOneDemandEach(t *testing.T) {
	t.Parallel()
	says := map[string]string{}
	for _, known := range Types() {
		here := map[string]bool{}
		for _, check := range known.Checks {
			assert.Regexp(t, `^[a-z][a-z0-9-]+$`, check.ID)
			assert.False(t, here[check.ID], "%s has the check %s twice", known.Token, check.ID)
			here[check.ID] = true
			if before, seen := says[check.ID]; seen {
				assert.Equal(t, before, check.Says, "the check %s says two things", check.ID)
			}
			says[check.ID] = check.Says
			assert.Regexp(t, `^[A-Z].*\.$`, check.Says, "the demand of %s is a sentence", check.ID)
		}
	}
}

func loadShapes(t *testing.T) *schema.Schema {
	t.Helper()
	shapes, err := schema.Load()
	require.NoError(t, err)
	return shapes
}

// walk follows a dotted path through the official shapes.
func walk(shapes *schema.Schema, object schema.Object, path string) bool {
	steps, ok := parsePath(path)
	if !ok || len(steps) == 0 {
		return false
	}
	name, isText := steps[0].(string)
	property, has := object[name]
	if !isText || !has {
		return false
	}
	return walkType(shapes, property.Type, steps[1:])
}

func walkType(shapes *schema.Schema, shape schema.Type, steps resource.PropertyPath) bool {
	if len(steps) == 0 || shape.Kind == schema.Any {
		return true
	}
	switch shape.Kind {
	case schema.List:
		return steps[0] == anyElement && walkType(shapes, *shape.Element, steps[1:])
	case schema.Map:
		return walkType(shapes, *shape.Element, steps[1:])
	case schema.Reference:
		object, known := shapes.Object(shape.Name)
		name, isText := steps[0].(string)
		property, has := object[name]
		return known && isText && has && walkType(shapes, property.Type, steps[1:])
	case schema.Union:
		for _, alternative := range shape.Alternatives {
			if walkType(shapes, alternative, steps) {
				return true
			}
		}
	}
	return false
}

func TestEveryPathIsInTheOfficialShapes(t *testing.T) {
	t.Parallel()
	shapes := loadShapes(t)
	for _, known := range Types() {
		shape, there := shapes.Resource(known.Token)
		require.True(t, there, "%s is not in the shapes", known.Token)
		parsed, err := parseTemplate(known.Path)
		require.NoError(t, err)
		for _, parameter := range parsed.parameters() {
			assert.Contains(t, shape.Inputs, parameter, "%s: %s", known.Token, known.Path)
		}
		inputs := map[string]string{}
		for _, fact := range known.Changes {
			inputs[fact.Path] = "change"
		}
		for _, fact := range append(known.WriteOnly, known.Sets...) {
			inputs[fact.Path] = "fact"
		}
		for _, fact := range known.References {
			inputs[fact.Path] = "reference"
		}
		for _, fact := range known.Parts {
			inputs[fact.Path] = "part"
		}
		for _, path := range sortedNames(inputs) {
			assert.True(t, walk(shapes, shape.Inputs, path), "%s: the %s of %q is of no input", known.Token, inputs[path], path)
		}
		for _, fact := range known.Defaults {
			assert.True(t, walk(shapes, shape.Outputs, fact.Path), "%s: the default of %q is of no output", known.Token, fact.Path)
		}
		for _, fact := range known.Outputs {
			assert.True(t, walk(shapes, shape.Outputs, fact.Name), "%s: there is no output %q", known.Token, fact.Name)
		}
	}
}

// TestCoverage holds how many inputs no source speaks of. The number may only go down: a new entry belongs into Changes
// with its source, not into this test.
func TestCoverage(t *testing.T) {
	t.Parallel()
	shapes := loadShapes(t)
	var open []string
	for _, known := range Types() {
		for _, path := range Uncovered(known, shapes) {
			open = append(open, strings.TrimPrefix(known.Token, "azure-native:")+" "+path)
		}
	}
	t.Logf("%d inputs are not covered:\n%s", len(open), strings.Join(open, "\n"))
	assert.Len(t, open, uncoveredInputs, "write a new entry into Changes, or lower the number")
}

// uncoveredInputs is how many inputs were not covered when the table was last looked at.
const uncoveredInputs = 17

func TestGeneratedOutputsFollowFromIdentifierAndIncarnation(t *testing.T) {
	t.Parallel()
	for _, known := range Types() {
		request := Request{ID: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Test/a/b/c/d", Type: &known, View: fakeView{}, Incarnation: 1, Now: world.Epoch()}
		again := request
		for _, output := range known.Outputs {
			assert.Equal(t, output.Make(request), output.Make(again), "%s: %s is not the same twice", known.Token, output.Name)
		}
	}
	reborn := Request{ID: "/x/y", Incarnation: 2}
	assert.NotEqual(t, drawnUUID(Request{ID: "/x/y", Incarnation: 1}, "principalId"), drawnUUID(reborn, "principalId"), "a resource that is made again has a new identity")
	assert.NotEqual(t, drawnUUID(reborn, "clientId"), drawnUUID(reborn, "principalId"))
}

func TestDocumentIsCurrent(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "docs", "reference", "local-azure.md")
	page := Document(Types(), loadShapes(t))
	if *updateGoldens {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(page), 0o600))
	}
	written, err := os.ReadFile(path)
	require.NoError(t, err, "run the tests of this package with -update")
	assert.Equal(t, string(written), page, "run the tests of this package with -update")
}
