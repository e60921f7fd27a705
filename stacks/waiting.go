package stacks

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// What something waits for.
const (
	waitsForSecret = "secret" // somebody has to bring it, into a vault or, encrypted, into the settings
	waitsForImage  = "image"  // somebody has to build it and name its digest in the settings
	waitsForLook   = "part"   // no update has looked at the part yet, so that what waits there is not known
)

// Waiting is something that is not made yet because people have not brought what it needs. It is no failure: the rest is made,
// the stack says what it waits for, and the next up after that makes it.
type Waiting struct {
	// Kind is "secret" or "image", or "part" for a part that was not looked at.
	Kind string
	// Name is the secret's name in the vault, the setting's, what the image is of, or the part.
	Name string
	// For is who needs it: "the pipeline's runners".
	For string
	// Next is what to do: a command, or the key of a setting.
	Next string
}

// waitingIn is what waits in one part of an environment.
type waitingIn struct {
	part string
	all  []Waiting
}

// exportWaiting makes the output "waiting" of everything that waits, in order: a list of objects of kind, name, for, next and, in an
// environment, part. It is there even when empty, so that whoever reads it can tell "nothing waits" from "not asked".
func exportWaiting(ctx *pulumi.Context, stack string, limits Limits, parts ...waitingIn) {
	list := pulumi.Array{}
	for _, entry := range limits.waiting(stack, parts) {
		entry["next"] = atTarget(entry["next"], os.Getenv(targetVariable))
		list = append(list, pulumi.ToStringMap(entry))
	}
	ctx.Export(outputWaiting, list)
}

// stackNamed is where a command names its stack.
var stackNamed = regexp.MustCompile(`^stackctl .*?--stack \S+`)

// atTarget makes a command that somebody is to type one for the far end that the program runs against: without a word stackctl takes the local
// Azure, and a secret of production's would go there.
func atTarget(next, target string) string {
	if target == "local" || strings.Contains(next, "--target ") {
		return next
	}
	return stackNamed.ReplaceAllString(next, "$0 --target azure")
}

// waiting is what waits, part by part. Of a part that the run may not change, the last update's answer counts: what the settings and
// the vaults say by now is not what that part was made from. Where nobody has looked yet, that is what is said.
func (l Limits) waiting(stack string, parts []waitingIn) []map[string]string {
	list := []map[string]string{}
	for _, in := range parts {
		if !l.changes(in.part) {
			list = append(list, l.lastWaiting(stack, in.part)...)
			continue
		}
		for _, w := range in.all {
			list = append(list, w.entry(in.part))
		}
	}
	return list
}

// lastWaiting are the entries of a part as the last update left them.
func (l Limits) lastWaiting(stack, part string) []map[string]string {
	last, said := l.last[outputWaiting].([]any)
	if !said {
		return []map[string]string{Waiting{
			Kind: waitsForLook, Name: part, For: "an update that looks at it: this one was limited to " + l.Part,
			Next: fmt.Sprintf("stackctl up --stack %s", stack),
		}.entry(part)}
	}
	var list []map[string]string
	for _, item := range last {
		entry, _ := item.(map[string]any)
		if entry["part"] != part {
			continue
		}
		kept := map[string]string{}
		for key, value := range entry {
			if text, ok := value.(string); ok {
				kept[key] = text
			}
		}
		list = append(list, kept)
	}
	return list
}

// entry is how the output says it. A stack without parts says none.
func (w Waiting) entry(part string) map[string]string {
	entry := map[string]string{"kind": w.Kind, "name": w.Name, "for": w.For, "next": w.Next}
	if part != "" {
		entry["part"] = part
	}
	return entry
}
