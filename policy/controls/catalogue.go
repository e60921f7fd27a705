package controls

import "slices"

// Catalogue is every rule, in the order of the claims.
func Catalogue() []*Rule {
	all := slices.Concat(sqlRules(), vaultRules(), storageRules(), clusterRules(), edgeRules(), networkRules(), kubernetesRules(), placeRules(), safetyRules(), monitoringRules(), statusRules(), alertRules(), frontRules(), reachRules(), settledRules(), objectRules(), statusAppRules(), edgeSettledRules(), standbyRules(), openedRules())
	for _, r := range all {
		if r.Level == "" {
			r.Level = Mandatory
		}
	}
	slices.SortStableFunc(all, func(a, b *Rule) int {
		switch {
		case a.Claim == b.Claim:
			return 0
		case a.Claim < b.Claim: // "SP-…" before "safety"
			return -1
		}
		return 1
	})
	return all
}
