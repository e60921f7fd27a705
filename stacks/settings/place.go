package settings

import "net/netip"

// Identity is whose environment it is, and whose account pays for it.
type Identity struct {
	// Environment is which environment the stack belongs to. It is part of every name and a tag of every resource, and
	// decides how strict the rules are: production is protected, locked and spread over three zones. The stacks dev,
	// preprod and prod can belong to the environment of their name only.
	// Required.
	Environment string `setting:"environment" allowed:"dev, preprod or prod"`
	// Kind is what the stack is made of: a whole environment; a rebuild of its platform in the recovery region, on the
	// standby that the environment's stack made there; or the bootstrap, which is there before either. The stack dr is a
	// rebuild, dev, preprod and prod are environments, and bootstrap-dev, bootstrap-preprod and bootstrap-prod are theirs. All
	// stacks of an environment have the same settings.
	// Default: environment.
	Kind string `setting:"kind" allowed:"environment or bootstrap; rebuild only with a recovery region"`
	// Organisation is the first part of every name. Key vaults have 24 characters, so seven is the most that fits every
	// environment and region. Changing it renames, and so replaces, everything.
	// Default: trelica.
	Organisation string `setting:"organisation" allowed:"2 to 12 lower-case letters and digits, a letter first; 7 fit every region and environment"`
	// Owner is the team that answers for the environment: the tag "owner" of every resource.
	// Required.
	Owner string `setting:"owner" allowed:"1 to 64 letters, digits, spaces and .@_-"`
	// CostCentre is who pays: the tag "cost-centre" of every resource.
	// Required.
	CostCentre string `setting:"costCentre" allowed:"1 to 64 letters, digits, spaces and .@_-"`
	// SubscriptionID is the Azure subscription that holds the environment and nothing else (claim SP-04). The files in
	// the repository hold placeholders that begin with eight zeros; a real target refuses them.
	// Required.
	SubscriptionID string `setting:"subscriptionId" allowed:"a GUID in lower case, of no other environment"`
	// TenantID is the Entra tenant of the subscription, the vaults and the cluster's sign-in.
	// Required.
	TenantID string `setting:"tenantId" allowed:"a GUID in lower case"`
}

// Place is where the environment is.
type Place struct {
	// Jurisdiction is the law that every region of the environment must be under. The security practices fix it: production
	// in the US (claim SP-03), dev and preprod in the UK (claim SP-04).
	// Required.
	Jurisdiction string `setting:"jurisdiction" allowed:"US for prod, UK for dev and preprod"`
	// Region is the home region, by ARM's name. It needs three availability zones. A region never changes in place: losing
	// it means a new stack in the recovery region.
	// Required.
	Region string `setting:"region" allowed:"a region of the jurisdiction with three availability zones"`
	// RecoveryRegion is where production is rebuilt when its home region is lost, and where its snapshots go (claims SP-15,
	// SP-17). It lies in the same jurisdiction, at least 150 miles from home, and has three zones. Empty elsewhere: dev and
	// preprod hold no customer data and are not rebuilt.
	// Default: empty.
	RecoveryRegion string `setting:"recoveryRegion,optional" allowed:"for prod a region of the jurisdiction with three zones, 150 miles from home or more; empty for dev and preprod"`
	// WatchRegion is where the environment is watched from: availability tests and status page live outside the regions they
	// watch (claim SP-22).
	// Required.
	WatchRegion string `setting:"watchRegion" allowed:"a region of the jurisdiction that is neither the home nor the recovery region, for prod with three zones"`
	// Zone is the name of the environment's public DNS zone, in which everything lies that customers type and that receivers of
	// its mail look up. The bootstrap makes it, and people have it delegated. No other environment has it, or one around it.
	// Required.
	Zone string `setting:"zone" allowed:"a DNS name of at least two lower-case labels, at most 180 characters, that is neither another environment's nor lies in one"`
}

// Network is which addresses the environment has. The first half of a space is the cluster's network, the third quarter the data
// network, the rest is spare.
type Network struct {
	// AddressSpace is the home region's addresses: the cluster network, the data network and room to grow. No other
	// environment or region may have any of them.
	// Required.
	AddressSpace netip.Prefix `setting:"addressSpace" allowed:"a private IPv4 prefix of /16 to /20 without host bits, such as 10.64.0.0/16, that no other space overlaps"`
	// RecoveryAddressSpace is the recovery region's addresses. It exists exactly when there is a recovery region.
	// Default: empty.
	RecoveryAddressSpace netip.Prefix `setting:"recoveryAddressSpace,optional" allowed:"a private IPv4 prefix of /16 to /20 without host bits, such as 10.80.0.0/16, that no other space overlaps; empty without recovery region"`
	// PodCIDR is the pods' addresses. Azure CNI Overlay gives every node a /24 of it, so a /16 has room for 256 nodes. They
	// exist inside a cluster only: every cluster may have the same (AKS documentation, Configure Azure CNI Overlay).
	// Default: 10.244.0.0/16.
	PodCIDR netip.Prefix `setting:"podCidr" allowed:"a private IPv4 prefix of /24 or larger that overlaps neither services nor networks nor what AKS keeps for itself"`
	// ServiceCIDR is the Kubernetes services' addresses, inside the cluster only. The tenth is DNS.
	// Default: 10.245.0.0/20.
	ServiceCIDR netip.Prefix `setting:"serviceCidr" allowed:"a private IPv4 prefix of /13 to /24 that overlaps neither pods nor networks nor what AKS keeps for itself"`
}
