package ops

import (
	"fmt"
	"strings"
)

// usedQuery is the KQL that finds a use of break-glass, in whichever of the tables there is: a change of the group or a
// timed activation of it (Microsoft Entra writes both to the audit log, with the group among the targets), a sign-in of an
// emergency account, and anything that such an account does to the subscription. A fuzzy union leaves out a table that is not
// there. Tables and columns: Azure Monitor reference, tables AuditLogs, SigninLogs, AzureActivity.
func usedQuery(group string, accounts []string) string {
	return fmt.Sprintf(`let group = "%s";
let accounts = dynamic([%s]);
union isfuzzy=true
    (AuditLogs
    | where tostring(TargetResources) has group
    | project TimeGenerated, What = OperationName, Who = tostring(InitiatedBy), Where = tostring(LoggedByService)),
    (SigninLogs
    | where UserId in~ (accounts)
    | project TimeGenerated, What = "sign-in", Who = UserId, Where = IPAddress),
    (AzureActivity
    | where tostring(Claims) has_any (accounts) and CategoryValue == "Administrative"
    | project TimeGenerated, What = OperationNameValue, Who = Caller, Where = CallerIpAddress)`, group, quoted(accounts))
}

// quoted are values as KQL lists them.
func quoted(values []string) string {
	all := make([]string, 0, len(values))
	for _, value := range values {
		all = append(all, `"`+value+`"`)
	}
	return strings.Join(all, ", ")
}
