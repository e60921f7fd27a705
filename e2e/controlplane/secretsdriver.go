package controlplane

import (
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// secretProviderClasses is the definition that AKS's add-on for secrets brings into a cluster, with the fields that the driver's
// documentation names (secrets-store-csi-driver v1.4, sync-as-kubernetes-secret). Only the definition: nothing mounts anything.
func secretProviderClasses() *apiextensions.CustomResourceDefinition {
	text := apiextensions.JSONSchemaProps{Type: "string"}
	texts := apiextensions.JSONSchemaProps{
		Type: "object", AdditionalProperties: &apiextensions.JSONSchemaPropsOrBool{Allows: true, Schema: &text},
	}
	list := func(properties map[string]apiextensions.JSONSchemaProps) apiextensions.JSONSchemaProps {
		return apiextensions.JSONSchemaProps{Type: "array", Items: &apiextensions.JSONSchemaPropsOrArray{
			Schema: &apiextensions.JSONSchemaProps{Type: "object", Properties: properties},
		}}
	}
	spec := apiextensions.JSONSchemaProps{Type: "object", Properties: map[string]apiextensions.JSONSchemaProps{
		"provider": text, "parameters": texts,
		"secretObjects": list(map[string]apiextensions.JSONSchemaProps{
			"secretName": text, "type": text, "labels": texts, "annotations": texts,
			"data": list(map[string]apiextensions.JSONSchemaProps{"objectName": text, "key": text}),
		}),
	}}
	return &apiextensions.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "secretproviderclasses.secrets-store.csi.x-k8s.io"},
		Spec: apiextensions.CustomResourceDefinitionSpec{
			Group: "secrets-store.csi.x-k8s.io", Scope: apiextensions.NamespaceScoped,
			Names: apiextensions.CustomResourceDefinitionNames{
				Plural: "secretproviderclasses", Singular: "secretproviderclass", Kind: "SecretProviderClass", ListKind: "SecretProviderClassList",
			},
			Versions: []apiextensions.CustomResourceDefinitionVersion{{
				Name: "v1", Served: true, Storage: true,
				Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: &apiextensions.JSONSchemaProps{
					Type: "object", Properties: map[string]apiextensions.JSONSchemaProps{"spec": spec},
				}},
			}},
		},
	}
}
