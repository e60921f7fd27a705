package dataplane

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// vaultProblem is an answer of Key Vault that refuses (Microsoft Learn, key-vault, rest-error-codes and general/common-error-codes).
type vaultProblem struct {
	status               int
	code, message, inner string
}

func (p *vaultProblem) Error() string { return p.code + ": " + p.message }

func (p *vaultProblem) write(w http.ResponseWriter) {
	inner := map[string]any{"code": p.code, "message": p.message}
	if p.inner != "" {
		inner["innererror"] = map[string]string{"code": p.inner}
	}
	writeJSON(w, p.status, map[string]any{"error": inner})
}

func refuseVault(status int, code, inner, format string, args ...any) error {
	return &vaultProblem{status: status, code: code, inner: inner, message: fmt.Sprintf(format, args...)}
}

// vaultRoles are the roles that may do an operation with a key (Microsoft Learn, role-based-access-control,
// built-in-roles/security, dataActions).
func vaultRoles(operation string) []string {
	roles := []string{"Key Vault Administrator", "Key Vault Crypto Officer", "Key Vault Crypto User"}
	switch operation {
	case "rotate":
		return []string{"Key Vault Administrator", "Key Vault Crypto Officer"}
	case "wrapKey", "unwrapKey":
		roles = append(roles, "Key Vault Crypto Service Encryption User")
	case "read":
		roles = append(roles, "Key Vault Crypto Service Encryption User", "Key Vault Reader")
	}
	return roles
}

// dataAction is how a role names an operation.
func dataAction(operation string) string {
	return map[string]string{
		"read": "Microsoft.KeyVault/vaults/keys/read", "encrypt": "Microsoft.KeyVault/vaults/keys/encrypt/action",
		"decrypt": "Microsoft.KeyVault/vaults/keys/decrypt/action", "wrapKey": "Microsoft.KeyVault/vaults/keys/wrap/action",
		"unwrapKey": "Microsoft.KeyVault/vaults/keys/unwrap/action", "rotate": "Microsoft.KeyVault/vaults/keys/rotate/action",
		"update": "Microsoft.KeyVault/vaults/keys/update/action",
	}[operation]
}

// keyCall is one call that concerns a key.
type keyCall struct {
	vault             world.Resource
	key               world.Resource
	name, version, op string
}

// vault answers a call to a vault's data plane.
func (s *Server) vault(w http.ResponseWriter, r *http.Request, name string) {
	vault, _ := s.find(typeVault, name)
	w.Header().Set("x-ms-keyvault-region", world.Region(vault.Location))
	seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	c, err := parseKeyCall(r)
	c.vault = vault
	if err == nil {
		err = s.openVault(seen, r, &c)
	}
	if err == nil {
		err = s.serveKey(seen, r, c)
	}
	var refused *vaultProblem
	switch {
	case err == nil:
	case errors.As(err, &refused):
		refused.write(seen)
	default:
		(&vaultProblem{status: http.StatusInternalServerError, code: "InternalServerError", message: err.Error()}).write(seen)
	}
	s.note(r.Method, vault, vault.ID+"/keys/"+c.name, seen.status)
}

// operations are those of the REST reference that the CLI's driver makes, their pair for keys, and what an operator asks for:
// Encrypt, Decrypt, Wrap Key, Unwrap Key, Rotate Key; by the last segment of the path in small letters.
var operations = map[string]string{"encrypt": "encrypt", "decrypt": "decrypt", "wrapkey": "wrapKey", "unwrapkey": "unwrapKey", "rotate": "rotate"}

