package typings

import "github.com/trelica/infrastructure/internal/localazure/schema"

// typeExpression reads a type. The second result is true where the type may be undefined, which is how the typings mark
// an output that need not be there.
//
//	type    = single { "|" single }
//	single  = primary { "[" "]" }
//	primary = "string" | "number" | "boolean" | "any" | "undefined" | TEXT | "(" type ")"
//	        | "{" "[" "key" ":" "string" "]" ":" type ";" "}"
//	        | "pulumi" "." ("Input" | "Output") "<" type ">"
//	        | ("inputs" | "outputs" | "enums") "." NAME { "." NAME }
func (s *scanner) typeExpression() (schema.Type, bool) {
	start := s.current
	var alternatives []schema.Type
	undefined := false
	for {
		t, absent := s.singleType()
		undefined = undefined || absent
		if t != nil {
			alternatives = append(alternatives, *t)
		}
		if !s.accept("|") {
			break
		}
	}
	t, known := combine(alternatives)
	if !known {
		s.fail(start, "unknown form of a type: this mixture of alternatives is not one the typings are known to use")
	}
	return t, undefined
}

// singleType reads one alternative. It returns nil for "undefined" alone, and on errors.
func (s *scanner) singleType() (*schema.Type, bool) {
	t, undefined := s.primaryType()
	for s.accept("[") {
		opening := s.current
		s.expect("]")
		if t == nil || undefined {
			s.fail(opening, "unknown form of a type: a list of what may be undefined")
			return nil, false
		}
		t = &schema.Type{Kind: schema.List, Element: t}
	}
	return t, undefined
}

func (s *scanner) primaryType() (*schema.Type, bool) {
	start := s.current
	if start.kind == text {
		s.advance()
		return &schema.Type{Kind: schema.Constant, Value: start.value}, false
	}
	switch {
	case s.accept("string"):
		return &schema.Type{Kind: schema.String}, false
	case s.accept("number"):
		return &schema.Type{Kind: schema.Number}, false
	case s.accept("boolean"):
		return &schema.Type{Kind: schema.Boolean}, false
	case s.accept("any"):
		return &schema.Type{Kind: schema.Any}, false
	case s.accept("undefined"):
		return nil, true
	case s.accept("("):
		t, undefined := s.typeExpression()
		s.expect(")")
		return &t, undefined
	case s.accept("{"):
		s.expect("[ key : string ] :")
		t, _ := s.typeExpression()
		s.expect("; }")
		return &schema.Type{Kind: schema.Map, Element: &t}, false
	case s.is("pulumi"):
		return s.wrappedType()
	case s.is("inputs"), s.is("outputs"):
		return &schema.Type{Kind: schema.Reference, Name: s.dotted()}, false
	case s.is("enums"):
		return &schema.Type{Kind: schema.Enumeration, Name: s.dotted()}, false
	}
	s.fail(start, "unknown form of a type: it begins with %s", start)
	return nil, false
}

// wrappedType reads pulumi.Input<T> and pulumi.Output<T>: on the wire they are the same as T.
func (s *scanner) wrappedType() (*schema.Type, bool) {
	start := s.current
	s.expect("pulumi .")
	if !s.accept("Input") && !s.accept("Output") {
		s.fail(start, "unknown form of a type: pulumi.%s", s.current.value)
		return nil, false
	}
	s.expect("<")
	t, undefined := s.typeExpression()
	s.expect(">")
	return &t, undefined
}

// combine makes one type of the alternatives of a union. Three sorts occur: one alternative; a text and an enumeration,
// which is an enumeration that Azure may extend; and objects.
func combine(alternatives []schema.Type) (schema.Type, bool) {
	if len(alternatives) == 1 {
		return alternatives[0], true
	}
	if len(alternatives) == 2 && alternatives[0].Kind == schema.String && alternatives[1].Kind == schema.Enumeration {
		return schema.Type{Kind: schema.Enumeration, Name: alternatives[1].Name, Open: true}, true
	}
	for _, alternative := range alternatives {
		if alternative.Kind != schema.Reference {
			return schema.Type{}, false
		}
	}
	return schema.Type{Kind: schema.Union, Alternatives: alternatives}, len(alternatives) > 0
}

// properties reads the properties of an object up to its closing brace, which is where the block began.
//
//	{ [ "readonly" ] KEY [ "?" ] ":" type ";" } "}"
func (s *scanner) properties() schema.Object {
	object := schema.Object{}
	for s.more("}") {
		s.property(object)
	}
	return object
}

func (s *scanner) property(object schema.Object) {
	start := s.current
	name := s.key()
	if name == "readonly" && !s.is("?") && !s.is(":") {
		start = s.current
		name = s.key()
	}
	optional := s.accept("?")
	s.expect(":")
	t, undefined := s.typeExpression()
	s.expect(";")
	if _, twice := object[name]; twice {
		s.fail(start, "property %s is declared twice", name)
	}
	object[name] = schema.Property{Type: t, Required: !optional && !undefined}
}
