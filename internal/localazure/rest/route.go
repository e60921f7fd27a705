package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// call is one call to Resource Manager.
type call struct {
	*http.Request
	tenant string
	// id is the path, without the part that a route takes off its end.
	id string
	// path are the segments of the whole path.
	path []string
}

func (c call) subscription() string { return c.path[1] }

// sent reads the body of a call.
func (c call) sent(into any) error {
	if err := json.NewDecoder(io.LimitReader(c.Body, maxBody)).Decode(into); err != nil {
		return refuse(http.StatusBadRequest, "InvalidRequestContent", "The request content was invalid and could not be deserialized.")
	}
	return nil
}

// route is a call that is served.
type route struct {
	method string
	// pattern are the path's segments, a * for any one. A pattern that begins with ** is the end of a longer path.
	pattern string
	// versions are those of the interface that the answer was written from; empty where the type decides.
	versions []string
	// place is the region that answers; nil where the path's resource tells.
	place func(call) string
	serve func(*Server, call) (answer any, err error)
}

// global is the place of what no region answers for alone.
func global(call) string { return "global" }

// located is the region in a path: subscriptions/S/providers/NS/locations/REGION/...
func located(c call) string { return c.path[5] }

// routes are tried in order. Each names where its form is from.
func routes() []route {
	return append(sqlRoutes(), []route{
		// azure-rest-api-specs, Microsoft.Resources subscriptions 2022-12-01, Subscriptions_Get
		{http.MethodGet, "subscriptions/*", []string{"2022-12-01"}, global, (*Server).subscription},
		// azure-rest-api-specs, Microsoft.Resources 2021-04-01, Providers_Get
		{http.MethodGet, "subscriptions/*/providers/*", []string{"2021-04-01"}, global, (*Server).registration},
		// azure-rest-api-specs, Microsoft.Features 2021-07-01, Features_Get
		{http.MethodGet, "subscriptions/*/providers/Microsoft.Features/providers/*/features/*", []string{"2021-07-01"}, global, (*Server).feature},
		// azure-rest-api-specs, Microsoft.Compute 2024-11-01, Usage_List
		{http.MethodGet, "subscriptions/*/providers/Microsoft.Compute/locations/*/usages", []string{"2024-11-01"}, located, (*Server).computeUsages},
		// azure-rest-api-specs, Microsoft.Network 2024-05-01, Usages_List
		{http.MethodGet, "subscriptions/*/providers/Microsoft.Network/locations/*/usages", []string{"2024-05-01"}, located, (*Server).networkUsages},
		// azure-rest-api-specs, Microsoft.Compute skus 2021-07-01, ResourceSkus_List
		{http.MethodGet, "subscriptions/*/providers/Microsoft.Compute/skus", []string{"2021-07-01"}, global, (*Server).sizes},
		// azure-rest-api-specs, Microsoft.Authorization 2022-04-01, RoleAssignments_ListForScope
		{http.MethodGet, "**/providers/Microsoft.Authorization/roleAssignments", []string{"2022-04-01"}, global, (*Server).assignments},
		// azure-rest-api-specs, Microsoft.KeyVault 2024-11-01, Secrets_CreateOrUpdate
		{http.MethodPut, "subscriptions/*/resourceGroups/*/providers/Microsoft.KeyVault/vaults/*/secrets/*", []string{"2024-11-01"}, nil, (*Server).putSecret},
		// azure-rest-api-specs, Microsoft.KeyVault 2024-11-01, Vaults_GetDeleted, Vaults_CreateOrUpdate
		{http.MethodGet, "subscriptions/*/providers/Microsoft.KeyVault/locations/*/deletedVaults/*", []string{"2024-11-01"}, located, (*Server).deletedVault},
		{http.MethodPut, "subscriptions/*/resourceGroups/*/providers/Microsoft.KeyVault/vaults/*", []string{"2024-11-01"}, nil, (*Server).recoverVault},
		// Every resource is read in the same way, a secret among them (azure-rest-api-specs, Microsoft.Resources 2021-04-01,
		// Resources_GetById).
		{http.MethodGet, "**", nil, nil, (*Server).resource},
	}...)
}

