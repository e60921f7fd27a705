package arm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func decimal(number int) string { return strconv.Itoa(number) }

func checkEnvironmentLogs() Check {
	return Check{
		ID: "environment-logs", Says: "Logs go to log-analytics with a workspace and its key, to azure-monitor, or nowhere.", Source: "Microsoft Learn, container-apps, log-options; " + environmentSpecification + ", AppLogsConfiguration",
		Run: func(r Request) []Problem {
			destination, state := r.Body.String("appLogsConfiguration.destination")
			if state != Known {
				return nil
			}
			allowed := []string{"log-analytics", "azure-monitor", "none", ""}
			problems := one(slices.Contains(allowed, destination), refusal("appLogsConfiguration.destination", "BadRequest", "%q is none of %s.", destination, oneOf(allowed[:3])))
			needs, has := destination == "log-analytics", r.Body.Has("appLogsConfiguration.logAnalyticsConfiguration")
			return append(problems, one(needs == has, refusal("appLogsConfiguration.logAnalyticsConfiguration", "BadRequest", "A workspace and its key belong to the destination log-analytics alone; this is %q.", destination))...)
		},
	}
}

func checkEnvironmentZones() Check {
	return Check{
		ID: "environment-zones", Says: "An environment spreads over zones only in a network of one's own, in a region that has zones.", Source: "Microsoft Learn, reliability, reliability-azure-container-apps (requirements, before 2025)",
		Run: func(r Request) []Problem {
			spread, state := r.Body.Bool("zoneRedundant")
			return one(state != Known || !spread || r.Body.Has("vnetConfiguration.infrastructureSubnetId"), refusal("zoneRedundant", "BadRequest", "A zone-redundant environment needs a subnet."))
		},
	}
}

func checkEnvironmentSubnet() Check {
	return Check{
		ID: "environment-subnet", Says: "An environment with workload profiles needs a subnet of at least /27 that is delegated to it; one without needs /23 and no delegation.", Source: environmentDocument + ", subnet",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("vnetConfiguration.infrastructureSubnetId")
			subnet, there := r.View.Get(id)
			if state != Known || !there {
				return nil
			}
			const path = "vnetConfiguration.infrastructureSubnetId"
			profiles, declared := filled(r.Body, "workloadProfiles"), InputsOf(subnet)
			smallest := map[bool]int{true: 27, false: 23}[profiles]
			var problems []Problem
			if prefix, known := declared.String("addressPrefix"); known == Known {
				_, bits, _ := strings.Cut(prefix, "/")
				size, err := strconv.Atoi(bits)
				problems = append(problems, one(err != nil || size <= smallest, refusal(path, "ManagedEnvironmentInvalidNetworkConfiguration", "The subnet has %s; /%d is the smallest here.", prefix, smallest))...)
			}
			delegations := declared.All("delegations[*].serviceName")
			delegated := slices.ContainsFunc(delegations, func(f Found) bool {
				return f.State == Unknown || f.Value.IsString() && strings.EqualFold(f.Value.StringValue(), "Microsoft.App/environments")
			})
			return append(problems, one(delegated == profiles || declared.Has("delegations") && len(delegations) == 0, refusal(path, "ManagedEnvironmentSubnetDelegationError",
				"The subnet is delegated to Microsoft.App/environments exactly where the environment has workload profiles."))...)
		},
	}
}

func checkCertificateValue() Check {
	return Check{
		ID: "environment-certificate", Says: "A certificate comes with its value.", Source: environmentSpecification + ", Certificate; Microsoft Learn, container-apps, custom-domains-certificates",
		Run: func(r Request) []Problem {
			return one(r.Body.Has("properties.value"), refusal("properties.value", "CertificateValueRequired", "The certificate has no value: a PFX or PEM file in base64."))
		},
	}
}

func checkMountedShare() Check {
	return Check{
		ID: "environment-share", Says: "What an environment mounts is a share that exists, read with the account's key, so that the account must allow shared keys.", Source: "Microsoft Learn, container-apps, storage-mounts; " + mountSpecification + ", AzureFileProperties",
		Run: func(r Request) []Problem {
			const file = "properties.azureFile."
			var problems []Problem
			for _, path := range []string{"accountName", "accountKey", "shareName", "accessMode"} {
				if path == "accountKey" && mountStays(r) {
					continue
				}
				problems = append(problems, one(r.Body.Has(file+path), refusal(file+path, "BadRequest", "This is needed to mount a share."))...)
			}
			account, accountState := r.Body.String(file + "accountName")
			share, shareState := r.Body.String(file + "shareName")
			if accountState != Known || shareState != Known {
				return problems
			}
			at := slices.IndexFunc(r.View.OfType(typeStorage), func(a world.Resource) bool { return strings.EqualFold(world.Name(a.ID), account) })
			if at < 0 {
				return append(problems, refusal(file+"accountName", "StorageAccountNotFound", "There is no storage account %q; if this program makes it, depend on it.", account))
			}
			found := r.View.OfType(typeStorage)[at]
			keys, _ := InputsOf(found).Bool("allowSharedKeyAccess")
			problems = append(problems, one(keys || !InputsOf(found).Has("allowSharedKeyAccess"), refusal(file+"accountKey", "AuthorizationFailure", "The account %q takes no shared key.", account))...)
			_, there := r.View.Get(found.ID + "/fileServices/default/shares/" + share)
			return append(problems, one(there, refusal(file+"shareName", "ShareNotFound", "The account %q has no share %q; if this program makes it, depend on it.", account, share))...)
		},
	}
}

// mountStays tells whether a mount is there and stays as it is. No request is sent then, and one that was taken into a state has no key in it:
// no service returns it.
func mountStays(r Request) bool {
	if r.Old == nil {
		return false
	}
	before := InputsOf(*r.Old)
	for _, leaf := range []string{"accountName", "shareName", "accessMode"} {
		was, _ := before.String("properties.azureFile." + leaf)
		if is, state := r.Body.String("properties.azureFile." + leaf); state == Known && is != was || state == Absent {
			return false
		}
	}
	return true
}

func checkJobTrigger() Check {
	return Check{
		ID: "job-trigger", Says: "A job has the settings of its kind of trigger and no others; a schedule has five fields.", Source: jobSpecification + ", JobConfiguration; Microsoft Learn, container-apps, jobs",
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("configuration.triggerType")
			if state != Known {
				return nil
			}
			var problems []Problem
			for of, path := range map[string]string{"Schedule": "configuration.scheduleTriggerConfig", "Event": "configuration.eventTriggerConfig"} {
				problems = append(problems, one((kind == of) == r.Body.Has(path), refusal(path, "BadRequest", "The trigger is %s; these settings belong to %s.", kind, of))...)
			}
			cron, known := r.Body.String("configuration.scheduleTriggerConfig.cronExpression")
			return append(problems, one(known != Known || len(strings.Fields(cron)) == 5, refusal("configuration.scheduleTriggerConfig.cronExpression", "BadRequest", "%q has not five fields.", cron))...)
		},
	}
}
