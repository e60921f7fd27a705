package world

import "time"

// Holding is a name that a deleted resource still holds, and what comes back if it is recovered.
type Holding struct {
	// Key is what the name is held under; keys compare without regard to case.
	Key string `json:"key"`
	// ID is the identifier of the deleted resource.
	ID string `json:"id"`
	// Due is when the name is given free.
	Due time.Time `json:"due"`
	// Resources are the resource and everything that lay under it.
	Resources []Resource `json:"resources"`
}

// ObjectKey names an object of a Kubernetes cluster.
type ObjectKey struct {
	// Cluster is whose object it is: the cluster's identifier.
	Cluster string `json:"cluster"`
	// Key tells the objects of a cluster apart; what it is made of is the Kubernetes server's affair.
	Key string `json:"key"`
}

// Object is an object of a Kubernetes cluster.
type Object struct {
	Cluster string `json:"cluster"`
	Key     string `json:"key"`
	// Sealed is the object, as Seal wrote it.
	Sealed []byte `json:"sealed"`
}

// Call is one call that reached the local Azure: what the real provider would have sent over the network. Checks and
// comparisons, which the provider makes by itself, are not calls, and neither is anything in a preview but a read.
type Call struct {
	// Time is the world's.
	Time time.Time `json:"time"`
	// Method is what was done: "PUT", "GET", "DELETE" or "POST".
	Method string `json:"method"`
	// ID is the resource it was done to.
	ID string `json:"id"`
	// Location is the region that answered, "global", or "" where the resource has none.
	Location string `json:"location,omitempty"`
	// Failed is true where the answer was an error.
	Failed bool `json:"failed,omitempty"`
}

// rememberedCalls is how many calls a world keeps: some full runs of a large environment.
const rememberedCalls = 5000

// keepLast drops the oldest calls once there are half as many again as are to be kept, so that it is done seldom.
func keepLast(calls []Call) []Call {
	if len(calls) < rememberedCalls+rememberedCalls/2 {
		return calls
	}
	return append([]Call(nil), calls[len(calls)-rememberedCalls:]...)
}
