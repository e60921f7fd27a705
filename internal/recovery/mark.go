package recovery

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// Board is a place that every machine sees which recovers an environment: beside the stacks' states.
type Board interface {
	// Read gives what stands there; found is false where nothing does.
	Read(ctx context.Context) (content []byte, found bool, err error)
	Write(ctx context.Context, content []byte) error
}

// The times of a mark: how often its holder says that it is still at work, after how long without a word nobody waits for it any more, and how
// long one waits to see whether somebody else wrote at the same moment.
const (
	markBeats = time.Minute
	markLives = 5 * time.Minute
	markWaits = 2 * time.Second
	// markAsks is how long a store that does not answer is waited for: it may be in the region that is out.
	markAsks = 30 * time.Second
)

// Mark tells other machines that a stack is being recovered. Beside the lock of [TakeHold], which one machine knows of alone.
type Mark struct {
	board Board
	who   Holder
	stop  context.CancelFunc
	done  sync.WaitGroup
}

// notice is what stands on a board.
type notice struct {
	Holder Holder `json:"holder"`
	// Beat is when the holder last said that it is at work; Ended that it is not any more.
	Beat  time.Time `json:"beat"`
	Ended bool      `json:"ended,omitempty"`
}

// alive tells whether a holder is waited for. One of this machine is asked for; one of another is taken for dead when it has said nothing
// for a while.
func (w notice) alive(now time.Time) bool {
	if w.Ended || now.Sub(w.Beat) > markLives {
		return false
	}
	host, err := os.Hostname()
	return err != nil || host != w.Holder.Host || !isOver(w.Holder.Process)
}

func (w notice) same(who Holder) bool {
	return w.Holder.Host == who.Host && w.Holder.Process == who.Process && w.Holder.Since.Equal(who.Since)
}

// PutMark writes who recovers a stack, or says in a [HeldError] who does already. Until it is taken away it says every minute that it is
// still at work; whoever died is waited for five minutes.
func PutMark(ctx context.Context, board Board, who Holder) (*Mark, error) {
	asking, end := context.WithTimeout(ctx, markAsks)
	defer end()
	m := &Mark{board: board, who: who}
	if err := m.nobodyElse(asking); err != nil {
		return nil, err
	}
	if err := m.write(asking, false); err != nil {
		return nil, err
	}
	select { // somebody else may have seen the board empty, too: the last to write has it
	case <-asking.Done():
		return nil, asking.Err()
	case <-time.After(markWaits):
	}
	if err := m.nobodyElse(asking); err != nil {
		return nil, err
	}
	beating, stop := context.WithCancel(ctx)
	m.stop = stop
	m.done.Add(1)
	go m.beat(beating)
	return m, nil
}

// nobodyElse refuses where somebody else is at work.
func (m *Mark) nobodyElse(ctx context.Context) error {
	other, found, err := onBoard(ctx, m.board)
	if err != nil || !found || other.same(m.who) || !other.alive(time.Now()) {
		return err
	}
	return &HeldError{Path: "in the store of the states", Holder: other.Holder}
}

func (m *Mark) beat(ctx context.Context) {
	defer m.done.Done()
	ticker := time.NewTicker(markBeats)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			_ = m.write(ctx, false) // the next one may arrive, and five must fail before anybody goes on without us
		}
	}
}

func (m *Mark) write(ctx context.Context, ended bool) error {
	content, err := json.Marshal(notice{Holder: m.who, Beat: time.Now(), Ended: ended})
	if err != nil {
		return err
	}
	if err := m.board.Write(ctx, content); err != nil {
		return fmt.Errorf("saying who recovers: %w", err)
	}
	return nil
}

// TakeAway says that the recovery is not at work any more.
func (m *Mark) TakeAway(ctx context.Context) error {
	m.stop()
	m.done.Wait()
	return m.write(context.WithoutCancel(ctx), true)
}

// onBoard reads a board. What is no mark is nobody's.
func onBoard(ctx context.Context, board Board) (w notice, found bool, err error) {
	content, found, err := board.Read(ctx)
	if err != nil {
		return notice{}, false, fmt.Errorf("who recovers: %w", err)
	}
	if found && json.Unmarshal(content, &w) == nil {
		return w, true, nil
	}
	return notice{}, false, nil
}
