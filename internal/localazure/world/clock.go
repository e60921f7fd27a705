package world

import "time"

// Tick is how far every change moves the world's clock.
const Tick = time.Millisecond

// Epoch is where the clock of a new world stands.
func Epoch() time.Time {
	return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
}
