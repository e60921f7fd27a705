package topology

import "net/netip"

// The kinds of service with a public face and private endpoints.
const (
	KindVault    = "vault"
	KindSQL      = "sql"
	KindRegistry = "registry"
	KindStorage  = "storage"
	KindOther    = "other"
)

// Service is a platform service: what may reach its public face.
type Service struct {
	ID, Name, Kind, Region, Stack string
	Ports                         []PortRange
	// Tag is the service tag that its public addresses belong to.
	Tag string
	// Public is whether it answers on its public face at all; Default what it does with those that no rule names.
	Public, Default match
	// Ranges are the addresses that its firewall lets in. Unknown is true where some are not known.
	Ranges  []netip.Prefix
	Unknown bool
	// SubnetIDs are the subnets that it lets in by their service endpoint.
	SubnetIDs []string
	// Trusted is whether it lets in the services that Azure trusts, whatever else is closed; AllOfAzure whether it lets in
	// every machine in Azure, other customers' too.
	Trusted, AllOfAzure match
}

// newService reads a platform service; nil for a resource that is none.
func newService(r Resource, kind, id, stack string) *Service {
	in := r.input()
	s := &Service{ID: id, Stack: stack, Region: region(in.text("location")), Ports: https, Default: yes}
	var acls object
	switch kind {
	case "azure-native:keyvault:Vault":
		s.Kind, s.Name, s.Tag = KindVault, in.text("vaultName"), "AzureKeyVault"
		properties, _ := in.at("properties").(map[string]any)
		acls, _ = in.at("properties", "networkAcls").(map[string]any)
		s.Public = openFace(properties)
		s.Trusted = bypasses(acls, "AzureServices", "bypass")
	case "azure-native:storage:StorageAccount":
		s.Kind, s.Name, s.Tag = KindStorage, in.text("accountName"), "Storage"
		acls, _ = in.at("networkRuleSet").(map[string]any)
		s.Public = openFace(in)
		// A closed face shuts the trusted services out too, unlike a vault's (Azure Monitor, diagnostic-settings).
		s.Trusted = all(s.Public, bypasses(acls, "AzureServices", "bypass"))
	case "azure-native:containerregistry:Registry":
		s.Kind, s.Name, s.Tag = KindRegistry, in.text("registryName"), "AzureContainerRegistry"
		acls, _ = in.at("networkRuleSet").(map[string]any)
		s.Public = openFace(in)
		s.Trusted = bypasses(object{"bypass": in.at("networkRuleBypassOptions")}, "AzureServices", "bypass")
	case "azure-native:sql:Server":
		// Its rules are resources of their own; without one nobody is let in (Azure SQL, firewall-configure).
		s.Kind, s.Name, s.Tag, s.Ports, s.Default = KindSQL, in.text("serverName"), "Sql", sqlPorts, no
		s.Public = openFace(in)
		return s
	default:
		return nil
	}
	s.readRules(acls)
	return s
}

// openFace is whether the public face is there. Without a word it is.
func openFace(in object) match {
	switch value, known := in.textOr("Enabled", "publicNetworkAccess"); {
	case !known:
		return perhaps
	case equalFold(value, "Enabled"):
		return yes
	case equalFold(value, "SecuredByPerimeter"):
		return perhaps // a perimeter decides, which the resource does not show
	}
	return no
}

// readRules reads the firewall of a vault, a storage account or a registry. Without rules everybody is let in.
func (s *Service) readRules(acls object) {
	if acls == nil {
		return
	}
	switch action, known := acls.textOr("Allow", "defaultAction"); {
	case !known:
		s.Default = perhaps
	default:
		s.Default = matched(equalFold(action, "Allow"))
	}
	rules, known := acls.objects("ipRules")
	s.Unknown = !known
	for _, rule := range rules {
		text := rule.text("value")
		if text == "" {
			text = rule.text("iPAddressOrRange")
		}
		prefix, err := parsePrefix(text)
		if err != nil {
			s.Unknown = true
			continue
		}
		s.Ranges = append(s.Ranges, prefix)
	}
	subnets, known := acls.objects("virtualNetworkRules")
	s.Unknown = s.Unknown || !known
	for _, subnet := range subnets {
		for _, key := range []string{"id", "virtualNetworkResourceId"} {
			if id := subnet.text(key); id != "" {
				s.SubnetIDs = append(s.SubnetIDs, id)
			}
		}
	}
}

// bypasses says whether a list such as "Logging, AzureServices" names a word. Without a word it is the default.
func bypasses(in object, word string, path ...string) match {
	value, known := in.textOr("AzureServices", path...)
	if !known {
		return perhaps
	}
	return matched(containsFold(value, word))
}

// addSQLRule takes a rule of a database server into account: the range from 0.0.0.0 to 0.0.0.0 stands for every machine in
// Azure, of every customer (Azure SQL, firewall-configure).
func (s *Service) addSQLRule(in object) {
	first, err1 := netip.ParseAddr(in.text("startIpAddress"))
	last, err2 := netip.ParseAddr(in.text("endIpAddress"))
	switch {
	case err1 != nil || err2 != nil:
		s.Unknown = true
	case first.IsUnspecified() && last.IsUnspecified():
		s.AllOfAzure = yes
	default:
		s.Ranges = append(s.Ranges, covering(first, last)...)
	}
}

// covering are ranges that hold exactly the addresses from one to another.
func covering(first, last netip.Addr) []netip.Prefix {
	var prefixes []netip.Prefix
	for first.Compare(last) <= 0 {
		bits := first.BitLen()
		for bits > 0 {
			wider := netip.PrefixFrom(first, bits-1).Masked()
			if wider.Addr() != first || lastOf(wider).Compare(last) > 0 {
				break
			}
			bits--
		}
		prefix := netip.PrefixFrom(first, bits)
		prefixes = append(prefixes, prefix)
		if first = lastOf(prefix).Next(); !first.IsValid() {
			break
		}
	}
	return prefixes
}
