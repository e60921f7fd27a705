package kube

import (
	"slices"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	namepath "k8s.io/apimachinery/pkg/api/validation/path"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func metaRules() []Rule {
	return []Rule{
		{
			Name: "explicit-name",
			Says: "metadata.name is given. The official provider would derive a name from the resource's; this model makes no names up. " +
				"metadata.generateName is refused, as the official provider does with server-side apply.",
			Source: "pulumi-kubernetes provider/pkg/provider/provider.go, Check; provider/pkg/metadata/naming.go",
			check:  checkExplicitName,
		},
		{
			Name: "metadata",
			Says: "Names, namespaces, labels, annotations, finalizers and owner references have the form that the kind demands; " +
				"cluster-scoped kinds have no namespace.",
			Source: "k8s.io/apimachinery v0.35.4 pkg/api/validation, ValidateObjectMeta; kubernetes v1.35 pkg/apis/*/validation, name functions",
			check:  checkMetadata,
		},
		{
			Name: "reserved-names", Kinds: []string{"PriorityClass"},
			Says:   `Names beginning with "system-" are reserved for the system's own priority classes.`,
			Source: "kubernetes v1.35 pkg/apis/scheduling/validation, ValidatePriorityClass",
			check:  checkReservedName,
		},
	}
}

func checkExplicitName(_ Kind, typed runtime.Object, r *report) {
	meta := metaOf(typed)
	if meta.GetGenerateName() != "" {
		r.add(field.Forbidden(at("metadata", "generateName"), "not supported with server-side apply; set metadata.name"))
	}
	if meta.GetName() == "" {
		r.add(field.Required(at("metadata", "name"),
			"set it: the official provider would make up a name, the local Kubernetes makes none up"))
	}
}

func checkMetadata(kind Kind, typed runtime.Object, r *report) {
	meta := metaOf(typed)
	// The namespace of a namespaced object may be left to the provider, which fills in its default.
	if kind.Namespaced && meta.GetNamespace() == "" {
		meta.SetNamespace(defaultNamespace)
	}
	for _, err := range apivalidation.ValidateObjectMetaAccessor(meta, kind.Namespaced, nameFunction(kind), at("metadata")) {
		missingName := err.Type == field.ErrorTypeRequired && err.Field == "metadata.name"
		if !missingName { // explicit-name says it in better words.
			r.add(err)
		}
	}
}

// nameFunction is the form that names of a kind must have. Service names follow RFC 1035 until
// RelaxedServiceNameValidation becomes beta in 1.36 (KEP-5311).
func nameFunction(kind Kind) apivalidation.ValidateNameFunc {
	switch {
	case kind.Name == "Namespace":
		return apivalidation.NameIsDNSLabel
	case kind.Name == "Service":
		return apivalidation.NameIsDNS1035Label
	case kind.Group == "rbac.authorization.k8s.io":
		return namepath.ValidatePathSegmentName
	case kind.Name == "CronJob":
		// The controller appends up to 11 characters, and a Job's name has at most 63
		// (kubernetes pkg/apis/batch/validation, ValidateCronJobCreate).
		return func(name string, prefix bool) []string {
			messages := apivalidation.NameIsDNSSubdomain(name, prefix)
			if len(name) > validation.DNS1035LabelMaxLength-11 {
				messages = append(messages, "must be no more than 52 characters")
			}
			return messages
		}
	}
	return apivalidation.NameIsDNSSubdomain
}

func checkReservedName(_ Kind, typed runtime.Object, r *report) {
	name := metaOf(typed).GetName()
	system := []string{"system-cluster-critical", "system-node-critical"}
	if len(name) > 7 && name[:7] == "system-" && !slices.Contains(system, name) {
		r.add(field.Forbidden(at("metadata", "name"), "priority class names with 'system-' prefix are reserved for system use only"))
	}
}
