package azure

import (
	"fmt"
	"strings"

	authorization "github.com/pulumi/pulumi-azure-native-sdk/authorization/v2/v20200501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// LockArgs describe a lock.
type LockArgs struct {
	Site Site
	// Scope is the ARM identifier of the resource, taken from the resource so that the lock comes after it.
	Scope pulumi.StringInput
	// ScopeID is the same identifier as known before anything exists.
	ScopeID string
	// What is the resource in a word, for the lock's name: "archive".
	What string
	// Notes say why the resource must not be deleted, at most 512 characters.
	Notes string
}

// NewLock registers a lock that forbids deleting a resource and everything below it, role assignments and diagnostic settings
// at it too. It is always on a resource, never on a group: that would also forbid deleting a rebuilt cluster's peering and DNS
// links, and every role in the group. It never makes a resource read-only, which breaks operations that only look like reads,
// such as listing keys (Azure documentation, lock-resources). The caller decides whether the site wants one (Site.Protect); the
// lock is then protected itself.
//
// A role at a locked resource is therefore taken away in this order: the lock is deleted by hand (az lock delete), then the
// assignment by hand and out of the program, and then an up with a refresh makes the lock again. An up alone cannot: it makes
// what is missing before it deletes anything, so the lock is back first. What must end at once does not wait for that: the
// account leaves its group, or the identity is disabled.
func NewLock(
	ctx *pulumi.Context, name string, args *LockArgs, opts ...pulumi.ResourceOption,
) (*authorization.ManagementLockByScope, error) {
	if args == nil {
		args = &LockArgs{}
	}
	problems := Check("azure.LockArgs of "+name, args.Site)
	problems.Missing("Scope", args.Scope, "What", args.What, "Notes", args.Notes)
	if len(args.Notes) > 512 {
		problems.Addf("Notes", "has %d characters; allowed: 512", len(args.Notes))
	}
	if !strings.Contains(args.ScopeID, "/providers/") {
		problems.Addf("ScopeID", "%q is not a resource; allowed: an identifier with /providers/, never a group or a subscription", args.ScopeID)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	lock, err := authorization.NewManagementLockByScope(ctx, name, &authorization.ManagementLockByScopeArgs{
		LockName: pulumi.String(args.Site.Names.Lock(args.What)),
		Scope:    args.Scope,
		Level:    pulumi.String(authorization.LockLevelCanNotDelete),
		Notes:    pulumi.String(args.Notes),
	}, named(opts, pulumi.Protect(args.Site.Protect), pulumi.ReplaceOnChanges([]string{"scope"}))...)
	if err != nil {
		return nil, fmt.Errorf("lock on %s: %w", args.ScopeID, err)
	}
	return lock, nil
}
