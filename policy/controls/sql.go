package controls

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/regions"
)

// sqlRules are those about the database: how it is reached, encrypted, copied and watched.
func sqlRules() []*Rule {
	return []*Rule{
		{
			ID: "sql-no-passwords", Claim: "SP-11", Severity: Critical, Kinds: []string{"sql:Server"},
			Title: "The database has no password logins", Why: "What has no password cannot lose one.",
			Fix: "set administrators.azureADOnlyAuthentication and give no administratorLogin",
			Needs: []Need{
				need("administrators.azureADOnlyAuthentication", yes()), never("administratorLogin"), never("administratorLoginPassword"),
				need("administrators.administratorType", is("ActiveDirectory")), need("administrators.principalType", is("Group")),
			},
			Policies: []string{"b3a22bc9-66de-45fb-98fa-00f5df42f41a"},
		},
		{
			ID: "sql-minimum-tls", Claim: "SP-10", Severity: Critical, Kinds: []string{"sql:Server"},
			Title: "The server refuses less than TLS 1.2", Why: "Traffic between application and database must not be downgraded.",
			Fix:   "set minimalTlsVersion to 1.2",
			Needs: []Need{need("minimalTlsVersion", is("1.2", "1.3")).or("None", srcSQL)}, Policies: []string{"32e6bbec-16b6-44c2-be37-c5b672d103cf"},
		},
		{
			ID: "sql-private", Claim: "SP-10", Severity: Critical, Kinds: []string{"sql:Server"},
			Title: "The server answers on private endpoints alone", Why: "A closed door needs no lock.", Fix: "set publicNetworkAccess to Disabled",
			Needs: []Need{need("publicNetworkAccess", is("Disabled")).or("Enabled", srcSQL)}, Policies: []string{"1b8ca024-1d5c-4dec-8995-b1a932b41780"},
		},
		{
			ID: "sql-outbound", Claim: "SP-05", Severity: High, Kinds: []string{"sql:Server"},
			Title: "The server calls nothing outside", Why: "An export or an external table would carry customers' data away.",
			Fix: "set restrictOutboundNetworkAccess to Enabled", Needs: []Need{need("restrictOutboundNetworkAccess", is("Enabled")).or("Disabled", srcSQL)},
		},
		{
			ID: "sql-doors", Claim: "SP-18", Severity: Critical, Kinds: []string{"sql:FirewallRule", "sql:VirtualNetworkRule", "sql:IPv6FirewallRule"},
			Title: "No firewall rule opens a server", Why: "The server is closed; a rule would wait for the day it is opened by mistake.",
			Fix: "remove the rule; use the private endpoint", Each: func(c *Case) { c.Violate(c.Resource, Place{}, "opens a server to a network") },
		},
		{
			ID: "sql-key", Claim: "SP-07", Severity: Critical, Kinds: []string{"sql:EncryptionProtector", "sql:ServerKey"},
			Title: "The database is encrypted with a key of ours", Why: "Whoever has the disks has nothing.", Fix: "set serverKeyType to AzureKeyVault",
			Needs:    []Need{need("serverKeyType", is("AzureKeyVault"))},
			Policies: []string{"0a370ff3-6cab-4e85-8995-295fd854c5b8"},
		},
		{
			ID: "sql-key-rotates", Claim: "SP-12", Severity: High, Kinds: []string{"sql:EncryptionProtector"},
			Title: "The database follows its key's new versions", Why: "Automatic rotation stops at the first consumer that does not follow.",
			Fix: "set autoRotationEnabled", Needs: []Need{need("autoRotationEnabled", yes()).or(false, srcSQL)},
		},
		{
			ID: "sql-settings", Claim: "SP-07", Severity: Critical,
			Title: "Every server has its key, audit and threat settings, every database its retention",
			Why:   "A settings resource that is gone has set Azure's default again, without an error.",
			Fix:   "give each server an EncryptionProtector, an audit and a threat policy, each database both retention policies", Whole: sqlSettings,
		},
		{
			ID: "sql-key-place", Claim: "SP-07", Severity: Critical, Title: "All servers use one key, away from the primary's region",
			Why: "A key in the region that is lost takes the database with it, and two keys drift apart.",
			Fix: "name the key of the database's own vault in the recovery region in every ServerKey and EncryptionProtector", Whole: sqlKeyPlace,
		},
		{
			ID: "sql-audit", Claim: "SP-21", Severity: High, Kinds: []string{"sql:ExtendedServerBlobAuditingPolicy"},
			Title: "What happens in the database is audited", Why: "Who entered, and who changed what whom may, must be told afterwards.",
			Fix: "set state, isAzureMonitorTargetEnabled and the audit groups",
			Needs: []Need{
				need("state", is("Enabled")), need("isAzureMonitorTargetEnabled", yes()).or(false, srcSQL), need("isDevopsAuditEnabled", yes()).or(false, srcSQL),
				need("auditActionsAndGroups", includes(auditGroups()...)).or([]any{}, srcSQL),
			},
		},
		{
			ID: "sql-threats", Claim: "SP-25", Severity: High, Kinds: []string{"sql:ServerSecurityAlertPolicy"},
			Title: "Attacks on the database tell a person", Why: "People who are affected can only be told by those who know.",
			Fix: "set state, disable no alert, name an address",
			Needs: []Need{
				need("state", is("Enabled")), never("disabledAlerts"), need("emailAddresses", filled()), need("emailAddresses[]", address()),
			},
		},
		{
			ID: "backups-30-days", Claim: "SP-16", Severity: Critical, Kinds: []string{"sql:BackupShortTermRetentionPolicy"},
			Title: "Any second of the last 30 days can be restored", Why: "Backups are promised for 30 days.", Fix: "set retentionDays to 30 or more",
			Needs: []Need{need("retentionDays", between(30, 35)).or(7.0, "Azure SQL documentation, automated backups: 7 days")},
		},
		{
			ID: "backups-daily", Claim: "SP-15", Severity: High, Kinds: []string{"sql:BackupShortTermRetentionPolicy"},
			Title: "A snapshot is taken at least daily", Why: "Daily snapshots are promised.", Fix: "set diffBackupIntervalInHours to 12 or 24",
			Needs: []Need{need("diffBackupIntervalInHours", is(12.0, 24.0)).or(12.0, "Azure SQL documentation, automated backups: 12 or 24 hours")},
		},
		{
			ID: "backups-weekly", Claim: "SP-16", Severity: Critical, Kinds: []string{"sql:LongTermRetentionPolicy"},
			Title: "Weekly copies outlive a server", Why: "History starts anew after a failover, and ends with a deleted server.",
			Fix: "set weeklyRetention to P5W or more", Needs: []Need{need("weeklyRetention", weeks(5))},
		},
		{
			ID: "backups-far", Claim: "SP-15", Severity: Critical, Kinds: []string{"sql:Database"},
			When: func(r *Resource, s *Stack) bool {
				return s.Environment() != "preprod" || r.Text("requestedBackupStorageRedundancy") == ""
			},
			Title: "Backups are kept in a second region", Why: "A region that is lost takes its backups with it.",
			Fix:   "set requestedBackupStorageRedundancy to Geo or GeoZone",
			Needs: []Need{need("requestedBackupStorageRedundancy", is("Geo", "GeoZone")).or("Geo", "Azure SQL documentation, automated backups: geo-redundant")},
		},
		{
			ID: "backups-zones", Claim: "SP-16", Severity: Medium, Kinds: []string{"sql:Database"},
			Title: "Backups outlive a datacentre", Why: "Backups beside the data burn with it.", Fix: "set requestedBackupStorageRedundancy to Zone at least",
			When:  func(_ *Resource, s *Stack) bool { return !s.Production() },
			Needs: []Need{need("requestedBackupStorageRedundancy", is("Geo", "GeoZone", "Zone")).or("Geo", "Azure SQL documentation, automated backups: geo-redundant")},
		},
		{
			ID: "database-zones", Claim: "SP-14", Severity: High, Kinds: []string{"sql:Database"}, When: production,
			Title: "The database is spread over zones", Why: "Failure of a datacentre must not be a failover.", Fix: "set zoneRedundant",
			Needs: []Need{need("zoneRedundant", yes()).or(false, srcSQL)},
		},
		{
			ID: "database-pair", Claim: "SP-14", Severity: Critical, Title: "There are two instances of the database, in a failover group",
			Why: "Data is stored in two instances, in case of failure.",
			Fix: "keep the secondary database, its link and the failover group", Whole: databasePair,
		},
		{
			ID: "no-copies", Claim: "SP-05", Severity: Critical, Kinds: []string{"sql:Database", "sql:ManagedDatabase"},
			Title: "No database is made of a copy outside production", Why: "Customers' data is never used in development or test.",
			Fix: "use createMode Default, without a source", When: func(_ *Resource, s *Stack) bool { return !s.Production() },
			Needs: []Need{
				need("createMode", is("Default")).or("Default", srcSQL), never("sourceDatabaseId"), never("restorableDroppedDatabaseId"),
				never("recoverableDatabaseId"), never("longTermRetentionBackupResourceId"), never("recoveryServicesRecoveryPointId"), never("sampleName"),
			},
		},
	}
}

