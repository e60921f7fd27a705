package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkSQLAdministrator() Check {
	return Check{
		ID: "sql-administrator", Says: "A server is made with an administrator: one of Entra, with its object and tenant, or a login with a password.",
		Source: sqlServerSpecification + ", ServerExternalAdministrator; terraform-provider-azurerm mssql_server (login optional with Entra-only; supporting)",
		Run: func(r Request) []Problem {
			if r.Old != nil {
				return nil
			}
			if !r.Body.Has("administrators") {
				return one(r.Body.Has("administratorLogin") && r.Body.Has("administratorLoginPassword"), refusal("administrators", "InvalidParameterValue",
					"The server has neither an administrator of Entra (administrators) nor a login with a password."))
			}
			administrators, state := r.Body.Object("administrators")
			if state != Known {
				return nil
			}
			var problems []Problem
			for _, name := range []string{"sid", "tenantId"} {
				value, known := administrators.String(name)
				problems = append(problems, one(known == Unknown || name == "tenantId" && known == Absent || guidShape.MatchString(value),
					refusal(administrators.PathTo(name), "InvalidParameterValue", "%q is not a GUID.", value))...)
			}
			login, known := administrators.String("login")
			return append(problems, one(known == Unknown || strings.TrimSpace(login) != "", refusal(administrators.PathTo("login"), "InvalidParameterValue",
				"The administrator of Entra needs a login name."))...)
		},
	}
}

// entraOnly reports whether a server lets nobody in but those of Entra.
func entraOnly(b Body) bool {
	only, _ := b.Bool("administrators.azureADOnlyAuthentication")
	return only
}

func checkSQLPassword() Check {
	return Check{
		ID: "sql-password", Says: "A server that is open to Entra alone takes no password on an update.",
		Source: "ARM error AadOnlyAuthenticationIsEnabled; pulumi-azure-native issue 2937",
		Run: func(r Request) []Problem {
			if !r.Body.Has("administratorLoginPassword") || !entraOnly(r.Body) {
				return nil
			}
			if r.Old == nil {
				return []Problem{warning("administratorLoginPassword", "The server is open to Entra alone; every later update with a password is refused (AadOnlyAuthenticationIsEnabled).")}
			}
			return []Problem{refusal("administratorLoginPassword", "AadOnlyAuthenticationIsEnabled", "Azure Active Directory Only Authentication is enabled. Please contact your system administrator.")}
		},
	}
}

func checkSQLTLS() Check {
	return Check{
		ID: "sql-tls", Says: "The oldest version of TLS is 1.2 or 1.3.", Source: "Microsoft Learn, azure-sql, connectivity-settings (1.0 and 1.1 are retired, and \"None\" since July 2026)",
		Run: func(r Request) []Problem {
			version, state := r.Body.String("minimalTlsVersion")
			return one(state != Known || version == "1.2" || version == "1.3", refusal("minimalTlsVersion", "",
				"The minimal TLS version is %q; allowed are \"1.2\" and \"1.3\".", version))
		},
	}
}

func checkSQLIdentity() Check {
	return Check{
		ID: "sql-identity", Says: "The primary identity is one of the server's user-assigned ones, and a server that has some names the primary.",
		Source: sqlServerSpecification + ", primaryUserAssignedIdentityId; Microsoft Learn, azure-sql, authentication-azure-ad-user-assigned-managed-identity",
		Run: func(r Request) []Problem {
			primary, primaryState := r.Body.String("primaryUserAssignedIdentityId")
			identities, state := r.Body.Strings("identity.userAssignedIdentities")
			kind, kindState := r.Body.String("identity.type")
			if primaryState == Unknown || state == Unknown || kindState == Unknown {
				return nil
			}
			userAssigned := strings.Contains(kind, "UserAssigned") && len(identities) > 0
			switch {
			case primaryState == Absent:
				return one(!userAssigned, refusal("primaryUserAssignedIdentityId", "InvalidParameterValue", "The server has user-assigned identities and names none of them as primary."))
			case userAssigned && foldContains(identities, primary):
				return nil
			}
			return []Problem{refusal("primaryUserAssignedIdentityId", "InvalidParameterValue", "%s is not one of the server's user-assigned identities.", world.Name(primary))}
		},
	}
}

func checkSQLServerKeyID() Check {
	return Check{
		ID: "sql-server-key", Says: "A key that a server is made with can be used by it; it names a version, which a later update sends again.",
		Source: encryptionDocument + "; terraform-provider-azurerm mssql_server (versioned keys only; supporting)",
		Run: func(r Request) []Problem {
			uri, state := r.Body.String("keyId")
			if state != Known {
				return nil
			}
			return usableKey(r, r.Body, uri, "keyId")
		},
	}
}

func checkSQLHost() Check {
	return Check{
		ID: "sql-host", Says: "Servers and failover groups are hosts of one domain: no two share a name.",
		Source: failoverSpecification + ", error FailoverGroupDnsRecordInUse",
		Run: func(r Request) []Problem {
			for _, kind := range []string{typeSQLServer, typeFailoverGroup} {
				if strings.EqualFold(kind, world.TypeOf(r.ID)) {
					continue // the rule for names speaks of these
				}
				for _, other := range r.View.OfType(kind) {
					if strings.EqualFold(world.Name(other.ID), world.Name(r.ID)) {
						return []Problem{refusal("", "FailoverGroupDnsRecordInUse", "A duplicate DNS record exists for the requested endpoint: %s is %s already.",
							strings.ToLower(world.Name(r.ID))+sqlSuffix, other.ID)}
					}
				}
			}
			return nil
		},
	}
}
