package arm

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// pools are the node pools of a request: those inside a cluster, or the one that stands alone.
func pools(r Request) []Body {
	if strings.EqualFold(world.TypeOf(r.ID), typePool) || r.Type != nil && strings.HasSuffix(r.Type.Token, ":AgentPool") {
		return []Body{r.Body}
	}
	inside, _ := r.Body.Elements("agentPoolProfiles")
	return inside
}

// poolCheck is a check that holds for pools inside a cluster and for those that stand alone.
func poolCheck(id, says, source string, run func(Request, Body) []Problem) Check {
	return Check{ID: id, Says: says, Source: source, Run: func(r Request) []Problem {
		var problems []Problem
		for _, pool := range pools(r) {
			if _, state := pool.At(""); state == Known {
				problems = append(problems, run(r, pool)...)
			}
		}
		return problems
	}}
}

// poolChecks hold for every pool.
func poolChecks() []Check {
	return []Check{
		poolCheck("pool-count", "A pool has 0 to 1000 nodes, one for system pods at least 1; a pool that scales itself has least ≤ count ≤ most.", clusterSpecification+", count, minCount, maxCount; Microsoft Learn, AKS, cluster-autoscaler", poolCount),
		poolCheck("pool-size", "A pool names the size of its machines as machines are named.", "Microsoft Learn, virtual-machines, vm-naming-conventions", func(_ Request, pool Body) []Problem { return sizeNames(pool, "vmSize") }),
		poolCheck("pool-ephemeral-disk", "An ephemeral disk fits the temporary disk or cache of its machine's size.", "Microsoft Learn, AKS, concepts-storage, ephemeral OS disk; virtual-machines, ephemeral-os-disks", ephemeralDisk),
		poolCheck("pool-surge", "A surge is a number of nodes or a percentage from 1 to 100; nodes drain for 1 to 1440 minutes and soak for 0 to 30.", clusterSpecification+", AgentPoolUpgradeSettings; Microsoft Learn, AKS, upgrade-options", poolSurge),
		poolCheck("pool-taints", "A taint is written key=value:Effect.", "Microsoft Learn, AKS, use-node-taints", poolTaints),
		poolCheck("pool-max-pods", "A node runs 10 to 250 pods.", "Microsoft Learn, AKS, quotas-skus-regions, maximum pods per node", func(_ Request, pool Body) []Problem { return between(pool, "maxPods", 10, 250, "The number of pods") }),
		poolCheck("pool-version-supported", "A new pool has a version that AKS supports.", aksVersions+"; AKS error AgentPoolK8sVersionNotSupported", poolVersionSupported),
		{ID: "pools-addresses", Says: "A subnet without overlay has an address for each node and each of its pods, and the range of pods a /24 for each node; a pool that scales counts as its largest.",
			Source: "Microsoft Learn, AKS, configure-azure-cni, plan IP addressing; azure-cni-overlay; AKS error InsufficientSubnetSize", Run: poolAddresses},
		poolCheck("pool-spot", "A spot pool is no system pool, and only a spot pool has an eviction policy and a price.", "Microsoft Learn, AKS, spot-node-pool", spotPool),
		poolCheck("pool-reservation", "A pool that names a group of reservations finds one of its size in each of its zones; otherwise AKS makes the pool with a warning and associates nothing.", reservationDocument, poolReservation),
		poolCheck("pool-reservation-role", "The cluster's identity may use the group of reservations.", reservationDocument+" (Contributor on the group's resource group)", poolReservationRole),
	}
}

