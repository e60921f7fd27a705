// Package langhost is a language runtime server for Go programs, attached to the stock Pulumi CLI with
// PULUMI_DEBUG_LANGUAGES=go:PORT. It takes the place of pulumi-language-go, which is not published as a Go module, so
// that the CLI built from modules can preview, up, refresh, import and destroy, run by stackctl or typed by hand.
//
// It is started by cmd/stackctl and by the stack tests. It builds the program with the go command, runs it, and touches
// nothing else but the engine that called it. How it forwards output and exit codes follows the real host
// (github.com/pulumi/pulumi, sdk/go/pulumi-language-go/main.go).
package langhost
