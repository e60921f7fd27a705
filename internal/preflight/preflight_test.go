package preflight_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/preflight"
)

// fakeCloud is a subscription in which all is well; tests take something away.
type fakeCloud struct {
	subscription  cloud.Subscription
	registrations map[string]string // those that are not Registered
	quotas        map[string][]cloud.Quota
	sizes         []cloud.Size
	resources     map[string]cloud.Resource
	assignments   map[string][]cloud.Assignment
	secrets       map[string]cloud.Secret
	err           error
	asked         []string
}

func (f *fakeCloud) Subscription(context.Context) (cloud.Subscription, error) {
	f.asked = append(f.asked, "subscription")
	return f.subscription, f.err
}

func (f *fakeCloud) Registration(_ context.Context, name string) (string, error) {
	f.asked = append(f.asked, name)
	if state, ok := f.registrations[name]; ok {
		return state, f.err
	}
	return cloud.Registered, f.err
}

func (f *fakeCloud) Feature(ctx context.Context, name string) (string, error) {
	return f.Registration(ctx, name)
}

func (f *fakeCloud) Quotas(_ context.Context, service, region string) ([]cloud.Quota, error) {
	f.asked = append(f.asked, "quotas "+region)
	return f.quotas[service], f.err
}

func (f *fakeCloud) Sizes(_ context.Context, region string) ([]cloud.Size, error) {
	f.asked = append(f.asked, "sizes "+region)
	return f.sizes, f.err
}

func (f *fakeCloud) Resource(_ context.Context, id, _ string) (cloud.Resource, bool, error) {
	f.asked = append(f.asked, id)
	found, ok := f.resources[id]
	return found, ok, f.err
}

func (f *fakeCloud) Assignments(_ context.Context, scope string) ([]cloud.Assignment, bool, error) {
	f.asked = append(f.asked, "roles "+scope)
	given, ok := f.assignments[scope]
	return given, ok, f.err
}

func (f *fakeCloud) Secret(_ context.Context, vault cloud.Vault, name string) (cloud.Secret, bool, error) {
	f.asked = append(f.asked, vault.Name+"/"+name)
	found, ok := f.secrets[vault.Name+"/"+name]
	return found, ok, f.err
}

// fakeDNS names servers for every domain.
type fakeDNS []string

func (f fakeDNS) LookupNS(context.Context, string) ([]*net.NS, error) {
	if f == nil {
		return nil, errors.New("no such host")
	}
	var answer []*net.NS
	for _, name := range f {
		answer = append(answer, &net.NS{Host: name})
	}
	return answer, nil
}

func well() *fakeCloud {
	return &fakeCloud{
		subscription: cloud.Subscription{ID: "s", TenantID: "T", Name: "prod", State: "Enabled"},
		quotas: map[string][]cloud.Quota{
			cloud.Compute: {{Name: "Cores", Limit: 100, Used: 90}, {Name: "standardDDSv5Family", Limit: 40}},
			cloud.Network: {{Name: "PublicIPAddresses", Limit: 10}},
		},
		sizes:       []cloud.Size{{Name: "Standard_D4ds_v5", Family: "standardDDSv5Family", VCPUs: 4, Zones: []string{"1", "2", "3"}}},
		assignments: map[string][]cloud.Assignment{"/scope": {{RoleID: "/subscriptions/s/roleDefinitions/R", PrincipalID: "p"}}},
		resources: map[string]cloud.Resource{
			"/zone":     {Properties: map[string]any{"nameServers": []any{"ns2.azure.", "NS1.azure."}}},
			"/replica":  {Properties: map[string]any{"provisioningState": "Succeeded", "status": map[string]any{"displayStatus": "Ready"}}},
			"/vault":    {},
			"/identity": {Properties: map[string]any{"principalId": "object"}},
		},
		secrets: map[string]cloud.Secret{"kv/key": {Enabled: true}},
	}
}