// parseKeyCall reads /keys/NAME[/VERSION][/OPERATION]. Without a version a POST has an empty segment in its place, or none.
func parseKeyCall(r *http.Request) (keyCall, error) {
	path := slices.DeleteFunc(strings.Split(strings.Trim(r.URL.Path, "/"), "/"), func(part string) bool { return part == "" })
	notServed := refuseVault(http.StatusNotImplemented, "NotServedLocally", "",
		"the local Azure serves only the calls that are made with keys to encrypt a stack's secrets, and %s %s is none", r.Method, r.URL.Path)
	if len(path) < 2 || path[0] != "keys" {
		return keyCall{}, notServed
	}
	c, rest := keyCall{name: path[1], op: "read"}, path[2:]
	if op := operations[strings.ToLower(path[len(path)-1])]; r.Method == http.MethodPost && len(rest) > 0 && op != "" {
		c.op, rest = op, rest[:len(rest)-1]
	} else if r.Method == http.MethodPatch { // Update Key
		c.op = "update"
	} else if r.Method != http.MethodGet {
		return c, notServed
	}
	if len(rest) > 1 || c.op == "rotate" && len(rest) > 0 {
		return c, notServed
	}
	if len(rest) == 1 {
		c.version = rest[0]
	}
	if r.URL.Query().Get("api-version") == "" {
		return c, refuseVault(http.StatusBadRequest, "BadParameter", "", "api-version must be specified")
	}
	return c, nil
}

// openVault is everything that is asked before a key is touched. A call without a token is told where to get one: that is how
// clients learn a vault's tenant (Microsoft Learn, key-vault, authentication-requests-and-responses).
func (s *Server) openVault(w http.ResponseWriter, r *http.Request, c *keyCall) error {
	tenant, _ := at(c.vault.Inputs, "properties", "tenantId").(string)
	challenge := fmt.Sprintf(`Bearer authorization="https://%s/%s", resource="https://vault.azure.net"`, entraHost, tenant)
	who, ok := s.caller(r)
	switch {
	case r.Header.Get("Authorization") == "":
		w.Header().Set("WWW-Authenticate", challenge)
		return refuseVault(http.StatusUnauthorized, "Unauthorized", "", "AKV10000: Request is missing a Bearer or PoP token.")
	case !ok || who.Audience != "https://vault.azure.net":
		w.Header().Set("WWW-Authenticate", challenge)
		return refuseVault(http.StatusUnauthorized, "Unauthorized", "", "AKV10022: Invalid audience or token.")
	case !strings.EqualFold(who.Tenant, tenant):
		w.Header().Set("WWW-Authenticate", challenge)
		return refuseVault(http.StatusUnauthorized, "Unauthorized", "",
			"AKV10032: Invalid issuer. Expected one of https://sts.windows.net/%s/, found https://sts.windows.net/%s/.", tenant, who.Tenant)
	}
	caller := fmt.Sprintf("Caller: appid=%s;oid=%s;iss=https://sts.windows.net/%s/", who.Client, who.Object, who.Tenant)
	name := world.Name(c.vault.ID)
	switch s.admits(c.vault) {
	case notPublic:
		return refuseVault(http.StatusForbidden, "Forbidden", "ForbiddenByConnection",
			"Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n%s\r\nVault: %s;location=%s",
			caller, name, c.vault.Location)
	case notListed:
		return refuseVault(http.StatusForbidden, "Forbidden", "ForbiddenByFirewall",
			"Client address is not authorized and caller is not a trusted service.\r\nClient address: %s\r\n%s\r\nVault: %s;location=%s",
			s.place(), caller, name, c.vault.Location)
	case admitted:
	}
	scope := c.vault.ID + "/keys/" + c.name
	if !s.may(who, scope, dataAction(c.op), vaultRoles(c.op)...) {
		return refuseVault(http.StatusForbidden, "Forbidden", "ForbiddenByRbac",
			"Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, "+
				"please observe propagation time.\r\n%s\r\nAction: '%s'\r\nResource: '%s'\r\nVault: %s;location=%s", caller, dataAction(c.op), scope, name, c.vault.Location)
	}
	found, there := s.world.Get(scope)
	if !there {
		return keyNotFound(c.name)
	}
	c.key = found
	return nil
}

func keyNotFound(id string) error {
	return refuseVault(http.StatusNotFound, "KeyNotFound", "", "A key with (name/id) %s was not found in this key vault.", id)
}
