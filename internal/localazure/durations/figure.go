package durations

import "time"

// Level chooses one of a figure's three values.
type Level string

// The levels: a good day, a usual one, and one that is as bad as has been reported. Targets are judged at Typical.
const (
	Low     Level = "low"
	Typical Level = "typical"
	High    Level = "high"
)

// Levels are all of them, the best first.
func Levels() []Level { return []Level{Low, Typical, High} }

// Basis says what a figure stands on.
type Basis string

const (
	// Measured is a time in a public log; the values beside it are the spread of several, or widened from it.
	Measured Basis = "measured"
	// Documented is a time that Microsoft's documentation gives.
	Documented Basis = "documented"
	// Assumed is a guess from what is alike; the source says from what. Nothing was found that measures it.
	Assumed Basis = "assumed"
	// Seconds is for what answers at once everywhere that we know of, and for which nobody wrote a time down: seconds, no source.
	Seconds Basis = "seconds, no source"
)

// Figure is how long something takes.
type Figure struct {
	Low, Typical, High time.Duration
	Basis              Basis
	// Source names the document or the log, or what an assumption was made from. Empty for Seconds alone.
	Source string
}

// At is the value of a level.
func (f Figure) At(level Level) time.Duration {
	switch level {
	case Low:
		return f.Low
	case High:
		return f.High
	case Typical:
	}
	return f.Typical
}

func measured(low, typical, high time.Duration, source string) Figure {
	return Figure{low, typical, high, Measured, source}
}

func documented(low, typical, high time.Duration, source string) Figure {
	return Figure{low, typical, high, Documented, source}
}

func assumed(low, typical, high time.Duration, source string) Figure {
	return Figure{low, typical, high, Assumed, source}
}

// quick is a call that Azure answers at once.
func quick() Figure { return Figure{2 * second, 5 * second, 30 * second, Seconds, ""} }

// object is a call that an API server answers at once.
func object() Figure { return Figure{second / 2, second, 5 * second, Seconds, ""} }

// none is what takes no time because nothing is done: there is nothing in Azure to change or to delete.
func none(why string) Figure { return Figure{0, 0, 0, Assumed, why} }

const (
	second = time.Second
	minute = time.Minute
	hour   = time.Hour
)
