package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// roleSecondary is the role of a group on the server that does not take writes.
const roleSecondary = "Secondary"

// groupRole is the role that a living group has on the server it is declared on, "" for a new one.
func groupRole(r Request) string {
	living, there := r.View.Get(r.ID)
	if !there || r.Old == nil {
		return ""
	}
	role, _ := OutputsOf(living).String("replicationRole")
	return role
}

// groupOnSecondary is what Azure says to every change of a group on its secondary.
func groupOnSecondary(r Request) []Problem {
	return one(groupRole(r) != roleSecondary, refusal("", "FailoverGroupUpdateOrDeleteRequestOnSecondary",
		"Modifications to the failover group are not allowed on a secondary server. Execute the request on the primary server: %s is on %s, which is the secondary now.", world.Name(r.ID), world.Name(sqlServerOf(r.ID))))
}

// partnersOf are the known partner servers of a group, with the paths they stand at.
func partnersOf(b Body) map[string]string { return texts(b, "partnerServers[*].id") }

func checkGroupSide() Check {
	return Check{
		ID: "failover-group-side", Says: "A group is changed and deleted on the primary server only.", Source: failoverSpecification + ", error FailoverGroupUpdateOrDeleteRequestOnSecondary",
		Run: groupOnSecondary,
	}
}

func checkGroupPartner() Check {
	return Check{
		ID: "failover-group-partner", Says: "A group has exactly one partner: another server, in another region and the same subscription.",
		Source: failoverSpecification + ", errors FailoverGroupCreateOrUpdateRequestUnsupportedPartnerCount, InvalidFailoverGroupRegion, FailoverGroupPartnerServerFromDifferentSubscription",
		Run: func(r Request) []Problem {
			elements, state := r.Body.Elements("partnerServers")
			if state != Known {
				return nil
			}
			problems := one(len(elements) == 1, refusal("partnerServers", "FailoverGroupCreateOrUpdateRequestUnsupportedPartnerCount", "Only one partner server for Failover Group is supported; %d are given.", len(elements)))
			own := sqlServerOf(r.ID)
			place, placed := placeOf(r)
			partners := partnersOf(r.Body)
			for _, path := range sortedNames(partners) {
				id := partners[path]
				if world.Key(id) == world.Key(own) {
					problems = append(problems, refusal(path, "FailoverGroupCreateOrUpdateRequestDuplicatePartner", "One or more of the provided partner servers are already part of the failover group: %s is the primary.", world.Name(id)))
					continue
				}
				problems = append(problems, one(strings.EqualFold(world.Subscription(id), world.Subscription(r.ID)), refusal(path, "FailoverGroupPartnerServerFromDifferentSubscription", "Primary server and the partner servers of failover group are from different subscriptions."))...)
				partner, there := r.View.Get(id)
				problems = append(problems, one(!there || !placed || partner.Location == "" || world.Region(partner.Location) != place, refusal(path, "InvalidFailoverGroupRegion", "Servers specified in a Failover Group need to reside in different regions to provide isolation: both are in %s.", place))...)
			}
			return problems
		},
	}
}

func checkGroupDatabases() Check {
	return Check{
		ID: "failover-group-databases", Says: "The databases of a group exist on the server that the group is made on.", Source: failoverSpecification + ", errors FailoverGroupCreateOrUpdateRequestInvalidDatabases, FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer",
		Run: func(r Request) []Problem {
			var problems []Problem
			databases := texts(r.Body, "databases[*]")
			for _, path := range sortedNames(databases) {
				id := databases[path]
				_, there := r.View.Get(id)
				switch {
				case !strings.EqualFold(world.TypeOf(id), typeSQLDatabase):
					problems = append(problems, refusal(path, "FailoverGroupCreateOrUpdateRequestInvalidDatabases", "The provided databases IDs are not properly constructed database resource IDs: %q.", id))
				case !there || world.Key(sqlServerOf(id)) != world.Key(sqlServerOf(r.ID)):
					problems = append(problems, refusal(path, "FailoverGroupCreateOrUpdateRequestInvalidDatabaseServer", "One or more of the provided databases do not exist on the primary server of the failover group: %s.", id))
				}
			}
			return problems
		},
	}
}

