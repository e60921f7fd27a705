package azure

import "strings"

// PrivateService is a kind of service that is reached through private endpoints. Zone, group and port are Azure's
// (Azure documentation, private-endpoint-dns and private-endpoint-overview).
type PrivateService string

// The services that this program reaches privately.
const (
	// PrivateVault is a key vault.
	PrivateVault PrivateService = "vault"
	// PrivateSQL is a logical server of Azure SQL Database, its connection policy being Default or Proxy; Redirect would
	// need many more ports than its one.
	PrivateSQL PrivateService = "sql"
	// PrivateRegistry is a container registry.
	PrivateRegistry PrivateService = "registry"
	// PrivateBlob is the blob service of a storage account.
	PrivateBlob PrivateService = "blob"
)

// PrivateServices returns all of them, in the order in which they are listed everywhere.
func PrivateServices() []PrivateService {
	return []PrivateService{PrivateVault, PrivateSQL, PrivateRegistry, PrivateBlob}
}

// Zone returns the private DNS zone in which such an endpoint's address is found, "" for an unknown service.
func (s PrivateService) Zone() string {
	switch s {
	case PrivateVault:
		return "privatelink.vaultcore.azure.net"
	case PrivateSQL:
		return "privatelink.database.windows.net"
	case PrivateRegistry:
		return "privatelink.azurecr.io"
	case PrivateBlob:
		return "privatelink.blob.core.windows.net"
	default:
		return ""
	}
}

// ZoneConfigName returns the zone's name as a zone group's entry may be called: with hyphens for dots.
func (s PrivateService) ZoneConfigName() string {
	return strings.ReplaceAll(s.Zone(), ".", "-")
}

// GroupID returns the part of the service that the endpoint leads to, which Azure calls the sub-resource; "" for an
// unknown service.
func (s PrivateService) GroupID() string {
	switch s {
	case PrivateVault:
		return "vault"
	case PrivateSQL:
		return "sqlServer"
	case PrivateRegistry:
		return "registry"
	case PrivateBlob:
		return "blob"
	default:
		return ""
	}
}

// Port returns the TCP port that the service answers on, 0 for an unknown service.
func (s PrivateService) Port() int {
	switch s {
	case PrivateSQL:
		return 1433
	case PrivateVault, PrivateRegistry, PrivateBlob:
		return 443
	default:
		return 0
	}
}
