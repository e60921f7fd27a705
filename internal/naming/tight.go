package naming

// tightLength is how many characters a storage account or a vault spends on its role.
const tightLength = 3

// abbreviations are the roles of storage accounts and the purposes of vaults, in three letters each. Storage accounts and
// vaults have 24 characters for everything; a role missing here is cut to its first three letters, so add one whose
// beginning another role shares.
var abbreviations = map[string]string{
	"":            "",
	"archive":     "arc", // write-once copy of the audit logs
	"flow":        "flw", // flow logs of the virtual networks
	"status":      "sts", // the status page and its history
	"maintenance": "mtn", // the page that is shown while no region answers
	"backup":      "bak", // copies of the status page's history
	"state":       "ste", // the program's own state
	"runners":     "run", // the pipeline's runners
	"secrets":     "sec", // key that encrypts the program's own state
	"tde":         "tde", // key of the databases
	"tokens":      "tok", // customers' API keys and tokens
}

// TightRoles returns the roles that have an abbreviation of their own, without the empty one, in no particular order.
func TightRoles() []string {
	var roles []string
	for role := range abbreviations {
		if role != "" {
			roles = append(roles, role)
		}
	}
	return roles
}

func tight(role string) string {
	if short, ok := abbreviations[role]; ok {
		return short
	}
	letters := compact(role)
	return letters[:min(len(letters), tightLength)]
}
