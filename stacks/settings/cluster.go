package settings

import "net/netip"

// Cluster is how the Kubernetes cluster is built and kept.
type Cluster struct {
	// KubernetesVersion is the minor version of Kubernetes. AKS installs its newest patch and keeps it patched, so a patch may not be
	// pinned. The table of versions has their ends of life. Quote it: YAML reads 1.30 as 1.3.
	// Default: 1.35.
	KubernetesVersion string `setting:"kubernetesVersion" allowed:"\"1.34\", \"1.35\" or \"1.36\""`
	// UpgradeKubernetes says whether a change of the version reaches a cluster that exists. Otherwise the version is ignored in
	// diffs, because AKS keeps moving it and no preview may propose to take a cluster back. Set both in one change; take this
	// one out in the next.
	// Default: false.
	UpgradeKubernetes bool `setting:"upgradeKubernetes" allowed:"true or false"`
	// ResizePools is whether a change of the pools' bounds sets their number of nodes. Otherwise the number is ignored in diffs,
	// because the autoscaler keeps moving it; but AKS refuses a minimum above the number that was last sent. Set both in one
	// change, take this one out in the next: the pools start again from their minimum.
	// Default: false.
	ResizePools bool `setting:"resizePools" allowed:"true or false"`
	// PodSecurityVersion is the minor version of Kubernetes whose meaning of "restricted" pods must keep to. It is apart from
	// KubernetesVersion, so that an upgrade refuses no pod that ran the day before; raise it in a change of its own.
	// Default: 1.35.
	PodSecurityVersion string `setting:"podSecurityVersion" allowed:"a supported version that is not newer than kubernetesVersion"`
	// SystemPool is the node pool of the cluster's own pods. Workloads are kept off it by a taint.
	// Required.
	SystemPool SystemPool `setting:"systemPool" allowed:"an object of vmSize, minCount, maxCount and osDiskGb"`
	// UserPools are the node pools of the workloads.
	// Required.
	UserPools []UserPool `setting:"userPools" allowed:"a list of at least one pool, each of name, vmSize, minCount, maxCount, osDiskGb and perhaps labels and taints"`
	// MaxSurge is how many nodes an upgrade adds at a time, per pool, before it takes old ones away: a number or a share of
	// the pool, rounded up (AKS documentation, Customize node surge upgrade).
	// Default: 33%.
	MaxSurge string `setting:"maxSurge" allowed:"1% to 100%, or a number from 1 to 100"`
	// OutboundPorts is how many source ports each node has for connections to the outside. It is fixed when the cluster is made: the provider
	// replaces a cluster for any change of its network profile (pulumi-azure-native 2, list of replacements), so it must not follow the
	// pools. The two egress addresses have 128,000 ports for all nodes at their most (AKS documentation, load-balancer-standard).
	// Default: 2048.
	OutboundPorts int `setting:"outboundPorts" allowed:"a multiple of 8 from 1024 to 8000; times the nodes at their most, surge included, 128000 or less"`
	// APIServerAuthorizedRanges are the public addresses that may reach the cluster's API server: the ops network's and the
	// break-glass ones. The cluster's own egress addresses are added by AKS (AKS documentation, API server authorised IP ranges).
	// Required.
	APIServerAuthorizedRanges []netip.Prefix `setting:"apiServerAuthorizedRanges" allowed:"a list of 1 to 200 public IPv4 prefixes of /24 or smaller, without doubles"`
	// ClusterAdminGroupIDs are the Entra groups that administer the cluster, by their object ids.
	// Required.
	ClusterAdminGroupIDs []string `setting:"clusterAdminGroupIds" allowed:"a list of at least one GUID in lower case, without doubles"`
	// KubernetesLogin is how kubelogin signs in to the cluster: as a pipeline, as whoever is signed in to the Azure CLI, or by
	// a code typed into a browser.
	// Default: azurecli.
	KubernetesLogin string `setting:"kubernetesLogin" allowed:"workloadidentity, azurecli or devicecode"`
	// MaintenanceWindow is the weekly window in which AKS upgrades cluster and nodes: Kubernetes' own patches on that day, node
	// images in the same hours of the next, AKS's own releases of the one after, so that what goes wrong has one cause.
	// Default: Sunday from 02:00 UTC, for 4 hours.
	MaintenanceWindow MaintenanceWindow `setting:"maintenanceWindow" allowed:"an object of day, startHour, durationHours and utcOffset"`
	// MaintenanceFreeze are the spans of days on which nothing is upgraded.
	// Default: none.
	MaintenanceFreeze []Freeze `setting:"maintenanceFreeze" allowed:"a list of spans that do not overlap, each of start, end and reason"`
	// ReservedInstances are the reserved instances that were bought. Azure has no resource for the purchase, so it is declared here and compared with
	// the pools' minimum counts (claim SP-20).
	// Default: none.
	ReservedInstances []ReservedInstance `setting:"reservedInstances" allowed:"a list, each of vmSize, quantity and region; in prod as many of each size as the pools' minimum counts add up to"`
	// CapacityReservations says whether the nodes' capacity in the home region is reserved, which costs as much as
	// running them (claim SP-20).
	// Default: false.
	CapacityReservations bool `setting:"capacityReservations" allowed:"true or false; true in prod"`
	// RecoveryCapacityReservations says whether the same capacity is reserved in the recovery region too. It is paid for
	// while idle; without it a rebuild has no promise of capacity.
	// Default: false.
	RecoveryCapacityReservations bool `setting:"recoveryCapacityReservations" allowed:"true or false; true only with a recovery region"`
}

