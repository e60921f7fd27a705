package typings

import (
	"fmt"
	"strconv"
	"strings"
)

type tokenKind int

const (
	endOfFile tokenKind = iota
	word                // an identifier or a keyword
	text                // a text in quotation marks; the token's value is what stands between them
	number
	mark // one character of punctuation
)

type token struct {
	kind  tokenKind
	value string
	// at is where the token begins, in bytes.
	at int
}

func (t token) String() string {
	switch t.kind {
	case endOfFile:
		return "the end of the file"
	case text:
		return strconv.Quote(t.value)
	default:
		return "`" + t.value + "`"
	}
}

// scanner cuts a file into tokens, leaving out comments, and holds the current one. The first thing that goes wrong is
// kept in err, and from then on every token is the end of the file: readers look at err once, when they are done.
type scanner struct {
	file   string
	source string
	// current is the token under consideration; next is where the one after it begins.
	current token
	next    int
	err     error
}

// newScanner returns a scanner on the first token of a file.
func newScanner(file, source string) *scanner {
	s := &scanner{file: file, source: source}
	s.advance()
	return s
}

// seek moves to the token at or after an offset.
func (s *scanner) seek(offset int) {
	s.next = offset
	s.advance()
}

// fail notes an error at a token, unless there is one already.
func (s *scanner) fail(at token, format string, arguments ...any) {
	if s.err == nil {
		line := 1 + strings.Count(s.source[:min(at.at, len(s.source))], "\n")
		s.err = fmt.Errorf("%s:%d: %s", s.file, line, fmt.Sprintf(format, arguments...))
	}
	s.current = token{kind: endOfFile, at: len(s.source)}
	s.next = len(s.source)
}

// advance moves to the next token.
func (s *scanner) advance() {
	s.skipBlanks()
	start := s.next
	if start >= len(s.source) {
		s.current = token{kind: endOfFile, at: len(s.source)}
		return
	}
	first := s.source[start]
	switch {
	case wordStart(first):
		s.take(word, func(c byte) bool { return wordStart(c) || digit(c) })
	case digit(first):
		s.take(number, func(c byte) bool { return digit(c) || c == '.' })
	case first == '"' || first == '\'':
		s.takeText(first)
	case strings.IndexByte("{}()[]<>:;,.?|=&!*+-/", first) >= 0:
		s.next++
		s.current = token{kind: mark, value: s.source[start:s.next], at: start}
	default:
		s.fail(token{at: start}, "unknown character %q", first)
	}
}

func (s *scanner) take(kind tokenKind, belongs func(byte) bool) {
	start := s.next
	for s.next < len(s.source) && belongs(s.source[s.next]) {
		s.next++
	}
	s.current = token{kind: kind, value: s.source[start:s.next], at: start}
}

func (s *scanner) takeText(quote byte) {
	start := s.next
	end := textEnd(s.source, start, quote)
	if end < 0 {
		s.fail(token{at: start}, "a text without its closing mark")
		return
	}
	value := s.source[start+1 : end-1]
	if strings.Contains(value, `\`) {
		unquoted, err := strconv.Unquote(s.source[start:end])
		if err != nil {
			s.fail(token{at: start}, "unknown escape in %s", s.source[start:end])
			return
		}
		value = unquoted
	}
	s.next = end
	s.current = token{kind: text, value: value, at: start}
}

// textEnd returns the offset after the closing mark of the text that begins at start, or -1.
func textEnd(source string, start int, quote byte) int {
	for i := start + 1; i < len(source); i++ {
		switch source[i] {
		case quote:
			return i + 1
		case '\\':
			i++
		case '\n':
			return -1
		}
	}
	return -1
}

// skipBlanks moves over white space and comments.
func (s *scanner) skipBlanks() {
	for s.next < len(s.source) {
		switch c := s.source[s.next]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			s.next++
		case c == '/' && strings.HasPrefix(s.source[s.next:], "//"), c == '/' && strings.HasPrefix(s.source[s.next:], "/*"):
			end := commentEnd(s.source, s.next)
			if end < 0 {
				s.fail(token{at: s.next}, "a comment without its end")
				return
			}
			s.next = end
		default:
			return
		}
	}
}

// commentEnd returns the offset after the comment that begins at start, or -1.
func commentEnd(source string, start int) int {
	if source[start+1] == '/' {
		if length := strings.IndexByte(source[start:], '\n'); length >= 0 {
			return start + length + 1
		}
		return len(source)
	}
	length := strings.Index(source[start+2:], "*/")
	if length < 0 {
		return -1
	}
	return start + 2 + length + 2
}

// skipBlock moves behind the brace that closes the current one, without looking at the tokens between: the typings are
// 90 MB, and only a hundredth of them is wanted.
func (s *scanner) skipBlock() {
	opening := s.current
	if !s.is("{") {
		s.fail(opening, "unexpected %s, want `{`", opening)
		return
	}
	depth := 1
	for i := s.next; i < len(s.source); i++ {
		switch c := s.source[i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				s.seek(i + 1)
				return
			}
		case '"', '\'':
			end := textEnd(s.source, i, c)
			if end < 0 {
				s.fail(token{at: i}, "a text without its closing mark")
				return
			}
			i = end - 1
		case '/':
			if i+1 < len(s.source) && (s.source[i+1] == '/' || s.source[i+1] == '*') {
				end := commentEnd(s.source, i)
				if end < 0 {
					s.fail(token{at: i}, "a comment without its end")
					return
				}
				i = end - 1
			}
		}
	}
	s.fail(opening, "a block without its end")
}

func wordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
}

func digit(c byte) bool {
	return c >= '0' && c <= '9'
}
