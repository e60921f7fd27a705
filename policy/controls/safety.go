package controls

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// safetyRules keep what the claims stand on from being lost by a change.
func safetyRules() []*Rule {
	return []*Rule{
		{
			ID: "protected", Claim: "safety", Severity: Critical, Kinds: protectedKinds(), Title: "Production's data is protected", Why: "A slip of the pen must not be able to delete it.",
			Fix: "give the resource the option protect", When: func(r *Resource, s *Stack) bool { return s.Name == "prod" && s.ours() && r.OptionsKnown },
			Each: func(c *Case) {
				if !c.Resource.Protect && (c.Resource.kind() != "network:VirtualNetwork" || !strings.Contains(c.Resource.URN, "trelica:stacks:Platform$")) { // which a rebuild makes anew
					c.Violate(c.Resource, Place{Path: "(protect)", Value: false}, "is not protected")
				}
			},
		},
		{
			ID: "locked", Claim: "safety", Severity: Critical, Title: "Production's data is locked in Azure", Why: "A lock stops what does not go through Pulumi.", Fix: "put a CanNotDelete lock on the resource", Whole: locked,
		},
		{
			ID: "zone-locked", Claim: "safety", Severity: High, Title: "Production's zone is locked by its SOA record set", Why: "A new zone has other name servers; and a lock on the zone itself would keep records that must go.",
			Fix: "put the CanNotDelete lock on the record set /SOA/@ of the zone, and none on the zone", Whole: zoneLocked,
		},
		{
			ID: "lock-level", Claim: "safety", Severity: High, Kinds: []string{"authorization:ManagementLockByScope"}, Title: "Locks forbid deletion", Why: "A lock of another kind stops the program, or nobody.",
			Fix: "use CanNotDelete", Needs: []Need{need("level", is("CanNotDelete")), need("scope", matches(`^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/`, "a resource, not a group"))},
		},
		{
			ID: "no-downgrade", Claim: "safety", Severity: High, Title: "No version goes back", Why: "Azure refuses it half-way, or data is lost.", Fix: "keep the version, or ignore changes of it", Whole: noDowngrade, Told: ToldPrevious,
		},
		{
			ID: "settings-stay", Claim: "safety", Severity: Critical, Title: "No settings resource that resets on deletion is removed", Why: "Azure sets its default again, without an error.",
			Fix: "change the setting instead of removing it", Whole: settingsStay, Told: ToldPrevious,
		},
		{
			ID: "api-versions-soon", Claim: "safety", Severity: Medium, Level: Advisory, Title: "No API version ends within ninety days", Why: "There must be time to change it in peace.", Fix: "use a newer version of the resource's type", Whole: apiVersionsSoon,
		},
		{
			ID: "kubernetes-version", Claim: "SP-24", Severity: High, Level: Advisory, Kinds: []string{"containerservice:ManagedCluster"}, Title: "Kubernetes still gets patches", Why: "Known holes stay open in a version that has ended.", Fix: "raise kubernetesVersion", Each: kubernetesVersion,
		},
		{
			ID: "api-versions", Claim: "safety", Severity: High, Title: "No API version is used that has ended", Why: "On that day nothing can be changed any more.", Fix: "use a newer version of the resource's type", Whole: apiVersions,
		},
		{
			ID: "ignored-count", Claim: "safety", Severity: High, Kinds: poolKinds, Title: "What Azure changes by itself is ignored", Why: "Otherwise the next run takes nodes away, or goes back a version.",
			Fix: "ignore changes of counts and versions", When: func(r *Resource, s *Stack) bool { return r.OptionsKnown && r.IgnoreChanges != nil || s.ignores }, Each: ignoredCounts,
		},
		{
			ID: "import-replaces", Claim: "safety", Severity: Critical, Kinds: statefulKinds(), Title: "Nothing stateful is replaced", Why: "Under another name, in another place or made otherwise it is a new, empty resource.",
			Fix: "keep name, place and what is set at creation; move the data first", When: func(_ *Resource, s *Stack) bool { return s.Previous != nil }, Each: sameThing, Told: ToldPrevious,
		},
		{
			ID: "cluster-stays", Claim: "safety", Severity: Critical, Kinds: []string{"containerservice:ManagedCluster"}, Title: "Production's cluster is not replaced by the way",
			Why:  "The provider deletes the cluster and all that runs in it before it makes another, for any change of its network profile too.",
			Fix:  "change it in Azure first (az aks update) and refresh, or plan the move and except this rule for it",
			When: func(_ *Resource, s *Stack) bool { return s.Previous != nil && s.Production() }, Each: sameCluster, Told: ToldPrevious,
		},
		{
			ID: RuleExceptions, Claim: "safety", Severity: High, Title: "Exceptions are needed, and have not expired", Why: "An exception that nobody looks at hides the next mistake.",
			Fix: "renew it with a reason, or remove it from policy/exceptions.yaml",
		},
	}
}

