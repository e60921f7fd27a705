package controls_test

import "testing"

// BenchmarkStack is what the judgement of a whole environment costs, told and untold.
func BenchmarkStack(b *testing.B) {
	s, j := golden(b, "prod"), judge(b)
	for b.Loop() {
		s.Changed()
		j.All(s, false)
	}
}

// BenchmarkTold is the same with what stackctl tells.
func BenchmarkTold(b *testing.B) {
	s, j := tellStack(b, golden(b, "prod")), judge(b)
	for b.Loop() {
		s.Changed()
		j.All(s, false)
	}
}
