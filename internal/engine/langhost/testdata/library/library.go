// Package library is no program, which is what the language runtime's tests want of it.
package library
