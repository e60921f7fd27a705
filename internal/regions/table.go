package regions

// table is every region of the United States and the United Kingdom that is open to all, and those of the
// European Union that Azure pairs.
//
// Sources: names, geography, location, coordinates, pairs and zones from ARM's list of locations as kept in
// Azure/terraform-azurerm-avm-utl-regions, modules/cached-data/locations.tf.json (August 2026), which agrees with
// Microsoft's reliability documentation, regions-list. Codes from the same project's locals.geo.codes.tf.json, which are
// the geo codes that Azure itself uses in zone names and that the Cloud Adoption Framework's examples follow.
// City centres are the usual geographic coordinates of those cities, to about a mile.
var table = []Region{
	{
		Name: "eastus", DisplayName: "East US", Code: "eus", Jurisdiction: US, Geography: "United States", Location: "Virginia",
		Published: Point{37.3719, -79.8164}, Pair: "westus", Zones: 3,
	},
	{
		Name: "eastus2", DisplayName: "East US 2", Code: "eus2", Jurisdiction: US, Geography: "United States", Location: "Virginia",
		Published: Point{36.6681, -78.3889}, Pair: "centralus", Zones: 3,
	},
	{
		Name: "centralus", DisplayName: "Central US", Code: "cus", Jurisdiction: US, Geography: "United States", Location: "Iowa",
		Published: Point{41.5908, -93.6208}, Pair: "eastus2", Zones: 3,
	},
	{
		Name: "northcentralus", DisplayName: "North Central US", Code: "ncus", Jurisdiction: US, Geography: "United States", Location: "Illinois",
		Published: Point{41.8819, -87.6278}, Pair: "southcentralus",
	},
	{
		Name: "southcentralus", DisplayName: "South Central US", Code: "scus", Jurisdiction: US, Geography: "United States", Location: "Texas",
		Published: Point{29.4167, -98.5}, Pair: "northcentralus", Zones: 3,
	},
	{
		Name: "westcentralus", DisplayName: "West Central US", Code: "wcus", Jurisdiction: US, Geography: "United States", Location: "Wyoming",
		Published: Point{40.89, -110.234}, Pair: "westus2",
	},
	{
		Name: "westus", DisplayName: "West US", Code: "wus", Jurisdiction: US, Geography: "United States", Location: "California",
		Published: Point{37.783, -122.417}, Pair: "eastus",
	},
	{
		Name: "westus2", DisplayName: "West US 2", Code: "wus2", Jurisdiction: US, Geography: "United States", Location: "Washington",
		Published: Point{47.233, -119.852}, Pair: "westcentralus", Zones: 3,
	},
	{
		Name: "westus3", DisplayName: "West US 3", Code: "wus3", Jurisdiction: US, Geography: "United States", Location: "Phoenix",
		Published: Point{33.448376, -112.074036}, City: Point{33.4484, -112.0740}, Pair: "eastus", Zones: 3,
		Note: "The pairing goes one way: West US 3 is paired with East US, East US with West US.",
	},
	{
		Name: "uksouth", DisplayName: "UK South", Code: "uks", Jurisdiction: UK, Geography: "United Kingdom", Location: "London",
		Published: Point{50.941, -0.799}, City: Point{51.5074, -0.1278}, Pair: "ukwest", Zones: 3,
		Note: "The published coordinate lies some 49 miles south-west of London.",
	},
	{
		Name: "ukwest", DisplayName: "UK West", Code: "ukw", Jurisdiction: UK, Geography: "United Kingdom", Location: "Cardiff",
		Published: Point{53.427, -3.084}, City: Point{51.4816, -3.1791}, Pair: "uksouth",
		Note: "The published data contradict themselves: the location is Cardiff, the coordinate lies near Liverpool, some 134 miles to the north.",
	},
	{
		Name: "northeurope", DisplayName: "North Europe", Code: "ne", Jurisdiction: EU, Geography: "Europe", Location: "Ireland",
		Published: Point{53.3478, -6.2597}, Pair: "westeurope", Zones: 3,
	},
	{
		Name: "westeurope", DisplayName: "West Europe", Code: "we", Jurisdiction: EU, Geography: "Europe", Location: "Netherlands",
		Published: Point{52.3667, 4.9}, Pair: "northeurope", Zones: 3,
	},
	{
		Name: "francecentral", DisplayName: "France Central", Code: "frc", Jurisdiction: EU, Geography: "France", Location: "Paris",
		Published: Point{46.3772, 2.373}, City: Point{48.8566, 2.3522}, Pair: "francesouth", Zones: 3,
		Note: "The published coordinate lies in the middle of France, some 171 miles south of Paris.",
	},
	{
		Name: "francesouth", DisplayName: "France South", Code: "frs", Jurisdiction: EU, Geography: "France", Location: "Marseille",
		Published: Point{43.8345, 2.1972}, City: Point{43.2965, 5.3698}, Pair: "francecentral",
		Note: "The published coordinate lies some 163 miles west of Marseille. Open on request only.",
	},
	{
		Name: "germanywestcentral", DisplayName: "Germany West Central", Code: "gwc", Jurisdiction: EU, Geography: "Germany", Location: "Frankfurt",
		Published: Point{50.110924, 8.682127}, City: Point{50.1109, 8.6821}, Pair: "germanynorth", Zones: 3,
	},
	{
		Name: "germanynorth", DisplayName: "Germany North", Code: "gn", Jurisdiction: EU, Geography: "Germany", Location: "Berlin",
		Published: Point{53.073635, 8.806422}, City: Point{52.5200, 13.4050}, Pair: "germanywestcentral",
		Note: "The published coordinate is Bremen, some 196 miles west of Berlin. Open on request only.",
	},
	{
		Name: "swedencentral", DisplayName: "Sweden Central", Code: "sdc", Jurisdiction: EU, Geography: "Sweden", Location: "Gävle",
		Published: Point{60.67488, 17.14127}, City: Point{60.6749, 17.1413}, Pair: "swedensouth", Zones: 3,
		Note: "The partner, Sweden South, publishes no coordinate and is not in this table.",
	},
}