func everything() preflight.Expectation {
	return preflight.Expectation{
		Stack: "prod", SubscriptionID: "s", TenantID: "t",
		Providers: []string{"Microsoft.Sql", "Microsoft.Cdn"}, Features: []string{"Microsoft.Compute/EncryptionAtHost"},
		Regions: []preflight.Region{{
			Name: "centralus", Addresses: 3,
			Machines: []preflight.Machines{{Size: "Standard_D4ds_v5", Count: 8, Zones: []string{"1", "2"}}, {Size: "Standard_D4ds_v5", Count: 2, Zones: []string{"3"}}},
		}},
		Roles:       []preflight.Role{{Name: "network", Scope: "/scope", RoleID: "/roleDefinitions/r", PrincipalID: "P"}},
		Zones:       []preflight.Zone{{ID: "/zone", Domain: "trelica.com"}},
		Replicas:    []preflight.Replica{{ID: "/replica", Registry: "acr", Region: "centralus"}},
		Secrets:     []preflight.Secret{{ResourceGroup: "rg", Vault: "kv", VaultID: "/vault", Name: "key"}},
		Memberships: []preflight.Membership{{GroupID: "g", IdentityID: "/identity", Why: "the migration job reads the directory"}},
	}
}

func TestAllIsWell(t *testing.T) {
	t.Parallel()
	checks := preflight.Run(t.Context(), well(), fakeDNS{"ns1.azure.", "ns2.azure."}, everything())
	row := func(result preflight.Result, name, found, next string) preflight.Check {
		return preflight.Check{Stack: "prod", Name: name, Result: result, Found: found, Next: next}
	}
	assert.Equal(t, []preflight.Check{
		row(preflight.OK, "settings: real identifiers", "no placeholders", ""),
		row(preflight.OK, "subscription s", "prod, enabled", ""),
		row(preflight.OK, "providers", "registered: Microsoft.Sql, Microsoft.Cdn", ""),
		row(preflight.OK, "features", "registered: Microsoft.Compute/EncryptionAtHost", ""),
		row(preflight.OK, "size Standard_D4ds_v5 in centralus", "in zones 1, 2, 3", ""),
		row(preflight.OK, "quota cores in centralus", "40 needed, 100 allowed, 90 used", ""),
		row(preflight.OK, "quota standardDDSv5Family in centralus", "40 needed, 40 allowed, 0 used", ""),
		row(preflight.OK, "quota PublicIPAddresses in centralus", "3 needed, 10 allowed, 0 used", ""),
		row(preflight.OK, "roles", "all 1 are given", ""),
		row(preflight.OK, "delegation of trelica.com", "ns1.azure, ns2.azure", ""),
		row(preflight.OK, "images of acr in centralus", "in step", ""),
		row(preflight.OK, "secrets", "all 1 are in their vaults", ""),
		row(preflight.ByHand, "group g has identity", "the migration job reads the directory",
			"az ad group member check --group g --member-id object\nif false: az ad group member add --group g --member-id object"),
	}, checks)
	assert.False(t, preflight.AnyFailed(checks), "what a person has to look at does not stand in the way")
}