// statefulKinds hold what cannot be made again.
func statefulKinds() []string {
	return []string{"sql:Server", "sql:Database", "keyvault:Vault", "keyvault:Key", "storage:StorageAccount"}
}

// protectedKinds are those, and what others know by its address, what holds capacity that cannot be bought again, and what guards them all.
func protectedKinds() []string {
	return append(statefulKinds(), "keyvault:Secret", "storage:FileShare", "compute:DiskEncryptionSet", "compute:CapacityReservation", "compute:CapacityReservationGroup", "sql:ServerKey",
		"sql:EncryptionProtector", "sql:FailoverGroup", "sql:BackupShortTermRetentionPolicy", "sql:LongTermRetentionPolicy", "sql:ExtendedServerBlobAuditingPolicy", "sql:ServerSecurityAlertPolicy",
		"authorization:ManagementLockByScope", "operationalinsights:Workspace", "network:PublicIPAddress", "network:VirtualNetwork", "containerregistry:Registry", "containerregistry:Replication",
		"cdn:Profile", "cdn:AFDEndpoint")
}

// lockedKinds are locked in production: what holds data, keys, logs and addresses that others know.
var lockedKinds = []string{"sql:Server", "sql:Database", "keyvault:Vault", "storage:StorageAccount", "containerregistry:Registry", "network:PublicIPAddress", "operationalinsights:Workspace"}

// locked demands a lock of every stateful resource, or of what it lies in.
func locked(c *Case) {
	if c.Stack.Name != "prod" || !c.Stack.ours() {
		return
	}
	locks := map[string]bool{}
	for _, l := range c.Stack.Of("authorization:ManagementLockByScope") {
		locks[strings.ToLower(l.Text("scope"))] = true
	}
	if unknownIn(c.Stack.Of("authorization:ManagementLockByScope"), "scope") {
		c.Doubt(nil, Place{}, "what is locked is not known before apply")
		return
	}
	for _, r := range c.Stack.Of(lockedKinds...) {
		id := strings.ToLower(r.id(c.Stack.Subscription()))
		if id == "" {
			c.Doubt(r, Place{}, "its name is not known before apply")
			continue
		}
		if !locks[id] && !locks[strings.ToLower(r.parentID(c.Stack.Subscription()))] {
			c.Violate(r, Place{Path: "(lock)", Value: id}, "no lock is on it")
			continue
		}
		c.Hold(r, Place{Path: "(lock)", Value: id})
	}
}

// zoneLocked demands a lock of every zone of production where it protects the zone and no record: on the one set that goes with the zone alone.
func zoneLocked(c *Case) {
	if !c.Stack.Production() {
		return
	}
	const lock = "authorization:ManagementLockByScope"
	locks := c.Stack.Of(lock)
	for _, zone := range c.Stack.Of("network:Zone") {
		id := strings.ToLower(zone.id(c.Stack.Subscription()))
		if id == "" || unknownIn(locks, "scope") {
			c.Doubt(zone, Place{}, "its name, or what is locked, is not known before apply")
			continue
		}
		kept := false
		for _, l := range locks {
			switch scope := strings.ToLower(l.Text("scope")); scope {
			case id + "/soa/@":
				kept = true
			case id:
				c.Violate(l, l.At("scope")[0], "every record set inherits it: none can be taken away")
			}
		}
		if !kept {
			c.Violate(zone, Place{Path: "(lock)", Value: id + "/SOA/@"}, "no lock is on its SOA record set")
			continue
		}
		c.Hold(zone, Place{Path: "(lock)", Value: id + "/SOA/@"})
	}
}

// versionPaths are the versions that only go up.
var versionPaths = map[string]string{
	"containerservice:ManagedCluster": "kubernetesVersion", "containerservice:AgentPool": "orchestratorVersion", "sql:Server": "version",
	"pulumi:providers:azure-native": "version", "pulumi:providers:kubernetes": "version", "pulumi:providers:random": "version",
}

// noDowngrade compares versions with the last state.
func noDowngrade(c *Case) {
	for _, old := range c.Stack.Previous {
		path := versionPaths[old.kind()]
		if path == "" {
			continue
		}
		for _, r := range c.Stack.Of(old.kind()) {
			if r.URN != old.URN && !slices.Contains(r.Aliases, old.URN) {
				continue
			}
			was, is := old.Text(path), r.Text(path)
			if was != "" && is != "" && older(is, was) && !slices.Contains(r.IgnoreChanges, path) {
				c.Violate(r, r.At(path)[0], show(is)+" is older than "+show(was)+", which is there")
			}
		}
	}
}

