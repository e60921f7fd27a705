package preflight

// Some rows are stackctl's own: what kept a stack from being looked at.
const (
	// RowSettings are settings that cannot be read, RowAccess a sign-in that did not work, RowLocal a local Azure that did not end well.
	RowSettings = "settings"
	RowAccess   = "access"
	RowLocal    = "local Azure"
)

// stopping are the kinds of rows with which an up is certain to fail while they do, with the reason. Each is put right in minutes, or
// never: a recovery that goes on all the same loses data for a platform that does not come.
func stopping() map[string]string {
	return map[string]string{
		RowSettings:                  "the program does not begin with settings that are wrong",
		RowAccess:                    "nobody is signed in: no call can be made, a failover neither",
		"settings: real identifiers": "every name and identifier is another's",
		"subscription ID":            "it is not ours, or it is disabled: every call is refused",
		"tool NAME":                  "the cluster is made and then cannot be entered from here",
		"made before: WHAT":          "the program names it and does not make it",
	}
}

// passing are the others, with what goes on without them.
func passing() map[string]string {
	return map[string]string{
		RowLocal:                       "what was looked at was seen before",
		"providers":                    "all are registered",
		"provider NAME":                "most are of what stands already; the up says which it needs, one command registers it, and the up goes on",
		"features":                     "all are registered",
		"feature NAME":                 "it is needed when a kind of machine is made for the first time; the up says so",
		"made before":                  "all are there",
		"size NAME in REGION":          "capacity that is reserved there is to be had while the list says that there is none; else the up says so, and the settings name another size",
		"sizes in REGION":              "they could not be told",
		"quota NAME in REGION":         "it is counted at the largest size with an upgrade's machines; a cluster begins with fewer",
		"quotas of SERVICE in REGION":  "they could not be told",
		"roles":                        "all are given",
		"roles of the stack":           "the stack gives them",
		"role NAME":                    "other identities have theirs, and a role that is given now works within the hour",
		"roles at SCOPE":               "they could not be told",
		"delegation of ZONE":           "names are delegated once and for all; a resolver that does not answer today is not the zone's",
		"images of REGISTRY in REGION": "images that have not arrived are pulled from the other copy, or run as they were before",
		"secrets":                      "all are there",
		"secret NAME in VAULT":         "one workload waits for it, and all others come up",
		"group GROUP has IDENTITY":     "people see it",
		"egress addresses in REGION":   "people tell customers",
		"archive in REGION":            "logs are not what customers wait for",
		"budget":                       "money is not what customers wait for",
		"by hand: WHAT":                "people see it",
	}
}

// Stops tells whether a check that failed makes an up certain to fail. One that could not be made tells nothing, and stops nothing.
func Stops(c Check) bool {
	if c.Result != Failed || c.Untold {
		return false
	}
	if _, own := stopping()[c.Name]; own {
		return true
	}
	_, stops := stopping()[RowOf(c.Name)]
	return stops
}
