package vault

import (
	"fmt"
	"strings"
)

// auditQuery is the KQL that finds one vault's audit records for which a condition holds. The condition may use the
// columns Operation, Status (an HTTP status) and those that are projected with them.
//
// Key Vault's records belong in the table AZKVAuditLogs when a diagnostic setting asks for resource-specific tables, and
// in AzureDiagnostics otherwise. Azure Monitor documents the former; users report vaults whose records go on arriving
// in the latter. An alert on the wrong table is silent for ever, so both are read: a fuzzy union leaves out a table that
// is not there. Tables and columns: Azure Monitor reference, tables AZKVAuditLogs and AzureDiagnostics.
//
// The vault is recognised by the end of the resource's identifier (endswith does not mind case): vault names are unique in
// all of Azure, and a name, unlike an identifier, is known before the vault exists.
func auditQuery(vaultName, condition string) string {
	return fmt.Sprintf(`let vault = "/providers/microsoft.keyvault/vaults/%s";
union isfuzzy=true
    (AZKVAuditLogs
    | where _ResourceId endswith vault
    | project TimeGenerated, Operation = OperationName, Status = HttpStatusCode, Caller = CallerIpAddress, Object = Id, Who = tostring(Identity)),
    (AzureDiagnostics
    | where ResourceProvider =~ "MICROSOFT.KEYVAULT" and ResourceId endswith vault
    | project TimeGenerated, Operation = OperationName, Status = toint(column_ifexists("httpStatusCode_d", real(null))), Caller = CallerIPAddress, Object = column_ifexists("id_s", ""), Who = column_ifexists("identity_claim_oid_g", ""))
| where %s`, vaultName, condition)
}

// oneOf is the condition that the operation is one of those named.
func oneOf(operations []string) string {
	quoted := make([]string, 0, len(operations))
	for _, operation := range operations {
		quoted = append(quoted, `"`+operation+`"`)
	}
	return "Operation in (" + strings.Join(quoted, ", ") + ")"
}

// deniedCondition finds refused calls. A client without a token is answered 401 first and comes back with one: that
// exchange is recorded as the operation Authentication and is no attempt at anything (Azure Monitor, example queries
// for AZKVAuditLogs).
const deniedCondition = `Status == 403 or (Status == 401 and Operation != "Authentication")`

// failedCondition finds every call that was answered with a fault of the caller's, that exchange left out.
const failedCondition = `Status >= 400 and Status < 500 and (Status != 401 or Operation != "Authentication")`
