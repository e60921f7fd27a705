package typings

import (
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// filling is how the SDK fills in one input where the program says nothing.
type filling struct {
	// value is the default or the constant, or null.
	value resource.PropertyValue
	// function is the full name of the function that fills in the object's own defaults, or "".
	function string
}

// program is what a resource's js file says beyond its declarations.
type program struct {
	token   string
	inputs  map[string]filling
	aliases []string
	secrets []string
}

// readProgram reads the js file of a resource. Of everything in it only the constructor of the class and the line with
// the token matter:
//
//	class NAME extends pulumi.CustomResource { ... constructor(name, args, opts) { ... } }
//	NAME.__pulumiType = TEXT;
func readProgram(file, source, class string) (*program, error) {
	p := &program{inputs: map[string]filling{}}
	s := newScanner(file, source)
	for s.err == nil && s.current.kind != endOfFile {
		switch {
		case s.accept("class"):
			s.expect(class + " extends pulumi . CustomResource {")
			p.readClass(s)
		case s.is(class):
			s.expect(class + " . __pulumiType =")
			p.token = s.text()
			s.expect(";")
		default:
			s.skipStatement()
		}
	}
	if s.err == nil && p.token == "" {
		s.fail(s.current, "no line that sets __pulumiType for %s", class)
	}
	return p, s.err
}

func (p *program) readClass(s *scanner) {
	for s.more("}") {
		if s.accept("static") {
			s.word()
			s.skipParameters()
			s.skipBlock()
			continue
		}
		s.expect("constructor ( name , args , opts ) {")
		for s.more("}") {
			p.readStatement(s)
		}
	}
}

func (s *scanner) skipParameters() {
	s.expect("(")
	for s.more(")") {
		s.advance()
	}
}

// readStatement reads one statement of the constructor. Its first block, "if (!opts.id) {", sets the inputs; the block
// after "else" sets nothing.
func (p *program) readStatement(s *scanner) {
	start := s.current
	switch {
	case s.accept("if"):
		s.expect("( ! opts . id ) {")
		for s.more("}") {
			p.readAssignment(s)
		}
		s.expect("else")
		s.skipBlock()
	case s.accept("const"):
		p.readOption(s)
	case s.is("var"), s.is("let"), s.is("opts"), s.is("super"):
		s.skipStatement()
	default:
		s.fail(start, "unexpected %s in a constructor", start)
	}
}

// readAssignment reads the line that sets one input, or the lines that refuse a missing one:
//
//	resourceInputs[NAME] = FILLING;
//	if ((!args || args.NAME === undefined) && !opts.urn) { throw new Error(TEXT); }
func (p *program) readAssignment(s *scanner) {
	if s.accept("if") {
		for s.err == nil && !s.is("{") {
			s.advance()
			if s.current.kind == endOfFile {
				s.fail(s.current, "a condition without its block")
			}
		}
		s.skipBlock()
		return
	}
	s.expect("resourceInputs [")
	name := s.text()
	s.expect("] =")
	if s.accept("undefined") { // an output
		s.expect(";")
		return
	}
	p.inputs[name] = s.filling("args", name)
	s.expect(";")
}

// filling reads the expression that gives an input or a nested property its value. With "args" the forms are
//
//	args ? args.NAME : undefined
//	args ? (args.NAME ? pulumi.output(args.NAME).apply(FUNCTION) : undefined) : undefined
//	(_a = (args ? args.NAME : undefined)) !== null && _a !== void 0 ? _a : LITERAL
//	LITERAL
//
// and with "val", in the functions for nested types,
//
//	(val.NAME ? pulumi.output(val.NAME).apply(FUNCTION) : undefined)
//	pulumi.output(val.NAME).apply(FUNCTION)
//	(_a = (val.NAME)) !== null && _a !== void 0 ? _a : LITERAL
func (s *scanner) filling(from, name string) filling {
	member := from + " . " + name
	switch {
	case s.accept("args"):
		if s.expect("?"); !s.is("(") {
			s.expect(member + " : undefined")
			return filling{}
		}
		function := s.applied(member)
		s.expect(": undefined")
		return filling{function: function}
	case s.is("pulumi"):
		return filling{function: s.application(member)}
	case s.is("("):
		return s.bracketed(from, member)
	default:
		return filling{value: s.literal()}
	}
}

// bracketed reads the forms that begin with a bracket.
func (s *scanner) bracketed(from, member string) filling {
	opening := s.current
	s.expect("(")
	if s.is(from) {
		s.seek(opening.at)
		return filling{function: s.applied(member)}
	}
	variable := s.word()
	if s.expect("= ("); from == "args" {
		s.expect("args ? " + member + " : undefined")
	} else {
		s.expect(member)
	}
	s.expect(") ) ! = = null & & " + variable + " ! = = void")
	s.want(number, "0")
	s.expect("? " + variable + " :")
	return filling{value: s.literal()}
}

// applied reads "(MEMBER ? pulumi.output(MEMBER).apply(FUNCTION) : undefined)" and returns the function.
func (s *scanner) applied(member string) string {
	s.expect("( " + member + " ?")
	function := s.application(member)
	s.expect(": undefined )")
	return function
}

// application reads "pulumi.output(MEMBER).apply(FUNCTION)" and returns the function.
func (s *scanner) application(member string) string {
	s.expect("pulumi . output ( " + member + " ) . apply (")
	function := s.dotted()
	s.expect(")")
	return function
}

// literal reads a text, a number, true or false.
func (s *scanner) literal() resource.PropertyValue {
	start := s.current
	negative := s.accept("-")
	switch {
	case s.current.kind == number:
		value, err := strconv.ParseFloat(s.current.value, 64)
		if err != nil {
			s.fail(start, "unknown form of a number: %s", start)
		}
		s.advance()
		if negative {
			value = -value
		}
		return resource.NewNumberProperty(value)
	case s.current.kind == text && !negative:
		return resource.NewStringProperty(s.text())
	case s.is("true") && !negative, s.is("false") && !negative:
		return resource.NewBoolProperty(s.word() == "true")
	}
	s.fail(start, "unknown form of a default: it begins with %s", start)
	return resource.PropertyValue{}
}

// readOption reads one of the constants that hold options of the resource:
//
//	const aliasOpts = { aliases: [{ type: TEXT }, ...] };
//	const secretOpts = { additionalSecretOutputs: [TEXT, ...] };
func (p *program) readOption(s *scanner) {
	start := s.current
	switch {
	case s.accept("aliasOpts"):
		s.expect("= { aliases : [")
		for s.more("]") {
			s.expect("{ type :")
			p.aliases = append(p.aliases, s.text())
			s.expect("}")
			s.accept(",")
		}
	case s.accept("secretOpts"):
		s.expect("= { additionalSecretOutputs : [")
		for s.more("]") {
			p.secrets = append(p.secrets, s.text())
			s.accept(",")
		}
	default:
		s.fail(start, "unknown option %s in a constructor", start)
	}
	s.expect("} ;")
}
