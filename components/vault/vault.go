// Package vault makes a key vault with everything that belongs to it: the vault and its way in, its keys, the secrets that
// the program makes, the roles on it, its audit log and the alerts on that.
//
// It carries the claims SP-12 (keys and tokens in a vault backed by FIPS-validated HSMs) and SP-13 (access is monitored and
// audited). Only the foundation calls it, once for each vault: the platform's, the one for the database key, the one for
// customers' tokens. It is the only package that speaks to Key Vault's control plane; see APIRetirement for why that matters.
//
// What people bring (certificates, other services' keys) is declared here and never created: a value that is not in the
// program cannot leak from it, and what the program does not write it cannot overwrite.
package vault

import (
	"fmt"

	keyvault "github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2/v20241101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:vault:Vault"

// Vault is what New made.
type Vault struct {
	pulumi.ResourceState

	// ID is the ARM identifier; whatever takes it waits for the vault.
	ID pulumi.StringOutput
	// Name and URI are known at once. The URI ends in a slash, as Azure writes it.
	Name, URI string
	// Keys by name, and the ARM identifiers of the generated secrets by name.
	Keys    map[string]KeyRef
	Secrets map[string]pulumi.StringOutput
	// Provided are the names of the secrets that people must put in.
	Provided []string
	// Granted are the role assignments by the name of their grant. What needs a role to work waits for it.
	Granted map[string]pulumi.Resource

	logical string // the component's logical name, which those of its children begin with
	site    azure.Site
	purpose string
	vault   *keyvault.Vault
}

// New makes a vault. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Vault, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	v := &Vault{
		Name:     args.Site.Names.Vault(args.Purpose),
		Keys:     map[string]KeyRef{},
		Secrets:  map[string]pulumi.StringOutput{},
		Provided: append([]string{}, args.Provided...),
		Granted:  map[string]pulumi.Resource{},
		logical:  name,
		site:     args.Site,
		purpose:  args.Purpose,
	}
	v.URI = URI(v.Name)
	if err := ctx.RegisterComponentResource(Type, name, v, opts...); err != nil {
		return nil, fmt.Errorf("vault %s: %w", v.Name, err)
	}
	steps := []func(*pulumi.Context, string, *Args) error{
		v.newVault, v.newEndpoints, v.newKeys, v.newSecrets, v.newGrants,
	}
	for _, step := range steps {
		if err := step(ctx, name, args); err != nil {
			return nil, err
		}
	}
	if err := ctx.RegisterResourceOutputs(v, v.outputs()); err != nil {
		return nil, fmt.Errorf("outputs of vault %s: %w", v.Name, err)
	}
	return v, nil
}

// URI is the address of a vault's data plane, computed from its name so that nothing has to be asked for it.
func URI(vaultName string) string { return "https://" + vaultName + ".vault.azure.net/" }

// newVault makes the vault itself and, where the site is protected, the lock on it. createMode matters when the vault is made
// and is never returned; it is ignored from then on, so that the setting Recover can be removed without touching the vault.
func (v *Vault) newVault(ctx *pulumi.Context, name string, args *Args) error {
	site := args.Site
	tags, tagged := azure.Tagged(site)
	made, err := keyvault.NewVault(ctx, name+"-vault", &keyvault.VaultArgs{
		ResourceGroupName: args.ResourceGroup,
		VaultName:         pulumi.String(v.Name),
		Location:          pulumi.String(site.Location),
		Properties:        properties(args),
		Tags:              tags,
	}, azure.ChildOptions(v, tagged,
		pulumi.Protect(site.Protect),
		pulumi.IgnoreChanges([]string{"properties.createMode"}))...)
	if err != nil {
		return fmt.Errorf("vault %s: %w", v.Name, err)
	}
	v.vault, v.ID = made, made.ID().ToStringOutput()
	if !site.Protect {
		return nil
	}
	_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: site, Scope: v.ID, ScopeID: args.id(), What: "vault",
		Notes: "What the keys of this vault protect cannot be read without it.",
	}, pulumi.Parent(v))
	if err != nil {
		return fmt.Errorf("vault %s: %w", v.Name, err)
	}
	return nil
}

// properties is a closed vault. Everything that the SDK would default is said, because some of its defaults are the
// opposite: it sends role-based authorisation off and public access on when nothing is said.
//
// Public access is off; trusted services of Azure (disks, storage, SQL) come in past the firewall as themselves, and the
// control plane is not behind it at all, so keys and secrets can be made while the vault is closed (Key Vault
// documentation, general/network-security). Access policies are an empty list: roles alone decide.
func properties(args *Args) keyvault.VaultPropertiesArgs {
	mode := keyvault.CreateModeDefault
	if args.Recover {
		mode = keyvault.CreateModeRecover
	}
	return keyvault.VaultPropertiesArgs{
		TenantId:                     pulumi.String(args.Site.TenantID),
		Sku:                          keyvault.SkuArgs{Family: pulumi.String("A"), Name: keyvault.SkuNamePremium},
		CreateMode:                   mode,
		EnableRbacAuthorization:      pulumi.Bool(true),
		AccessPolicies:               keyvault.AccessPolicyEntryArray{},
		EnableSoftDelete:             pulumi.Bool(true),
		SoftDeleteRetentionInDays:    pulumi.Int(args.retention()),
		EnablePurgeProtection:        pulumi.Bool(true),
		EnabledForDeployment:         pulumi.Bool(false),
		EnabledForDiskEncryption:     pulumi.Bool(false),
		EnabledForTemplateDeployment: pulumi.Bool(false),
		PublicNetworkAccess:          pulumi.String(publicAccess(args.Openings)),
		NetworkAcls: keyvault.NetworkRuleSetArgs{
			Bypass:              pulumi.String("AzureServices"),
			DefaultAction:       pulumi.String("Deny"),
			IpRules:             addressRules(args.Openings),
			VirtualNetworkRules: keyvault.VirtualNetworkRuleArray{},
		},
	}
}

func (v *Vault) newEndpoints(ctx *pulumi.Context, name string, args *Args) error {
	for _, endpoint := range args.Endpoints {
		_, err := azure.NewPrivateEndpoint(ctx, name+"-endpoint-"+endpoint.Role, &azure.PrivateEndpointArgs{
			Site:          args.Site,
			ResourceGroup: endpoint.ResourceGroup,
			Role:          endpoint.Role,
			Service:       azure.PrivateVault,
			TargetID:      v.ID,
			SubnetID:      endpoint.SubnetID,
			ZoneID:        endpoint.ZoneID,
		}, pulumi.Parent(v))
		if err != nil {
			return fmt.Errorf("private endpoint %q of vault %s: %w", endpoint.Role, v.Name, err)
		}
	}
	return nil
}

// outputs are what the component shows of itself.
func (v *Vault) outputs() pulumi.Map {
	keys := pulumi.StringMap{}
	for name, key := range v.Keys {
		keys[name] = key.URI
	}
	return pulumi.Map{
		"id":              v.ID,
		"name":            pulumi.String(v.Name),
		"uri":             pulumi.String(v.URI),
		"keys":            keys,
		"providedSecrets": pulumi.ToStringArray(v.Provided),
	}
}
