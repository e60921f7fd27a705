package arm

import (
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkWatcherOncePerRegion() Check {
	return Check{
		ID: "watcher-once-per-region", Says: "A subscription has one network watcher in a region.",
		Source: "ARM error NetworkWatcherCountLimitReached; Microsoft Learn, network-watcher, network-watcher-create",
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			if state != Known {
				return nil
			}
			for _, other := range others(r, typeWatcher) {
				if world.Region(other.Location) == world.Region(location) && strings.EqualFold(world.Subscription(other.ID), world.Subscription(r.ID)) {
					return []Problem{refusal("location", "NetworkWatcherCountLimitReached", "Cannot create more than 1 network watchers for this subscription in this region: %s has %s.",
						world.Region(location), world.Name(other.ID))}
				}
			}
			return nil
		},
	}
}

func checkFlowLogWatcher() Check {
	return Check{
		ID: "flow-log-watcher", Says: "A flow log hangs under the watcher of the region that its target lies in.", Source: flowLogDocument,
		Run: func(r Request) []Problem {
			id, state := r.Body.String("targetResourceId")
			if state != Known {
				return nil
			}
			watcher, watcherThere := r.View.Get(world.Parent(r.ID))
			target, targetThere := r.View.Get(id)
			if !watcherThere || !targetThere || watcher.Location == "" || target.Location == "" {
				return nil
			}
			return one(world.Region(watcher.Location) == world.Region(target.Location), refusal("targetResourceId", "",
				"The target %s lies in %s, its network watcher %s in %s; both must lie in one region.", world.Name(id), world.Region(target.Location), world.Name(watcher.ID), world.Region(watcher.Location)))
		},
	}
}

func checkFlowLogRetired() Check {
	return Check{
		ID: "flow-log-target", Says: "No new flow log can be made for a network security group since 30 June 2025; the network itself is the target.",
		Source: "Microsoft Learn, network-watcher, nsg-flow-logs-overview (retirement)",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("targetResourceId")
			retired := r.Old == nil && r.Now.After(time.Date(2025, time.June, 30, 0, 0, 0, 0, time.UTC))
			return one(state != Known || !retired || !strings.EqualFold(world.TypeOf(id), typeSecurityGroup), refusal("targetResourceId", "",
				"Flow logs of network security groups can no longer be created; name a virtual network, a subnet or a network interface."))
		},
	}
}

func checkFlowLogOnce() Check {
	return Check{
		ID: "flow-log-once", Says: "A target has one flow log.", Source: "Microsoft Learn, network-watcher, vnet-flow-logs-manage",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("targetResourceId")
			if state != Known {
				return nil
			}
			for _, other := range others(r, typeFlowLog) {
				if strings.EqualFold(knownText(other, "targetResourceId"), id) {
					return []Problem{refusal("targetResourceId", "", "The target %s has the flow log %s already.", world.Name(id), world.Name(other.ID))}
				}
			}
			return nil
		},
	}
}

func checkFlowLogInterval() Check {
	return Check{
		ID: "flow-log-analytics", Says: "Traffic analytics runs every 10 or 60 minutes and names a workspace.", Source: "Microsoft Learn, network-watcher, traffic-analytics",
		Run: func(r Request) []Problem {
			settings, state := r.Body.Object("flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration")
			if state != Known {
				return nil
			}
			interval, intervalState := settings.Number("trafficAnalyticsInterval")
			problems := one(intervalState != Known || interval == 10 || interval == 60, refusal(settings.PathTo("trafficAnalyticsInterval"), "", "The interval is %v minutes; allowed are 10 and 60.", interval))
			on, _ := settings.Bool("enabled")
			return append(problems, one(!on || settings.Has("workspaceResourceId"), refusal(settings.PathTo("workspaceResourceId"), "", "Traffic analytics is on and names no workspace."))...)
		},
	}
}

func checkFlowLogRetention() Check {
	return Check{
		ID: "flow-log-retention", Says: "Flow logs are kept for 0 (for ever) to 365 days.", Source: "Microsoft Learn, network-watcher, vnet-flow-logs-overview, retention",
		Run: func(r Request) []Problem {
			return between(r.Body, "retentionPolicy.days", 0, 365, "The retention in days")
		},
	}
}

func checkFlowLogStorage() Check {
	return Check{
		ID: "flow-log-storage", Says: "The storage account of a flow log is of SKU Standard and lets trusted services in.",
		Source: flowLogDocument + ", considerations; Microsoft Learn, storage, storage-network-security (trusted services need public network access or an exception)",
		Run: func(r Request) []Problem {
			return append(standardAccount(r, "storageId"), reachableAccount(r, "storageId")...)
		},
	}
}

func standardAccount(r Request, path string) []Problem {
	id, state := r.Body.String(path)
	if state != Known {
		return nil
	}
	account, there := r.View.Get(id)
	sku := knownText(account, "sku.name")
	return one(!there || !strings.HasPrefix(sku, "Premium"), refusal(path, "", "The account %s has the SKU %s; flow logs need a Standard one.", world.Name(id), sku))
}

// reachableAccount warns where an account's network settings keep the platform's own services out, which then write
// nothing.
func reachableAccount(r Request, path string) []Problem {
	id, state := r.Body.String(path)
	if state != Known {
		return nil
	}
	account, there := r.View.Get(id)
	if !there {
		return nil
	}
	inputs := InputsOf(account)
	access, _ := inputs.String("publicNetworkAccess")
	action, _ := inputs.String("networkRuleSet.defaultAction")
	bypass, bypassState := inputs.String("networkRuleSet.bypass")
	closed := access == "Disabled" || access == "SecuredByPerimeter"
	shut := action == "Deny" && bypassState == Known && !strings.Contains(bypass, "AzureServices")
	return one(!closed && !shut, warning(path, "The account %s keeps trusted services out (publicNetworkAccess %q, bypass %q), so nothing will be written to it.", world.Name(id), access, bypass))
}
