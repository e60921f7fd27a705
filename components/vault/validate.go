package vault

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/trelica/infrastructure/components/azure"
)

// objectName is what Key Vault takes as the name of a key or secret (Azure resource name rules, Microsoft.KeyVault).
var objectName = regexp.MustCompile(`\A[0-9A-Za-z-]{1,127}\z`)

const (
	minRetention, maxRetention   = 7, 90    // days; Key Vault documentation, general/soft-delete-overview
	minCharacters, maxCharacters = 22, 1024 // of a generated secret: 128 bits at least, far below the 25 kB a secret may have
)

// checks is what is wrong with a vault's arguments so far.
type checks struct{ *azure.Problems }

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	wrong := checks{azure.Check("vault.Args of "+name, args.Site)}
	wrong.Missing("Group", args.Group, "ResourceGroup", args.ResourceGroup)
	if days := args.retention(); days < minRetention || days > maxRetention {
		wrong.Addf("SoftDeleteDays", "%d; allowed: %d to %d, or 0 for %d", days, minRetention, maxRetention, maxRetention)
	}
	if months := args.rotation(); months < 1 || months > 24 {
		wrong.Addf("RotationMonths", "%d; allowed: 1 to 24, or 0 for %d", months, rotationMonths)
	}
	wrong.endpoints(args.Endpoints)
	wrong.openings(args.Openings)
	keys := map[string]bool{}
	for i, key := range args.Keys {
		field := fmt.Sprintf("Keys[%d]", i)
		wrong.name(field+".Name", key.Name, keys)
		if uses := []Use{Wrapping, Signing, Encrypting}; !slices.Contains(uses, key.Use) {
			wrong.Addf(field+".Use", "%q; allowed: %q", key.Use, uses)
		}
		// A wrapping key's users (databases, disks, storage) follow its newest version by themselves; pinning one would only
		// stop its rotation.
		if key.Pinned && (key.Use != Encrypting || key.OpensBackups) {
			wrong.Addf(field+".Pinned", "is set for a key of use %q; allowed: only with %q, and without OpensBackups", key.Use, Encrypting)
		}
	}
	secrets := map[string]bool{}
	for i, secret := range args.Generated {
		field := fmt.Sprintf("Generated[%d]", i)
		wrong.name(field+".Name", secret.Name, secrets)
		if secret.Characters < minCharacters || secret.Characters > maxCharacters {
			wrong.Addf(field+".Characters", "%d; allowed: %d to %d", secret.Characters, minCharacters, maxCharacters)
		}
	}
	for i, provided := range args.Provided {
		wrong.name(fmt.Sprintf("Provided[%d]", i), provided, secrets)
	}
	wrong.grants(args.Grants, keys)
	return wrong.Err()
}

// name enters a name that is wrong or taken, and takes it. The secrets that the program makes and those that people bring
// share their names, or the one would overwrite the other; keys have their own.
func (c checks) name(field, name string, taken map[string]bool) {
	if !objectName.MatchString(name) {
		c.Addf(field, "%q; allowed: 1 to 127 letters, digits and hyphens", name)
	}
	c.unique(field, name, taken)
}

func (c checks) unique(field, name string, taken map[string]bool) {
	if taken[name] {
		c.Addf(field, "%q is there twice; allowed: one of each", name)
	}
	taken[name] = true
}

func (c checks) endpoints(endpoints []Endpoint) {
	roles := map[string]bool{}
	for i, endpoint := range endpoints {
		field := fmt.Sprintf("Endpoints[%d]", i)
		c.Missing(field+".Role", endpoint.Role, field+".ResourceGroup", endpoint.ResourceGroup,
			field+".SubnetID", endpoint.SubnetID, field+".ZoneID", endpoint.ZoneID)
		c.unique(field+".Role", endpoint.Role, roles)
	}
}

// grants checks here what azure.NewRoleAssignment would refuse as well, but only after the vault has been registered.
func (c checks) grants(grants []Grant, keys map[string]bool) {
	names := map[string]bool{}
	for i, grant := range grants {
		field := fmt.Sprintf("Grants[%d]", i)
		c.Missing(field+".Name", grant.Name, field+".Role", string(grant.Role), field+".PrincipalID", grant.PrincipalID,
			field+".Principal", grant.Principal, field+".PrincipalType", grant.PrincipalType, field+".Why", grant.Why)
		c.unique(field+".Name", grant.Name, names)
		if grant.Key != "" && !keys[grant.Key] {
			c.Addf(field+".Key", "this vault has no key %q; allowed: a declared key, or empty for the whole vault", grant.Key)
		}
	}
}
