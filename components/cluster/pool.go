package cluster

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Pool is a group of equal nodes. Foundation and platform read the same pools: the one reserves capacity for them, the
// other makes them.
type Pool struct {
	// Name is 1 to 12 lower-case letters and digits, beginning with a letter. Most of a pool cannot be changed once it
	// exists; give a changed pool a new name, let the workloads move, then remove the old one.
	Name string
	// Size is the virtual machine size, for instance "Standard_D4ds_v5".
	Size string
	// Zones are the availability zones, "1" to "3".
	Zones []string
	// Min and Max bound the autoscaler; the number between is the cluster's business, not the program's. Min is at least
	// one; fewer than there are zones leave a zone empty, which AKS allows and production's settings do not.
	Min, Max int
	// MaxPods per node, 10 to 250.
	MaxPods int
	// OSDiskGB is the ephemeral system disk. It must fit into the cache or the temporary disk of the size, with what is
	// left of the disk going to containers.
	OSDiskGB int
	// MaxSurge is how many nodes more an upgrade may use: a number ("1") or a share of the pool ("33%").
	MaxSurge string
	// DrainMinutes is how long an upgrade waits for pods to leave a node before it fails, 1 to 1440.
	DrainMinutes int
	// SoakMinutes is the pause after each upgraded node, in which a bad image shows before the next is taken, 0 to 30.
	SoakMinutes int
	// Labels and Taints are set on every node. The system pool has a taint of its own; see systemTaint.
	Labels map[string]string
	Taints []string
}

// Surge is how many extra nodes an upgrade may use when the pool has count nodes. Shares are rounded up, as AKS does
// (API reference of agent pools, maxSurge). The error says what MaxSurge may be.
func (p Pool) Surge(count int) (int, error) {
	text, percent := strings.CutSuffix(p.MaxSurge, "%")
	number, err := strconv.Atoi(text)
	if err != nil || number < 1 || percent && number > 100 {
		return 0, fmt.Errorf("%q is no surge; allowed are a number from 1, or a share from \"1%%\" to \"100%%\"", p.MaxSurge)
	}
	if percent {
		return int(math.Ceil(float64(count) * float64(number) / 100)), nil
	}
	return number, nil
}
