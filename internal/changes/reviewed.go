package changes

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/trelica/infrastructure/internal/engine"
)

// ReviewedVersion is the version of a reviewed plan's form.
const ReviewedVersion = 1

// Reviewed binds what was reviewed: the files, the stack, the live diff and what the policies said of it. An apply makes it again and
// compares. It holds no secret: values are masked before they come here.
type Reviewed struct {
	Version int    `json:"version"`
	Stack   string `json:"stack"`
	Target  string `json:"target"`
	// Commit and Tree are what was checked out; the tree is what counts.
	Commit string `json:"commit"`
	Tree   string `json:"tree"`
	// Steps are the live diff, in a form that does not depend on the order in which the engine met resources.
	Steps []Step `json:"steps"`
	// Policies are the rules that do not hold, Judged how many answers there are, Pack the digest of the pack that gave them.
	Policies []PolicyResult `json:"policies"`
	Judged   int            `json:"judged"`
	Pack     string         `json:"pack,omitempty"`
	// State is a digest of every resource of the state, by URN.
	State map[string]string `json:"state"`
}

// NewReviewed binds a change set. It refuses one that failed or violates a mandatory rule: there is nothing to apply then.
func NewReviewed(set Set, target string, tree, commit, pack string, state engine.Checkpoint) (Reviewed, error) {
	if set.Verdict == VerdictFailed || set.Verdict == VerdictViolated {
		return Reviewed{}, fmt.Errorf("the diff of %s is no plan: %s", set.Stack, set.Verdict)
	}
	if tree == "" {
		return Reviewed{}, errors.New("files differ from the commit: commit them first, so that what is reviewed can be named")
	}
	return Reviewed{
		Version: ReviewedVersion, Stack: set.Stack, Target: target, Commit: commit, Tree: tree, Steps: normalised(set.Steps),
		Policies: set.Policies, Judged: set.Judged, Pack: pack, State: stateDigests(state),
	}, nil
}

// normalised are steps in a form that says the same for the same change: what depends on the order of events is sorted.
func normalised(steps []Step) []Step {
	list := slices.Clone(steps)
	for i := range list {
		list[i].Reasons = slices.Sorted(slices.Values(list[i].Reasons))
		if len(list[i].Reasons) == 0 {
			list[i].Reasons = nil
		}
		list[i].Properties = slices.Clone(list[i].Properties)
		slices.SortFunc(list[i].Properties, func(a, b Property) int { return cmp.Compare(a.Path, b.Path) })
		list[i].old, list[i].new = nil, nil
	}
	slices.SortFunc(list, func(a, b Step) int { return cmp.Compare(a.URN, b.URN) })
	return list
}

// stateDigests tell two states of a resource apart. One that waits for its deletion has the URN of what replaced it, and is told beside it.
func stateDigests(state engine.Checkpoint) map[string]string {
	digests := map[string]string{}
	for _, r := range state.Resources {
		content, err := json.Marshal([]any{r.ID, r.Delete, r.Protect, r.RetainOnDelete, r.Inputs, r.Outputs, r.Parent})
		if err != nil {
			content = []byte(r.URN) // property maps of JSON can always be written
		}
		sum := sha256.Sum256(content)
		key := r.URN
		if r.Delete {
			key += " (waits for its deletion: " + r.ID + ")"
		}
		digests[key] = hex.EncodeToString(sum[:8])
	}
	return digests
}

// Moved says in what an apply would differ from what was reviewed. Blocking is what must be reviewed again, Said what moved and does
// not touch the diff.
func (r Reviewed) Moved(now Reviewed) (blocking, said []string) {
	block := func(format string, args ...any) { blocking = append(blocking, fmt.Sprintf(format, args...)) }
	if r.Version != now.Version {
		block("the plan has version %d, this stackctl makes %d", r.Version, now.Version)
	}
	if r.Stack != now.Stack {
		block("the plan is of stack %s, not %s", r.Stack, now.Stack)
	}
	if r.Target != now.Target {
		block("the plan was made for the target %s, not %s", r.Target, now.Target)
	}
	if r.Tree != now.Tree {
		block("the plan is of other files: tree %s was reviewed, %s is checked out", short(r.Tree), cmp.Or(short(now.Tree), "one with changes"))
	}
	if r.Pack != now.Pack {
		block("the policies are not those that were asked: the pack is another one")
	}
	blocking = append(blocking, movedSteps(r.Steps, now.Steps)...)
	blocking = append(blocking, movedPolicies(r, now)...)
	touched := map[string]bool{}
	for _, step := range append(slices.Clone(r.Steps), now.Steps...) {
		touched[step.URN], touched[step.Was] = true, true
	}
	for _, urn := range slices.Sorted(maps.Keys(union2(r.State, now.State))) {
		if r.State[urn] == now.State[urn] {
			continue
		}
		text := fmt.Sprintf("the state of %s moved since the review", nameOfURN(urn))
		if touched[urn] {
			block("%s, and the diff changes it", text)
		} else {
			said = append(said, text+"; the diff does not touch it")
		}
	}
	return blocking, said
}

func union2(a, b map[string]string) map[string]string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, b)
	return all
}

func short(hash string) string { return hash[:min(len(hash), 12)] }

