package apps

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	// slowest is how long the second write of a token may take when nothing is wrong; one in lostOnce fails.
	slowest  = 5 * time.Second
	lostOnce = 8
	// interval is how often tokens are reconciled.
	interval = 5 * time.Minute
)

// Token is a customer's token, sealed for both regions.
type Token struct {
	N       int       `json:"n"`
	Written time.Time `json:"written"`
	// In is since when each vault has it, by the vault's key.
	In map[string]time.Time `json:"in"`
}

// WriteTokens writes tokens at moments: to the own region's vault at once, to the other's a little later, and some not at all.
func (a Apps) WriteTokens(own, other string, moments []time.Time, chance *rand.Rand) error {
	kept, err := a.load()
	if err != nil {
		return err
	}
	for _, at := range moments {
		token := Token{N: len(kept.Tokens) + 1, Written: at, In: map[string]time.Time{world.Key(own): at}}
		if chance.IntN(lostOnce) > 0 {
			token.In[world.Key(other)] = at.Add(time.Duration(chance.Int64N(int64(slowest))))
		}
		kept.Tokens = append(kept.Tokens, token)
	}
	return a.save(kept)
}

// Reconcile lets the job run at a moment, if there is one in the region and the region is the active one, which alone holds the lease: it
// copies what either vault lacks and was written by then.
func (a Apps) Reconcile(region, own, other string, at time.Time) (ran bool, err error) {
	if err := a.Look(); err != nil {
		return false, err
	}
	kept, err := a.load()
	if err != nil {
		return false, err
	}
	up, err := a.platforms()
	if err != nil {
		return false, err
	}
	if !slices.ContainsFunc(up, func(p platform) bool { return p.region == world.Region(region) && p.tokens && a.leads(kept, p) }) ||
		!a.reaches(world.Region(region), own) || !a.reaches(world.Region(region), other) {
		return false, nil
	}
	for _, token := range kept.Tokens {
		if token.Written.After(at) {
			continue
		}
		for _, vault := range []string{own, other} {
			if since, there := token.In[world.Key(vault)]; !there || since.After(at) {
				token.In[world.Key(vault)] = at
			}
		}
	}
	return true, a.save(kept)
}

// Runs are the moments at which the job runs between two others, both included; late is how long after the full minutes it comes to run.
func Runs(from, to time.Time, late time.Duration) []time.Time {
	var all []time.Time
	for at := from.Truncate(interval).Add(late); !at.After(to); at = at.Add(interval) {
		if !at.Before(from) {
			all = append(all, at)
		}
	}
	return all
}

// Cut ends at a moment what was on its way: a write that would have arrived later never does.
func (a Apps) Cut(at time.Time) error {
	kept, err := a.load()
	if err != nil {
		return err
	}
	for _, token := range kept.Tokens {
		for vault, since := range token.In {
			if since.After(at) {
				delete(token.In, vault)
			}
		}
	}
	return a.save(kept)
}

// Tokens are all there are.
func (a Apps) Tokens() ([]Token, error) {
	kept, err := a.load()
	if err != nil {
		return nil, err
	}
	return kept.Tokens, nil
}

// Readable are the tokens that pods of a region can open: they are in a vault there that pods reach, and its key is there to unwrap them.
func (a Apps) Readable(region, vault string) ([]Token, error) {
	if a.Shut(region, vault) != "" {
		return nil, nil
	}
	all, err := a.Tokens()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(t Token) bool {
		_, there := t.In[world.Key(vault)]
		return !there
	}), nil
}

// Shut says why pods of a region can open no token at all that is in a vault; empty where nothing keeps them from it.
func (a Apps) Shut(region, vault string) string {
	if _, there := a.w.Get(vault); !there {
		return fmt.Sprintf("there is no vault %s for %s to read tokens from", world.Name(vault), region)
	}
	if _, there := a.w.Get(vault + "/keys/tokens"); !there {
		return fmt.Sprintf("the vault %s holds no key that opens tokens", world.Name(vault))
	}
	if !a.reaches(world.Region(region), vault) {
		return fmt.Sprintf("no private endpoint leads from %s to %s", region, world.Name(vault))
	}
	return ""
}
