package arm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// realTypes are the types that the server knows, put in order once.
var realTypes = sync.OnceValue(func() *registry {
	ordered, err := newRegistry(Types())
	if err != nil {
		panic(err)
	}
	return ordered
})

// fakeView is a world of a few resources.
type fakeView []world.Resource

func (v fakeView) Get(id string) (world.Resource, bool) {
	for _, found := range v {
		if world.Key(found.ID) == world.Key(id) {
			return found, true
		}
	}
	return world.Resource{}, false
}

func (v fakeView) OfType(armType string) []world.Resource {
	return slices.DeleteFunc(slices.Clone([]world.Resource(v)), func(r world.Resource) bool { return !strings.EqualFold(r.Type, armType) })
}

func (v fakeView) Under(id string) []world.Resource {
	return slices.DeleteFunc(slices.Clone([]world.Resource(v)), func(r world.Resource) bool { return !world.IsUnder(r.ID, id) })
}

// Models answers as the server's own view does.
func (v fakeView) Models(armType string) bool { return realTypes().models(armType) }

func (v fakeView) All() []world.Resource { return v }

// Identifiers that the cases use.
const (
	testTenant       = "11111111-1111-4111-8111-111111111111"
	testSubscription = "00000000-0000-4000-8000-000000000001"
	testGroup        = "/subscriptions/" + testSubscription + "/resourceGroups/rg"
	inGroup          = testGroup + "/providers/"
)

// made is a resource of a world; inputs and outputs are JSON.
func made(id, location, inputs string, outputs ...string) world.Resource {
	answered := "{}"
	if len(outputs) > 0 {
		answered = outputs[0]
	}
	return world.Resource{ID: id, Type: world.TypeOf(id), Location: location, Inputs: plain(inputs), Outputs: plain(answered)}
}

func plain(text string) map[string]any {
	var read map[string]any
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		panic(fmt.Sprintf("%v in %s", err, text)) // a mistake in a test's own table
	}
	return read
}

// bodyOf reads inputs from JSON; the text "<unknown>" stands for a value that is not known yet.
func bodyOf(text string) Body {
	return Body{Properties: withUnknowns(resource.NewPropertyValue(plain(text))).ObjectValue()}
}

func withUnknowns(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsString() && value.StringValue() == "<unknown>":
		return unknown()
	case value.IsArray():
		for i, element := range value.ArrayValue() {
			value.ArrayValue()[i] = withUnknowns(element)
		}
	case value.IsObject():
		for key, inner := range value.ObjectValue() {
			value.ObjectValue()[key] = withUnknowns(inner)
		}
	}
	return value
}

// allUnknown makes every leaf of a value unknown.
func allUnknown(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsArray():
		elements := make([]resource.PropertyValue, 0, len(value.ArrayValue()))
		for _, element := range value.ArrayValue() {
			elements = append(elements, allUnknown(element))
		}
		return resource.NewArrayProperty(elements)
	case value.IsObject():
		object := resource.PropertyMap{}
		for key, inner := range value.ObjectValue() {
			object[key] = allUnknown(inner)
		}
		return resource.NewObjectProperty(object)
	}
	return unknown()
}

// checkCase is one request and what one check says of it.
type checkCase struct {
	check  string
	reason string
	// token is the type, without "azure-native:".
	token string
	id    string
	body  string
	// old are the inputs of the living resource, "" for a create.
	old   string
	world fakeView
	// late is true where no role and no identity is known everywhere yet.
	late bool
	// want are the problems: "path code: part of the message", the code "-" where there is none, with "warning " before
	// what Azure accepts. Empty means accepted.
	want []string
}

func (c checkCase) request(t *testing.T) (Request, Check) {
	t.Helper()
	known := Types()
	at := slices.IndexFunc(known, func(k Type) bool { return k.Token == "azure-native:"+c.token })
	require.GreaterOrEqual(t, at, 0, "no type %s", c.token)
	ofCheck := slices.IndexFunc(known[at].Checks, func(k Check) bool { return k.ID == c.check })
	require.GreaterOrEqual(t, ofCheck, 0, "%s has no check %s", c.token, c.check)
	types, err := newRegistry(known)
	require.NoError(t, err)
	request := Request{
		ID: c.id, Type: &known[at], Subscription: testSubscription, Tenant: testTenant, Body: bodyOf(c.body),
		View: view{ground: c.world, registry: types}, Incarnation: 1, Now: world.Epoch(),
	}
	if c.late {
		request.NotYet = func(string) bool { return true }
	}
	if c.old != "" {
		living := made(c.id, "", c.old)
		request.Old = &living
	}
	return request, known[at].Checks[ofCheck]
}

