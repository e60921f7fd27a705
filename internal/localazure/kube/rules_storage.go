package kube

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func storageRules() []Rule {
	return []Rule{
		{
			Name: "storage-class", Kinds: []string{"StorageClass"},
			Says: "The provisioner is a qualified name, parameters have keys (at most 512 parameters), the reclaim policy is Delete or Retain, " +
				"and volumes bind at once or on first use.",
			Source: "kubernetes v1.35 pkg/apis/storage/validation, ValidateStorageClass",
			check:  checkStorageClass,
		},
		{
			Name: "volume-claim", Kinds: []string{"PersistentVolumeClaim"},
			Says:   "A claim has an access mode and asks for a positive amount of storage.",
			Source: coreValidation + "ValidatePersistentVolumeClaimSpec",
			check:  checkVolumeClaim,
		},
	}
}

func checkStorageClass(_ Kind, typed runtime.Object, r *report) {
	class, ok := typed.(*storagev1.StorageClass)
	if !ok {
		return
	}
	if r.required(at("provisioner"), class.Provisioner) {
		r.invalid(at("provisioner"), class.Provisioner, validation.IsQualifiedName(strings.ToLower(class.Provisioner)))
	}
	if len(class.Parameters) > 512 {
		r.add(field.TooLong(at("parameters"), "", 512))
	}
	for key := range class.Parameters {
		if key == "" {
			r.add(field.Invalid(at("parameters"), key, "field can not be empty."))
		}
	}
	if policy := class.ReclaimPolicy; policy != nil {
		oneOf(r, at("reclaimPolicy"), *policy, corev1.PersistentVolumeReclaimDelete, corev1.PersistentVolumeReclaimRetain)
	}
	if mode := class.VolumeBindingMode; mode != nil {
		oneOf(r, at("volumeBindingMode"), *mode, storagev1.VolumeBindingImmediate, storagev1.VolumeBindingWaitForFirstConsumer)
	}
}

func checkVolumeClaim(_ Kind, typed runtime.Object, r *report) {
	claim, ok := typed.(*corev1.PersistentVolumeClaim)
	if !ok {
		return
	}
	modes := at("spec", "accessModes")
	if len(claim.Spec.AccessModes) == 0 {
		r.add(field.Required(modes, "at least 1 access mode is required"))
	}
	for i, mode := range claim.Spec.AccessModes {
		oneOf(r, modes.Index(i), mode, corev1.ReadOnlyMany, corev1.ReadWriteMany, corev1.ReadWriteOnce, corev1.ReadWriteOncePod)
	}
	where := at("spec", "resources").Key("storage")
	switch storage, asked := claim.Spec.Resources.Requests[corev1.ResourceStorage]; {
	case !asked:
		r.add(field.Required(where, ""), at("spec", "resources"))
	case storage.Sign() <= 0:
		r.add(field.Invalid(where, storage.String(), "must be greater than zero"), at("spec", "resources"))
	}
}