func auditGroups() []string {
	return []string{
		"SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP", "DATABASE_PRINCIPAL_CHANGE_GROUP",
		"DATABASE_ROLE_MEMBER_CHANGE_GROUP", "DATABASE_PERMISSION_CHANGE_GROUP", "DATABASE_OBJECT_PERMISSION_CHANGE_GROUP",
		"SCHEMA_OBJECT_PERMISSION_CHANGE_GROUP", "DATABASE_OWNERSHIP_CHANGE_GROUP", "DATABASE_OBJECT_CHANGE_GROUP",
		"SCHEMA_OBJECT_CHANGE_GROUP", "USER_CHANGE_PASSWORD_GROUP",
	}
}

// address demands an e-mail address.
func address() Predicate {
	return matches(`^[^@\s;]+@[a-z0-9-]+(\.[a-z0-9-]+)+$`, "an e-mail address")
}

var iso = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)

// minutes is an ISO 8601 duration in minutes; ok is false for what is none.
func minutes(v any) (float64, bool) {
	text, _ := v.(string)
	parts := iso.FindStringSubmatch(text)
	if parts == nil || len(text) < 3 {
		return 0, false
	}
	const day = 24 * 60
	total := 0.0
	for i, unit := range []float64{365 * day, 30 * day, 7 * day, day, 60, 1, 1.0 / 60} {
		n, _ := strconv.ParseFloat("0"+parts[i+1], 64)
		total += n * unit
	}
	return total, true
}

