package arm

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// function answers one of the provider's functions.
type function func(s *Server, ctx context.Context, from caller, arguments Body) (resource.PropertyMap, error)

// functions are those that are more than reading a resource, by token.
func functions() map[string]function {
	return map[string]function{
		"azure-native:authorization:getClientConfig":                                (*Server).clientConfig,
		"azure-native:containerservice/v20240901:listManagedClusterUserCredentials": (*Server).userCredentials,
		"azure-native:storage/v20240101:listStorageAccountKeys":                     (*Server).storageKeys,
	}
}

// Invoke answers a function: one of the few that are known by name, or get<Resource> of any type there are facts about.
func (s *Server) Invoke(ctx context.Context, request *pulumirpc.InvokeRequest) (*pulumirpc.InvokeResponse, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	arguments, err := rpc.Unmarshal(request.GetArgs())
	if err != nil {
		return nil, err
	}
	body := Body{Properties: arguments}
	var answer resource.PropertyMap
	switch answering, ok := functions()[request.GetTok()]; {
	case ok:
		answer, err = answering(s, ctx, from, body)
	default:
		answer, err = s.getResource(ctx, from, request.GetTok(), body)
	}
	if err != nil {
		return nil, err
	}
	written, err := rpc.Marshal(withoutUnknowns(answer))
	if err != nil {
		return nil, err
	}
	return &pulumirpc.InvokeResponse{Return: written}, nil
}

// getter finds the type that a function reads: "azure-native:keyvault/v20241101:getVault" reads
// "azure-native:keyvault/v20241101:Vault".
func (s *Server) getter(token string) (*knownType, bool) {
	colon := strings.LastIndex(token, ":")
	name, ok := strings.CutPrefix(token[colon+1:], "get")
	if !ok {
		return nil, false
	}
	t := s.registry.byToken[token[:colon+1]+name]
	return t, t != nil
}

// getResource reads a resource by the parameters of its path.
func (s *Server) getResource(ctx context.Context, from caller, token string, arguments Body) (resource.PropertyMap, error) {
	t, ok := s.getter(token)
	if !ok {
		return nil, fmt.Errorf("the local Azure does not know the function %s", token)
	}
	id, ok := t.template.format(arguments, from.subscription)
	if !ok {
		return nil, fmt.Errorf("%s needs %s", token, strings.Join(t.template.parameters(), ", "))
	}
	live, found, err := s.get(ctx, from, t, id)
	if err != nil {
		return nil, err
	}
	if !found {
		problem := Problem{Code: "ResourceNotFound", Message: fmt.Sprintf("%s does not exist", id)}
		return nil, fmt.Errorf("%s: %s", token, problem.text())
	}
	answer := s.resolveMap(s.outputs(live, t), dropped)
	answer["id"] = resource.NewStringProperty(live.ID)
	return answer, nil
}

// clientConfig says who is calling.
func (s *Server) clientConfig(_ context.Context, from caller, _ Body) (resource.PropertyMap, error) {
	return resource.PropertyMap{
		"clientId":       resource.NewStringProperty(from.client),
		"objectId":       resource.NewStringProperty(principalOf(from.config)),
		"subscriptionId": resource.NewStringProperty(from.subscription),
		"tenantId":       resource.NewStringProperty(from.tenant),
	}, nil
}

// withoutUnknowns leaves out what a preview does not know: the engine takes no unknown value in an answer to a function.
func withoutUnknowns(properties resource.PropertyMap) resource.PropertyMap {
	kept := resource.PropertyMap{}
	for key, value := range properties {
		if known := withoutUnknown(value); !known.IsNull() {
			kept[key] = known
		}
	}
	return kept
}

func withoutUnknown(value resource.PropertyValue) resource.PropertyValue {
	switch {
	case value.IsComputed():
		return resource.NewNullProperty()
	case value.IsSecret():
		inner := withoutUnknown(value.SecretValue().Element)
		if inner.IsNull() {
			return inner
		}
		return resource.MakeSecret(inner)
	case value.IsObject():
		return resource.NewObjectProperty(withoutUnknowns(value.ObjectValue()))
	case value.IsArray():
		elements := make([]resource.PropertyValue, 0, len(value.ArrayValue()))
		for _, element := range value.ArrayValue() {
			if known := withoutUnknown(element); !known.IsNull() {
				elements = append(elements, known)
			}
		}
		return resource.NewArrayProperty(elements)
	}
	return value
}

// userCredentials gives the kubeconfig of a cluster.
func (s *Server) userCredentials(ctx context.Context, from caller, arguments Body) (resource.PropertyMap, error) {
	group, groupState := arguments.String("resourceGroupName")
	name, nameState := arguments.String("resourceName")
	if groupState != Known || nameState != Known {
		return nil, errors.New("listManagedClusterUserCredentials needs resourceGroupName and resourceName")
	}
	id := "/subscriptions/" + from.subscription + "/resourceGroups/" + group + "/providers/" + clusterType + "/" + name
	seen := s.view(from, true)
	call := world.Call{Method: methodPost, ID: id, Location: regionOf(seen, id)}
	if err := s.admit(ctx, call); err != nil {
		return nil, err
	}
	if err := s.recordCall(call); err != nil {
		return nil, err
	}
	cluster, ok := seen.Get(id)
	if !ok {
		problem := Problem{Code: "ResourceNotFound", Message: fmt.Sprintf("The Resource '%s/%s' under resource group '%s' was not found.", clusterType, name, group)}
		return nil, fmt.Errorf("listManagedClusterUserCredentials: %s", problem.text())
	}
	return userKubeconfigs(cluster, from.tenant)
}
