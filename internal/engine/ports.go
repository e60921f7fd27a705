package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
)

// probeTimeout is long for a loopback connection and short for a person.
const probeTimeout = time.Second

// ErrDeadPort is wrapped by [ProbePorts]'s error.
var ErrDeadPort = errors.New("nothing answers")

// ProbePorts connects to each port on 127.0.0.1. The CLI itself waits ten seconds for a dead one and then names a plugin
// that nobody knows. The error is one sentence that names every dead port.
func ProbePorts(ctx context.Context, ports map[string]int) error {
	var dead []string
	for _, name := range slices.Sorted(maps.Keys(ports)) {
		dialer := net.Dialer{Timeout: probeTimeout}
		conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[name])))
		if err != nil {
			dead = append(dead, fmt.Sprintf("%d (%s)", ports[name], name))
			continue
		}
		_ = conn.Close() // nothing was sent
	}
	if len(dead) > 0 {
		return fmt.Errorf("%w on port %s of 127.0.0.1, where the local Azure should be: "+
			"start it again with \"stackctl local env\" or \"stackctl local serve\"", ErrDeadPort, joinAnd(dead))
	}
	return nil
}

// joinAnd lists words as a sentence does.
func joinAnd(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