// weeks demands a duration of at least so many weeks.
func weeks(n float64) Predicate {
	return Predicate{fmt.Sprintf("a duration of %g weeks or more", n), func(v any) bool {
		got, ok := minutes(v)
		return ok && got >= n*7*24*60
	}}
}

// sqlSettings demands the settings of every server and database.
func sqlSettings(c *Case) {
	has := func(kind string, keys ...string) map[string]bool {
		found := map[string]bool{}
		for _, r := range c.Stack.Of(kind) {
			var parts []string
			for _, key := range keys {
				parts = append(parts, r.Text(key))
			}
			found[strings.ToLower(strings.Join(parts, "/"))] = true
		}
		return found
	}
	for _, kind := range []string{"sql:EncryptionProtector", "sql:ExtendedServerBlobAuditingPolicy", "sql:ServerSecurityAlertPolicy"} {
		found := has(kind, "serverName")
		for _, server := range c.Stack.Of("sql:Server") {
			if !found[strings.ToLower(server.Text("serverName"))] {
				c.Missing(server, Place{Path: "serverName"}, "has no "+kind, kind, "sql:Server")
			}
		}
	}
	for _, kind := range []string{"sql:BackupShortTermRetentionPolicy", "sql:LongTermRetentionPolicy"} {
		found := has(kind, "serverName", "databaseName")
		for _, database := range c.Stack.Of("sql:Database") {
			if !found[strings.ToLower(database.Text("serverName")+"/"+database.Text("databaseName"))] {
				c.Missing(database, Place{Path: "databaseName"}, "has no "+kind, kind, "sql:Database")
			}
		}
	}
}

// keyName takes the name of a server's key apart: VAULT_KEY_VERSION.
var keyName = regexp.MustCompile(`^([a-z0-9-]+)_([a-z0-9-]+)_([0-9a-f]{32})$`)

