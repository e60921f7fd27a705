package typings

import "fmt"

// defaultFunctions is types/input.js: the functions that fill in the defaults of nested input types. Where each stands is
// known from one quick walk; a function is read when it is asked for.
type defaultFunctions struct {
	file, source string
	// bodies has for each function the offset of its opening brace; keys are full names,
	// "inputs.keyvault.v20241101.vaultPropertiesArgsProvideDefaults".
	bodies map[string]int
}

// indexDefaultFunctions walks over types/input.js. A namespace is "(function (NAME) { ... })(...);".
func indexDefaultFunctions(file, source string) (*defaultFunctions, error) {
	d := &defaultFunctions{file: file, source: source, bodies: map[string]int{}}
	s := newScanner(file, source)
	for s.err == nil && s.current.kind != endOfFile {
		d.walkStatement(s, "inputs")
	}
	return d, s.err
}

func (d *defaultFunctions) walkStatement(s *scanner, namespace string) {
	switch {
	case s.accept("("):
		s.expect("function (")
		inner := namespace + "." + s.word()
		s.expect(") {")
		for s.more("}") {
			d.walkStatement(s, inner)
		}
		s.expect(")")
		s.skipStatement()
	case s.accept("function"):
		name := namespace + "." + s.word()
		s.expect("( val )")
		d.bodies[name] = s.current.at
		s.skipBlock()
	default:
		s.skipStatement()
	}
}

// fillings reads a function by its full name and returns what it fills in.
//
//	{ var _a, _b; return Object.assign(Object.assign({}, val), { NAME: FILLING, ... }); }
func (d *defaultFunctions) fillings(function string) (map[string]filling, error) {
	offset, ok := d.bodies[function]
	if !ok {
		return nil, fmt.Errorf("%s: no function %s", d.file, function)
	}
	s := &scanner{file: d.file, source: d.source}
	s.seek(offset)
	s.expect("{")
	if s.is("var") {
		s.skipStatement()
	}
	s.expect("return Object . assign ( Object . assign ( { } , val ) , {")
	fillings := map[string]filling{}
	for s.more("}") {
		name := s.key()
		s.expect(":")
		fillings[name] = s.filling("val", name)
		s.accept(",")
	}
	s.expect(") ; }")
	return fillings, s.err
}
