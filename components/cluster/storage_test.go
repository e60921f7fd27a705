package cluster_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func encryption(a *cluster.DiskEncryptionArgs) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := cluster.NewDiskEncryption(ctx, "disks", a, provider)
		return err
	})
}

func TestDiskEncryptionFollowsTheKey(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, encryption(&cluster.DiskEncryptionArgs{
		Site:          site(),
		ResourceGroup: pulumi.String("rg-trelica-prod-eus2-vault"),
		IdentityID:    pulumi.String("/id/disks"),
		KeyVersionURI: pulumi.String("https://kv.vault.azure.net/keys/disks/1"),
	}))
	pulumitest.AssertConventions(t, resources)
	set := pulumitest.Find(t, resources, setType, "disks-set")
	assert.Equal(t, map[string]any{
		"resourceGroupName":     "rg-trelica-prod-eus2-vault",
		"diskEncryptionSetName": "des-trelica-prod-eus2",
		"location":              "eastus2",
		"encryptionType":        "EncryptionAtRestWithCustomerKey",
		"identity":              map[string]any{"type": "UserAssigned", "userAssignedIdentities": []any{"/id/disks"}},
		"activeKey":             map[string]any{"keyUrl": "https://kv.vault.azure.net/keys/disks/1"},
		"tags":                  pulumitest.Plain(set.Inputs)["tags"],

		"rotationToLatestKeyVersionEnabled": true,
	}, pulumitest.Plain(set.Inputs))
	assert.ElementsMatch(t, []string{"tags.commit", "activeKey.keyUrl"}, set.IgnoreChanges,
		"Azure moves on to each new version; the first one must not be put back")
	assert.True(t, set.Protect, "without the set no disk can be read")
}

func TestDiskEncryptionNeedsKeyAndIdentity(t *testing.T) {
	t.Parallel()
	err := pulumitest.RunError(t, encryption(&cluster.DiskEncryptionArgs{Site: site()}))
	for _, want := range []string{"ResourceGroup: is missing", "IdentityID: is missing", "KeyVersionURI: is missing"} {
		assert.ErrorContains(t, err, want)
	}
}

func TestPersistentDisksAreEncryptedAndKept(t *testing.T) {
	t.Parallel()
	program := func(id pulumi.StringInput) pulumi.RunFunc {
		return pulumitest.WithProvider("kubernetes", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := cluster.NewStorageClasses(ctx, "storage", &cluster.StorageClassesArgs{DiskEncryptionSetID: id}, provider)
			return err
		})
	}
	class := pulumitest.Find(t, pulumitest.Run(t, program(pulumi.String("/des/1"))),
		"kubernetes:storage.k8s.io/v1:StorageClass", "storage-managed-premium-zrs")
	assert.Equal(t, map[string]any{
		"apiVersion":           "storage.k8s.io/v1",
		"kind":                 "StorageClass",
		"metadata":             map[string]any{"name": "managed-premium-zrs"},
		"provisioner":          "disk.csi.azure.com",
		"reclaimPolicy":        "Retain",
		"volumeBindingMode":    "WaitForFirstConsumer",
		"allowVolumeExpansion": true,
		"parameters": map[string]any{
			"skuName": "Premium_ZRS", "diskEncryptionType": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetID": "/des/1",
			"networkAccessPolicy": "DenyAll", "cachingMode": "ReadOnly", "csi.storage.k8s.io/fstype": "ext4",
		},
	}, pulumitest.Plain(class.Inputs))
	assert.True(t, class.DeleteBeforeReplace)
	assert.ErrorContains(t, pulumitest.RunError(t, program(nil)), "DiskEncryptionSetID: is missing")
}
