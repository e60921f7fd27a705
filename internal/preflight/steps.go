package preflight

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Tool is a program that an up starts besides the Pulumi CLI.
type Tool struct {
	Name string
	// Look finds it: what was found, or why it cannot be used.
	Look func(context.Context) (found string, err error)
	// Next is what to do without it.
	Next string
}

// Step is something that nobody but a person can do and see: the row is there so that nobody forgets it.
type Step struct {
	Name string
	// What says what must be so.
	What string
	// Look is how a person sees it, a command as a rule.
	Look string
}

// Address is a reserved public address that customers are told.
type Address struct{ ID, Name string }

// Addresses are those of one region.
type Addresses struct {
	Region string
	List   []Address
}

// Budget is from when a budget counts.
type Budget struct {
	// ID is the budget's identifier.
	ID string
	// Since is the month, "2026-11".
	Since string
	// Now is the present.
	Now time.Time
}

// addressVersion is of azure-rest-api-specs, Microsoft.Network 2024-05-01, PublicIPAddresses_Get; budgetVersion of
// Microsoft.Consumption 2021-10-01, Budgets_Get.
const (
	addressVersion = "2024-05-01"
	budgetVersion  = "2021-10-01"
)

func (r *report) tool(ctx context.Context, t Tool) {
	found, err := t.Look(ctx)
	if err != nil {
		r.add(Failed, "tool "+t.Name, err.Error(), t.Next)
		return
	}
	r.add(OK, "tool "+t.Name, found, "")
}

func (r *report) step(s Step) { r.add(ByHand, "by hand: "+s.Name, s.What, s.Look) }

// addresses shows what customers must have been told: whether they were, only a person knows.
func (r *report) addresses(ctx context.Context, azure Cloud, a Addresses) {
	name := "egress addresses in " + a.Region
	var told []string
	for _, address := range a.List {
		found, there, err := azure.Resource(ctx, address.ID, addressVersion)
		if err != nil {
			r.unknown(name, err)
			return
		}
		ip, _ := found.Properties["ipAddress"].(string)
		if !there || ip == "" {
			r.add(Waiting, name, address.Name+" is not reserved yet", "run up, then tell customers, who need weeks")
			return
		}
		told = append(told, ip)
	}
	r.add(ByHand, name, strings.Join(told, ", "), "see that the page for customers names them")
}

// budget looks whether Azure would take the month that a budget counts from: one that is not made yet has to begin in the present
// month or later, and one that is made never changes (Microsoft.Consumption, error of the start date).
func (r *report) budget(ctx context.Context, azure Cloud, b Budget) {
	const name = "budget"
	made, found, err := azure.Resource(ctx, b.ID, budgetVersion)
	if err != nil {
		r.unknown(name, err)
		return
	}
	month := b.Now.UTC().Format("2006-01")
	if !found {
		if b.Since < month {
			r.add(Failed, name, fmt.Sprintf("not made yet, and %s is over", b.Since), "set since of trelica:budget to "+month+" in the change that makes it")
			return
		}
		r.add(OK, name, "not made yet; "+b.Since+" can still be its first month", "")
		return
	}
	period, _ := made.Properties["timePeriod"].(map[string]any)
	start, _ := period["startDate"].(string)
	if !strings.HasPrefix(start, b.Since) {
		r.add(Failed, name, "counts from "+start+", and the settings say "+b.Since, "set since of trelica:budget back: a budget's start never changes")
		return
	}
	r.add(OK, name, "counts from "+b.Since, "")
}