// older compares dotted versions: a missing part is any.
func older(a, b string) bool {
	x, y := strings.Split(strings.TrimPrefix(a, "v"), "."), strings.Split(strings.TrimPrefix(b, "v"), ".")
	for i := range min(len(x), len(y)) {
		m, errM := strconv.Atoi(x[i])
		n, errN := strconv.Atoi(y[i])
		if errM != nil || errN != nil || m == n {
			continue
		}
		return m < n
	}
	return false
}

// resetting are the kinds whose deletion sets Azure's default (Azure SQL and storage REST references: there is no DELETE, or it resets).
var resetting = []string{
	"sql:EncryptionProtector", "sql:ServerKey", "sql:ExtendedServerBlobAuditingPolicy", "sql:ServerSecurityAlertPolicy", "sql:BackupShortTermRetentionPolicy",
	"sql:LongTermRetentionPolicy", "storage:BlobServiceProperties", "storage:FileServiceProperties", "storage:ManagementPolicy", "insights:DiagnosticSetting",
	"authorization:ManagementLockByScope", "network:PrivateDnsZoneGroup",
}

// settingsStay demands that no settings resource of the last state is gone while what it is a setting of stays.
func settingsStay(c *Case) {
	if c.Stack.Previous == nil {
		return
	}
	there := map[string]bool{}
	for _, r := range c.Stack.all() {
		there[r.URN] = true
		for _, alias := range r.Aliases {
			there[alias] = true
		}
	}
	gone := map[string]bool{}
	for _, old := range c.Stack.Previous {
		if !there[old.URN] {
			gone[old.URN] = true
		}
	}
	for _, old := range c.Stack.Previous {
		if slices.Contains(resetting, old.kind()) && gone[old.URN] && !gone[old.Parent] {
			c.Violate(old, Place{Path: "(removed)"}, "is removed while what it belongs to stays: Azure's default counts again")
		}
	}
}

// createOnly are properties of stateful kinds that are set when the resource is made: another value is a replacement, or refused by Azure
// half-way (ARM references of the types, x-ms-mutability; azure-native 2, whose list of replacements adds the server's administrators).
var createOnly = map[string][]string{
	"sql:Server":             {"location", "administratorLogin", "administrators.administratorType"},
	"sql:Database":           {"location", "catalogCollation", "collation", "isLedgerOn"},
	"keyvault:Vault":         {"location"},
	"storage:StorageAccount": {"location", "isHnsEnabled", "encryption.requireInfrastructureEncryption", "immutableStorageWithVersioning.enabled"},
}

// clusterCreateOnly are properties for which the provider replaces a cluster (pulumi-azure-native 2, provider/pkg/gen/replacement.go).
var clusterCreateOnly = []string{"location", "dnsPrefix", "fqdnSubdomain", "nodeResourceGroup", "diskEncryptionSetID", "networkProfile", "linuxProfile", "windowsProfile"}

// sameCluster demands that the cluster stays the one that it is.
func sameCluster(c *Case) {
	stays(c, clusterCreateOnly, "it would be deleted, and made anew without anything in it")
}

// sameThing demands that a stateful resource stays what and where it is: its name, its parents' and its group's, and what is set at creation.
func sameThing(c *Case) {
	stays(c, createOnly[c.Resource.kind()], "it would be replaced by an empty one")
}

// stays demands that a resource's name, its parents' and its group's, and what else is fixed, are those of the last state.
func stays(c *Case, createOnly []string, otherwise string) {
	fixed := []string{"resourceGroupName"}
	if path := idPaths[c.Resource.kind()]; path != nil {
		for i := 2; i < len(path); i += 2 {
			fixed = append(fixed, path[i])
		}
	}
	fixed = append(fixed, createOnly...)
	for _, old := range c.Stack.Previous {
		if old.URN != c.Resource.URN && !slices.Contains(c.Resource.Aliases, old.URN) {
			continue
		}
		for _, path := range fixed {
			was, is := old.At(path)[0], c.Resource.At(path)[0]
			switch {
			case slices.Contains(c.Resource.IgnoreChanges, path), was.Absent, equals(plain(was.Value), plain(is.Value)), reflect.DeepEqual(plain(was.Value), plain(is.Value)):
			case hasUnknown(is.Value):
				c.Doubt(c.Resource, is, "is not known before apply; it was "+show(was.Value))
			case is.Absent && path == "location": // the provider takes the group's
			default:
				inside, before, now := difference(is.Path, plain(was.Value), plain(is.Value))
				c.Violate(c.Resource, Place{Path: inside, Value: now, Absent: is.Absent}, show(now)+" instead of "+show(before)+": "+otherwise)
			}
		}
	}
}

