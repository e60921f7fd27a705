package kube

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/client-go/kubernetes/scheme"
)

// secretsStoreGroup is the API group of the Secrets Store CSI driver.
const secretsStoreGroup = "secrets-store.csi.x-k8s.io"

// SecretProviderClass says which objects of a vault are mounted. The fields are those of the definition that the driver
// installs (secrets-store-csi-driver v1.4, its definition of secretproviderclasses).
type SecretProviderClass struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec SecretProviderClassSpec `json:"spec,omitempty"`
}

// SecretProviderClassSpec is what a class asks for.
type SecretProviderClassSpec struct {
	// Provider is the name of the store's provider, e.g. "azure".
	Provider string `json:"provider,omitempty"`
	// Parameters are the provider's own.
	Parameters map[string]string `json:"parameters,omitempty"`
	// SecretObjects are Kubernetes secrets that hold what is mounted.
	SecretObjects []SecretObject `json:"secretObjects,omitempty"`
}

// SecretObject is a Kubernetes secret that the driver keeps.
type SecretObject struct {
	SecretName  string             `json:"secretName,omitempty"`
	Type        string             `json:"type,omitempty"`
	Labels      map[string]string  `json:"labels,omitempty"`
	Annotations map[string]string  `json:"annotations,omitempty"`
	Data        []SecretObjectData `json:"data,omitempty"`
}

// SecretObjectData is one key of such a secret.
type SecretObjectData struct {
	ObjectName string `json:"objectName,omitempty"`
	Key        string `json:"key,omitempty"`
}

// DeepCopyObject makes it an object of the API machinery.
func (c *SecretProviderClass) DeepCopyObject() runtime.Object {
	copied := &SecretProviderClass{TypeMeta: c.TypeMeta, Spec: SecretProviderClassSpec{
		Provider: c.Spec.Provider, Parameters: maps.Clone(c.Spec.Parameters), SecretObjects: slices.Clone(c.Spec.SecretObjects),
	}}
	c.ObjectMeta.DeepCopyInto(&copied.ObjectMeta)
	for i, object := range copied.Spec.SecretObjects {
		object.Labels, object.Annotations = maps.Clone(object.Labels), maps.Clone(object.Annotations)
		object.Data = slices.Clone(object.Data)
		copied.Spec.SecretObjects[i] = object
	}
	return copied
}

// known are the types that manifests are decoded into: Kubernetes' own, and the driver's.
var known = sync.OnceValues(func() (*runtime.Scheme, error) {
	all := runtime.NewScheme()
	if err := scheme.AddToScheme(all); err != nil {
		return nil, fmt.Errorf("the types of Kubernetes: %w", err)
	}
	all.AddKnownTypeWithName(schema.GroupVersionKind{Group: secretsStoreGroup, Version: "v1", Kind: "SecretProviderClass"}, &SecretProviderClass{})
	return all, nil
})

func secretsStoreRules() []Rule {
	return []Rule{{
		Name: "secret-provider", Kinds: []string{"SecretProviderClass"},
		Says: "A provider is named; that of Azure is told the vault, the tenant and the objects; a secret made of what is mounted has a " +
			"name, a type and keys.",
		Source: "Azure Key Vault provider for the Secrets Store CSI driver, configurations; Secrets Store CSI driver, sync-as-kubernetes-secret",
		check:  checkSecretProvider,
	}}
}

func checkSecretProvider(_ Kind, typed runtime.Object, r *report) {
	class, ok := typed.(*SecretProviderClass)
	if !ok {
		return
	}
	spec := at("spec")
	r.required(spec.Child("provider"), class.Spec.Provider)
	if class.Spec.Provider == "azure" {
		for _, name := range []string{"keyvaultName", "tenantId", "objects"} {
			r.required(spec.Child("parameters").Key(name), class.Spec.Parameters[name])
		}
	}
	for i, object := range class.Spec.SecretObjects {
		each := spec.Child("secretObjects").Index(i)
		r.required(each.Child("secretName"), object.SecretName)
		r.required(each.Child("type"), object.Type)
		if len(object.Data) == 0 {
			r.add(field.Required(each.Child("data"), "without keys nothing is kept"))
		}
	}
}
