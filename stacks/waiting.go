package stacks

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// What something waits for.
const (
	waitsForSecret = "secret" // somebody has to bring it, into a vault or, encrypted, into the settings
	waitsForImage  = "image"  // somebody has to build it and name its digest in the settings
)

// Waiting is something that is not made yet because people have not brought what it needs. It is no failure: the rest is made,
// the stack says what it waits for, and the next up after that makes it.
type Waiting struct {
	// Kind is "secret" or "image".
	Kind string
	// Name is the secret's name in the vault, the setting's, or what the image is of.
	Name string
	// For is who needs it: "the pipeline's runners".
	For string
	// Next is what to do: a command, or the key of a setting.
	Next string
}

// exportWaiting makes the output "waiting" of everything that waits, in order: a list of objects of kind, name, for and next. It
// is there even when empty, so that whoever reads it can tell "nothing waits" from "not asked".
func exportWaiting(ctx *pulumi.Context, all []Waiting) {
	list := pulumi.Array{}
	for _, w := range all {
		list = append(list, pulumi.StringMap{
			"kind": pulumi.String(w.Kind), "name": pulumi.String(w.Name), "for": pulumi.String(w.For), "next": pulumi.String(w.Next),
		})
	}
	ctx.Export("waiting", list)
}
