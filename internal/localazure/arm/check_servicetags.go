package arm

const tagDocument = "Microsoft Learn, virtual-network, service-tags-overview, available service tags"

// serviceTags are the tags that network security groups take; most also exist per region, as "Storage.EastUS2".
func serviceTags() []string {
	return []string{
		"ActionGroup", "ApiManagement", "ApplicationInsightsAvailability", "AppConfiguration", "AppService", "AppServiceManagement",
		"AutonomousDevelopmentPlatform", "AzureActiveDirectory", "AzureActiveDirectoryDomainServices", "AzureAdvancedThreatProtection",
		"AzureArcInfrastructure", "AzureAttestation", "AzureBackup", "AzureBotService", "AzureCloud", "AzureCognitiveSearch",
		"AzureConnectors", "AzureContainerAppsService", "AzureContainerRegistry", "AzureCosmosDB", "AzureDatabricks",
		"AzureDataExplorerManagement", "AzureDeviceUpdate", "AzureDevOps", "AzureDigitalTwins", "AzureEventGrid", "AzureFrontDoor.Backend",
		"AzureFrontDoor.Frontend", "AzureFrontDoor.FirstParty", "AzureFrontDoor.MicrosoftSecurity", "AzureHealthcareAPIs",
		"AzureInformationProtection", "AzureIoTHub", "AzureKeyVault", "AzureLoadBalancer", "AzureMachineLearning",
		"AzureMachineLearningInference", "AzureManagedGrafana", "AzureMonitor", "AzureOpenDatasets", "AzurePlatformDNS", "AzurePlatformIMDS",
		"AzurePlatformLKM", "AzureResourceManager", "AzureSentinel", "AzureSignalR", "AzureSiteRecovery", "AzureSphere", "AzureSpringCloud",
		"AzureStack", "AzureTrafficManager", "AzureUpdateDelivery", "AzureWebPubSub", "BatchNodeManagement", "ChaosStudio",
		"CognitiveServicesFrontend", "CognitiveServicesManagement", "DataFactory", "DataFactoryManagement", "Dynamics365ForMarketingEmail",
		"EOPExternalPublishedIPs", "EventHub", "GatewayManager", "GenevaActions", "GuestAndHybridManagement", "HDInsight", "Internet",
		"KustoAnalytics", "LogicApps", "LogicAppsManagement", "M365ManagementActivityApi", "M365ManagementActivityApiWebhook",
		"MicrosoftAzureFluidRelay", "MicrosoftCloudAppSecurity", "MicrosoftContainerRegistry", "MicrosoftDefenderForEndpoint", "PowerBI",
		"PowerPlatformInfra", "PowerPlatformPlex", "PowerQueryOnline", "Scuba", "SerialConsole", "ServiceBus", "ServiceFabric", "Sql",
		"SqlManagement", "Storage", "StorageSyncService", "StorageMover", "VirtualDesktop", "VideoIndexer", "VirtualNetwork", "WindowsAdminCenter",
		"WindowsVirtualDesktop",
	}
}