func poolCount(_ Request, pool Body) []Problem {
	least := 0.0
	if mode, _ := pool.String("mode"); mode == "System" {
		least = 1
	}
	problems := between(pool, "count", least, 1000, "The number of nodes")
	scales, state := pool.Bool("enableAutoScaling")
	if state == Unknown {
		return problems
	}
	low, lowState := pool.Number("minCount")
	high, highState := pool.Number("maxCount")
	count, countState := pool.Number("count")
	if !scales {
		for _, path := range []string{"minCount", "maxCount"} {
			problems = append(problems, one(!pool.Has(path), refusal(pool.PathTo(path), "InvalidParameter", "This is for pools that scale themselves; set enableAutoScaling."))...)
		}
		return problems
	}
	for _, path := range []string{"minCount", "maxCount"} {
		problems = append(problems, one(pool.Has(path), refusal(pool.PathTo(path), "InvalidParameter", "The pool scales itself, and this is missing."))...)
	}
	problems = append(problems, between(pool, "minCount", least, 1000, "The least number of nodes")...)
	problems = append(problems, one(lowState != Known || highState != Known || low <= high, refusal(pool.PathTo("minCount"), "InvalidParameter", "The least number of nodes %v is above the most, %v.", low, high))...)
	outside := countState == Known && (lowState == Known && count < low || highState == Known && count > high)
	return append(problems, one(!outside, refusal(pool.PathTo("count"), "InvalidParameter", "The number of nodes %v lies outside %v to %v.", count, low, high))...)
}

// temporaryDisk is the size in GiB of the local disk of the sizes that have one and whose name says how large: 37.5 GiB
// for each processor of the D and E families with a "d" of generations 4 and 5.
func temporaryDisk(size string) (float64, bool) {
	parts := regexp.MustCompile(`^(?i:standard)_[DE](\d+)a?ds_v[45]$`).FindStringSubmatch(size)
	if parts == nil {
		return 0, false
	}
	processors, err := strconv.ParseFloat(parts[1], 64)
	return processors * 37.5, err == nil
}

func ephemeralDisk(_ Request, pool Body) []Problem {
	kind, _ := pool.String("osDiskType")
	size, sizeState := pool.String("vmSize")
	disk, diskState := pool.Number("osDiskSizeGB")
	room, known := temporaryDisk(size)
	return one(kind != "Ephemeral" || sizeState != Known || diskState != Known || !known || disk <= room, refusal(pool.PathTo("osDiskSizeGB"), "",
		"The size %s has a temporary disk of %v GiB, which does not hold an ephemeral disk of %v GB.", size, room, disk))
}

func poolSurge(_ Request, pool Body) []Problem {
	surge, state := pool.String("upgradeSettings.maxSurge")
	percent, isPercent := strings.CutSuffix(surge, "%")
	number, err := strconv.Atoi(percent)
	fits := err == nil && number >= 1 && (!isPercent || number <= 100)
	problems := one(state != Known || fits, refusal(pool.PathTo("upgradeSettings.maxSurge"), "InvalidParameter", "The surge %q is neither a number of nodes nor a percentage from 1%% to 100%%.", surge))
	problems = append(problems, between(pool, "upgradeSettings.drainTimeoutInMinutes", 1, 1440, "The time to drain in minutes")...)
	return append(problems, between(pool, "upgradeSettings.nodeSoakDurationInMinutes", 0, 30, "The time to soak in minutes")...)
}

func poolTaints(_ Request, pool Body) []Problem {
	shape := regexp.MustCompile(`^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?=[-A-Za-z0-9_.]*:(NoSchedule|PreferNoSchedule|NoExecute)$`)
	taints, _ := pool.Elements("nodeTaints")
	var problems []Problem
	for _, taint := range taints {
		text, state := taint.String("")
		problems = append(problems, one(state != Known || shape.MatchString(text), refusal(taint.PathTo(""), "InvalidParameter", "%q is no taint of the form key=value:NoSchedule (or PreferNoSchedule, NoExecute).", text))...)
	}
	return problems
}

func spotPool(_ Request, pool Body) []Problem {
	priority, state := pool.String("scaleSetPriority")
	mode, _ := pool.String("mode")
	if state == Unknown {
		return nil
	}
	if priority == "Spot" {
		return one(mode != "System", refusal(pool.PathTo("scaleSetPriority"), "InvalidParameter", "A spot pool can't be a system pool."))
	}
	var problems []Problem
	for _, path := range []string{"scaleSetEvictionPolicy", "spotMaxPrice"} {
		problems = append(problems, one(!pool.Has(path), refusal(pool.PathTo(path), "InvalidParameter", "This is for pools of the priority Spot."))...)
	}
	return problems
}

