package ops

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// BreakGlassArgs describe what is watched and who is told.
type BreakGlassArgs struct {
	Site azure.Site
	// ResourceGroup is the group that the alerts lie in.
	ResourceGroup *azure.ResourceGroup
	// WorkspaceID is the workspace that the tenant's sign-in and audit logs are sent to, and the subscription's activity log.
	// The tenant's are sent by people: that setting belongs to the tenant, and no subscription's owner may make it.
	WorkspaceID pulumi.StringInput
	// ActionGroupID is who is told.
	ActionGroupID pulumi.StringInput
	// RunbookBase is where the runbooks are read: "https://…/docs/runbooks".
	RunbookBase string
	// GroupID is the object identifier of the break-glass group.
	GroupID string
	// AccountIDs are the object identifiers of the emergency accounts, which are used for nothing else. Every sign-in of theirs
	// is a use; none is allowed.
	AccountIDs []string
}

var guidPattern = regexp.MustCompile(`\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z`)

// validate lists every mistake in the arguments, or returns nil.
func (args *BreakGlassArgs) validate(name string) error {
	problems := azure.Check("ops.BreakGlassArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	problems.Missing("WorkspaceID", args.WorkspaceID, "ActionGroupID", args.ActionGroupID)
	azure.CheckRunbookBase(problems, "RunbookBase", args.RunbookBase)
	if !guidPattern.MatchString(args.GroupID) {
		problems.Addf("GroupID", "%q is not a GUID; allowed: a group's object identifier", args.GroupID)
	}
	for i, account := range args.AccountIDs {
		if !guidPattern.MatchString(account) {
			problems.Addf(fmt.Sprintf("AccountIDs[%d]", i), "%q is not a GUID; allowed: an account's object identifier", account)
		}
	}
	return problems.Err()
}
