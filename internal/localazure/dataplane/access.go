package dataplane

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/builtinroles"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	typeAccount = "Microsoft.Storage/storageAccounts"
	typeVault   = "Microsoft.KeyVault/vaults"
)

// behind is the resource that a host is an address of.
func (s *Server) behind(host string) (world.Resource, bool) {
	if name, ok := strings.CutSuffix(host, vaultSuffix); ok {
		return s.find(typeVault, name)
	}
	if name, ok := strings.CutSuffix(host, blobSuffix); ok {
		return s.find(typeAccount, name)
	}
	return world.Resource{}, false
}

// resolves tells whether a name of Azure's DNS leads anywhere.
func (s *Server) resolves(host string) bool {
	_, ok := s.behind(host)
	return ok || host == entraHost
}

// out tells whether the region behind a host is out. Entra has none.
func (s *Server) out(host string) bool {
	found, ok := s.behind(host)
	return ok && slices.Contains(s.world.Outages(), world.Region(found.Location))
}

// admission is what a firewall says to a call.
type admission int

const (
	admitted admission = iota
	notPublic
	notListed
)

// admits asks the firewall of an account or a vault. A private endpoint passes it by (Microsoft Learn, storage,
// storage-network-security; key-vault, network-security).
func (s *Server) admits(r world.Resource) admission {
	from := s.place()
	if !from.IsValid() && s.endpoint(r.ID) {
		return admitted
	}
	access, rules, list, key := at(r.Inputs, "publicNetworkAccess"), at(r.Inputs, "networkRuleSet"), "ipRules", "iPAddressOrRange"
	if strings.EqualFold(r.Type, typeVault) {
		access, rules, key = at(r.Inputs, "properties", "publicNetworkAccess"), at(r.Inputs, "properties", "networkAcls"), "value"
	}
	if text, _ := access.(string); strings.EqualFold(text, "Disabled") {
		return notPublic
	}
	if action, _ := at(rules, "defaultAction").(string); !strings.EqualFold(action, "Deny") {
		return admitted
	}
	entries, _ := at(rules, list).([]any)
	for _, entry := range entries {
		text, _ := at(entry, key).(string)
		if from.IsValid() && within(from, text) {
			return admitted
		}
	}
	return notListed
}

func within(address netip.Addr, rule string) bool {
	if prefix, err := netip.ParsePrefix(rule); err == nil {
		return prefix.Contains(address)
	}
	single, err := netip.ParseAddr(rule)
	return err == nil && single == address
}

// endpoint tells whether a private endpoint leads to a resource, from a region that is there.
func (s *Server) endpoint(id string) bool {
	for _, e := range s.world.OfType("Microsoft.Network/privateEndpoints") {
		if slices.Contains(s.world.Outages(), world.Region(e.Location)) {
			continue
		}
		connections, _ := at(e.Inputs, "privateLinkServiceConnections").([]any)
		for _, connection := range connections {
			if to, _ := at(connection, "privateLinkServiceId").(string); world.Key(to) == world.Key(id) {
				return true
			}
		}
	}
	return false
}

// may tells whether a caller holds one of the built-in roles at a scope or above it, or a role of the world's own that allows the
// action, or is the operator.
func (s *Server) may(c claims, scope, action string, roles ...string) bool {
	if c.operator() {
		return true
	}
	for _, given := range s.world.OfType("Microsoft.Authorization/roleAssignments") {
		holder, _ := at(given.Inputs, "principalId").(string)
		definition, _ := at(given.Inputs, "roleDefinitionId").(string)
		over := world.Parent(given.ID)
		if text, ok := at(given.Inputs, "scope").(string); ok {
			over = "/" + strings.Trim(text, "/")
		}
		reaches := world.Key(scope) == world.Key(over) || world.IsUnder(scope, over)
		if strings.EqualFold(holder, c.Object) && reaches && (slices.Contains(roles, builtinroles.Named(definition)) || s.allows(definition, action)) {
			return true
		}
	}
	return false
}

// allows tells whether a role that was made in this world names an action of data.
func (s *Server) allows(definition, action string) bool {
	for _, own := range s.world.OfType("Microsoft.Authorization/roleDefinitions") {
		if !strings.EqualFold(world.Name(own.ID), world.Name(definition)) {
			continue
		}
		permissions, _ := at(own.Inputs, "permissions").([]any)
		for _, permission := range permissions {
			actions, _ := at(permission, "dataActions").([]any)
			if slices.ContainsFunc(actions, func(one any) bool { text, _ := one.(string); return strings.EqualFold(text, action) }) {
				return true
			}
		}
	}
	return false
}

// note writes a call down, as the REST face does with its own.
func (s *Server) note(method string, in world.Resource, id string, status int) {
	// A world that is being closed takes no more notes; the answer stands all the same.
	_ = s.world.Update(func(tx *world.Tx) error {
		tx.Record(world.Call{Method: method, ID: id, Location: in.Location, Failed: status >= http.StatusBadRequest})
		return nil
	})
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// drawHex is as many random digits.
func drawHex(digits int) string {
	raw := make([]byte, digits/2)
	_, _ = rand.Read(raw) // never fails (crypto/rand)
	return hex.EncodeToString(raw)
}

func drawID() string {
	d := drawHex(32)
	return strings.Join([]string{d[:8], d[8:12], d[12:16], d[16:20], d[20:]}, "-")
}
