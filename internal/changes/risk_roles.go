package changes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/builtinroles"
)

// roleRisks are rights that are given or taken, and outside identities that are trusted. They are part of exposure.
func roleRisks(s Step) []Risk {
	switch kindOf(s.Type) {
	case "azure-native:authorization:RoleAssignment":
		return grants(s, "role", describeAssignment)
	case "azure-native:managedidentity:FederatedIdentityCredential":
		return grants(s, "trust", describeTrust)
	case "kubernetes:rbac.authorization.k8s.io:RoleBinding", "kubernetes:rbac.authorization.k8s.io:ClusterRoleBinding":
		return grants(s, "binding", describeBinding)
	case "kubernetes:rbac.authorization.k8s.io:Role", "kubernetes:rbac.authorization.k8s.io:ClusterRole", "azure-native:authorization:RoleDefinition":
		return grants(s, "rights", func(state *State) string {
			return "the rights " + show(state.Inputs["rules"]) + " " + show(state.Inputs["permissions"])
		})
	}
	return administrators(s)
}

// grants says of a step what is granted and what is taken.
func grants(s Step, what string, describe func(*State) string) []Risk {
	side := func(kind string, state *State, end string) []Risk {
		if state == nil {
			return nil
		}
		return []Risk{s.risk(ClassExposure, what+" "+kind, describe(state)+" "+end)}
	}
	switch s.Op {
	case OpCreate, OpImport:
		return side("granted", s.new, "is granted")
	case OpDelete:
		return side("taken", s.old, "is taken away")
	case OpForget:
		return side("kept", s.old, "leaves the stack and stays in force: nothing manages it any more")
	case OpUpdate, OpReplace:
		before, after := "", ""
		if s.old != nil {
			before = describe(s.old)
		}
		if s.new != nil {
			after = describe(s.new)
		}
		if before == after {
			return nil
		}
		risk := s.risk(ClassExposure, what+" changed", "is another grant now")
		risk.Before, risk.After = before, after
		return []Risk{risk}
	}
	return nil
}

func describeAssignment(s *State) string {
	text := func(key string) string { return orUnknown(s.Inputs[key]) }
	return fmt.Sprintf("the role %s to %s %s at %s", roleName(text("roleDefinitionId")), text("principalType"), text("principalId"), scopeName(text("scope")))
}

func describeTrust(s *State) string {
	return fmt.Sprintf("the identity %s to whoever %s calls %s", orUnknown(s.Inputs["resourceName"]), orUnknown(s.Inputs["issuer"]), orUnknown(s.Inputs["subject"]))
}

func describeBinding(s *State) string {
	return fmt.Sprintf("the rights %s to %s", show(s.Inputs["roleRef"]), show(s.Inputs["subjects"]))
}

func orUnknown(value any) string {
	if value == nil {
		return "[nothing]"
	}
	return show(value)
}

// scopeName is the end of a scope: the subscription as a whole is said to be one.
func scopeName(scope string) string {
	parts := strings.Split(strings.Trim(scope, "/"), "/")
	if len(parts) == 2 && strings.EqualFold(parts[0], "subscriptions") {
		return "the whole subscription " + parts[1]
	}
	if len(parts) >= 2 {
		return strings.Join(parts[len(parts)-2:], "/")
	}
	return scope
}

// roleName is a role for people; a role that is not known by its identifier is named by it.
func roleName(id string) string {
	if name := builtinroles.Named(id); name != "" {
		return name
	}
	return strings.ToLower(id[strings.LastIndex(id, "/")+1:])
}

// adminPaths are properties that say who administers something, by kind of type.
var adminPaths = map[string][]string{
	"azure-native:containerservice:ManagedCluster": {"aadProfile.adminGroupObjectIDs", "disableLocalAccounts", "aadProfile.enableAzureRBAC", "enableRBAC", "agentPoolProfiles.enableNodePublicIP"},
	"azure-native:containerservice:AgentPool":      {"enableNodePublicIP"},
	"azure-native:sql:Server":                      {"administrators"},
	"azure-native:keyvault:Vault":                  {"properties.accessPolicies", "properties.enableRbacAuthorization", "properties.enabledForDeployment", "properties.enabledForDiskEncryption", "properties.enabledForTemplateDeployment"},
	"azure-native:containerregistry:Registry":      {"adminUserEnabled", "anonymousPullEnabled"},
	"azure-native:storage:StorageAccount":          {"allowSharedKeyAccess", "allowBlobPublicAccess", "isLocalUserEnabled", "isSftpEnabled", "allowCrossTenantReplication"},
	"azure-native:operationalinsights:Workspace":   {"features.disableLocalAuth"},
}

// administrators are changes of who administers, and of ways in beside roles.
func administrators(s Step) []Risk {
	if s.Op != OpUpdate && s.Op != OpReplace {
		return nil
	}
	var risks []Risk
	for _, p := range s.Properties {
		if slices.ContainsFunc(adminPaths[kindOf(s.Type)], func(path string) bool { return bare(p.Path) == path || strings.HasPrefix(bare(p.Path), path+".") }) {
			risks = append(risks, s.risk(ClassExposure, "administrators", "lets others in: "+p.Path+" changes").of(p))
		}
	}
	return risks
}

// exposureRisks are the ways that are opened or closed.
func exposureRisks(t *Topology) []Risk {
	if t == nil {
		return nil
	}
	var risks []Risk
	add := func(ways []Way, describe func(ports string, w Way) (kind, what string)) {
		for i := 0; i < len(ways); {
			ports := []string{ways[i].Ports}
			next := i + 1
			for next < len(ways) && ways[next].From == ways[i].From && ways[next].To == ways[i].To && ways[next].Undecided == ways[i].Undecided && ways[next].Reason == ways[i].Reason {
				ports = append(ports, ways[next].Ports)
				next++
			}
			kind, what := describe(strings.Join(ports, ", "), ways[i])
			risks = append(risks, Risk{Class: ClassExposure, Kind: kind, Name: ways[i].From + " → " + ways[i].To, What: what})
			i = next
		}
	}
	add(t.Opened, func(ports string, w Way) (string, string) {
		if w.Undecided {
			return "undecided", "may reach it now on " + ports + "; it cannot be decided: " + w.Reason
		}
		return "opened", "reaches it now on " + ports + ", by " + w.Reason
	})
	add(t.Closed, func(ports string, _ Way) (string, string) { return "closed", "reaches it no more on " + ports })
	return risks
}
