package arm

import "strings"

const (
	cloudID          = inGroup + "Microsoft.App/managedEnvironments/cae"
	appID            = inGroup + "Microsoft.App/containerApps/ca"
	jobID            = inGroup + "Microsoft.App/jobs/caj"
	appSubnetID      = inGroup + "Microsoft.Network/virtualNetworks/watch/subnets/apps"
	shareID          = accountID + "/fileServices/default/shares/history"
	cloudToken       = "app/v20240301:ManagedEnvironment"
	mountToken       = "app/v20240301:ManagedEnvironmentsStorage"
	appToken         = "app/v20240301:ContainerApp"
	jobToken         = "app/v20240301:Job"
	certificateToken = "app/v20240301:Certificate"
	shareToken       = "storage/v20240101:FileShare"
	filesToken       = "storage/v20240101:FileServiceProperties"
)

func containerEnvironmentCases() []checkCase {
	in := func(more string) string {
		return `{"vnetConfiguration":{"infrastructureSubnetId":"` + appSubnetID + `"}` + more + `}`
	}
	profiles := `,"workloadProfiles":[{"name":"Consumption","workloadProfileType":"Consumption"}]`
	subnet := func(inputs string) fakeView { return fakeView{made(appSubnetID, "", inputs)} }
	delegated := `"delegations":[{"serviceName":"Microsoft.App/environments"}]`
	mount := `{"properties":{"azureFile":{"accountName":"st1","accountKey":"k","shareName":"history","accessMode":"ReadWrite"}}}`
	account := made(inGroup+"Microsoft.Storage/storageAccounts/st1", "westus2", `{"allowSharedKeyAccess":true}`)
	closed := made(inGroup+"Microsoft.Storage/storageAccounts/st1", "westus2", `{"allowSharedKeyAccess":false}`)
	share := made(inGroup+"Microsoft.Storage/storageAccounts/st1/fileServices/default/shares/history", "", `{}`)
	return []checkCase{
		{check: "environment-logs", reason: "azure-monitor", token: cloudToken, id: cloudID, body: `{"appLogsConfiguration":{"destination":"azure-monitor"}}`},
		{check: "environment-logs", reason: "a workspace without its key", token: cloudToken, id: cloudID, body: `{"appLogsConfiguration":{"destination":"log-analytics"}}`, want: []string{"appLogsConfiguration.logAnalyticsConfiguration BadRequest: key"}},
		{check: "environment-logs", reason: "elsewhere", token: cloudToken, id: cloudID, body: `{"appLogsConfiguration":{"destination":"a-file"}}`, want: []string{"appLogsConfiguration.destination BadRequest: azure-monitor"}},
		{check: "environment-zones", reason: "in a subnet", token: cloudToken, id: cloudID, body: in(`,"zoneRedundant":true`)},
		{check: "environment-zones", reason: "in none", token: cloudToken, id: cloudID, body: `{"zoneRedundant":true}`, want: []string{"zoneRedundant BadRequest: subnet"}},
		{check: "environment-subnet", reason: "a small one, delegated", token: cloudToken, id: cloudID, body: in(profiles), world: subnet(`{"addressPrefix":"10.0.0.0/27",` + delegated + `}`)},
		{check: "environment-subnet", reason: "too small", token: cloudToken, id: cloudID, body: in(profiles), world: subnet(`{"addressPrefix":"10.0.0.0/28",` + delegated + `}`), want: []string{"vnetConfiguration.infrastructureSubnetId ManagedEnvironmentInvalidNetworkConfiguration: /27"}},
		{check: "environment-subnet", reason: "delegated to nobody", token: cloudToken, id: cloudID, body: in(profiles), world: subnet(`{"addressPrefix":"10.0.0.0/27"}`), want: []string{"vnetConfiguration.infrastructureSubnetId ManagedEnvironmentSubnetDelegationError: delegated"}},
		{check: "environment-certificate", reason: "with its value", token: certificateToken, id: cloudID + "/certificates/c", body: `{"properties":{"value":"x"}}`},
		{check: "environment-certificate", reason: "without", token: certificateToken, id: cloudID + "/certificates/c", body: `{"properties":{}}`, want: []string{"properties.value CertificateValueRequired: value"}},
		{check: "environment-share", reason: "a share that is there", token: mountToken, id: cloudID + "/storages/s", body: mount, world: fakeView{account, share}},
		{check: "environment-share", reason: "no key for a mount that stays as it is: nothing is sent", token: mountToken, id: cloudID + "/storages/s", old: mount, body: strings.Replace(mount, `"accountKey":"k",`, "", 1), world: fakeView{account, share}},
		{check: "environment-share", reason: "no key for one that changes", token: mountToken, id: cloudID + "/storages/s", old: mount, body: `{"properties":{"azureFile":{"accountName":"st1","shareName":"history","accessMode":"ReadOnly"}}}`, world: fakeView{account, share}, want: []string{"properties.azureFile.accountKey BadRequest: needed"}},
		{check: "environment-share", reason: "an account that is not", token: mountToken, id: cloudID + "/storages/s", body: mount, want: []string{"properties.azureFile.accountName StorageAccountNotFound: st1"}},
		{check: "environment-share", reason: "an account without keys, and no share", token: mountToken, id: cloudID + "/storages/s", body: mount, world: fakeView{closed},
			want: []string{"properties.azureFile.accountKey AuthorizationFailure: shared key", "properties.azureFile.shareName ShareNotFound: history"}},
		{check: "share-retention", reason: "a month", token: filesToken, id: accountID + "/fileServices/default", body: `{"shareDeleteRetentionPolicy":{"enabled":true,"days":30}}`},
		{check: "share-retention", reason: "two years", token: filesToken, id: accountID + "/fileServices/default", body: `{"shareDeleteRetentionPolicy":{"days":730}}`, want: []string{"shareDeleteRetentionPolicy.days -: 365"}},
		{check: "share-quota", reason: "some", token: shareToken, id: shareID, body: `{"shareQuota":10}`},
		{check: "share-quota", reason: "none", token: shareToken, id: shareID, body: `{"shareQuota":0}`, want: []string{"shareQuota -: 102400"}},
		{check: "share-protocol", reason: "an NFS share", token: shareToken, id: shareID, body: `{"enabledProtocols":"NFS","rootSquash":"RootSquash"}`},
		{check: "share-protocol", reason: "an SMB share", token: shareToken, id: shareID, body: `{"rootSquash":"RootSquash"}`, want: []string{"rootSquash BadRequest: NFS"}},
	}
}

