package rest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

// Facts are what Azure knows of a subscription and no resource says. The zero value is a subscription that may do
// everything the local Azure knows.
type Facts struct {
	// NotRegistered are the providers ("Microsoft.Cdn") and features ("Microsoft.Compute/EncryptionAtHost") that the
	// subscription is not registered for.
	NotRegistered []string
	// Limits are quotas by "region/name", e.g. "centralus/standardDDSv5Family"; [DefaultLimit] where nothing is said.
	Limits map[string]int64
	// Restrictions are sizes that the subscription may not have.
	Restrictions []Restriction
}

// Restriction takes a size of virtual machines from a subscription, in a region or in some of its zones.
type Restriction struct {
	Region, Size string
	// Zones are those it is taken from; none for the whole region.
	Zones []string
}

// DefaultLimit is every quota of which nothing else is said. It is invented: real ones differ between subscriptions.
const DefaultLimit = 1000

func (f Facts) limit(region, name string) int64 {
	for key, limit := range f.Limits {
		if strings.EqualFold(key, region+"/"+name) {
			return limit
		}
	}
	return DefaultLimit
}

func (f Facts) registered(name string) bool {
	return !slices.ContainsFunc(f.NotRegistered, func(n string) bool { return strings.EqualFold(n, name) })
}

// subscription answers for any subscription: whoever has a token of a tenant finds it there. (azure-rest-api-specs,
// Subscription: state Enabled.)
func (s *Server) subscription(c call) (any, error) {
	return map[string]any{
		"id": "/subscriptions/" + c.subscription(), "subscriptionId": c.subscription(), "tenantId": c.tenant,
		"displayName": "local (simulated)", "state": "Enabled", "authorizationSource": "RoleBased",
	}, nil
}

func (s *Server) registration(c call) (any, error) {
	state := "NotRegistered"
	if s.facts.registered(c.path[3]) {
		state = "Registered"
	}
	return map[string]any{
		"id": "/" + strings.Join(c.path, "/"), "namespace": c.path[3], "registrationPolicy": "RegistrationRequired",
		"registrationState": state, "resourceTypes": []any{},
	}, nil
}

func (s *Server) feature(c call) (any, error) {
	namespace, name := c.path[5], c.path[7]
	state := "NotRegistered"
	if s.facts.registered(namespace + "/" + name) {
		state = "Registered"
	}
	return map[string]any{
		"id": "/" + strings.Join(c.path, "/"), "name": namespace + "/" + name, "type": "Microsoft.Features/providers/features",
		"properties": map[string]string{"state": state},
	}, nil
}

// family is a series of sizes that count against one quota.
type family struct {
	quota         string
	before, after string // of the number of processors in a size's name
}

// families are the series that nodes may be of, and cores the numbers of processors they come in (Microsoft Learn,
// virtual-machines, sizes: ddsv5-series, dadsv5-series, edsv5-series; the names of the quotas: managed-devops-pools,
// prerequisites, list of SKU families).
func families() []family {
	return []family{
		{"standardDDSv5Family", "Standard_D", "ds_v5"},
		{"standardDADSv5Family", "Standard_D", "ads_v5"},
		{"standardEDSv5Family", "Standard_E", "ds_v5"},
	}
}

func cores() []int { return []int{2, 4, 8, 16, 32, 48, 64, 96} }

// known finds a region, in the form of an error of Resource Manager where there is none.
func known(name string) (regions.Region, error) {
	region, ok := regions.Lookup(world.Region(name))
	if !ok {
		return regions.Region{}, refuse(http.StatusBadRequest, "NoRegisteredProviderFound", "No registered resource provider found for location '%s'.", name)
	}
	return region, nil
}
