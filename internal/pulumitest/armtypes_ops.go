package pulumitest

// opsTypes are the types of the bootstrap: the state store, and the network that the runners work in.
func opsTypes() map[string]armType {
	return map[string]armType{
		"azure-native:network:NatGateway": tagged("Microsoft.Network/natGateways", "natGatewayName"),
		"azure-native:storage:BlobContainer": untagged(
			"Microsoft.Storage/storageAccounts/blobServices/containers", "accountName", "=default", "containerName"),
	}
}
