// Package lowerbound says how long a recovery takes at the least, whatever program carries it out: a list, written by hand, of what
// Azure itself makes wait for what, each with its source. internal/recovery/timeline computes what our program needs; a test holds the
// one to at most a tenth more than the other, so that nothing in the program waits that need not.
//
// It shares the durations with the timeline (internal/localazure/durations) and nothing else: it knows no graph, no stack and no
// engine, and finds its longest path by itself. An error in the timeline does not hide in here.
package lowerbound
