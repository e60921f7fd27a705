package governance

// LeftOut is a built-in policy that a reader would expect and that is not assigned.
type LeftOut struct {
	// Definition is the GUID of the definition, or of the set of definitions.
	Definition string
	// Title is what it is called.
	Title string
	// Reason is a sentence.
	Reason string
}

// NotAssigned are the policies that were looked at and left out.
func NotAssigned() []LeftOut {
	return []LeftOut{
		{
			"040732e8-d947-40b8-95d6-854c95024bf8", "Azure Kubernetes Service Private Clusters should be enabled",
			"API servers have a public name behind authorised ranges, so that a rebuilt cluster can be reached before any network has been joined.",
		},
		{
			"3fc4dc25-5baf-40d8-9b05-7fe74c1bc64e", "Kubernetes clusters should use internal load balancers",
			"The ingress is public, on an address that only Front Door may reach.",
		},
		{
			"5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580", "Container registries should be encrypted with a customer-managed key",
			"The registry has none: its replica must open without the lost region's vault.",
		},
		{
			"055aa869-bc98-4af8-bafc-23f1ab6ffe2c", "Azure Web Application Firewall should be enabled for Azure Front Door entry-points",
			"It looks at the classic kind of Front Door alone, which this program does not use.",
		},
		{
			"55615ac9-af46-4a59-874e-391cc3dfb490", "Azure Key Vault should have firewall enabled or public network access disabled",
			"The assignment vault-public demands more.",
		},
		{
			"0884adba-2312-4468-abeb-5422caed1038", "Enable allLogs category group resource logging for supported resources to Log Analytics",
			"It makes diagnostic settings before the program does, whose own are then refused as existing.",
		},
		{
			"f5b29bc4-feca-4cc6-a58a-772dd5e290a5", "Enable audit category group resource logging for supported resources to Log Analytics",
			"It makes diagnostic settings before the program does, whose own are then refused as existing.",
		},
		{
			"2465583e-4e78-4c15-b6be-a36cbc7c8b0f", "Configure Azure Activity logs to stream to specified Log Analytics workspace",
			"The program sends the activity log itself.",
		},
		{
			"1f3afdf9-d0c9-4c3d-847f-89da613e70a8", "Microsoft cloud security benchmark",
			"Defender for Cloud assigns it by itself where a plan is on.",
		},
		{
			"5e4ff661-23bf-42fa-8e3a-309a55091cc7", "ISO/IEC 27001:2022",
			"What it holds changes without a change here, and nobody would have reviewed what it then does.",
		},
		{
			"53ad89f5-8542-49e9-ba81-1cbd686e0d52", "SOC 2023",
			"What it holds changes without a change here, and nobody would have reviewed what it then does.",
		},
	}
}
