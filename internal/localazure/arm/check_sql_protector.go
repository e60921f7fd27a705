package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// protection is what a server encrypts its databases with.
type protection struct {
	key  string // the name of the key on the server, "" for the service's own
	auto bool   // whether newer versions are followed
}

// protectionOf reads a server's protector; false where it is not known yet.
func protectionOf(view View, server string) (protection, bool) {
	protector, there := view.Get(server + "/encryptionProtector/current")
	if !there {
		return protection{}, true
	}
	return readProtection(InputsOf(protector))
}

func readProtection(b Body) (protection, bool) {
	kind, state := b.String("serverKeyType")
	if state == Known && kind != "AzureKeyVault" {
		return protection{}, true
	}
	name, nameState := b.String("serverKeyName")
	auto, autoState := b.Bool("autoRotationEnabled")
	return protection{key: name, auto: auto}, state == Known && nameState == Known && autoState != Unknown
}

// hasKey reports whether a server knows a key, by the key's name on it.
func hasKey(view View, server, name string) bool {
	if _, there := view.Get(server + "/keys/" + name); there {
		return true
	}
	found, there := view.Get(server)
	if !there {
		return false
	}
	uri, state := InputsOf(found).String("keyId")
	if state == Unknown {
		return true
	}
	read, ok := readKeyURL(uri)
	return ok && strings.EqualFold(strings.Join([]string{read.vault, read.key, read.version}, "_"), name)
}

// missingKey is what is said when the other server of a pair does not have the key that a database is encrypted with.
func missingKey(view View, path string, used protection, other string) []Problem {
	if used.key == "" || hasKey(view, other, used.key) {
		return nil
	}
	if used.auto {
		return []Problem{refusal(path, "SameKeyUriNotFoundOnRemoteServer", "Secondary server does not have the key material from the same key vault as the primary server's encryption protector with key auto-rotation enabled: %s does not have %s.",
			world.Name(other), used.key)}
	}
	return []Problem{refusal(path, "SameKeyMaterialNotFoundOnRemoteServer", "Secondary server does not have the key material of the primary server's encryption protector: %s does not have %s.", world.Name(other), used.key)}
}

func checkSQLProtectorKey() Check {
	return Check{
		ID: "sql-protector-key", Says: "A protector that is a customer's names a key of its server; the service's own names none.", Source: sqlProtectorSpecification + ", errors ServerKeyNotFound, InvalidKeyName",
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("serverKeyType")
			name, nameState := r.Body.String("serverKeyName")
			if state != Known || nameState == Unknown {
				return nil
			}
			if kind != "AzureKeyVault" {
				return one(nameState == Absent || name == "ServiceManaged", refusal("serverKeyName", "InvalidKeyName", "An invalid value was given for the server key name: the service's own key has none, not %q.", name))
			}
			if nameState == Absent {
				return []Problem{refusal("serverKeyName", "InvalidKeyName", "An invalid value was given for the server key name: a customer's key must be named.")}
			}
			server := sqlServerOf(r.ID)
			_, there := r.View.Get(server)
			return one(!there || hasKey(r.View, server, name), refusal("serverKeyName", "ServerKeyNotFound", "The requested server key was not found on the current subscription: %s has no key %q; if this program makes it, depend on it.", world.Name(server), name))
		},
	}
}

func checkSQLProtectorUsable() Check {
	return Check{
		ID: "sql-protector-usable", Says: "The protector's key can still be used when it is made the protector.", Source: sqlProtectorSpecification + ", errors; " + encryptionDocument,
		Run: func(r Request) []Problem {
			used, known := readProtection(r.Body)
			server, there := r.View.Get(sqlServerOf(r.ID))
			if !known || used.key == "" || !there {
				return nil
			}
			key, there := r.View.Get(server.ID + "/keys/" + used.key)
			if !there {
				return nil
			}
			uri, state := InputsOf(key).String("uri")
			if state != Known {
				return nil
			}
			return usableKey(r, InputsOf(server), uri, "serverKeyName")
		},
	}
}

func checkSQLProtectorNotSet() Check {
	return Check{
		ID: "sql-protector-new", Says: "The protector of a server that was made with a key is no longer in its first state, and cannot be created.",
		Source: sqlServerSpecification + ", keyId; " + defaultStates + "; pulumi-azure-native provider/pkg/azure, CanCreate",
		Run: func(r Request) []Problem {
			server, there := r.View.Get(sqlServerOf(r.ID))
			if !there || r.Old != nil {
				return nil
			}
			return one(!madeWithKey(server, ""), refusal("", "", "cannot create already existing subresource '%s': the server names its key itself (keyId); do one or the other.", r.ID))
		},
	}
}

func checkSQLProtectorPartner() Check {
	return Check{
		ID: "sql-protector-partner", Says: "Before the protector of a server with replicas is changed, the servers of the replicas have its key.", Source: sqlProtectorSpecification + ", errors KeyMaterialNotFoundOnRemoteServer, SameKeyUriNotFoundOnRemoteServer; " + encryptionDocument,
		Run: func(r Request) []Problem {
			used, known := readProtection(r.Body)
			server := sqlServerOf(r.ID)
			if !known || used.key == "" {
				return nil
			}
			var problems []Problem
			seen := map[string]bool{}
			for _, replica := range r.View.OfType(typeSQLDatabase) {
				source, isReplica := replicates(replica)
				other := sqlServerOf(replica.ID)
				if !isReplica || world.Key(sqlServerOf(source)) != world.Key(server) || seen[world.Key(other)] {
					continue
				}
				seen[world.Key(other)] = true
				problems = append(problems, missingKey(r.View, "serverKeyName", used, other)...)
			}
			return problems
		},
	}
}
