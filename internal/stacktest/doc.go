// Package stacktest holds the tests of whole stacks: the built program, the repository's own stack files, the real Pulumi CLI and
// engine, and the local Azure. It contains no program. The goldens in testdata are what each stack consists of; a change of code
// shows its effect on every environment there. `make golden` rewrites them.
package stacktest
