package workload

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// secretsDriver is the driver that mounts what is in a vault.
const secretsDriver = "secrets-store.csi.k8s.io" //nolint:gosec // a name

// volumes are what a pod can mount: a place to write to, its secrets, and what a migration has to set up.
func (args *Args) volumes() corev1.VolumeArray {
	all := corev1.VolumeArray{corev1.VolumeArgs{
		Name: pulumi.String("tmp"), EmptyDir: corev1.EmptyDirVolumeSourceArgs{SizeLimit: pulumi.String(tmpSize)},
	}}
	if len(args.Secrets) > 0 {
		all = append(all, corev1.VolumeArgs{Name: pulumi.String("secrets"), Csi: corev1.CSIVolumeSourceArgs{
			Driver: pulumi.String(secretsDriver), ReadOnly: pulumi.Bool(true),
			VolumeAttributes: pulumi.StringMap{"secretProviderClass": pulumi.String(args.Name)},
		}})
	}
	if args.Setup != nil {
		all = append(all, corev1.VolumeArgs{Name: pulumi.String("setup"), ConfigMap: corev1.ConfigMapVolumeSourceArgs{
			Name: pulumi.String(setupName(args.Name)),
		}})
	}
	return all
}

// mounts are where they are mounted.
func (args *Args) mounts() corev1.VolumeMountArray {
	all := corev1.VolumeMountArray{corev1.VolumeMountArgs{Name: pulumi.String("tmp"), MountPath: pulumi.String("/tmp")}}
	readOnly := func(name, path string) corev1.VolumeMountArgs {
		return corev1.VolumeMountArgs{Name: pulumi.String(name), MountPath: pulumi.String(path), ReadOnly: pulumi.Bool(true)}
	}
	if len(args.Secrets) > 0 {
		all = append(all, readOnly("secrets", SecretsDir))
	}
	if args.Setup != nil {
		all = append(all, readOnly("setup", SetupDir))
	}
	return all
}
