package cluster

import (
	"fmt"

	compute "github.com/pulumi/pulumi-azure-native-sdk/compute/v2/v20240302"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// DiskEncryptionArgs says which key encrypts the cluster's disks, and who may use it.
type DiskEncryptionArgs struct {
	Site azure.Site
	// ResourceGroup is the one in which the set lies; region, key and cluster must be in one region (AKS documentation,
	// azure-disk-customer-managed-keys).
	ResourceGroup pulumi.StringInput
	// IdentityID is the ARM identifier of a user-assigned identity that may use the key already: the set tries the key
	// when it is made. Let the call depend on that role assignment.
	IdentityID pulumi.StringInput
	// KeyVersionURI is the key's URI with its version, which Azure demands although it then follows new versions itself.
	KeyVersionURI pulumi.StringInput
}

// DiskEncryption is the component of type "trelica:cluster:DiskEncryption": the set with which disks are encrypted.
type DiskEncryption struct {
	pulumi.ResourceState

	// ID is the set's ARM identifier, which the cluster and its storage classes name.
	ID pulumi.StringOutput
}

// NewDiskEncryption makes the disk encryption set that persistent disks, and the system disks of nodes, are encrypted
// with. It is called in the foundation.
//
// Azure moves the set to each new version of the key; the key's address is therefore ignored in diffs, or the version of
// the first day would be put back, and data would be wrapped with a key that is about to expire. An update of anything
// else would send that address along: edit nothing of a live set but its tags. Disks that exist keep the version they
// were written with until they are re-encrypted, system disks until their node is made anew; old versions stay enabled
// for that (compute 2024-03-02, DiskEncryptionSet.activeKey; AKS documentation, azure-disk-customer-managed-keys).
func NewDiskEncryption(ctx *pulumi.Context, name string, args *DiskEncryptionArgs, opts ...pulumi.ResourceOption) (*DiskEncryption, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	site := args.Site
	encryption := &DiskEncryption{}
	if err := ctx.RegisterComponentResource("trelica:cluster:DiskEncryption", name, encryption, opts...); err != nil {
		return nil, fmt.Errorf("disk encryption %q: %w", name, err)
	}
	tags, tagged := azure.Tagged(site)
	set, err := compute.NewDiskEncryptionSet(ctx, name+"-set", &compute.DiskEncryptionSetArgs{
		ResourceGroupName:     args.ResourceGroup,
		DiskEncryptionSetName: pulumi.String(site.Names.DiskEncryptionSet()),
		Location:              pulumi.String(site.Location),
		EncryptionType:        pulumi.String("EncryptionAtRestWithCustomerKey"),
		Identity: compute.EncryptionSetIdentityArgs{
			Type:                   pulumi.String("UserAssigned"),
			UserAssignedIdentities: pulumi.StringArray{args.IdentityID},
		},
		ActiveKey:                         compute.KeyForDiskEncryptionSetArgs{KeyUrl: args.KeyVersionURI},
		RotationToLatestKeyVersionEnabled: pulumi.Bool(true),
		Tags:                              tags,
	}, azure.ChildOptions(encryption, tagged,
		pulumi.IgnoreChanges([]string{"activeKey.keyUrl"}),
		pulumi.Protect(site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("disk encryption set %s: %w", site.Names.DiskEncryptionSet(), err)
	}
	encryption.ID = set.ID().ToStringOutput()
	if err := ctx.RegisterResourceOutputs(encryption, pulumi.Map{"id": encryption.ID}); err != nil {
		return nil, fmt.Errorf("outputs of disk encryption %q: %w", name, err)
	}
	return encryption, nil
}

func (args *DiskEncryptionArgs) validate(name string) error {
	if args == nil {
		args = &DiskEncryptionArgs{}
	}
	wrong := azure.Check("cluster.DiskEncryptionArgs of "+name, args.Site)
	wrong.Missing("ResourceGroup", args.ResourceGroup, "IdentityID", args.IdentityID, "KeyVersionURI", args.KeyVersionURI)
	return wrong.Err()
}