// difference is the first place, in the order of names, at which two values differ, and both values there.
func difference(path string, was, is any) (where string, before, now any) {
	one, isObject := was.(map[string]any)
	other, alsoObject := is.(map[string]any)
	if !isObject || !alsoObject {
		return path, was, is
	}
	both := maps.Clone(one)
	maps.Copy(both, other)
	for _, key := range slices.Sorted(maps.Keys(both)) {
		if a, b := plain(one[key]), plain(other[key]); !reflect.DeepEqual(a, b) {
			return difference(path+"."+key, a, b)
		}
	}
	return path, was, is
}

// ignoredCounts demands that counts of autoscaled pools, and versions of upgraded clusters, are ignored.
func ignoredCounts(c *Case) {
	r := c.Resource
	ignored := func(path string) bool {
		return slices.ContainsFunc(r.IgnoreChanges, func(s string) bool {
			return s == path || s == "*" || strings.HasPrefix(path, s+".") || strings.HasPrefix(path, s+"[")
		})
	}
	if r.kind() == "containerservice:AgentPool" {
		if equals(plain(r.At("enableAutoScaling")[0].Value), true) && !ignored("count") {
			c.Violate(r, r.At("count")[0], "is changed by the autoscaler and not ignored")
		}
		return
	}
	for i, p := range r.At("agentPoolProfiles[].enableAutoScaling") {
		path := "agentPoolProfiles[" + strconv.Itoa(i) + "].count"
		if equals(plain(p.Value), true) && !ignored(path) {
			c.Violate(r, Place{Path: path}, "is changed by the autoscaler and not ignored")
		}
	}
	if channel := r.Text("autoUpgradeProfile.upgradeChannel"); channel != "" && channel != "none" && channel != "patch" && !ignored("kubernetesVersion") {
		c.Violate(r, r.At("kubernetesVersion")[0], "is changed by the upgrade channel and not ignored")
	}
}

// Retirement is the day on which a service stops answering an API version, and those before it.
type Retirement struct {
	Module string
	// Before is the first version that goes on.
	Before string
	Day    time.Time
	Source string
}

// Retirements are those that Microsoft announced.
func Retirements() []Retirement {
	return []Retirement{{
		Module: "keyvault", Before: "v20260201", Day: time.Date(2027, 2, 27, 0, 0, 0, 0, time.UTC),
		Source: "Key Vault documentation, API retirement: control plane versions before 2026-02-01 end on 27 February 2027",
	}}
}

// kubernetesEnds are the months after which a minor version of Kubernetes gets no patches from AKS (AKS documentation, supported
// Kubernetes versions).
var kubernetesEnds = map[string]time.Time{
	"1.34": time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC), "1.35": time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC),
	"1.36": time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC), "1.37": time.Date(2027, 10, 31, 0, 0, 0, 0, time.UTC),
}

// notice is how long before its end a version is shown, without ending a run.
const notice = 90 * 24 * time.Hour

// kubernetesVersion demands a version that still gets patches.
func kubernetesVersion(c *Case) {
	p := c.Resource.At("kubernetesVersion")[0]
	text, _ := plain(p.Value).(string)
	parts := strings.SplitN(text, ".", 3)
	if len(parts) < 2 || c.Stack.Now.IsZero() {
		return
	}
	if end, known := kubernetesEnds[parts[0]+"."+parts[1]]; known && c.Stack.Now.After(end) || older(text, "1.34") {
		c.Violate(c.Resource, p, show(p.Value)+" gets no patches any more")
	}
}

// apiVersions judges the versions of type tokens by the stack's clock.
func apiVersions(c *Case) { retired(c, 0) }

// apiVersionsSoon is the same some time before.
func apiVersionsSoon(c *Case) { retired(c, notice) }

func retired(c *Case, before time.Duration) {
	if c.Stack.Now.IsZero() {
		return
	}
	for _, r := range c.Stack.all() {
		module, _, _ := strings.Cut(r.kind(), ":")
		if !r.Azure() || r.Version() == "" {
			continue
		}
		for _, end := range Retirements() {
			if module == end.Module && r.Version() < end.Before && !c.Stack.Now.Before(end.Day.Add(-before)) {
				c.Violate(r, Place{Path: "(type)", Value: r.Type}, r.Version()+" ends on "+end.Day.Format(time.DateOnly)+" ("+end.Source+")")
			}
		}
	}
}
