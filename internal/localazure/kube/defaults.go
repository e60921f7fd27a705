package kube

import (
	"slices"

	"k8s.io/apimachinery/pkg/runtime"
)

// Default is something that the server fills in and a GET returns. Defaults appear in outputs only; an input that says
// nothing about them does not drift.
type Default struct {
	// Kinds are the kinds that it applies to.
	Kinds []string
	// Says is what is filled in, as a sentence.
	Says string
	// Source is the document that it was taken from.
	Source string

	set func(typed runtime.Object)
}

// Defaults lists every default in the order in which they are applied.
func Defaults() []Default {
	return slices.Concat(podDefaults(), workloadDefaults(), coreDefaults(), networkDefaults(), otherDefaults())
}

// setDefaults fills in a typed object in place. Doing it twice changes nothing.
func setDefaults(typed runtime.Object) {
	for _, d := range Defaults() {
		d.set(typed)
	}
}

// on adapts a default of one Go type to any object.
func on[T runtime.Object](set func(T)) func(runtime.Object) {
	return func(typed runtime.Object) {
		if object, ok := typed.(T); ok {
			set(object)
		}
	}
}

// fill sets a value that is empty.
func fill[T comparable](field *T, value T) {
	var empty T
	if *field == empty {
		*field = value
	}
}

// fillPointer sets a pointer that is nil, to a variable of its own.
func fillPointer[T any](field **T, value T) {
	if *field == nil {
		*field = &value
	}
}
