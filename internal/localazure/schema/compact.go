package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// In the committed file a property is one short text, so that thousands of them stay small and quick to read:
//
//	s n b *         text, number, boolean, anything
//	[T  {T          list of T, map of texts to T
//	@name           object
//	#name  #name?   closed and open enumeration
//	'value'         exactly this text
//	(T|T|T)         one of several
//
// followed by "!" where the property is required and "=" with a JSON value where it has a default.

// MarshalText writes the property in the compact form.
func (p Property) MarshalText() ([]byte, error) {
	var b strings.Builder
	if err := writeType(&b, p.Type); err != nil {
		return nil, err
	}
	if p.Required {
		b.WriteByte('!')
	}
	if !p.Default.IsNull() {
		value, err := json.Marshal(p.Default.V)
		if err != nil {
			return nil, fmt.Errorf("default %v: %w", p.Default.V, err)
		}
		b.WriteByte('=')
		b.Write(value)
	}
	return []byte(b.String()), nil
}

// UnmarshalText reads the compact form.
func (p *Property) UnmarshalText(text []byte) error {
	r := compactReader{text: string(text)}
	kind, err := r.readType()
	if err != nil {
		return fmt.Errorf("property %q: %w", text, err)
	}
	*p = Property{Type: kind, Required: r.accept('!')}
	if !r.accept('=') {
		return r.finish(text)
	}
	var value any
	if err := json.Unmarshal([]byte(r.text[r.at:]), &value); err != nil {
		return fmt.Errorf("property %q: default: %w", text, err)
	}
	switch value.(type) {
	case string, float64, bool:
		p.Default = resource.NewPropertyValue(value)
		return nil
	default:
		return fmt.Errorf("property %q: default is neither text, number nor boolean", text)
	}
}

func writeType(b *strings.Builder, t Type) error {
	switch t.Kind {
	case Any:
		b.WriteByte('*')
	case String:
		b.WriteByte('s')
	case Number:
		b.WriteByte('n')
	case Boolean:
		b.WriteByte('b')
	case List, Map:
		b.WriteByte(map[Kind]byte{List: '[', Map: '{'}[t.Kind])
		if t.Element == nil {
			return errors.New("list or map without an element type")
		}
		return writeType(b, *t.Element)
	case Reference, Enumeration:
		return writeName(b, t)
	case Constant:
		if strings.Contains(t.Value, "'") {
			return fmt.Errorf("constant %q: a quotation mark cannot be written", t.Value)
		}
		b.WriteString("'" + t.Value + "'")
	case Union:
		for i, alternative := range t.Alternatives {
			b.WriteByte(map[bool]byte{true: '(', false: '|'}[i == 0])
			if err := writeType(b, alternative); err != nil {
				return err
			}
		}
		b.WriteByte(')')
	default:
		return fmt.Errorf("unknown kind %d", t.Kind)
	}
	return nil
}

func writeName(b *strings.Builder, t Type) error {
	if t.Name == "" || strings.IndexFunc(t.Name, notInName) >= 0 {
		return fmt.Errorf("name %q: only letters, digits, dots, underscores and dollar signs can be written", t.Name)
	}
	b.WriteByte(map[Kind]byte{Reference: '@', Enumeration: '#'}[t.Kind])
	b.WriteString(t.Name)
	if t.Open {
		b.WriteByte('?')
	}
	return nil
}

func notInName(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && r != '.' && r != '_' && r != '$'
}

// compactReader reads the compact form from left to right.
type compactReader struct {
	text string
	at   int
}

func (r *compactReader) accept(mark byte) bool {
	if r.at < len(r.text) && r.text[r.at] == mark {
		r.at++
		return true
	}
	return false
}

func (r *compactReader) finish(text []byte) error {
	if r.at < len(r.text) {
		return fmt.Errorf("property %q: unexpected %q at its end", text, r.text[r.at:])
	}
	return nil
}

func (r *compactReader) readType() (Type, error) {
	if r.at == len(r.text) {
		return Type{}, errors.New("type missing")
	}
	mark := r.text[r.at]
	r.at++
	switch mark {
	case '*':
		return Type{Kind: Any}, nil
	case 's':
		return Type{Kind: String}, nil
	case 'n':
		return Type{Kind: Number}, nil
	case 'b':
		return Type{Kind: Boolean}, nil
	case '[', '{':
		element, err := r.readType()
		return Type{Kind: map[byte]Kind{'[': List, '{': Map}[mark], Element: &element}, err
	case '@', '#':
		return r.readName(mark)
	case '\'':
		value, _, closed := strings.Cut(r.text[r.at:], "'")
		if !closed {
			return Type{}, errors.New("constant without its closing mark")
		}
		r.at += len(value) + 1
		return Type{Kind: Constant, Value: value}, nil
	case '(':
		return r.readUnion()
	default:
		return Type{}, fmt.Errorf("unknown mark %q", mark)
	}
}

func (r *compactReader) readName(mark byte) (Type, error) {
	rest := r.text[r.at:]
	end := strings.IndexFunc(rest, notInName)
	if end < 0 {
		end = len(rest)
	}
	if end == 0 {
		return Type{}, fmt.Errorf("name missing after %q", mark)
	}
	r.at += end
	if mark == '@' {
		return Type{Kind: Reference, Name: rest[:end]}, nil
	}
	return Type{Kind: Enumeration, Name: rest[:end], Open: r.accept('?')}, nil
}

func (r *compactReader) readUnion() (Type, error) {
	union := Type{Kind: Union}
	for {
		alternative, err := r.readType()
		if err != nil {
			return Type{}, err
		}
		union.Alternatives = append(union.Alternatives, alternative)
		if r.accept(')') {
			return union, nil
		}
		if !r.accept('|') {
			return Type{}, errors.New("union without its closing mark")
		}
	}
}
