package controls_test

import "testing"

// BenchmarkStack is what the judgement of a whole environment costs.
func BenchmarkStack(b *testing.B) {
	s, j := golden(b, "prod"), judge(b)
	for b.Loop() {
		s.Changed()
		j.Stack(s)
	}
}