func checkGroupPolicy() Check {
	return Check{
		ID: "failover-group-policy", Says: "An automatic failover waits at least 60 minutes; one that people decide takes no waiting time.",
		Source: failoverSpecification + ", errors FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFields, …ForManualPolicy, …LessThanMinimumGracePeriodValues",
		Run: func(r Request) []Problem {
			const path = "readWriteEndpoint.failoverWithDataLossGracePeriodMinutes"
			policy, state := r.Body.String("readWriteEndpoint.failoverPolicy")
			grace, graceState := r.Body.Number(path)
			switch {
			case state != Known || graceState == Unknown:
				return nil
			case policy == "Manual":
				return one(graceState == Absent, refusal(path, "FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFieldsForManualPolicy", "Grace period value should not be provided when failover policy Manual is selected for the read-write endpoint."))
			case policy == "Automatic" && graceState == Absent:
				return []Problem{refusal(path, "FailoverGroupCreateOrUpdateRequestInvalidReadWriteEndpointFields", "The property failoverWithDataLossGracePeriodMinutes must be provided when failover policy Automatic is selected for the read-write endpoint.")}
			case policy == "Automatic":
				return one(grace >= 60, refusal(path, "FailoverGroupCreateOrUpdateRequestLessThanMinimumGracePeriodValues", "Grace period value for the failover group must be greater than or equal to the '60' minutes minimum grace period; it is %v.", grace))
			}
			return nil
		},
	}
}

func checkGroupReplicas() Check {
	return Check{
		ID: "failover-group-replicas", Says: "A database of a new group is a primary, and what has its name on the partner is its replica.", Source: failoverSpecification + ", errors DatabaseInFailoverGroupNotPrimary, RemoteDatabaseExists",
		Run: func(r Request) []Problem {
			if r.Old != nil {
				return nil
			}
			var problems []Problem
			databases, partners := texts(r.Body, "databases[*]"), partnersOf(r.Body)
			for _, path := range sortedNames(databases) {
				id := databases[path]
				if found, there := r.View.Get(id); there {
					_, replica := replicates(found)
					problems = append(problems, one(!replica, refusal(path, "DatabaseInFailoverGroupNotPrimary", "GeoDR link for the database already exists, but its role is not 'Primary': %s is a replica.", id))...)
				}
				for _, at := range sortedNames(partners) {
					same, there := r.View.Get(partners[at] + "/databases/" + world.Name(id))
					if !there {
						continue
					}
					source, replica := replicates(same)
					_, known := InputsOf(same).String("sourceDatabaseId")
					problems = append(problems, one(known == Unknown || replica && world.Key(source) == world.Key(id), refusal(path, "RemoteDatabaseExists", "The destination database name already exists on the destination server: %s is no replica of %s.", same.ID, id))...)
				}
			}
			return problems
		},
	}
}

func checkGroupOnce() Check {
	return Check{
		ID: "failover-group-once", Says: "A database belongs to one group.", Source: failoverSpecification + ", error DatabaseBelongsToOtherFailoverGroup",
		Run: func(r Request) []Problem {
			var problems []Problem
			databases := texts(r.Body, "databases[*]")
			for _, other := range others(r, typeFailoverGroup) {
				for _, theirs := range texts(InputsOf(other), "databases[*]") {
					for _, path := range sortedNames(databases) {
						problems = append(problems, one(world.Key(databases[path]) != world.Key(theirs), refusal(path, "DatabaseBelongsToOtherFailoverGroup", "Database belongs to other Failover Group and cannot be consider a part of this one: %s is in %s.", world.Name(theirs), world.Name(other.ID)))...)
					}
				}
			}
			return problems
		},
	}
}

func checkGroupKey() Check {
	return Check{
		ID: "failover-group-key", Says: "The partner has the key that the primary is encrypted with.", Source: failoverSpecification + ", errors SameKeyUriNotFoundOnRemoteServer, SameKeyMaterialNotFoundOnRemoteServer; " + encryptionDocument,
		Run: func(r Request) []Problem {
			used, known := protectionOf(r.View, sqlServerOf(r.ID))
			if !known {
				return nil
			}
			var problems []Problem
			partners := partnersOf(r.Body)
			for _, path := range sortedNames(partners) {
				if _, there := r.View.Get(partners[path]); there {
					problems = append(problems, missingKey(r.View, path, used, partners[path])...)
				}
			}
			return problems
		},
	}
}

func checkGroupKeyRegion() Check {
	return Check{
		ID: "failover-group-key-region", Says: "The key does not lie in the primary's region: when that is lost, the database that takes over cannot be read before the vault is failed over too, hours later.",
		Source: encryptionDocument + " (geo-replication); Microsoft Learn, reliability, reliability-key-vault",
		Run: func(r Request) []Problem {
			server := sqlServerOf(r.ID)
			used, known := protectionOf(r.View, server)
			key, there := r.View.Get(server + "/keys/" + used.key)
			place, placed := placeOf(r)
			if !known || used.key == "" || !there || !placed || len(partnersOf(r.Body)) == 0 {
				return nil
			}
			read, ok := readKeyURL(knownText(key, "uri"))
			vault, found := vaultNamed(r.View, read.vault)
			if !ok || !found {
				return nil
			}
			return one(vault.Location == "" || world.Region(vault.Location) != place, warning("partnerServers", "The key %q lies in %s with the primary: losing the region loses both, and the partner has no key to go on with.", read.key, place))
		},
	}
}
