package azure

// The oldest version of TLS that anything here speaks (claims SP-09 and SP-10). It is one version, which Azure writes in three ways;
// it is written nowhere else.
const (
	// MinimalTLS is as Azure SQL writes it.
	MinimalTLS = "1.2"
	// MinimalTLSOfStorage is as storage accounts write it.
	MinimalTLSOfStorage = "TLS1_2"
	// MinimalTLSOfFrontDoor is as Front Door writes it.
	MinimalTLSOfFrontDoor = "TLS12"
)