// movedSteps names steps that are new, gone, or different.
func movedSteps(reviewed, now []Step) []string {
	var moved []string
	before, after := byURN(reviewed), byURN(now)
	for _, urn := range slices.Sorted(maps.Keys(before)) {
		then, name := before[urn], nameOfURN(urn)
		current, still := after[urn]
		switch {
		case !still:
			moved = append(moved, fmt.Sprintf("%s of %s was reviewed, and is not needed any more", then.Op, name))
		case then.Op != current.Op:
			moved = append(moved, fmt.Sprintf("%s: %s was reviewed, it is %s now", name, then.Op, current.Op))
		case !equal(then, current):
			moved = append(moved, fmt.Sprintf("%s of %s is not the same: %s", then.Op, name, difference(then, current)))
		}
	}
	for _, urn := range slices.Sorted(maps.Keys(after)) {
		if _, reviewed := before[urn]; !reviewed {
			moved = append(moved, fmt.Sprintf("%s of %s is new, and nobody reviewed it", after[urn].Op, nameOfURN(urn)))
		}
	}
	return moved
}

func byURN(steps []Step) map[string]Step {
	found := map[string]Step{}
	for _, step := range steps {
		found[step.URN] = step
	}
	return found
}

// equal compares as the file has it, in which an absent list and an empty one are the same.
func equal(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// difference says in what two steps of the same operation differ.
func difference(then, now Step) string {
	if !equal(then.Reasons, now.Reasons) {
		return fmt.Sprintf("it is because of %v now, %v was reviewed", now.Reasons, then.Reasons)
	}
	paths := map[string][2]string{}
	for i, side := range [][]Property{then.Properties, now.Properties} {
		for _, p := range side {
			pair := paths[p.Path]
			pair[i] = show(p.Old) + " → " + show(p.New)
			paths[p.Path] = pair
		}
	}
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if pair := paths[path]; pair[0] != pair[1] {
			return fmt.Sprintf("%s was %s, and is %s now", path, cmp.Or(shorten(pair[0], 200), "no change"), cmp.Or(shorten(pair[1], 200), "no change"))
		}
	}
	return "its options are others"
}

// movedPolicies names answers that are others now.
func movedPolicies(reviewed, now Reviewed) []string {
	before, after := worst(reviewed.Policies), worst(now.Policies)
	var moved []string
	for key, current := range after {
		if then, known := before[key]; !known || then.Answer != current.Answer || then.Level != current.Level {
			moved = append(moved, fmt.Sprintf("policy %s is %s for %s now (%s)", key.rule, current.Answer, cmp.Or(nameOfURN(key.urn), "the stack"), current.Level))
		}
	}
	for key, then := range before {
		if _, still := after[key]; !still {
			moved = append(moved, fmt.Sprintf("policy %s was %s for %s, and is not any more", key.rule, then.Answer, cmp.Or(nameOfURN(key.urn), "the stack")))
		}
	}
	if reviewed.Judged != now.Judged {
		moved = append(moved, fmt.Sprintf("the policies gave %d answers, and give %d now", reviewed.Judged, now.Judged))
	}
	slices.Sort(moved)
	return moved
}

// sealed is a plan with its signature. The plan is kept as the bytes that were signed.
type sealed struct {
	Plan json.RawMessage `json:"plan"`
	// Key names the key: the beginning of the digest of its public half.
	Key       string `json:"key"`
	Signature string `json:"signature"`
}

// purpose is signed with the plan, so that a signature of anything else is none of a plan.
const purpose = "trelica reviewed plan v1\n"

// ErrSeal is wrapped where a plan is not as the pipeline made it.
var ErrSeal = errors.New("the plan is not what the pipeline signed")

// Seal writes the plan with a signature.
func (r Reviewed) Seal(key ed25519.PrivateKey) ([]byte, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, errors.New("there is no key to sign the plan with")
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("the key to sign the plan with has no public half")
	}
	plan, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing the plan: %w", err)
	}
	content, err := json.Marshal(sealed{
		Plan: plan, Key: KeyName(public), Signature: base64.StdEncoding.EncodeToString(ed25519.Sign(key, append([]byte(purpose), plan...))),
	})
	if err != nil {
		return nil, fmt.Errorf("writing the plan: %w", err)
	}
	return append(content, '\n'), nil
}

// KeyName names a key for people.
func KeyName(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// OpenReviewed reads a plan and checks its signature.
func OpenReviewed(r io.Reader, public ed25519.PublicKey) (Reviewed, error) {
	content, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return Reviewed{}, fmt.Errorf("reading a plan: %w", err)
	}
	if len(content) > mostBytes {
		return Reviewed{}, fmt.Errorf("reading a plan: it is larger than %d bytes", mostBytes)
	}
	var file sealed
	if err := json.Unmarshal(content, &file); err != nil {
		return Reviewed{}, fmt.Errorf("reading a plan: %w", err)
	}
	signature, err := base64.StdEncoding.DecodeString(file.Signature)
	if len(public) != ed25519.PublicKeySize || err != nil || !ed25519.Verify(public, append([]byte(purpose), file.Plan...), signature) {
		return Reviewed{}, fmt.Errorf("%w: it names the key %q, and the signature is not of key %q", ErrSeal, shorten(file.Key, 40), KeyName(public))
	}
	var plan Reviewed
	if err := json.Unmarshal(file.Plan, &plan); err != nil {
		return Reviewed{}, fmt.Errorf("reading a plan: %w", err)
	}
	return plan, nil
}
