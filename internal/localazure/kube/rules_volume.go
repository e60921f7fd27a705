package kube

import (
	"reflect"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func checkVolumes(p pod, r *report) {
	names := map[string]bool{}
	for i := range p.spec.Volumes {
		volume, where := &p.spec.Volumes[i], p.path.Child("volumes").Index(i)
		if r.required(where.Child("name"), volume.Name) {
			r.invalid(where.Child("name"), volume.Name, validation.IsDNS1123Label(volume.Name))
			if names[volume.Name] {
				r.add(field.Duplicate(where.Child("name"), volume.Name), p.path.Child("volumes"))
			}
			names[volume.Name] = true
		}
		checkVolumeSource(r, where, &volume.VolumeSource)
	}
}

func checkVolumeSource(r *report, where *field.Path, source *corev1.VolumeSource) {
	sources := 0
	value := reflect.ValueOf(*source)
	for i := range value.NumField() {
		if !value.Field(i).IsNil() {
			sources++
		}
	}
	if sources > 1 { // None at all is an emptyDir.
		r.add(field.Forbidden(where, "may not specify more than 1 volume type"))
	}
	if s := source.Secret; s != nil {
		r.required(where.Child("secret", "secretName"), s.SecretName)
	}
	if s := source.ConfigMap; s != nil {
		r.required(where.Child("configMap", "name"), s.Name)
	}
	if s := source.PersistentVolumeClaim; s != nil {
		r.required(where.Child("persistentVolumeClaim", "claimName"), s.ClaimName)
	}
	if s := source.CSI; s != nil {
		r.required(where.Child("csi", "driver"), s.Driver)
	}
	if s := source.HostPath; s != nil {
		r.required(where.Child("hostPath", "path"), s.Path)
	}
	if s := source.EmptyDir; s != nil && s.SizeLimit != nil {
		checkQuantity(r, where.Child("emptyDir", "sizeLimit"), *s.SizeLimit)
	}
}

// checkMounts needs the whole object: the claim templates of a stateful set are volumes of its pods.
func checkMounts(_ Kind, typed runtime.Object, r *report) {
	p, ok := podOf(typed)
	if !ok {
		return
	}
	volumes := map[string]bool{}
	reads := []*field.Path{p.path.Child("volumes")}
	for _, volume := range p.spec.Volumes {
		volumes[volume.Name] = true
	}
	if set, ok := typed.(*appsv1.StatefulSet); ok {
		reads = append(reads, at("spec", "volumeClaimTemplates"))
		for _, claim := range set.Spec.VolumeClaimTemplates {
			volumes[claim.Name] = true
		}
	}
	for _, c := range p.containers() {
		paths := map[string]bool{}
		for i, mount := range c.spec.VolumeMounts {
			where := c.path.Child("volumeMounts").Index(i)
			if r.required(where.Child("name"), mount.Name) && !volumes[mount.Name] {
				r.add(field.NotFound(where.Child("name"), mount.Name), reads...)
			}
			if r.required(where.Child("mountPath"), mount.MountPath) && paths[mount.MountPath] {
				r.add(field.Invalid(where.Child("mountPath"), mount.MountPath, "must be unique"), c.path.Child("volumeMounts"))
			}
			paths[mount.MountPath] = true
		}
	}
}
