package kube

import (
	"fmt"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// What the official provider keeps among the outputs beside the live object (pulumi-kubernetes
// provider/pkg/provider/provider.go, checkpointObject).
const (
	keyInputs            = "__inputs"
	keyInitialAPIVersion = "__initialApiVersion"
	keyFieldManager      = "__fieldManager"
)

// annotationFieldManager names the field manager explicitly (pulumi-kubernetes provider/pkg/metadata/annotations.go).
const annotationFieldManager = "pulumi.com/patchFieldManager"

// outputsOf is what a resource's outputs are: the live object, with the inputs beside it. Whatever was secret in the
// inputs is secret here, and so is the data of every Secret.
func outputsOf(kind Kind, inputs resource.PropertyMap, live Object, manager string) resource.PropertyMap {
	given := plainOf(inputs)
	secrets := append(secretPlaces(kind), given.secret...)
	out := properties(live, secrets)
	out[keyInputs] = resource.NewProperty(properties(given.object, secrets))
	out[keyInitialAPIVersion] = resource.NewProperty(kind.APIVersion())
	out[keyFieldManager] = resource.NewProperty(manager)
	return out
}

// fieldManager is the name under which a resource applies its object: the one of its annotation, or the one it had, or one
// that follows from its URN. The official provider draws it at random; here two runs give the same.
func fieldManager(urn string, inputs Object, state resource.PropertyMap) string {
	if name := text(child(child(inputs, "metadata"), "annotations"), annotationFieldManager); name != "" {
		return name
	}
	if kept, ok := state[keyFieldManager]; ok && kept.IsString() {
		return kept.StringValue()
	}
	return "pulumi-kubernetes-" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(urn)).String()[:8]
}

// foreseeable takes from a live object that a preview computed what nobody can know before it exists: identity and time,
// allocated addresses, status. The program sees these as unknown.
func foreseeable(live Object) Object {
	object := copyObject(live)
	delete(object, "status")
	meta := child(object, "metadata")
	delete(meta, "managedFields")
	for _, name := range []string{"uid", "resourceVersion", "creationTimestamp"} {
		meta[name] = unknown{}
	}
	if text(object, "kind") == "Service" {
		spec := child(object, "spec")
		if text(spec, "clusterIP") != "None" {
			spec["clusterIP"] = unknown{}
			delete(spec, "clusterIPs")
		}
		delete(spec, "healthCheckNodePort")
		ports, _ := spec["ports"].([]any)
		for _, p := range ports {
			if port, ok := p.(map[string]any); ok {
				delete(port, "nodePort")
			}
		}
	}
	return object
}

// refusal is the error of a create or update of an object that does not pass its check.
func refusal(urn string, problems []Problem) error {
	return fmt.Errorf("resource %q is not a valid object: %s", urn, join(problems))
}
