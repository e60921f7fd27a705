// Package timeline says how long a recovery takes without waiting for it. It takes what is done (the steps of a scenario, and for an
// update of a stack the graph of its resources as the engine saved it), how long Azure takes for each (internal/localazure/durations),
// and how many resources the engine works at, at a time; it computes when each begins and ends on a good day, a usual one and a bad
// one, and which of them the whole waits for.
//
// All of it is plain functions of their arguments: nothing is asked, nothing waits, and the same input gives the same bytes. The
// commands and drills of cmd/stackctl put its picture into their reports. What it is compared with, the waits that Azure itself
// demands, is internal/recovery/lowerbound, which shares the durations and nothing else.
package timeline
