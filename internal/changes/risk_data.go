package changes

import (
	"fmt"
	"strings"
)

// dataRisks are loss and replacement of what holds data, and of what protects it.
func dataRisks(s Step) []Risk {
	var risks []Risk
	known := kindOfType(s.Type)
	switch {
	case known.nature == stateful && s.Op == OpDelete:
		risks = append(risks, s.risk(ClassData, "deleted", "is deleted, and with it "+known.holds))
	case known.nature == stateful && s.Op == OpReplace:
		risks = append(risks, s.risk(ClassData, "replaced", "is replaced"+s.because()+", and with the old one goes "+known.holds))
	case s.Op == OpForget:
		risks = append(risks, s.risk(ClassData, "forgotten", "leaves the stack and stays in Azure: nothing manages it any more"))
	case known.nature == unclassified && (s.Op == OpDelete || s.Op == OpReplace):
		risks = append(risks, s.risk(ClassData, "unclassified", fmt.Sprintf("goes (%s%s); nobody has classified %s, so that it is not known what is lost",
			s.Op, s.because(), kindOf(s.Type))))
	}
	if s.Protected && (s.Op == OpDelete || s.Op == OpReplace || s.Op == OpForget) {
		risks = append(risks, s.risk(ClassData, "protected", "is protected, and this change would end it ("+s.Op+"): the engine refuses until the protection is taken away"))
	}
	if s.Unprotected {
		risks = append(risks, s.risk(ClassData, "unprotected", "is protected no more: the next change may delete it"))
	}
	for _, p := range s.Properties {
		if p.Path == "(option) retainOnDelete" && p.New == false {
			risks = append(risks, s.risk(ClassData, "unretained", "is kept no more when it leaves the stack"))
		}
		if s.Op == OpUpdate {
			risks = append(risks, shortened(s, p)...)
		}
	}
	return risks
}

// because says what forces a replacement.
func (s Step) because() string {
	if s.Op != OpReplace {
		return ""
	}
	if len(s.Reasons) == 0 {
		return " (the provider does not say why)"
	}
	return " because of " + strings.Join(s.Reasons, ", ")
}

// retention are the properties that say how long something is kept, by kind of type and path: a smaller value deletes sooner.
var retention = map[string][]string{
	"azure-native:sql:BackupShortTermRetentionPolicy": {"retentionDays"},
	"azure-native:sql:LongTermRetentionPolicy":        {"weeklyRetention", "monthlyRetention", "yearlyRetention"},
	"azure-native:operationalinsights:Workspace":      {"retentionInDays"},
	"azure-native:keyvault:Vault":                     {"properties.softDeleteRetentionInDays"},
	"azure-native:storage:ManagementPolicy":           {"policy.rules.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan"},
	"azure-native:storage:BlobServiceProperties":      {"deleteRetentionPolicy.days", "containerDeleteRetentionPolicy.days"},
	"azure-native:storage:FileServiceProperties":      {"shareDeleteRetentionPolicy.days"},
	"azure-native:storage:StorageAccount":             {"immutableStorageWithVersioning.immutabilityPolicy.immutabilityPeriodSinceCreationInDays"},
	"azure-native:containerregistry:Registry":         {"policies.retentionPolicy.days", "policies.softDeletePolicy.retentionDays"},
}

// shortened is a retention that gets shorter or ends.
func shortened(s Step, p Property) []Risk {
	for _, path := range retention[kindOf(s.Type)] {
		if bare(p.Path) != path {
			continue
		}
		before, after := days(p.Old), days(p.New)
		if p.Kind == Removed || p.Kind == Altered && (after < before || before < 0 || after < 0) {
			return []Risk{s.risk(ClassData, "shorter", "keeps for less long, or it is not known how long: "+p.Path).of(p)}
		}
	}
	return nil
}

// days reads a number, or a duration of whole days, weeks, months or years as ISO 8601 writes it; -1 where it is not known.
func days(value any) float64 {
	switch v := value.(type) {
	case float64:
		return v
	case string:
		var n float64
		var unit string
		if _, err := fmt.Sscanf(v, "P%f%1s", &n, &unit); err == nil {
			return n * map[string]float64{"D": 1, "W": 7, "M": 30, "Y": 365}[unit]
		}
	}
	return -1
}
