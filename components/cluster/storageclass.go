package cluster

import (
	"fmt"

	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	storagev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/storage/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// DiskStorageClass is the storage class that workloads ask for.
const DiskStorageClass = "managed-premium-zrs"

// StorageClassesArgs says how persistent disks are made.
type StorageClassesArgs struct {
	// DiskEncryptionSetID encrypts them.
	DiskEncryptionSetID pulumi.StringInput
}

// NewStorageClasses makes the class of persistent disks: premium, in all three zones at once so that a pod can move to
// another, encrypted with the disk encryption set, closed to export over the network, made where its first pod runs, and
// kept when the claim goes. AKS's own classes stay, and encrypt with the cluster's set as well; their disks lie in one zone
// and go with the claim.
//
// The options give the Kubernetes provider and the parent. Everything but expansion and mounts of a class is fixed when it is
// made, so a change replaces it; volumes that exist do not notice (Kubernetes documentation, storage classes; Azure disk CSI
// driver, driver-parameters).
func NewStorageClasses(ctx *pulumi.Context, name string, args *StorageClassesArgs, opts ...pulumi.ResourceOption) (*storagev1.StorageClass, error) {
	if args == nil || args.DiskEncryptionSetID == nil {
		return nil, &azure.ArgsError{Of: "cluster.StorageClassesArgs of " + name, Problems: []string{
			"DiskEncryptionSetID: is missing; allowed: the set's identifier, without which disks are encrypted with Azure's key alone",
		}}
	}
	class, err := storagev1.NewStorageClass(ctx, name+"-"+DiskStorageClass, &storagev1.StorageClassArgs{
		Metadata:             metav1.ObjectMetaArgs{Name: pulumi.String(DiskStorageClass)},
		Provisioner:          pulumi.String("disk.csi.azure.com"),
		ReclaimPolicy:        pulumi.String("Retain"),
		VolumeBindingMode:    pulumi.String("WaitForFirstConsumer"),
		AllowVolumeExpansion: pulumi.Bool(true),
		Parameters: pulumi.StringMap{
			"skuName":                   pulumi.String("Premium_ZRS"),
			"diskEncryptionType":        pulumi.String("EncryptionAtRestWithCustomerKey"),
			"diskEncryptionSetID":       args.DiskEncryptionSetID,
			"networkAccessPolicy":       pulumi.String("DenyAll"),
			"cachingMode":               pulumi.String("ReadOnly"),
			"csi.storage.k8s.io/fstype": pulumi.String("ext4"),
		},
	}, append([]pulumi.ResourceOption{pulumi.DeleteBeforeReplace(true)}, opts...)...)
	if err != nil {
		return nil, fmt.Errorf("storage class %s: %w", DiskStorageClass, err)
	}
	return class, nil
}
