package vault

import (
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Args describes a vault. What decides its shape is plain data; what may be unknown in a preview is an input.
type Args struct {
	Site azure.Site
	// Purpose tells this vault from the others of its site in the name: "" for the platform's, "tde" for the database key's.
	Purpose string
	// Group is the name of the resource group as known beforehand, ResourceGroup the same from the group itself, so that the
	// vault comes after it. It lies in the vault's region.
	Group         string
	ResourceGroup pulumi.StringInput
	// SoftDeleteDays is how long what was deleted can be brought back, 7 to 90; 0 means 90. Azure fixes it when the vault is
	// made. The vault's name is held for as long.
	SoftDeleteDays int
	// Endpoints are the private ways in, none for a vault that only trusted services of Azure use.
	Endpoints []Endpoint
	// Openings are public addresses that reach the vault past its endpoints, /24 or smaller each. There are none in ordinary times,
	// and the vault is then closed to the public network altogether. Only the vault of the stacks' key ever has any.
	Openings []netip.Prefix
	Keys     []Key
	// RotationMonths is how old a key's newest version becomes before the vault makes another, 1 to 24; 0 means 18. Azure reads
	// it when a key is made and never again: a changed number counts for keys made afterwards, and shows as an update that does
	// nothing on the others, which is to be refused.
	RotationMonths int
	// Generated are secrets that the program makes.
	Generated []GeneratedSecret
	// Provided are names of secrets that people put in. They are checked for presence by the operator's command, and never
	// created or overwritten here.
	Provided []string
	// Grants are the roles on the vault and its keys.
	Grants []Grant
	// Recover brings back the vault of this name that was deleted less than SoftDeleteDays ago, with its keys and secrets,
	// which are adopted. All declared keys and secrets must have been there; add new ones in a later change. The setting can
	// be removed afterwards without touching the vault.
	Recover bool
}

// Endpoint is a private way into the vault from one network of its region.
type Endpoint struct {
	// Role names the endpoint, "vault" for the platform's.
	Role string
	// ResourceGroup is the network's.
	ResourceGroup pulumi.StringInput
	// SubnetID is the private-endpoint subnet.
	SubnetID pulumi.StringInput
	// ZoneID is the region's own private DNS zone for vaults.
	ZoneID pulumi.StringInput
}

// id is the vault's ARM identifier as known before it exists.
func (args *Args) id() string {
	return args.Site.ResourceID(args.Group, "Microsoft.KeyVault/vaults", args.Site.Names.Vault(args.Purpose))
}

// retention is how many days deleted things are kept.
func (args *Args) retention() int {
	if args.SoftDeleteDays == 0 {
		return maxRetention
	}
	return args.SoftDeleteDays
}

// rotation is how many months pass between versions of a key.
func (args *Args) rotation() int {
	if args.RotationMonths == 0 {
		return rotationMonths
	}
	return args.RotationMonths
}
