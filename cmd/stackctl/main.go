// Command stackctl is the operator's command: it provisions a stack with the real Pulumi CLI, against the local Azure or
// the real one, and keeps the two apart.
//
// Results go to standard output; progress, warnings and the target go to standard error. Exit codes: 0 fine, 1 failed,
// 2 wrong usage, 3 a policy is violated or a gate refused. It is the only package that knows that a command line exists;
// what it runs is in internal/engine and internal/localazure.
package main

import (
	"context"
	"os"
)

func main() {
	a, err := newApp()
	if err != nil {
		fail(os.Stderr, err)
		os.Exit(codeFailed)
	}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}
