package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// checkAppRegistry is about images that come from a registry by an identity: the image is pulled before the app is there.
func checkAppRegistry() Check {
	return Check{
		ID: "app-registry-role", Says: "The identity by which images are pulled from a registry may pull there.",
		Source: "Microsoft Learn, container-apps, managed-identity-image-pull; error InvalidParameterValueInContainerTemplate, microsoft/azure-container-apps issue 836",
		Run: func(r Request) []Problem {
			registries, _ := r.Body.Elements("configuration.registries")
			var problems []Problem
			for _, registry := range registries {
				server, first := registry.String("server")
				identity, second := registry.String("identity")
				name, of := strings.CutSuffix(server, ".azurecr.io")
				principal, known := identityPrincipal(r.View, identity)
				if first != Known || second != Known || !of || !known {
					continue
				}
				for _, found := range r.View.OfType(typeRegistry) {
					if !strings.EqualFold(world.Name(found.ID), name) {
						continue
					}
					may := granted(r, principal, found.ID, "AcrPull", "AcrPush", roleReader, roleContributor, roleOwner)
					problems = append(problems, one(may, refusal(registry.PathTo("identity"), "InvalidParameterValueInContainerTemplate",
						"unable to pull image using Managed identity %s for registry %s: give it \"AcrPull\" there.", identity, server))...)
				}
			}
			return problems
		},
	}
}
