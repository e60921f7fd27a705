package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/builtinroles"
)

const roleDocument = "Microsoft Learn, role-based-access-control, built-in-roles"

// Roles that checks look for, by the name Microsoft gives them.
const (
	roleOwner            = "Owner"
	roleContributor      = "Contributor"
	roleReader           = "Reader"
	roleNetwork          = "Network Contributor"
	roleIdentityOperator = "Managed Identity Operator"
	roleCryptoEncryption = "Key Vault Crypto Service Encryption User"
	roleCryptoUser       = "Key Vault Crypto User"
	roleCryptoOfficer    = "Key Vault Crypto Officer"
	roleVaultAdmin       = "Key Vault Administrator"
	roleVM               = "Virtual Machine Contributor"
	roleIdentity         = "Managed Identity Contributor"
)

// granted reports whether a principal holds one of the roles at a scope or above it, and the role works already.
func granted(r Request, principal, scope string, roles ...string) bool {
	for _, assignment := range r.View.OfType(typeAssignment) {
		inputs := InputsOf(assignment)
		holder, holderState := inputs.String("principalId")
		definition, definitionState := inputs.String("roleDefinitionId")
		over, overState := inputs.String("scope")
		if holderState == Unknown || definitionState == Unknown || overState == Unknown {
			return true // it may be the one; what is not known never counts against a request
		}
		if strings.EqualFold(holder, principal) && idWithin(scope, "/"+strings.Trim(over, "/")) && foldContains(roles, builtinroles.Named(definition)) {
			if r.NotYet != nil && r.NotYet(assignment.ID) {
				continue // another may work already
			}
			return true
		}
	}
	return false
}

// identityPrincipal is the principal of an identity of the world; false where it is not known yet.
func identityPrincipal(view View, identity string) (string, bool) {
	found, there := view.Get(identity)
	if !there {
		return "", false
	}
	principal, state := OutputsOf(found).String("principalId")
	return principal, state == Known && principal != ""
}
