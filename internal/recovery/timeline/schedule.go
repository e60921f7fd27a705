package timeline

import (
	"cmp"
	"container/heap"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// Bar is one node with when it is worked at, counted from the beginning of the whole.
type Bar struct {
	Node
	// Basis and Source say where its duration comes from.
	Basis  durations.Basis
	Source string
	Start  time.Duration
	End    time.Duration
	// Critical tells that the whole would end earlier if this were quicker.
	Critical bool
	// Because is the ID of what it waited for last; empty for what began at once.
	Because string
}

// Stage is the step that the bar is part of; empty for a graph without steps.
func (b Bar) Stage() string { return b.stage }

// Schedule is a graph with times.
type Schedule struct {
	Level durations.Level
	// Bars are all nodes, in the order of the graph.
	Bars []Bar
	// Total is when the last one ends.
	Total time.Duration
	// Critical is the path that the whole waits for, first to last, without what takes no time.
	Critical []string
}

// Compute works through a graph as the engine does: everything that waits for nothing begins at once, and the engine works at so many
// resources at a time, those first that were ready first. A node of which no duration is known, or that waits for what is not there
// or for itself, is an error.
func Compute(graph Graph, table durations.Table, level durations.Level, parallel int) (Schedule, error) {
	w := work{level: level, slots: parallel, bars: make([]Bar, len(graph)), left: make([]int, len(graph)), next: make([][]int, len(graph))}
	if parallel < 1 {
		return Schedule{}, fmt.Errorf("%d resources at a time are none", parallel)
	}
	if err := w.read(graph, table); err != nil {
		return Schedule{}, err
	}
	for i := range w.bars {
		if w.left[i] == 0 {
			w.enter(i)
		}
	}
	done := w.run()
	if done < len(graph) {
		return Schedule{}, fmt.Errorf("%d of %d nodes wait for each other", len(graph)-done, len(graph))
	}
	return w.schedule(), nil
}

// work is a graph half worked through.
type work struct {
	level durations.Level
	bars  []Bar
	takes []time.Duration
	// left counts what a node still waits for; next are the nodes that wait for it.
	left []int
	next [][]int
	// waiting are ready and have no slot, the one that was ready first in front; running end one after the other.
	waiting []int
	running ends
	slots   int
	now     time.Duration
	// freed is who ended last, and so who a node without a slot waited for.
	freed string
}

// read looks up durations and turns IDs into places.
func (w *work) read(graph Graph, table durations.Table) error {
	index := map[string]int{}
	var wrong []error
	for i, node := range graph {
		if _, twice := index[node.ID]; twice {
			wrong = append(wrong, fmt.Errorf("%s is there twice", node.ID))
		}
		index[node.ID] = i
	}
	w.takes = make([]time.Duration, len(graph))
	for i, node := range graph {
		w.bars[i] = Bar{Node: node}
		if err := w.look(i, table); err != nil {
			wrong = append(wrong, err)
		}
		for _, before := range node.After {
			at, there := index[before]
			if !there {
				wrong = append(wrong, fmt.Errorf("%s waits for %s, which is not there", node.ID, before))
				continue
			}
			w.left[i]++
			w.next[at] = append(w.next[at], i)
		}
	}
	return errors.Join(wrong...)
}

func (w *work) look(i int, table durations.Table) error {
	bar := &w.bars[i]
	if bar.Subject == "" {
		return nil
	}
	figure, err := table.Of(bar.Subject, cmp.Or(bar.Op, durations.Create))
	if err != nil {
		return fmt.Errorf("%s: %w", bar.ID, err)
	}
	w.takes[i], bar.Basis, bar.Source = figure.At(w.level), figure.Basis, figure.Source
	return nil
}

// enter has a node begin, or wait for a slot.
func (w *work) enter(i int) {
	if w.bars[i].ofEngine && w.takes[i] > 0 {
		if w.slots == 0 {
			w.waiting = append(w.waiting, i)
			return
		}
		w.slots--
	}
	w.begin(i)
}

func (w *work) begin(i int) {
	w.bars[i].Start, w.bars[i].End = w.now, w.now+w.takes[i]
	heap.Push(&w.running, end{w.bars[i].End, i})
}

// run works until nothing runs, and counts what has ended.
func (w *work) run() int {
	done := 0
	for w.running.Len() > 0 {
		ended := heap.Pop(&w.running).(end) //nolint:forcetypeassert // the heap holds nothing else
		done++
		bar := w.bars[ended.node]
		w.now, w.freed = ended.at, bar.ID
		if bar.ofEngine && w.takes[ended.node] > 0 {
			w.slots++
		}
		for _, i := range w.next[ended.node] {
			if w.left[i]--; w.left[i] == 0 {
				w.bars[i].Because = bar.ID
				w.enter(i)
			}
		}
		for w.slots > 0 && len(w.waiting) > 0 {
			i := w.waiting[0]
			w.waiting = w.waiting[1:]
			if w.bars[i].Because == "" || w.now > w.endOf(w.bars[i].Because) {
				w.bars[i].Because = w.freed
			}
			w.slots--
			w.begin(i)
		}
	}
	return done
}

func (w *work) endOf(id string) time.Duration {
	for _, bar := range w.bars {
		if bar.ID == id {
			return bar.End
		}
	}
	return 0
}

// schedule marks the critical path, from the last to end back to what waited for nothing.
func (w *work) schedule() Schedule {
	s := Schedule{Level: w.level, Bars: w.bars}
	index := map[string]int{}
	last := -1
	for i, bar := range w.bars {
		index[bar.ID] = i
		if last < 0 || bar.End > s.Total || bar.End == s.Total && len(w.next[i]) == 0 && len(w.next[last]) > 0 {
			last, s.Total = i, bar.End
		}
	}
	for at, there := last, last >= 0; there; at, there = index[s.Bars[at].Because], s.Bars[at].Because != "" {
		if s.Bars[at].End > s.Bars[at].Start {
			s.Bars[at].Critical = true
			s.Critical = append(s.Critical, s.Bars[at].ID)
		}
	}
	slices.Reverse(s.Critical)
	return s
}

// end is when a node ends.
type end struct {
	at   time.Duration
	node int
}

// ends is a heap: the earliest in front, and of two that end together that which comes first in the graph.
type ends []end

func (e ends) Len() int { return len(e) }

func (e ends) Less(i, j int) bool {
	if e[i].at != e[j].at {
		return e[i].at < e[j].at
	}
	return e[i].node < e[j].node
}

func (e ends) Swap(i, j int) { e[i], e[j] = e[j], e[i] }

func (e *ends) Push(x any) { *e = append(*e, x.(end)) } //nolint:forcetypeassert // see Pop

func (e *ends) Pop() any {
	old := *e
	last := old[len(old)-1]
	*e = old[:len(old)-1]
	return last
}

// Find is the bar of an ID.
func (s Schedule) Find(id string) (Bar, bool) {
	for _, bar := range s.Bars {
		if bar.ID == id {
			return bar, true
		}
	}
	return Bar{}, false
}

// Path writes the critical path in a line: each name with what it takes.
func (s Schedule) Path() string {
	var parts []string
	for _, id := range s.Critical {
		bar, _ := s.Find(id)
		parts = append(parts, fmt.Sprintf("%s %s", bar.Name(), Short(bar.End-bar.Start)))
	}
	return strings.Join(parts, ", ")
}

// Short writes a duration as people read it: 45 s, 12 min, 1 h 05 min.
func Short(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute) / time.Minute); {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Round(time.Second)/time.Second))
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	default:
		return fmt.Sprintf("%d h %02d min", minutes/60, minutes%60)
	}
}

// byStart sorts bars by when they begin; those that begin together stay as they are.
func byStart(bars []Bar) []Bar {
	sorted := slices.Clone(bars)
	slices.SortStableFunc(sorted, func(a, b Bar) int { return cmp.Compare(a.Start, b.Start) })
	return sorted
}
