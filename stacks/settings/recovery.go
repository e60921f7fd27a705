package settings

import "time"

// Recovery is what has been promised for the day of a disaster. A recovery and a drill are judged by it, at the durations that are
// usual; see the page on time, docs/reference/durations.md.
type Recovery struct {
	// RegionLossMinutes is how long the product may be away after somebody has decided that the home region is lost (RTO).
	// Default: 120.
	RegionLossMinutes int `setting:"regionLossMinutes" allowed:"15 to 1440"`
	// RegionLossDataMinutes is how far the data may go back after the home region is lost (RPO).
	// Default: 5.
	RegionLossDataMinutes int `setting:"regionLossDataMinutes" allowed:"1 to 60"`
	// ClusterLossMinutes is how long the product may be away after somebody has decided that the cluster is to be built again (RTO).
	// Default: 30.
	ClusterLossMinutes int `setting:"clusterLossMinutes" allowed:"15 to 1440"`
}

// The names of targets, by which scenarios say which they are judged by.
const (
	TargetRegionLoss  = "regionLoss"
	TargetClusterLoss = "clusterLoss"
)

// Targets are how long a disaster may take, and how far data may go back.
type Targets struct {
	// Time is the longest that the product may be away (RTO); Setting is where it is set.
	Time    time.Duration
	Setting string
	// Data is the furthest that data may go back (RPO); zero where nothing is lost.
	Data time.Duration
}

// Of are the targets of that name. found is false for a disaster that nothing is promised for.
func (r Recovery) Of(name string) (targets Targets, found bool) {
	switch name {
	case TargetRegionLoss:
		return Targets{
			Time: minutes(r.RegionLossMinutes), Setting: "regionLossMinutes", Data: minutes(r.RegionLossDataMinutes),
		}, true
	case TargetClusterLoss:
		return Targets{Time: minutes(r.ClusterLossMinutes), Setting: "clusterLossMinutes"}, true
	}
	return Targets{}, false
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
