package controls

import (
	"regexp"
	"slices"
	"strings"
)

// logTables are the tables that queries may ask, with the columns of each that anything here uses (Azure Monitor reference, tables). Queries
// are not executed: nothing here knows what a service writes into them.
var logTables = map[string][]string{
	"AzureActivity": {"OperationNameValue", "Properties", "_ResourceId", "TimeGenerated", "ActivityStatusValue", "Caller", "CategoryValue", "Claims", "CallerIpAddress"},
	"AzureDiagnostics": {
		"ResourceProvider", "Category", "ResourceId", "OperationName", "CallerIPAddress", "TimeGenerated", "originName_s", "httpStatusCode_s", "httpStatusCode_d",
		"id_s", "identity_claim_oid_g", "_ResourceId",
	},
	"AZKVAuditLogs":          {"_ResourceId", "TimeGenerated", "OperationName", "HttpStatusCode", "CallerIpAddress", "Id", "Identity"},
	"_LogOperation":          {"Category", "Level", "Operation", "TimeGenerated", "Detail"},
	"ContainerLogV2":         {"LogMessage", "TimeGenerated", "PodNamespace", "ContainerName", "PodName"},
	"AKSControlPlane":        {"TimeGenerated"},
	"AKSAuditAdmin":          {"TimeGenerated", "User", "Verb"},
	"KubePodInventory":       {"TimeGenerated", "Namespace"},
	"AzureMetrics":           {"TimeGenerated", "MetricName"},
	"AppAvailabilityResults": {"TimeGenerated", "Success"},
	"StorageBlobLogs":        {"TimeGenerated", "OperationName", "StatusText", "StatusCode", "AccountName", "CallerIpAddress", "AuthenticationType", "_ResourceId", "Uri", "RequesterObjectId", "UserAgentHeader"},
	"SigninLogs":             {"TimeGenerated", "UserPrincipalName", "ResultType", "UserId", "IPAddress"},
	"AuditLogs":              {"TimeGenerated", "OperationName", "TargetResources", "InitiatedBy", "LoggedByService"},
	"ContainerAppSystemLogs": {"TimeGenerated", "Log", "Reason"}, "ContainerAppConsoleLogs": {"TimeGenerated", "Log"},
}

// language are the words of the query language that queries here use (Kusto documentation, query language).
var language = strings.Fields(`let union isfuzzy true false where project extend summarize take and or not in contains endswith startswith has has_any by
	tostring toint todouble tolower column_ifexists real null parse_json count countif ago dcount max min now bin join kind leftouter leftanti on distinct
	string dynamic isnotempty isempty iff case split mv-expand mv expand datetime between matches regex order asc desc top sum avg make_set toreal tolong any arg_max
	hours h m d bool tobool print render serialize coalesce startofday datatable extract strcat replace_string array_length inner`)

var (
	quoted    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'`)
	wordy     = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)
	bound     = regexp.MustCompile(`(?:\blet\s+([A-Za-z_]\w*)\s*=)|(?:([A-Za-z_]\w*)\s*=[^=~])`)
	timeShort = regexp.MustCompile(`^\d+[smhd]$`)
	member    = regexp.MustCompile(`\.[A-Za-z_]\w*`)
)

// queryWhole demands that a query is balanced, asks tables that there are and names columns that they have.
func queryWhole(c *Case) {
	for _, p := range c.Resource.At("criteria.allOf[].query") {
		text, _ := plain(p.Value).(string)
		if hasUnknown(p.Value) {
			c.Doubt(c.Resource, p, "is not known before apply")
			continue
		}
		if problem := queryProblem(text); problem != "" {
			c.Violate(c.Resource, p, problem)
			continue
		}
		c.Hold(c.Resource, p)
	}
}

// queryProblem is what is wrong with a query, "" where nothing is found.
func queryProblem(query string) string {
	strings1 := quoted.FindAllString(query, -1)
	bare := quoted.ReplaceAllString(query, " ")
	if strings.Count(bare, "(") != strings.Count(bare, ")") || strings.ContainsAny(bare, `"'`) {
		return "is not balanced"
	}
	known := map[string]bool{}
	tables := 0
	for _, word := range wordy.FindAllString(bare, -1) {
		if columns, ok := logTables[word]; ok {
			tables++
			known[word] = true
			for _, column := range columns {
				known[column] = true
			}
		}
	}
	if tables == 0 {
		return "asks no table that there is"
	}
	for _, match := range bound.FindAllStringSubmatch(bare, -1) {
		known[match[1]], known[match[2]] = true, true
	}
	for _, text := range strings1 {
		known[strings.Trim(text, `"'`)] = true
	}
	free := member.ReplaceAllString(bare, " ")
	for _, word := range strings.FieldsFunc(free, func(r rune) bool {
		return !(r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	}) {
		if known[word] || slices.Contains(language, word) || timeShort.MatchString(word) || word[0] >= '0' && word[0] <= '9' {
			continue
		}
		return "names " + word + ", which no table that it asks has"
	}
	return ""
}