func allCheckCases() []checkCase {
	return slices.Concat(
		networkCases(), securityCases(), endpointCases(), watcherCases(), vaultCases(), keyCases(), identityCases(), roleCases(), computeCases(),
		storageCases(), diagnosticCases(), exportCases(), alertCases(), collectionCases(), clusterCases(), clusterNetworkCases(), poolCases(), maintenanceCases(),
		registryCases(), dnsCases(), policyCases(), deploymentCases(), subscriptionCases(),
		sqlServerCases(), sqlKeyCases(), sqlDatabaseCases(), replicaCases(), failoverCases(), sqlSettingCases(),
		frontDoorCases(), frontDoorRuleCases(), frontDoorDomainCases(), firewallCases(), containerEnvironmentCases(), containerAppCases(), telemetryCases(),
		natCases(), runnerCases(), reportedCases(), filledCases(), appRegistryCases(),
	)
}

func TestChecks(t *testing.T) {
	t.Parallel()
	for _, c := range allCheckCases() {
		t.Run(c.check+"/"+c.reason, func(t *testing.T) {
			t.Parallel()
			request, check := c.request(t)
			said := check.Run(request)
			require.Len(t, said, len(c.want), "said: %v", said)
			for i, want := range c.want {
				wanted, warning := strings.CutPrefix(want, "warning ")
				where, message, _ := strings.Cut(wanted, ": ")
				path, code, _ := strings.Cut(where, " ")
				if code == "-" {
					code = ""
				}
				assert.Equal(t, path, said[i].Path)
				assert.Equal(t, code, said[i].Code)
				assert.Equal(t, warning, said[i].Warning)
				assert.Contains(t, said[i].Message, message)
			}
		})
	}
}

// TestUnknownValuesAreNeverHeldAgainst runs every check with the values of every case unknown, all at once and one by one: a
// preview must not refuse what may yet turn out right. What is said all the same must have been said of the known values
// too, because it follows from what was sent or left out and not from a value.
func TestUnknownValuesAreNeverHeldAgainst(t *testing.T) {
	t.Parallel()
	for _, c := range allCheckCases() {
		t.Run(c.check+"/"+c.reason, func(t *testing.T) {
			t.Parallel()
			request, check := c.request(t)
			said := map[string]bool{}
			for _, problem := range check.Run(request) {
				said[problem.Path+" "+problem.Code] = true
			}
			for _, body := range unknownVariants(request.Body.Properties) {
				request.Body = body
				for _, problem := range check.Run(request) {
					assert.True(t, problem.Warning || said[problem.Path+" "+problem.Code], "an unknown value was held against the request: %s: %s", problem.Path, problem.Message)
				}
			}
		})
	}
}

// unknownVariants are the inputs with every input unknown, with every leaf unknown, and with each input unknown alone.
func unknownVariants(inputs resource.PropertyMap) []Body {
	whole := resource.PropertyMap{}
	variants := []Body{{Properties: allUnknown(resource.NewObjectProperty(inputs)).ObjectValue()}}
	for key := range inputs {
		whole[key] = unknown()
		alone := inputs.Copy()
		alone[key] = unknown()
		leaf := inputs.Copy()
		leaf[key] = allUnknown(inputs[key])
		variants = append(variants, Body{Properties: alone}, Body{Properties: leaf})
	}
	return append(variants, Body{Properties: whole})
}

func TestEveryCheckIsSeenBothWays(t *testing.T) {
	t.Parallel()
	refused, accepted := map[string]bool{}, map[string]bool{}
	for _, c := range allCheckCases() {
		if len(c.want) > 0 {
			refused[c.check] = true
		} else {
			accepted[c.check] = true
		}
	}
	for _, known := range Types() {
		for _, check := range known.Checks {
			assert.True(t, refused[check.ID], "no case shows what %s says against a request", check.ID)
			assert.True(t, accepted[check.ID], "no case shows what %s accepts", check.ID)
		}
	}
}