func containerAppCases() []checkCase {
	template := func(inner string) string { return `{"environmentId":"` + cloudID + `","template":{` + inner + `}}` }
	sized := func(cpu, memory string) string {
		return template(`"containers":[{"name":"a","resources":{"cpu":` + cpu + `,"memory":"` + memory + `"}},{"name":"b","resources":{"cpu":0.25,"memory":"0.5Gi"}}]`)
	}
	secret := func(ref string) string {
		return `{"configuration":{"secrets":[{"name":"config"}]},"template":{"volumes":[{"name":"v","storageType":"Secret","secrets":[{"secretRef":"` + ref + `"}]}]}}`
	}
	volume := func(volume, mounted string) string {
		return template(`"volumes":[` + volume + `],"containers":[{"name":"a","volumeMounts":[{"volumeName":"` + mounted + `","mountPath":"/v"}]}]`)
	}
	shared := `{"name":"v","storageType":"AzureFile","storageName":"st"}`
	bound := func(inner string) string {
		return `{"configuration":{"ingress":{"targetPort":80,"customDomains":[{"name":"status.trelica.example",` + inner + `}]}}}`
	}
	zone := made(publicZoneID, "global", `{}`)
	cloud := made(cloudID, "westus2", `{}`)
	return []checkCase{
		{check: "app-containers", reason: "half a processor and a GiB", token: appToken, id: appID, body: sized("0.25", "0.5Gi")},
		{check: "app-containers", reason: "too little memory", token: appToken, id: appID, body: sized("0.5", "0.5Gi"), want: []string{"template.containers ContainerAppInvalidResourceTotal: 0.75"}},
		{check: "app-containers", reason: "none", token: appToken, id: appID, body: template(`"containers":[]`), want: []string{"template.containers BadRequest: no container", "template.containers ContainerAppInvalidResourceTotal: 0"}},
		{check: "app-scale", reason: "one", token: appToken, id: appID, body: template(`"scale":{"minReplicas":1,"maxReplicas":1}`)},
		{check: "app-scale", reason: "two of one", token: appToken, id: appID, body: template(`"scale":{"minReplicas":2,"maxReplicas":1}`), want: []string{"template.scale.minReplicas BadRequest: 2 of at most 1"}},
		{check: "app-secrets", reason: "a declared one", token: appToken, id: appID, body: secret("config")},
		{check: "app-secrets", reason: "another", token: appToken, id: appID, body: secret("other"), want: []string{"template.volumes[0].secrets[0].secretRef ContainerAppSecretRefNotFound: other"}},
		{check: "app-volumes", reason: "a declared one", token: appToken, id: appID, body: volume(shared, "v")},
		{check: "app-volumes", reason: "another", token: appToken, id: appID, body: volume(shared, "w"), want: []string{"template.containers[0].volumeMounts[0].volumeName ContainerAppVolumeNotFound: w"}},
		{check: "app-volumes", reason: "a share of no storage", token: appToken, id: appID, body: volume(`{"name":"v","storageType":"AzureFile"}`, "v"), want: []string{"template.volumes[0].storageName BadRequest: AzureFile"}},
		{check: "app-storage", reason: "the environment's", token: appToken, id: appID, body: volume(shared, "v"), world: fakeView{cloud, made(cloudID+"/storages/st", "", `{}`)}},
		{check: "app-storage", reason: "nobody's", token: appToken, id: appID, body: volume(shared, "v"), world: fakeView{cloud}, want: []string{"template.volumes[0].storageName ManagedEnvironmentStorageNotFound: st"}},
		{check: "app-ingress", reason: "with a port", token: appToken, id: appID, body: `{"configuration":{"ingress":{"targetPort":8080}}}`},
		{check: "app-ingress", reason: "without", token: appToken, id: appID, body: `{"configuration":{"ingress":{"external":true}}}`, want: []string{"configuration.ingress.targetPort BadRequest: port"}},
		{check: "app-domains", reason: "bound and proven", token: appToken, id: appID, body: bound(`"bindingType":"SniEnabled","certificateId":"/c"`), world: fakeView{zone, made(publicZoneID+"/TXT/asuid.status", "", `{}`)}},
		{check: "app-domains", reason: "of a zone elsewhere", token: appToken, id: appID, body: bound(`"bindingType":"Disabled"`)},
		{check: "app-domains", reason: "not proven", token: appToken, id: appID, body: bound(`"bindingType":"SniEnabled","certificateId":"/c"`), world: fakeView{zone}, want: []string{"configuration.ingress.customDomains[0].name InvalidCustomHostNameValidation: asuid.status"}},
		{check: "app-domains", reason: "bound without certificate", token: appToken, id: appID, body: bound(`"bindingType":"SniEnabled"`), want: []string{"configuration.ingress.customDomains[0].certificateId BadRequest: SniEnabled"}},
		{check: "job-trigger", reason: "a schedule", token: jobToken, id: jobID, body: `{"configuration":{"triggerType":"Schedule","scheduleTriggerConfig":{"cronExpression":"0 3 * * *"}}}`},
		{check: "job-trigger", reason: "a schedule that is none", token: jobToken, id: jobID, body: `{"configuration":{"triggerType":"Manual","scheduleTriggerConfig":{"cronExpression":"daily"}}}`,
			want: []string{"configuration.scheduleTriggerConfig BadRequest: Manual", "configuration.scheduleTriggerConfig.cronExpression BadRequest: five"}},
	}
}
