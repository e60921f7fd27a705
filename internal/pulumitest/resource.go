package pulumitest

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
)

// Resource is one resource as a program registered it. Where it points to another resource it gives that resource's
// logical name, because that is what a test's author reads in the code.
type Resource struct {
	Type string // the type token, "azure-native:network/v20240501:VirtualNetwork"
	Name string // the logical name
	ID   string // the identifier that was answered; empty in a preview and for components

	Inputs resource.PropertyMap // as sent, with secrets and, in a preview, unknowns

	Custom    bool              // true for a resource, false for a component
	Parent    string            // empty when the parent is the stack
	Provider  string            // the explicit provider; empty means that a default provider would be made
	Providers map[string]string // of a component: package name to provider

	Protect             bool
	RetainOnDelete      bool
	DeleteBeforeReplace bool
	IgnoreChanges       []string
	ReplaceOnChanges    []string
	DependsOn           []string // everything it waits for, declared or through an input; sorted
	DeletedWith         string
	ImportID            string
	Aliases             []string // the former URNs, or "type::name" with what the alias names
}

// Find returns the one resource with this type token and logical name, and fails the test if there is none.
func Find(t testing.TB, resources []Resource, typ, name string) Resource {
	t.Helper()
	i := slices.IndexFunc(resources, func(r Resource) bool { return r.Type == typ && r.Name == name })
	require.GreaterOrEqual(t, i, 0, "no %s named %q; there are:\n  %s",
		typ, name, strings.Join(Names(resources), "\n  "))
	return resources[i]
}

// OfType returns the resources of one type, in the order given.
func OfType(resources []Resource, typ string) []Resource {
	var found []Resource
	for _, r := range resources {
		if r.Type == typ {
			found = append(found, r)
		}
	}
	return found
}

// Names returns "type name" of every resource, in the order given: the shape of a component at a glance.
func Names(resources []Resource) []string {
	names := make([]string, 0, len(resources))
	for _, r := range resources {
		names = append(names, r.Type+" "+r.Name)
	}
	return names
}

// fromRequest reads what the SDK sent. The request is read, not the mock's own arguments: those drop unknown values.
func fromRequest(request *pulumirpc.RegisterResourceRequest) (Resource, error) {
	inputs, err := plugin.UnmarshalProperties(request.GetObject(),
		plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true})
	if err != nil {
		return Resource{}, fmt.Errorf("inputs of %s %q: %w", request.GetType(), request.GetName(), err)
	}
	r := Resource{
		Type:                request.GetType(),
		Name:                request.GetName(),
		Inputs:              inputs,
		Custom:              request.GetCustom(),
		Parent:              logicalName(request.GetParent()),
		Provider:            logicalName(request.GetProvider()),
		Protect:             request.GetProtect(),
		RetainOnDelete:      request.GetRetainOnDelete(),
		DeleteBeforeReplace: request.GetDeleteBeforeReplace(),
		IgnoreChanges:       request.GetIgnoreChanges(),
		ReplaceOnChanges:    request.GetReplaceOnChanges(),
		DeletedWith:         logicalName(request.GetDeletedWith()),
		ImportID:            request.GetImportId(),
		Aliases:             aliases(request),
	}
	for pkg, ref := range request.GetProviders() {
		if r.Providers == nil {
			r.Providers = map[string]string{}
		}
		r.Providers[pkg] = logicalName(ref)
	}
	for _, dependency := range request.GetDependencies() {
		r.DependsOn = append(r.DependsOn, logicalName(dependency))
	}
	sort.Strings(r.DependsOn)
	return r, nil
}

func aliases(request *pulumirpc.RegisterResourceRequest) []string {
	all := append([]string(nil), request.GetAliasURNs()...)
	for _, alias := range request.GetAliases() {
		if former := alias.GetUrn(); former != "" {
			all = append(all, former)
			continue
		}
		spec := alias.GetSpec()
		all = append(all, spec.GetType()+"::"+spec.GetName())
	}
	return all
}

// logicalName is the last part of a URN, or of a provider reference, which is a URN with an identifier behind it. The
// stack itself has no name worth telling.
func logicalName(reference string) string {
	if reference == "" {
		return ""
	}
	u := urn.URN(reference)
	if string(u.QualifiedType()) == string(resource.RootStackType) {
		return ""
	}
	name, _, _ := strings.Cut(u.Name(), "::")
	return name
}
