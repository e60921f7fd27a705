// Package main does not compile, which is what the language runtime's tests want of it.
package main

func main() { undefined() }
