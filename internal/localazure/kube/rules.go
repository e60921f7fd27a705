package kube

import (
	"slices"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Rule is one thing that is checked before an object is stored.
type Rule struct {
	// Name identifies the rule in problems and documentation, e.g. "service-ports".
	Name string
	// Kinds are the kinds that it applies to; empty means every kind.
	Kinds []string
	// Says is what must hold, as a sentence.
	Says string
	// Source is the document that it was taken from.
	Source string

	check func(kind Kind, typed runtime.Object, report *report)
}

// Three rules need a cluster, and are checked when something is written to it.
const (
	ruleNamespace     = "namespace-exists"
	ruleAlreadyExists = "already-exists"
	ruleImmutable     = "immutable"
)

// Rules lists every rule, in the order in which they are checked. The first entries are part of decoding or of writing, the
// others judge the object alone.
func Rules() []Rule {
	rules := []Rule{
		{
			Name:   ruleUnknownField,
			Says:   "Every field exists in the API type, spelled as there.",
			Source: "Kubernetes API concepts, field validation Strict; k8s.io/api v0.35.4",
		},
		{
			Name:   ruleWrongType,
			Says:   "Every value has the type of its field: integers are whole and in range, quantities, times and base64 can be read.",
			Source: "Kubernetes API concepts, field validation Strict; k8s.io/api v0.35.4, k8s.io/apimachinery v0.35.4",
		},
		{
			Name:   ruleIdentity,
			Says:   "apiVersion and kind, where given, are those of the resource's type.",
			Source: "pulumi-kubernetes provider/pkg/provider/provider.go, gvkFromURN",
		},
		{
			Name:   ruleForeign,
			Says:   "Values are plain data: no asset, archive or resource reference.",
			Source: "Kubernetes API concepts, resources are JSON or YAML",
		},
		{
			Name:   ruleNamespace,
			Says:   "The namespace of an object exists when it is created. Not checked in a preview, which may be about to create it.",
			Source: "kubernetes v1.35 plugin/pkg/admission/namespace/lifecycle, Admit",
		},
		{
			Name:   ruleAlreadyExists,
			Says:   "No object of the name exists when one is created, unless the provider has upsertExistingObjects; no two resources of a program create the same object.",
			Source: "pulumi-kubernetes SDK 4.33.0, ProviderArgs.UpsertExistingObjects; k8s.io/apimachinery pkg/api/errors, NewAlreadyExists",
		},
		{
			Name:   ruleImmutable,
			Says:   "An update changes none of the fields that the server refuses to change.",
			Source: "kubernetes v1.35, the update validation of each kind; see the table of immutable fields",
		},
	}
	return slices.Concat(rules, metaRules(), podRules(), workloadRules(), serviceRules(), networkRules(), dataRules(),
		policyRules(), accessRules(), storageRules(), webhookRules(), secretsStoreRules())
}

// report collects what a rule finds.
type report struct {
	findings []finding
}

// finding is a validation error and the places it was concluded from, beyond its own.
type finding struct {
	err   *field.Error
	reads []*field.Path
}

// add reports an error. reads are the other places that the conclusion depends on: while one of them is not known, or is
// refused for another reason, the conclusion is not drawn.
func (r *report) add(err *field.Error, reads ...*field.Path) {
	r.findings = append(r.findings, finding{err: err, reads: reads})
}

// all reports a list of errors that depend on nothing but their own places.
func (r *report) all(errs field.ErrorList, reads ...*field.Path) {
	for _, err := range errs {
		r.add(err, reads...)
	}
}

// invalid reports every message about one value.
func (r *report) invalid(where *field.Path, value any, messages []string, reads ...*field.Path) {
	for _, message := range messages {
		r.add(field.Invalid(where, value, message), reads...)
	}
}

// oneOf reports a value that is not among the supported ones.
func oneOf[T ~string](r *report, where *field.Path, value T, supported ...T) {
	if !slices.Contains(supported, value) {
		slices.Sort(supported)
		r.add(field.NotSupported(where, value, supported))
	}
}

// nonNegative reports a number below zero.
func (r *report) nonNegative(where *field.Path, value int64) {
	if value < 0 {
		r.add(field.Invalid(where, value, "must be greater than or equal to 0"))
	}
}

// required reports an empty string.
func (r *report) required(where *field.Path, value string) bool {
	if value == "" {
		r.add(field.Required(where, ""))
	}
	return value != ""
}

// runRules judges a typed object after defaulting, as an API server does. silent are the places that nothing is to be said
// about, secrets those whose values must not be repeated.
func runRules(kind Kind, typed runtime.Object, silent, secrets []path) []Problem {
	object := typed.DeepCopyObject()
	setDefaults(object)
	var problems []Problem
	for _, rule := range Rules() {
		if rule.check == nil || (len(rule.Kinds) > 0 && !slices.Contains(rule.Kinds, kind.Name)) {
			continue
		}
		found := report{}
		rule.check(kind, object, &found)
		for _, f := range found.findings {
			if !f.silenced(silent) {
				problems = append(problems, fromFieldError(f.err, rule.Name, secrets))
			}
		}
	}
	return problems
}

// silenced reports whether a finding stands at or below a silent place, or was concluded from one.
func (f finding) silenced(silent []path) bool {
	if withinAny(parseField(f.err.Field), silent) {
		return true
	}
	for _, read := range f.reads {
		if overlapsAny(parseField(read.String()), silent) {
			return true
		}
	}
	return false
}
