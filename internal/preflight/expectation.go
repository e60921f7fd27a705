package preflight

// Expectation is what must be there for a stack. What is empty is not looked at.
type Expectation struct {
	// Stack is the stack's name, for the rows.
	Stack string
	// Placeholders are the settings whose values stand for real ones. Real says that the target is the real Azure, where
	// one of them ends the preflight before the first call.
	Placeholders []string
	Real         bool
	// SubscriptionID and TenantID are whose everything is.
	SubscriptionID, TenantID string
	// Tools are programs that must be at hand.
	Tools []Tool
	// Providers are namespaces that the subscription must be registered for: "Microsoft.KeyVault".
	Providers []string
	// Features are those it must have: "Microsoft.Compute/EncryptionAtHost".
	Features []string
	// Regions are where machines and addresses are needed.
	Regions []Region
	// Things are resources that another stack must have made.
	Things []Thing
	// Grants are roles of identities that another stack must have given.
	Grants []Grant
	// Roles are assignments that must be there, because they take up to an hour to work.
	Roles []Role
	// Zones are DNS zones that people must have delegated.
	Zones []Zone
	// Replicas are copies of the registry that images must have arrived in.
	Replicas []Replica
	// Secrets are those that people bring.
	Secrets []Secret
	// Memberships are those of Entra groups, which Resource Manager cannot see.
	Memberships []Membership
	// Addresses are those that customers are told, by region.
	Addresses []Addresses
	// Archives are write-once accounts.
	Archives []Archive
	// Budget is the environment's budget; nil for none.
	Budget *Budget
	// Steps are what only people can do and see.
	Steps []Step
}

// Region is what is needed in a region.
type Region struct {
	// Name is ARM's, e.g. "eastus2".
	Name string
	// Machines are the node pools, at their largest.
	Machines []Machines
	// Addresses is how many public addresses are needed.
	Addresses int
}

// Machines are as many machines of one size.
type Machines struct {
	Size string
	// Count is how many there can be at most, those that an upgrade adds included.
	Count int
	// Zones are the availability zones that they are spread over.
	Zones []string
}

// Role is an assignment that must be there.
type Role struct {
	// Name says what it is for in a row, e.g. the resource's logical name.
	Name string
	// Scope, RoleID and PrincipalID are as in the assignment: two identifiers of ARM and an object of Entra.
	Scope, RoleID, PrincipalID string
	// Stack is the stack that gives it, where it is another one.
	Stack string
}

// Zone is a DNS zone of Azure's that its parent must delegate to.
type Zone struct {
	// ID is its identifier.
	ID string
	// Domain is its name, e.g. "dev.trelica.com".
	Domain string
	// Stack is the stack that makes it.
	Stack string
}

// Replica is a copy of a registry.
type Replica struct {
	// ID is the replication's identifier: REGISTRY/replications/REGION.
	ID string
	// Registry and Region name it in a row.
	Registry, Region string
}

// Secret is a secret that people bring, in one of the vaults that need it.
type Secret struct {
	ResourceGroup, Vault string
	// VaultID is the vault's identifier.
	VaultID string
	Name    string
}

// Membership is a group that an identity must be in.
type Membership struct {
	// GroupID is the group's object identifier.
	GroupID string
	// IdentityID is the identity's identifier in ARM, which the commands for people begin with.
	IdentityID string
	// Why says what the membership is for.
	Why string
}
