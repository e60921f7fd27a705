package sqldata

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// The kinds of entries.
const (
	// Row is a row that is written and stays.
	Row = "row"
	// Damage overwrites an earlier row with nonsense, as a bad release does.
	Damage = "damage"
	// Promotion writes the row that names the active region.
	Promotion = "active"
)

// Entry is one transaction of a database's log.
type Entry struct {
	// N counts the transactions of a database and its descendants, from 1.
	N    int       `json:"n"`
	Time time.Time `json:"t"`
	Kind string    `json:"k"`
	// Region is who wrote it, or which region was promoted.
	Region string `json:"r,omitempty"`
	// Epoch is a promotion's.
	Epoch int `json:"e,omitempty"`
	// Value is a row's content; Target the row that is damaged.
	Value  string `json:"v,omitempty"`
	Target int    `json:"to,omitempty"`
}

// Content is what a log adds up to.
type Content struct {
	// Rows is how many rows there are, Damaged how many of them are nonsense.
	Rows, Damaged int
	// Last is the number of the last transaction, Time its moment.
	Last int
	Time time.Time
	// Sum is a digest of all rows in their order, as they read now.
	Sum string
	// Active is the row of the active region; Epoch 0 where none was ever written.
	Active string
	Epoch  int
}

// ContentOf reads a log.
func ContentOf(log []Entry) Content {
	var content Content
	values := map[int]string{}
	var order []int
	for _, e := range log {
		content.Last, content.Time = e.N, e.Time
		switch e.Kind {
		case Row:
			order = append(order, e.N)
			values[e.N] = e.Value
		case Damage:
			if _, there := values[e.Target]; there {
				values[e.Target] = ""
			}
		case Promotion:
			content.Active, content.Epoch = e.Region, e.Epoch
		}
	}
	sum := sha256.New()
	for _, n := range order {
		if values[n] == "" {
			content.Damaged++
		}
		fmt.Fprintf(sum, "%d %s\n", n, values[n])
	}
	content.Rows = len(order)
	content.Sum = hex.EncodeToString(sum.Sum(nil))[:16]
	return content
}

// upTo is the part of a log that was written at or before a moment.
func upTo(log []Entry, at time.Time) []Entry {
	for i, e := range log {
		if e.Time.After(at) {
			return log[:i]
		}
	}
	return log
}