// sqlKeyPlace demands one key of a vault in the stack for all servers.
func sqlKeyPlace(c *Case) {
	first := ""
	home := environments[c.Stack.Environment()]
	for _, r := range c.Stack.Of("sql:ServerKey", "sql:EncryptionProtector") {
		property := "keyName"
		if r.Kind() == "sql:EncryptionProtector" {
			property = "serverKeyName"
		}
		for _, place := range r.At(property) {
			if hasUnknown(place.Value) {
				c.Doubt(r, place, "which key it is, is not known before apply")
				continue
			}
			name, _ := plain(place.Value).(string)
			parts := keyName.FindStringSubmatch(name)
			if parts == nil {
				c.Violate(r, place, show(place.Value)+" is no name of a key: VAULT_KEY_VERSION")
				continue
			}
			if key := parts[1] + "_" + parts[2]; first == "" {
				first = key
			} else if key != first {
				c.Violate(r, place, key+" is another key than "+first)
			}
			if uri := r.At("uri"); r.Kind() == "sql:ServerKey" && !hasUnknown(uri[0].Value) &&
				r.Text("uri") != "https://"+parts[1]+".vault.azure.net/keys/"+parts[2]+"/"+parts[3] {
				c.Violate(r, uri[0], "is not the address of the key "+name)
			}
			checkKeyVault(c, r, place, parts[1], parts[2], home)
		}
	}
}

// checkKeyVault demands that the vault and the key of a server are in the stack, and the vault outside the home region where there is a standby.
func checkKeyVault(c *Case, r *Resource, place Place, vault, key string, home environmentFacts) {
	var found *Resource
	for _, v := range c.Stack.Of("keyvault:Vault") {
		if strings.EqualFold(v.Text("vaultName"), vault) {
			found = v
		}
	}
	known := false
	for _, k := range c.Stack.Of("keyvault:Key") {
		known = known || strings.EqualFold(k.Text("vaultName"), vault) && strings.EqualFold(k.Text("keyName"), key)
	}
	switch {
	case found == nil || !known:
		if c.Stack.Full() {
			c.Missing(r, place, "names a key that is not in this environment", "keyvault:Vault", "keyvault:Key")
		}
	case home.standby != "" && found.Text("location") != home.standby:
		c.Violate(r, place, "the vault is in "+found.Text("location")+"; it must be in "+home.standby)
	default:
		c.Hold(r, place)
	}
}

// databasePair demands that every database of production has its second instance, elsewhere under the same law.
func databasePair(c *Case) {
	if c.Stack.Name != "prod" || !c.Stack.ours() {
		return
	}
	groups := c.Stack.Of("sql:FailoverGroup")
	if len(groups) == 0 {
		c.Violate(nil, Place{}, "there is no failover group")
	}
	for _, g := range groups {
		c.Expect(g, g.At("readWriteEndpoint.failoverPolicy")[0], is("Manual"), Default{})
		c.Expect(g, g.At("secondaryType")[0], is("Geo"), absentIs("Geo", srcSQL))
		c.Expect(g, g.At("databases")[0], filled(), Default{})
		c.Expect(g, g.At("partnerServers")[0], filled(), Default{})
		for _, p := range g.At("partnerServers[].id") {
			partner := c.Stack.ByID(fmt.Sprint(plain(p.Value)))
			if hasUnknown(p.Value) {
				c.Doubt(g, p, "the partner is not known before apply")
			} else if partner == nil || strings.EqualFold(partner.Text("serverName"), g.Text("serverName")) {
				c.Violate(g, p, "the partner is no other server of this stack")
			}
		}
	}
	var primary, secondary *Resource
	for _, d := range c.Stack.Of("sql:Database") {
		if strings.EqualFold(d.Text("createMode"), "Secondary") {
			secondary = d
			continue
		}
		primary = d
	}
	if primary == nil || secondary == nil {
		c.Violate(nil, Place{}, "there are not two instances of the database, a primary and a secondary")
		return
	}
	c.Expect(primary, primary.At("createMode")[0], is("Default", "Secondary"), absentIs("Default", srcSQL))
	c.Expect(secondary, secondary.At("secondaryType")[0], is("Geo"), absentIs("Geo", srcSQL))
	c.Expect(secondary, secondary.At("sourceDatabaseId")[0], filled(), Default{})
	for _, property := range []string{"sku.name", "sku.capacity", "sku.family", "sku.tier", "databaseName"} {
		one, other := primary.At(property)[0], secondary.At(property)[0]
		if !equals(plain(one.Value), plain(other.Value)) {
			c.Violate(secondary, other, show(other.Value)+" differs from the primary's "+show(one.Value)+": it could not take over")
		} else {
			c.Hold(secondary, other)
		}
	}
	one, known := regions.Lookup(primary.Text("location"))
	other, also := regions.Lookup(secondary.Text("location"))
	if !known || !also || len(regions.Recovery(one, other)) > 0 {
		c.Violate(secondary, Place{Path: "location", Value: secondary.Text("location")}, "is not a place to recover in: "+strings.Join(regions.Recovery(one, other), "; "))
	}
}
