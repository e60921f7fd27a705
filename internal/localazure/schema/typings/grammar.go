package typings

import "strings"

// is says whether the current token is this word or mark. A text in quotation marks never is.
func (s *scanner) is(value string) bool {
	return s.current.value == value && (s.current.kind == word || s.current.kind == mark)
}

// accept moves on where the current token is this word or mark.
func (s *scanner) accept(value string) bool {
	if !s.is(value) {
		return false
	}
	s.advance()
	return true
}

// expect moves over these words and marks, given as one text with blanks between them, and fails on the first other one.
func (s *scanner) expect(sequence string) {
	for value := range strings.FieldsSeq(sequence) {
		if !s.accept(value) {
			s.fail(s.current, "unexpected %s, want `%s`", s.current, value)
			return
		}
	}
}

// word moves over a word and returns it.
func (s *scanner) word() string {
	return s.want(word, "a name")
}

// text moves over a text in quotation marks and returns what stands between them.
func (s *scanner) text() string {
	return s.want(text, "a text")
}

// key moves over the name of a property, which stands in quotation marks where it is not a plain word.
func (s *scanner) key() string {
	if s.current.kind == text {
		return s.text()
	}
	return s.word()
}

// dotted moves over names with dots between them and returns them as they stand.
func (s *scanner) dotted() string {
	name := s.word()
	for s.accept(".") {
		name += "." + s.word()
	}
	return name
}

func (s *scanner) want(kind tokenKind, what string) string {
	t := s.current
	if t.kind != kind {
		s.fail(t, "unexpected %s, want %s", t, what)
		return ""
	}
	s.advance()
	return t.value
}

// skipStatement moves behind the next semicolon, over whole blocks.
func (s *scanner) skipStatement() {
	for s.err == nil && !s.accept(";") {
		switch {
		case s.is("{"):
			s.skipBlock()
		case s.current.kind == endOfFile:
			s.fail(s.current, "a statement without its semicolon")
		default:
			s.advance()
		}
	}
}

// more says whether the list or block that ends with this mark goes on, and moves over the mark where it does not.
func (s *scanner) more(end string) bool {
	if s.accept(end) {
		return false
	}
	if s.current.kind == endOfFile {
		s.fail(s.current, "the file ends where `%s` is wanted", end)
	}
	return s.err == nil
}
