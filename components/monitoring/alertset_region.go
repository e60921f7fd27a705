package monitoring

import (
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

// RegionAlerts watch a region's own watching and what expires in its vaults. They are asked of the region's workspace, which
// every vault there sends its audit log to.
func RegionAlerts() []Alert {
	return []Alert{
		{
			What: "certificate-expires", Severity: 2, Claim: "SP-09", Runbook: "certificate-expiry",
			Summary: "A certificate or secret in a vault is near its expiry. When the ingress's is over, Front Door stops talking to the region.",
			Query:   &Query{KQL: vaultEvents("NearExpiryEventGridNotification"), Every: "PT1H", Window: "P1D"},
		},
		{
			What: "certificate-expired", Severity: 0, Claim: "SP-09", Runbook: "certificate-expiry",
			Summary: "A certificate or secret in a vault has expired.",
			Query:   &Query{KQL: vaultEvents("ExpiredEventGridNotification"), Every: "PT15M", Window: "PT1H"},
		},
		{
			What: "workspace-silent", Severity: 1, Claim: "SP-21", Runbook: "workspace-silent",
			Summary: "Nothing has reached the workspace for half an hour. While this lasts, no alert on logs can fire, those on vaults included.",
			Query: &Query{
				KQL: `union isfuzzy=true AKSControlPlane, AKSAuditAdmin, ContainerLogV2, KubePodInventory, AzureMetrics, AzureDiagnostics
| take 1`,
				Operator: "LessThan", Threshold: 1, Every: "PT15M", Window: "PT30M",
			},
		},
		{
			What: "workspace-drops", Severity: 2, Claim: "SP-21", Runbook: "workspace-silent",
			Summary: "The workspace reports that it dropped or could not take data.",
			Query: &Query{
				KQL: `_LogOperation
| where Category =~ "Ingestion" and Level in ("Warning", "Error")`,
				Every: "PT15M", Window: "PT1H",
			},
		},
	}
}

// vaultEvents finds the events that a vault writes into its audit log when something is about to expire, 30 days before, or
// has (Key Vault documentation, general/logging, "Event Grid notification"). Both tables are read, as for every vault alert: the log is
// documented for the first and has been seen in the second.
func vaultEvents(ending string) string {
	var names []string
	for _, kind := range []string{"Certificate", "Secret", "Key"} {
		names = append(names, `"`+kind+ending+`"`)
	}
	return `union isfuzzy=true
    (AZKVAuditLogs | project TimeGenerated, Operation = OperationName, Vault = _ResourceId, Object = Id),
    (AzureDiagnostics | where ResourceProvider =~ "MICROSOFT.KEYVAULT" | project TimeGenerated, Operation = OperationName, Vault = ResourceId, Object = column_ifexists("id_s", ""))
| where Operation in (` + strings.Join(names, ", ") + `)`
}

// SubscriptionAlerts watch the subscription: Azure's own troubles, and changes of what keeps people out. They exist once for
// an environment. A change of a role or of a security rule is expected during a deployment, which announced it in its preview.
func SubscriptionAlerts() []Alert {
	done := func(summary, what, runbook, claim string, severity int, operations ...string) Alert {
		return Alert{What: what, Severity: severity, Claim: claim, Runbook: runbook, Summary: summary, Event: azure.Done(operations...)}
	}
	return []Alert{
		{
			What: "service-health", Severity: 1, Claim: "SP-25", Runbook: "azure-health",
			Summary: "Microsoft reports a trouble, planned work or a security advisory that concerns this subscription.",
			Event:   &Event{Category: "ServiceHealth"},
		},
		{
			What: "resource-health", Severity: 2, Claim: "SP-25", Runbook: "azure-health",
			Summary: "Microsoft reports that a resource of this subscription is ill for a cause of Microsoft's own.",
			Event: &Event{Category: "ResourceHealth", Where: []Field{
				{Name: "properties.currentHealthStatus", Values: []string{"Degraded", "Unavailable"}},
				{Name: "properties.cause", Values: []string{"PlatformInitiated"}},
			}},
		},
		done("A role was given, taken away or redefined somewhere in the subscription.", "roles-changed", "access-changed", "SP-23", 2,
			"Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete",
			"Microsoft.Authorization/roleDefinitions/write", "Microsoft.Authorization/roleDefinitions/delete"),
		done("A network security group or one of its rules was changed.", "security-rules-changed", "access-changed", "SP-18", 2,
			"Microsoft.Network/networkSecurityGroups/write", "Microsoft.Network/networkSecurityGroups/delete",
			"Microsoft.Network/networkSecurityGroups/securityRules/write", "Microsoft.Network/networkSecurityGroups/securityRules/delete"),
		done("The edge's firewall or what it guards was changed.", "firewall-changed", "access-changed", "SP-23", 2,
			"Microsoft.Network/frontDoorWebApplicationFirewallPolicies/write", "Microsoft.Network/frontDoorWebApplicationFirewallPolicies/delete",
			"Microsoft.Cdn/profiles/securityPolicies/write", "Microsoft.Cdn/profiles/securityPolicies/delete"),
		done("A lock, a policy or a log setting was taken away. Whoever means harm begins so.", "guard-removed", "access-changed", "SP-13", 1,
			"Microsoft.Authorization/locks/delete", "Microsoft.Authorization/policyAssignments/delete", "Microsoft.Insights/diagnosticSettings/delete"),
	}
}
