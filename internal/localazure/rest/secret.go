package rest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// secretURN makes the provider take a secret for one of its own.
const secretURN = "urn:pulumi:local::rest::azure-native:keyvault/v20241101:Secret::secret"

// maxBody bounds a request; a secret has 25,600 bytes at most.
const maxBody = 1 << 20

// putSecret writes a secret through the provider, which judges it as it judges those of the engine. Whether the vault is
// open to the public network is not asked: its firewall covers the data plane, and this is the other one (Microsoft
// Learn, key-vault, network-security).
func (s *Server) putSecret(c call) (any, error) {
	var sent map[string]any
	if err := c.sent(&sent); err != nil {
		return nil, err
	}
	group, vault, name := c.path[3], c.path[7], c.path[9]
	if _, there := s.world.Get(world.Parent(c.id)); !there {
		return nil, s.notFound(world.Parent(c.id))
	}
	inputs := resource.NewPropertyMapFromMap(sent)
	inputs["resourceGroupName"] = resource.NewStringProperty(group)
	inputs["vaultName"] = resource.NewStringProperty(vault)
	inputs["secretName"] = resource.NewStringProperty(name)
	if err := s.provideAs(c.Context(), secretURN, c.subscription(), c.id, seconds(inputs)); err != nil {
		return nil, err
	}
	made, ok := s.world.Get(c.id)
	if !ok {
		return nil, s.notFound(c.id)
	}
	return body(made), nil
}

// seconds leaves out the moments that only the service sets, and gives the others the names that the provider has for them (azure-rest-api-specs,
// Microsoft.KeyVault 2024-11-01, Attributes: exp and nbf).
func seconds(inputs resource.PropertyMap) resource.PropertyMap {
	properties := inputs["properties"]
	if !properties.IsObject() || !properties.ObjectValue()["attributes"].IsObject() {
		return inputs
	}
	attributes := properties.ObjectValue()["attributes"].ObjectValue()
	delete(attributes, "created")
	delete(attributes, "updated")
	for theirs, ours := range moments {
		if value, said := attributes[resource.PropertyKey(theirs)]; said {
			delete(attributes, resource.PropertyKey(theirs))
			attributes[resource.PropertyKey(ours)] = value
		}
	}
	return inputs
}

// moments are the attributes of a secret that have another name in Resource Manager than with the provider.
var moments = map[string]string{"exp": "expires", "nbf": "notBefore"}

const secretType = "Microsoft.KeyVault/vaults/secrets"

// named gives the moments of a secret the names that Resource Manager has for them.
func named(properties map[string]any) map[string]any {
	attributes, ok := properties["attributes"].(map[string]any)
	if !ok {
		return properties
	}
	shown, renamed := maps.Clone(properties), maps.Clone(attributes)
	for theirs, ours := range moments {
		if value, said := renamed[ours]; said {
			delete(renamed, ours)
			renamed[theirs] = value
		}
	}
	shown["attributes"] = renamed
	return shown
}

// provideAs creates or updates a resource as a program of the engine's would, on a connection of its own. The URN says of which type.
func (s *Server) provideAs(ctx context.Context, urn, subscription, id string, inputs resource.PropertyMap) error {
	ctx = rpc.NewSessions().TagConn(ctx, nil)
	arguments, err := rpc.Marshal(resource.PropertyMap{"subscriptionId": resource.NewStringProperty(subscription)})
	if err != nil {
		return err
	}
	if _, err := s.provider.Configure(ctx, &pulumirpc.ConfigureRequest{Args: arguments}); err != nil {
		return err
	}
	news, err := rpc.Marshal(inputs)
	if err != nil {
		return err
	}
	checked, err := s.provider.Check(ctx, &pulumirpc.CheckRequest{Urn: urn, News: news})
	if err != nil {
		return providerProblem(err)
	}
	var reasons []string
	for _, failure := range checked.GetFailures() {
		reasons = append(reasons, failure.GetProperty()+": "+failure.GetReason())
	}
	if len(reasons) > 0 {
		return badRequest(strings.Join(reasons, "; "))
	}
	if _, there := s.world.Get(id); there {
		_, err = s.provider.Update(ctx, &pulumirpc.UpdateRequest{Id: id, Urn: urn, News: checked.GetInputs()})
	} else {
		_, err = s.provider.Create(ctx, &pulumirpc.CreateRequest{Urn: urn, Properties: checked.GetInputs()})
	}
	return providerProblem(err)
}

// providerProblem is what the provider was told, in Resource Manager's form: Azure's own answer where there is one, so that the caller
// knows what passes.
func providerProblem(err error) error {
	var answer *arm.CallError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &answer):
		return refuse(answer.Status, answer.Code, "%s", answer.Message)
	}
	return badRequest(err.Error())
}

func badRequest(message string) error {
	return refuse(http.StatusBadRequest, "BadRequest", "%s", message)
}
