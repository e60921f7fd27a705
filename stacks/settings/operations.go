package settings

import "net/netip"

// Operations is how the environment is operated: from where, by which pipeline, and by whom when that is out. The bootstrap makes
// it.
type Operations struct {
	// OpsAddressSpace is the addresses of the network that the environment is operated from, where the pipeline's runners and
	// the private ways to state and secrets key are. No other environment or region may have any of them.
	// Required.
	OpsAddressSpace netip.Prefix `setting:"opsAddressSpace" allowed:"a private IPv4 prefix of /16 to /22 without host bits, such as 10.96.32.0/20, that no other space overlaps"`
	// Repository is the one whose workflows may act in the environment.
	// Required.
	Repository Repository `setting:"repository" allowed:"an object of owner and name, with ownerId and id or without both"`
	// Runners is what the pipeline's jobs run on.
	// Required.
	Runners Runners `setting:"runners" allowed:"an object of appId, installationId, most and minutes, with image or without"`
	// BreakGlass is who operates the environment, and from where, on the day on which the pipeline is out.
	// Required.
	BreakGlass BreakGlass `setting:"breakGlass" allowed:"an object of groupId, accountIds and addresses"`
	// BreakGlassOpen says whether the state store and the secrets vault admit the break-glass addresses too. They do on the day
	// on which the state is moved in from a desk, and on a day on which no runner works; otherwise only the ops network reaches
	// them.
	// Default: false.
	BreakGlassOpen bool `setting:"breakGlassOpen" allowed:"true or false"`
}

// Repository is a repository at GitHub.
type Repository struct {
	// Owner is the organisation that it belongs to, in the very letters that GitHub uses.
	// Required.
	Owner string `setting:"owner" allowed:"1 to 39 letters, digits and single hyphens"`
	// Name is the repository's, in the very letters that GitHub uses.
	// Required.
	Name string `setting:"name" allowed:"1 to 100 letters, digits, periods, hyphens and underscores"`
	// OwnerID is GitHub's number of the owner: what tokens name the repository by, if it was made or renamed since 15 July 2026 or has
	// chosen so. Both are told by: gh api repos/OWNER/NAME --jq '.owner.id, .id'.
	// Optional.
	OwnerID string `setting:"ownerId,optional" allowed:"a number; both numbers, or neither"`
	// ID is GitHub's number of the repository; see OwnerID. Where the numbers and the tokens do not agree, nobody is signed in.
	// Optional.
	ID string `setting:"id,optional" allowed:"a number; both numbers, or neither"`
}

// Runners are the machines of the pipeline's jobs.
type Runners struct {
	// Image is the runners' image, by digest, from a neutral registry. Until there is one, no runners are made.
	// Optional.
	Image string `setting:"image,optional" allowed:"<registry>/<name>@sha256:<64 hexadecimal digits>"`
	// AppID is GitHub's number of the app that registers runners.
	// Required.
	AppID string `setting:"appId" allowed:"a number"`
	// InstallationID is GitHub's number of the app's installation on the repository.
	// Required.
	InstallationID string `setting:"installationId" allowed:"a number"`
	// Most is how many jobs run at a time.
	// Required.
	Most int `setting:"most" allowed:"1 to 50"`
	// Minutes is how long a job may take.
	// Required.
	Minutes int `setting:"minutes" allowed:"10 to 360"`
}

// BreakGlass is who acts when the pipeline cannot.
type BreakGlass struct {
	// GroupID is the object id of the Entra group that may do what a deployment may. It is empty in ordinary times.
	// Required.
	GroupID string `setting:"groupId" allowed:"a GUID in lower case"`
	// AccountIDs are the object ids of the emergency accounts, every sign-in of which wakes somebody.
	// Required.
	AccountIDs []string `setting:"accountIds" allowed:"a list of at least two GUIDs in lower case, without doubles"`
	// Addresses are the public addresses that they come from.
	// Required.
	Addresses []netip.Prefix `setting:"addresses" allowed:"a list of at least one public range of /24 or smaller without host bits, such as 203.0.113.33/32, without doubles"`
}
