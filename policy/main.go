// The policy pack: the security practices, served to the Pulumi CLI.
//
//	pulumi preview --policy-pack PATH-OF-THE-BUILT-BINARY
//
// It is built with its exceptions in it, so that a binary judges as the commit that it was built of. Beside it lies PulumiPolicy.yaml, for
// a CLI that has the Go language host and takes the directory.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/analyzer"
)

//go:embed exceptions.yaml
var recorded []byte

// clockVariable sets the day that is judged by, YYYY-MM-DD: tests must not turn red by date.
const clockVariable = "TRELICA_POLICY_DATE"

// rarely is how much the heap may grow before it is swept, in percent: the pack lives for one run and holds the run's resources once.
const rarely = 400

func main() {
	debug.SetGCPercent(rarely)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	all, broken := exceptions.Read(bytes.NewReader(recorded))
	now, err := clock(os.Getenv(clockVariable))
	if err == nil {
		err = analyzer.Serve(ctx, analyzer.New(all, broken, now), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "policy pack:", err)
		os.Exit(1)
	}
}

// clock is the machine's, or stands still on the day that is given.
func clock(day string) (func() time.Time, error) {
	if day == "" {
		return time.Now, nil
	}
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", clockVariable, err)
	}
	return func() time.Time { return at }, nil
}