func poolReservation(r Request, pool Body) []Problem {
	id, state := pool.String("capacityReservationGroupID")
	size, sizeState := pool.String("vmSize")
	zones, zoneState := pool.Strings("availabilityZones")
	if state != Known || sizeState != Known || zoneState == Unknown {
		return nil
	}
	group, there := r.View.Get(id)
	if !there {
		return nil
	}
	held := map[string]bool{}
	for _, reserved := range r.View.OfType(typeReservation) {
		if world.Key(world.Parent(reserved.ID)) != world.Key(group.ID) || !strings.EqualFold(knownText(reserved, "sku.name"), size) {
			continue
		}
		theirs, _ := InputsOf(reserved).Strings("zones")
		held[strings.Join(theirs, "")] = true
	}
	if len(zones) == 0 {
		zones = []string{""}
	}
	var problems []Problem
	for _, zone := range zones {
		where := "zone " + zone
		if zone == "" {
			where = "no zone"
		}
		problems = append(problems, one(held[zone], warning(pool.PathTo("capacityReservationGroupID"), "The group %s holds no reservation of the size %s in %s: AKS makes the pool with a warning, and no capacity is reserved for it.",
			world.Name(id), size, where))...)
	}
	return problems
}

// clusterOf are the inputs of the cluster that a pool belongs to.
func clusterOf(r Request) (Request, bool) {
	if !strings.EqualFold(world.TypeOf(r.ID), typePool) {
		return r, true
	}
	cluster, there := r.View.Get(world.Parent(r.ID))
	if !there {
		return Request{}, false
	}
	whole := r
	whole.ID, whole.Body = cluster.ID, InputsOf(cluster)
	return whole, true
}

func poolReservationRole(r Request, pool Body) []Problem {
	id, state := pool.String("capacityReservationGroupID")
	cluster, there := clusterOf(r)
	if state != Known || !there {
		return nil
	}
	principal, known := clusterPrincipal(cluster)
	return one(!known || granted(r, principal, id, roleContributor, roleOwner, roleVM), warning(pool.PathTo("capacityReservationGroupID"),
		"The cluster's identity has no role on the group %s; give it %q on the group's resource group.", world.Name(id), roleContributor))
}

// poolVersion is the version a pool runs: its own, or its cluster's.
func poolVersion(r Request) string {
	if version, state := r.Body.String("orchestratorVersion"); state == Known {
		return patchOf(version)
	}
	if cluster, there := clusterOf(r); there {
		if version, state := cluster.Body.String("kubernetesVersion"); state == Known {
			return patchOf(version)
		}
	}
	return defaultKubernetes
}

// kubeletProfile is the identity of the nodes: the one that was given, or one AKS makes.
func kubeletProfile(r Request) resource.PropertyValue {
	given, state := r.Body.String("identityProfile.kubeletidentity.resourceId")
	kubelet := resource.PropertyMap{
		"clientId": resource.NewStringProperty(drawnUUID(r, "kubelet client")),
		"objectId": resource.NewStringProperty(drawnUUID(r, "kubelet object")),
	}
	if state == Known {
		kubelet["resourceId"] = resource.NewStringProperty(given)
		if identity, there := r.View.Get(given); there {
			answer := OutputsOf(identity)
			for output, name := range map[string]resource.PropertyKey{"clientId": "clientId", "principalId": "objectId"} {
				if value, known := answer.String(output); known == Known {
					kubelet[name] = resource.NewStringProperty(value)
				}
			}
		}
	}
	return resource.NewObjectProperty(resource.PropertyMap{"kubeletidentity": resource.NewObjectProperty(kubelet)})
}
