// Package house holds the rules of this repository that a compiler does not know, as tests: which room may import which,
// that every package says what it is for, that files stay small, that links lead somewhere. It contains no program.
package house