// take matches a path. rest is what of it lies before the pattern's fixed end.
func (r route) take(path []string) (rest string, ok bool) {
	pattern := strings.Split(r.pattern, "/")
	if pattern[0] == "**" {
		pattern = pattern[1:]
		if len(path) <= len(pattern) {
			return "", false
		}
		rest = "/" + strings.Join(path[:len(path)-len(pattern)], "/")
		path = path[len(path)-len(pattern):]
	} else {
		rest = "/" + strings.Join(path, "/")
	}
	if len(path) != len(pattern) {
		return "", false
	}
	for i := range pattern {
		if pattern[i] != "*" && !strings.EqualFold(pattern[i], path[i]) {
			return "", false
		}
	}
	return rest, true
}

// ServeHTTP answers one call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if isToken(path) {
		s.giveToken(w, r, path[0])
		return
	}
	answer, err := s.answer(r, path)
	if later, ok := answer.(accepted); ok && err == nil {
		w.Header().Set("Azure-AsyncOperation", later.at)
		w.Header().Set("Location", later.at)
		write(w, http.StatusAccepted, struct{}{})
		return
	}
	if err == nil {
		write(w, http.StatusOK, answer)
		return
	}
	var refused *problem
	if !errors.As(err, &refused) {
		refused = &problem{status: http.StatusInternalServerError, code: "InternalServerError", message: err.Error()}
	}
	refused.write(w)
}

func (s *Server) answer(r *http.Request, path []string) (any, error) {
	tenant, ok := s.tenant(r)
	if !ok {
		return nil, refuse(http.StatusUnauthorized, "AuthenticationFailed", "the call brings no token that the local Azure gave out")
	}
	if len(path) < 2 || !strings.EqualFold(path[0], "subscriptions") || slices.Contains(path, "") {
		return nil, notServed(r)
	}
	for _, route := range routes() {
		id, ok := route.take(path)
		if !ok || route.method != r.Method {
			continue
		}
		if version := r.URL.Query().Get("api-version"); version == "" {
			return nil, refuse(http.StatusBadRequest, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
		} else if len(route.versions) > 0 && !slices.Contains(route.versions, version) {
			return nil, refuse(http.StatusBadRequest, "InvalidApiVersionParameter",
				"The api-version '%s' is not one that the local Azure's answer was written from: %s.", version, strings.Join(route.versions, ", "))
		}
		return s.serve(route, call{Request: r, tenant: tenant, id: id, path: path})
	}
	return nil, notServed(r)
}

func notServed(r *http.Request) error {
	return refuse(http.StatusNotImplemented, "NotServedLocally",
		"the local Azure's REST face serves only the calls that the operator's commands make, and %s %s is none", r.Method, r.URL.Path)
}

// serve answers a call unless the region that it goes to is out, and notes it.
func (s *Server) serve(r route, c call) (any, error) {
	noted := world.Call{Method: r.method, ID: "/" + strings.Join(c.path, "/")}
	if r.place != nil {
		noted.Location = r.place(c)
	} else {
		noted.Location = s.regionOf(c.id)
	}
	var answer any
	var err error
	if slices.Contains(s.world.Outages(), world.Region(noted.Location)) {
		err = refuse(http.StatusServiceUnavailable, "ServiceUnavailable", "The region %s is out.", noted.Location)
	} else {
		answer, err = r.serve(s, c)
	}
	noted.Failed = err != nil
	if recordErr := s.world.Update(func(tx *world.Tx) error { tx.Record(noted); return nil }); recordErr != nil {
		return nil, fmt.Errorf("%s %s: %w", noted.Method, noted.ID, recordErr)
	}
	return answer, err
}

// regionOf is where a resource lies: its own region, or that of the nearest one above it that says one.
func (s *Server) regionOf(id string) string {
	for at := id; at != ""; at = world.Parent(at) {
		if found, ok := s.world.Get(at); ok && found.Location != "" {
			return found.Location
		}
	}
	return ""
}