func TestWhatStandsInTheWay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		change func(*fakeCloud, *preflight.Expectation)
		name   string
		result preflight.Result
		found  string
		next   string // part of it
	}{
		{"a placeholder, for the real Azure", func(_ *fakeCloud, e *preflight.Expectation) { e.Real, e.Placeholders = true, []string{"tenantId"} },
			"settings: real identifiers", preflight.Failed, "placeholders: tenantId", "Pulumi.prod.yaml"},
		{"a placeholder, for the local target", func(_ *fakeCloud, e *preflight.Expectation) { e.Placeholders = []string{"tenantId"} },
			"settings: real identifiers", preflight.OK, "placeholders, which the local target takes: tenantId", ""},
		{"another tenant's subscription", func(f *fakeCloud, _ *preflight.Expectation) { f.subscription.TenantID = "u" },
			"subscription s", preflight.Failed, "belongs to tenant u, and the settings say t", "Pulumi.prod.yaml"},
		{"a subscription that was disabled", func(f *fakeCloud, _ *preflight.Expectation) { f.subscription.State = "Disabled" },
			"subscription s", preflight.Failed, "Disabled", "enable it"},
		{"a provider", func(f *fakeCloud, _ *preflight.Expectation) {
			f.registrations = map[string]string{"Microsoft.Cdn": "NotRegistered"}
		},
			"provider Microsoft.Cdn", preflight.Failed, "NotRegistered", "az provider register --namespace Microsoft.Cdn --subscription s"},
		{"a provider that is about to be", func(f *fakeCloud, _ *preflight.Expectation) {
			f.registrations = map[string]string{"Microsoft.Cdn": "Registering"}
		},
			"provider Microsoft.Cdn", preflight.Waiting, "Registering", "again"},
		{"a feature", func(f *fakeCloud, _ *preflight.Expectation) {
			f.registrations = map[string]string{"Microsoft.Compute/EncryptionAtHost": "NotRegistered"}
		}, "feature Microsoft.Compute/EncryptionAtHost", preflight.Failed, "NotRegistered", "az feature register --namespace Microsoft.Compute --name EncryptionAtHost"},
		{"a size that is not offered", func(f *fakeCloud, _ *preflight.Expectation) { f.sizes = nil },
			"size Standard_D4ds_v5 in centralus", preflight.Failed, "not offered there", "another size"},
		{"a size that others may have", func(f *fakeCloud, _ *preflight.Expectation) { f.sizes[0].Restricted = "NotAvailableForSubscription" },
			"size Standard_D4ds_v5 in centralus", preflight.Failed, "not for this subscription: NotAvailableForSubscription", "support"},
		{"a zone", func(f *fakeCloud, _ *preflight.Expectation) { f.sizes[0].Zones = []string{"1", "2"} },
			"size Standard_D4ds_v5 in centralus", preflight.Failed, "not in zone 3", "support for the zone"},
		{"a quota", func(f *fakeCloud, _ *preflight.Expectation) { f.quotas[cloud.Compute][1].Limit = 39 },
			"quota standardDDSv5Family in centralus", preflight.Failed, "40 needed, 39 allowed, 0 used", "a limit of 40"},
		{"a quota that is not there at all", func(f *fakeCloud, _ *preflight.Expectation) { f.quotas[cloud.Network] = nil },
			"quota PublicIPAddresses in centralus", preflight.Failed, "the subscription has no such quota there", "support"},
		{"a role of somebody else", func(f *fakeCloud, _ *preflight.Expectation) { f.assignments["/scope"][0].PrincipalID = "q" },
			"role network", preflight.Failed, "principal P has it not at /scope", "up to an hour"},
		{"another role", func(f *fakeCloud, _ *preflight.Expectation) {
			f.assignments["/scope"][0].RoleID = "/roleDefinitions/other"
		},
			"role network", preflight.Failed, "principal P has it not at /scope", "run up"},
		{"a zone that bootstrap has not made", func(f *fakeCloud, e *preflight.Expectation) {
			delete(f.resources, "/zone")
			e.Zones[0].Stack = "bootstrap-prod"
		}, "delegation of trelica.com", preflight.Failed, "the zone is not there", "stackctl up --stack bootstrap-prod"},
		{"a zone that this stack has still to make", func(f *fakeCloud, e *preflight.Expectation) {
			delete(f.resources, "/zone")
			e.Zones[0].Stack = "prod"
		}, "delegation of trelica.com", preflight.Waiting, "the zone is not there yet", "run up, which makes it"},
		{"a delegation to somebody else", func(f *fakeCloud, _ *preflight.Expectation) {
			f.resources["/zone"] = cloud.Resource{Properties: map[string]any{"nameServers": []any{"ns9.azure."}}}
		}, "delegation of trelica.com", preflight.Failed, "the public DNS names ns1.azure, ns2.azure", "ns9.azure"},
		{"a replica", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/replica") },
			"images of acr in centralus", preflight.Failed, "the registry has no replica there", "run up"},
		{"images on their way", func(f *fakeCloud, _ *preflight.Expectation) {
			f.resources["/replica"].Properties["status"] = map[string]any{"displayStatus": "Syncing"}
		}, "images of acr in centralus", preflight.Waiting, "Syncing", "Ready"},
		{"a replica that failed", func(f *fakeCloud, _ *preflight.Expectation) {
			f.resources["/replica"].Properties["provisioningState"] = "Failed"
		},
			"images of acr in centralus", preflight.Failed, "the replica is Failed", "replications"},
		{"a vault that comes with the first up", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/vault") },
			"secret key in kv", preflight.Waiting, "the vault is not there yet", "stackctl secret set key --stack prod --vault kv"},
		{"a secret", func(f *fakeCloud, _ *preflight.Expectation) { f.secrets = nil },
			"secret key in kv", preflight.Failed, "missing", "stackctl secret set key --stack prod --vault kv"},
		{"a secret that was switched off", func(f *fakeCloud, _ *preflight.Expectation) { f.secrets["kv/key"] = cloud.Secret{} },
			"secret key in kv", preflight.Failed, "disabled", "--overwrite"},
		{"an identity that comes with the first up", func(f *fakeCloud, _ *preflight.Expectation) { delete(f.resources, "/identity") },
			"group g has identity", preflight.Waiting, "the identity is not there yet", "run up"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			azure, expected := well(), everything()
			test.change(azure, &expected)
			checks := preflight.Run(t.Context(), azure, fakeDNS{"ns1.azure.", "ns2.azure."}, expected)
			i := slices.IndexFunc(checks, func(c preflight.Check) bool { return c.Name == test.name })
			require.GreaterOrEqual(t, i, 0, "%v", checks)
			assert.Equal(t, test.result, checks[i].Result)
			assert.Equal(t, test.found, checks[i].Found)
			assert.Contains(t, checks[i].Next, test.next)
			assert.Equal(t, test.result == preflight.Failed, preflight.AnyFailed(checks))
		})
	}
}

