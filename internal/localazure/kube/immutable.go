package kube

import (
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Immutable is a field that the API server refuses to change. What the official provider replaces (see Replacements) never
// comes to that; the others fail as an update, in the preview already.
type Immutable struct {
	Kinds []string
	// Field is where, e.g. "spec.selector". "" stands for everything below spec but the exceptions.
	Field string
	// Except are fields below Field that may change.
	Except []string
	// When is a field that must be true for the rule to hold; "" means always.
	When string
	// Message is what the server says.
	Message string
	// Source is the document that it was taken from.
	Source string
}

const immutableMessage = "field is immutable"

// Immutables lists the fields that the API server refuses to change.
func Immutables() []Immutable {
	const (
		apps    = "kubernetes v1.35 pkg/apis/apps/validation/validation.go; pkg/registry/apps, ValidateUpdate"
		storage = "kubernetes v1.35 pkg/apis/storage/validation/validation.go, ValidateStorageClassUpdate"
		frozen  = "field is immutable when `immutable` is set"
	)
	return []Immutable{
		{Kinds: []string{"Deployment", "DaemonSet", "ReplicaSet"}, Field: "spec.selector", Message: immutableMessage, Source: apps},
		{
			Kinds: []string{"StatefulSet"}, Field: "spec",
			Except: []string{
				"spec.replicas", "spec.ordinals", "spec.template", "spec.updateStrategy", "spec.revisionHistoryLimit",
				"spec.persistentVolumeClaimRetentionPolicy", "spec.minReadySeconds",
			},
			Message: "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
				"'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
			Source: apps,
		},
		{Kinds: []string{"Job"}, Field: "spec.completions", Message: immutableMessage, Source: batchValidation + "validateJobSpecUpdate"},
		{Kinds: []string{"Job"}, Field: "spec.selector", Message: immutableMessage, Source: batchValidation + "validateJobSpecUpdate"},
		{Kinds: []string{"Job"}, Field: "spec.template", Message: immutableMessage, Source: batchValidation + "validatePodTemplateUpdate"},
		{Kinds: []string{"Job"}, Field: "spec.completionMode", Message: immutableMessage, Source: batchValidation + "validateJobSpecUpdate"},
		{Kinds: []string{"Job"}, Field: "spec.podFailurePolicy", Message: immutableMessage, Source: batchValidation + "validateJobSpecUpdate"},
		{Kinds: []string{"Secret"}, Field: "type", Message: immutableMessage, Source: coreValidation + "ValidateSecretUpdate"},
		{Kinds: []string{"Secret", "ConfigMap"}, Field: "immutable", When: "immutable", Message: frozen, Source: coreValidation + "ValidateSecretUpdate, ValidateConfigMapUpdate"},
		{Kinds: []string{"Secret", "ConfigMap"}, Field: "data", When: "immutable", Message: frozen, Source: coreValidation + "ValidateSecretUpdate, ValidateConfigMapUpdate"},
		{Kinds: []string{"ConfigMap"}, Field: "binaryData", When: "immutable", Message: frozen, Source: coreValidation + "ValidateConfigMapUpdate"},
		{Kinds: []string{"Service"}, Field: "spec.clusterIP", Message: "may not change once set", Source: coreValidation + "ValidateServiceClusterIPsRelatedFields"},
		{
			Kinds: []string{"PersistentVolumeClaim"}, Field: "spec", Except: []string{"spec.resources.requests", "spec.volumeAttributesClassName"},
			Message: "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims",
			Source:  coreValidation + "ValidatePersistentVolumeClaimUpdate",
		},
		{Kinds: []string{"ResourceQuota"}, Field: "spec.scopes", Message: immutableMessage, Source: coreValidation + "ValidateResourceQuotaUpdate"},
		{Kinds: []string{"StorageClass"}, Field: "parameters", Message: "updates to parameters are forbidden.", Source: storage},
		{Kinds: []string{"StorageClass"}, Field: "provisioner", Message: "updates to provisioner are forbidden.", Source: storage},
		{Kinds: []string{"StorageClass"}, Field: "reclaimPolicy", Message: "updates to reclaimPolicy are forbidden.", Source: storage},
		{Kinds: []string{"StorageClass"}, Field: "volumeBindingMode", Message: immutableMessage, Source: storage},
		{Kinds: []string{"RoleBinding", "ClusterRoleBinding"}, Field: "roleRef", Message: "cannot change roleRef", Source: rbacValidation + "ValidateRoleBindingUpdate"},
		{Kinds: []string{"PriorityClass"}, Field: "value", Message: "may not be changed in an update.", Source: "kubernetes v1.35 pkg/apis/scheduling/validation, ValidatePriorityClassUpdate"},
		{Kinds: []string{"PriorityClass"}, Field: "preemptionPolicy", Message: immutableMessage, Source: "kubernetes v1.35 pkg/apis/scheduling/validation, ValidatePriorityClassUpdate"},
		{Kinds: []string{"IngressClass"}, Field: "spec.controller", Message: immutableMessage, Source: networkValidation + "ValidateIngressClassUpdate"},
	}
}

// changedImmutables compares the live object with what it would become, both with defaults.
func changedImmutables(kind Kind, live, next Object) field.ErrorList {
	var errs field.ErrorList
	for _, rule := range Immutables() {
		if !slices.Contains(rule.Kinds, kind.Name) {
			continue
		}
		if on, _ := lookup(live, parseField(rule.When)); rule.When != "" && on != true {
			continue
		}
		before, after := copyObject(live), copyObject(next)
		for _, exception := range rule.Except {
			remove(before, parseField(exception))
			remove(after, parseField(exception))
		}
		where := parseField(rule.Field)
		old, _ := lookup(before, where)
		now, _ := lookup(after, where)
		if !reflect.DeepEqual(old, now) {
			errs = append(errs, field.Forbidden(field.NewPath(rule.Field), rule.Message))
		}
	}
	return errs
}

// lookup finds the value at a path of map keys.
func lookup(object Object, p path) (any, bool) {
	var value any = object
	for _, step := range p {
		m, ok := value.(map[string]any)
		if !ok {
			return nil, false
		}
		key, _ := step.(string)
		if value, ok = m[key]; !ok {
			return nil, false
		}
	}
	return value, true
}

// remove deletes the value at a path of map keys, and the maps that are left empty by it.
func remove(object Object, p path) {
	if len(p) == 0 {
		return
	}
	key, _ := p[0].(string)
	if len(p) == 1 {
		delete(object, key)
		return
	}
	inner := child(object, key)
	if inner == nil {
		return
	}
	remove(inner, p[1:])
	if len(inner) == 0 {
		delete(object, key)
	}
}