// SystemPool is the pool of the cluster's own pods.
type SystemPool struct {
	// VMSize is the size of the nodes, with four processors at least (AKS documentation, Use system node pools). The table of
	// sizes lists those that are known to serve.
	// Required.
	VMSize string `setting:"vmSize" allowed:"one of the sizes in the table of sizes, with 4 vCPUs or more"`
	// MinCount is the least number of nodes. AKS asks for two; production needs three, one per zone.
	// Required.
	MinCount int `setting:"minCount" allowed:"2 or more, 3 or more in prod"`
	// MaxCount is the number up to which the pool grows.
	// Required.
	MaxCount int `setting:"maxCount" allowed:"minCount to 1000"`
	// OSDiskGB is the size of the nodes' ephemeral OS disk in GiB. It lies on the size's own temporary disk.
	// Required.
	OSDiskGB int `setting:"osDiskGb" allowed:"30 up to the size's temporary disk"`
}

// UserPool is a pool of the workloads.
type UserPool struct {
	// Name is the pool's name in the cluster.
	// Required.
	Name string `setting:"name" allowed:"1 to 12 lower-case letters and digits, a letter first, not \"system\", no other pool's"`
	// VMSize is the size of the nodes. The table of sizes lists those that are known to serve.
	// Required.
	VMSize string `setting:"vmSize" allowed:"one of the sizes in the table of sizes"`
	// MinCount is the least number of nodes. Production needs three, one per zone.
	// Required.
	MinCount int `setting:"minCount" allowed:"1 or more, 3 or more in prod"`
	// MaxCount is the number up to which the pool grows.
	// Required.
	MaxCount int `setting:"maxCount" allowed:"minCount to 1000"`
	// OSDiskGB is the size of the nodes' ephemeral OS disk in GiB. It lies on the size's own temporary disk.
	// Required.
	OSDiskGB int `setting:"osDiskGb" allowed:"30 up to the size's temporary disk"`
	// Labels are Kubernetes labels of every node of the pool.
	// Optional.
	Labels map[string]string `setting:"labels,optional" allowed:"Kubernetes labels whose prefix is not kubernetes.azure.com"`
	// Taints keep pods off the pool that do not tolerate them.
	// Optional.
	Taints []string `setting:"taints,optional" allowed:"a list of key=value:effect, the effect NoSchedule, PreferNoSchedule or NoExecute"`
}

// MaintenanceWindow is a weekly span of hours.
type MaintenanceWindow struct {
	// Day is the day of the week.
	// Required.
	Day string `setting:"day" allowed:"Monday, Tuesday, Wednesday, Thursday, Friday, Saturday or Sunday"`
	// StartHour is the hour of the day, in the offset below, at which the window opens.
	// Required.
	StartHour int `setting:"startHour" allowed:"0 to 23"`
	// DurationHours is how long it stays open (azure-rest-api-specs Microsoft.ContainerService, MaintenanceWindow).
	// Required.
	DurationHours int `setting:"durationHours" allowed:"4 to 24"`
	// UTCOffset is the zone that day, hour and freeze dates are in. It does not follow summer time.
	// Required.
	UTCOffset string `setting:"utcOffset" allowed:"+HH:MM or -HH:MM from -12:00 to +14:00"`
}

// Freeze is a span of days on which nothing is upgraded.
type Freeze struct {
	// Start is the first day.
	// Required.
	Start Date `setting:"start" allowed:"a date YYYY-MM-DD"`
	// End is the last day, itself included.
	// Required.
	End Date `setting:"end" allowed:"a date YYYY-MM-DD, not before start"`
	// Reason is why, for whoever wonders.
	// Required.
	Reason string `setting:"reason" allowed:"a few words"`
}

// ReservedInstance is a purchase of reserved virtual machine instances.
type ReservedInstance struct {
	// VMSize is the size that was bought.
	// Required.
	VMSize string `setting:"vmSize" allowed:"the size of a pool"`
	// Quantity is how many.
	// Required.
	Quantity int `setting:"quantity" allowed:"the sum of the minimum counts of the pools of that size"`
	// Region is where.
	// Required.
	Region string `setting:"region" allowed:"the home or the recovery region"`
}