func TestNothingIsAskedThatIsNotExpected(t *testing.T) {
	t.Parallel()
	azure := well()
	preflight.Run(t.Context(), azure, nil, preflight.Expectation{SubscriptionID: "s", TenantID: "t"})
	assert.Equal(t, []string{"subscription"}, azure.asked)

	azure = well()
	preflight.Run(t.Context(), azure, nil, preflight.Expectation{Real: true, Placeholders: []string{"tenantId"}})
	assert.Empty(t, azure.asked, "a placeholder never reaches the real Azure")

	azure = well()
	expected := everything()
	expected.Roles = append(expected.Roles, expected.Roles[0])
	preflight.Run(t.Context(), azure, nil, expected)
	asked := slices.DeleteFunc(azure.asked, func(what string) bool { return what != "roles /scope" })
	assert.Len(t, asked, 1, "a scope is asked once")
}

func TestWhatCannotBeToldFails(t *testing.T) {
	t.Parallel()
	azure := well()
	azure.err = errors.New("403 AuthorizationFailed")
	checks := preflight.Run(t.Context(), azure, nil, everything())
	require.Len(t, checks, 2, "without the subscription nothing else is asked")
	assert.Equal(t, preflight.Failed, checks[1].Result)
	assert.Equal(t, "cannot be told: 403 AuthorizationFailed", checks[1].Found)

	later := &failsLater{well()}
	for _, check := range preflight.Run(t.Context(), later, fakeDNS{}, everything())[2:] {
		assert.Equal(t, preflight.Failed, check.Result, check.Name)
		assert.Equal(t, "cannot be told: 500", check.Found, check.Name)
	}
}

// failsLater answers for the subscription and for nothing else.
type failsLater struct{ *fakeCloud }

func (f *failsLater) Subscription(ctx context.Context) (cloud.Subscription, error) {
	found, err := f.fakeCloud.Subscription(ctx)
	f.err = errors.New("500")
	return found, err
}

func TestDelegationWithoutAnswer(t *testing.T) {
	t.Parallel()
	expected := preflight.Expectation{SubscriptionID: "s", TenantID: "t", Zones: []preflight.Zone{{ID: "/zone", Domain: "trelica.com"}}}
	checks := preflight.Run(t.Context(), well(), fakeDNS(nil), expected)
	assert.Equal(t, "the public DNS does not answer: no such host", checks[2].Found)
	checks = preflight.Run(t.Context(), well(), nil, expected)
	assert.Equal(t, preflight.ByHand, checks[2].Result, "behind the local Azure there is no public DNS")
}
