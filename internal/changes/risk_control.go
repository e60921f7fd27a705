package changes

import (
	"slices"
	"strings"
)

// controlRisks are claims whose answer changed: rules that held and do not hold any more, and the reverse. That a rule is asked no more
// says nothing where the preview was cut short before they all were asked.
func controlRisks(base, head []PolicyResult, cutShort bool) []Risk {
	if base == nil {
		return nil
	}
	before, after := worst(base), worst(head)
	var risks []Risk
	for key, now := range after {
		was, known := before[key]
		if known && was.Answer == now.Answer || !known && now.Answer == Holds {
			continue
		}
		then := "not asked"
		if known {
			then = string(was.Answer)
		}
		risks = append(risks, answerChanged(key, now, then, string(now.Answer)))
	}
	if cutShort {
		return risks
	}
	for key, was := range before {
		if _, still := after[key]; !still && was.Answer != Holds {
			risks = append(risks, answerChanged(key, was, string(was.Answer), "not asked"))
		}
	}
	return append(risks, silenced(before, after)...)
}

func answerChanged(key policyKey, r PolicyResult, before, after string) Risk {
	name := r.Rule
	if r.Claim != "" && !strings.Contains(strings.ToUpper(r.Rule), r.Claim) {
		name = r.Claim + " " + r.Rule
	}
	what := "the answer changes"
	if key.urn != "" {
		what += " for " + nameOfURN(key.urn)
	}
	return Risk{Class: ClassControl, Kind: "answer", URN: key.urn, Name: name, What: what, Before: before, After: after}
}

// silenced are rules that were asked of something before and are asked of nothing any more, where other rules still are: a rule that
// was taken out of the pack, or a kind of resource that went with all that was promised of it.
func silenced(before, after map[policyKey]PolicyResult) []Risk {
	if len(after) == 0 {
		return nil
	}
	asked := map[policyKey]bool{}
	for key := range after {
		asked[policyKey{key.pack, key.rule, ""}] = true
	}
	var risks []Risk
	told := map[policyKey]bool{}
	for key, was := range before {
		rule := policyKey{key.pack, key.rule, ""}
		if was.Answer == Holds && !asked[rule] && !told[rule] {
			told[rule] = true
			risks = append(risks, Risk{
				Class: ClassControl, Kind: "silenced", Name: key.rule, What: "is asked of nothing any more", Before: string(Holds), After: "not asked",
			})
		}
	}
	return risks
}

// guardPaths are properties of which a change may take a guard away, by kind of type. Of a guard that is not here every property is one, but
// what it is labelled with; none where there is an empty list.
var guardPaths = map[string][]string{
	// What rules of a network open is computed, and told as exposure.
	"azure-native:network:NetworkSecurityGroup": {},
	// What a namespace may use grows with what runs in it.
	"kubernetes:core:ResourceQuota":                                            {},
	"kubernetes:core:LimitRange":                                               {},
	"azure-native:network:Policy":                                              {"policySettings", "managedRules", "customRules"},
	"azure-native:keyvault:Vault":                                              {"properties.enablePurgeProtection", "properties.enableSoftDelete"},
	"azure-native:keyvault:Key":                                                {"properties.rotationPolicy", "properties.keySize", "properties.kty", "properties.attributes"},
	"azure-native:sql:Server":                                                  {"minimalTlsVersion", "keyId"},
	"azure-native:sql:EncryptionProtector":                                     {"serverKeyType", "autoRotationEnabled"},
	"azure-native:storage:StorageAccount":                                      {"minimumTlsVersion", "enableHttpsTrafficOnly", "encryption", "immutableStorageWithVersioning"},
	"azure-native:containerregistry:Registry":                                  {"policies"},
	"azure-native:containerservice:ManagedCluster":                             {"securityProfile", "addonProfiles", "autoUpgradeProfile", "nodeResourceGroupProfile", "apiServerAccessProfile.disableRunCommand", "oidcIssuerProfile"},
	"azure-native:authorization:PolicyAssignment":                              {"enforcementMode", "parameters", "notScopes", "policyDefinitionId", "resourceSelectors", "overrides"},
	"azure-native:authorization:ManagementLockByScope":                         {"level"},
	"azure-native:insights:DiagnosticSetting":                                  {"logs", "metrics", "workspaceId", "storageAccountId"},
	"azure-native:insights:MetricAlert":                                        {"enabled", "severity", "criteria", "actions", "scopes"},
	"azure-native:insights:ScheduledQueryRule":                                 {"enabled", "severity", "criteria", "actions", "scopes"},
	"azure-native:insights:ActivityLogAlert":                                   {"enabled", "condition", "actions", "scopes"},
	"azure-native:insights:ActionGroup":                                        {"enabled", "emailReceivers"},
	"azure-native:sql:ExtendedServerBlobAuditingPolicy":                        {"state", "isAzureMonitorTargetEnabled", "auditActionsAndGroups"},
	"azure-native:sql:ServerSecurityAlertPolicy":                               {"state"},
	"azure-native:cdn:Rule":                                                    {"actions", "conditions"},
	"azure-native:cdn:AFDCustomDomain":                                         {"tlsSettings"},
	"azure-native:cdn:Route":                                                   {"httpsRedirect", "supportedProtocols", "forwardingProtocol"},
	"azure-native:cdn:SecurityPolicy":                                          {"parameters"},
	"azure-native:resources:DeploymentAtSubscriptionScope":                     {"properties"},
	"kubernetes:networking.k8s.io:NetworkPolicy":                               {"spec"},
	"kubernetes:core:Namespace":                                                {"metadata.labels"},
	"kubernetes:admissionregistration.k8s.io:ValidatingAdmissionPolicy":        {"spec"},
	"kubernetes:admissionregistration.k8s.io:ValidatingAdmissionPolicyBinding": {"spec"},
}

// guardRisks are guards that go, and guards that are changed: what they watched may be watched no more.
func guardRisks(s Step) []Risk {
	known := kindOfType(s.Type)
	if known.nature == guard && (s.Op == OpDelete || s.Op == OpForget) {
		return []Risk{s.risk(ClassControl, "guard gone", "goes, and with it "+known.holds)}
	}
	if s.Op != OpUpdate && s.Op != OpReplace {
		return nil
	}
	var risks []Risk
	for _, p := range s.Properties {
		if s.guards(p) {
			risks = append(risks, s.risk(ClassControl, "guard changed", "guards otherwise: "+p.Path).of(p))
		}
	}
	return risks
}

// labels are what a thing is called and sorted by.
var labels = []string{"tags", "metadata", "description"}

// guards tells whether a property is one that something is guarded by.
func (s Step) guards(p Property) bool {
	path := bare(p.Path)
	under := func(above string) bool { return path == above || strings.HasPrefix(path, above+".") }
	paths, listed := guardPaths[kindOf(s.Type)]
	if listed {
		return slices.ContainsFunc(paths, under)
	}
	return kindOfType(s.Type).nature == guard && !strings.HasPrefix(path, "(") && !slices.ContainsFunc(labels, under)
}
