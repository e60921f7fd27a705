package arm

// Types is everything the local Azure knows, one entry for each type of resource it serves, ordered by service.
//
// The facts are written from the services' specifications, the provider's own source and Microsoft's documentation;
// nothing in them was taken from what the programs that run against the local Azure happen to send. Each call makes the
// table anew, so that no caller can change it for another.
func Types() []Type {
	var types []Type
	for _, service := range [][]Type{
		resourceTypes(),
		networkTypes(),
		endpointTypes(),
		watcherTypes(),
		privateDNSTypes(),
		vaultTypes(),
		identityTypes(),
		authorizationTypes(),
		computeTypes(),
		storageTypes(),
		workspaceTypes(),
		alertTypes(),
		collectionTypes(),
		clusterTypes(),
		poolTypes(),
		sqlTypes(),
		registryTypes(),
		dnsTypes(),
		policyTypes(),
		deploymentTypes(),
		frontDoorTypes(), containerTypes(), fileTypes(), telemetryTypes(),
		bootstrapTypes(),
	} {
		types = append(types, service...)
	}
	return types
}
