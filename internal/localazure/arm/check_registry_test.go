package arm

const (
	registryToken    = "containerregistry/v20230701:Registry"
	replicationToken = "containerregistry/v20230701:Replication"

	registryID = inGroup + "Microsoft.ContainerRegistry/registries/cr"
	replicaID  = registryID + "/replications/centralus"
)

func registryCases() []checkCase {
	premium := made(registryID, "eastus2", `{"location":"eastus2","sku":{"name":"Premium"}}`)
	basic := made(registryID, "eastus2", `{"location":"eastus2","sku":{"name":"Basic"}}`)
	toRegistry := func(addresses string) string {
		return `{"privateLinkServiceConnections":[{"privateLinkServiceId":"` + registryID + `"}],"ipConfigurations":` + addresses + `}`
	}
	dynamic, static := made(endpointID, "eastus2", toRegistry(`[]`)), made(endpointID, "eastus2", toRegistry(`[{"name":"a"}]`))
	return []checkCase{
		{check: "registry-tier", reason: "a closed one is Premium", token: registryToken, id: registryID, body: `{"sku":{"name":"Premium"},"publicNetworkAccess":"Disabled","dataEndpointEnabled":true}`},
		{check: "registry-tier", reason: "a Basic one that keeps to itself", token: registryToken, id: registryID, body: `{"sku":{"name":"Basic"},"publicNetworkAccess":"Enabled","dataEndpointEnabled":false}`},
		{check: "registry-tier", reason: "a Basic one that wants more", token: registryToken, id: registryID, body: `{"sku":{"name":"Basic"},"publicNetworkAccess":"disabled","dataEndpointEnabled":true}`,
			want: []string{"dataEndpointEnabled -: Premium", "publicNetworkAccess DisablingPublicNetworkAccessNotSupported: Premium"}},
		{check: "registry-export", reason: "both off", token: registryToken, id: registryID, body: `{"publicNetworkAccess":"Disabled","policies":{"exportPolicy":{"status":"disabled"}}}`},
		{check: "registry-export", reason: "exports off, access as by default", token: registryToken, id: registryID, body: `{"policies":{"exportPolicy":{"status":"disabled"}}}`,
			want: []string{"publicNetworkAccess BadRequest: exports disabled"}},
		{check: "registry-retention", reason: "a year", token: registryToken, id: registryID, body: `{"policies":{"retentionPolicy":{"days":365}}}`},
		{check: "registry-retention", reason: "longer", token: registryToken, id: registryID, body: `{"policies":{"retentionPolicy":{"days":366}}}`, want: []string{"policies.retentionPolicy.days -: 366"}},
		{check: "registry-zones", reason: "a region with zones", token: registryToken, id: registryID, body: `{"location":"East US 2","zoneRedundancy":"Enabled"}`},
		{check: "registry-zones", reason: "a region without", token: registryToken, id: registryID, body: `{"location":"ukwest","zoneRedundancy":"Enabled"}`, want: []string{"zoneRedundancy -: ukwest has no zones"}},

		{check: "replication-tier", reason: "Premium", token: replicationToken, id: replicaID, body: `{}`, world: fakeView{premium}},
		{check: "replication-tier", reason: "Basic", token: replicationToken, id: replicaID, body: `{}`, world: fakeView{basic}, want: []string{"registryName -: Basic"}},
		{check: "replication-home", reason: "another region", token: replicationToken, id: replicaID, body: `{"location":"centralus"}`, world: fakeView{premium}},
		{check: "replication-home", reason: "the registry's own", token: replicationToken, id: replicaID, body: `{"location":"East US 2"}`, world: fakeView{premium}, want: []string{"warning location -: eastus2"}},
		{check: "replication-once", reason: "the first there", token: replicationToken, id: replicaID, body: `{"location":"centralus"}`, world: fakeView{made(registryID+"/replications/uksouth", "uksouth", `{}`)}},
		{check: "replication-once", reason: "a second there", token: replicationToken, id: replicaID, body: `{"location":"centralus"}`, world: fakeView{made(registryID+"/replications/other", "centralus", `{}`)}, want: []string{"location -: \"other\""}},
		{check: "replication-endpoints", reason: "dynamic addresses", token: replicationToken, id: replicaID, body: `{}`, world: fakeView{premium, dynamic}},
		{check: "replication-endpoints", reason: "static addresses", token: replicationToken, id: replicaID, body: `{}`, world: fakeView{premium, static}, want: []string{"registryName -: static addresses"}},
	}
}
