package typings

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// objectTypes is one of the two large files of object types, types/input.d.ts or types/output.d.ts. Where each type
// stands is known from one quick walk; a type is read when it is asked for.
type objectTypes struct {
	file, source string
	// root is the name that other files give to this one, "inputs" or "outputs".
	root string
	// bodies has for each interface the offset of its opening brace; keys are full names, "inputs.network.v20240501.SubnetArgs".
	bodies map[string]int
	// defaulted has for each object type that has defaults the full name of the function that fills them in.
	defaulted map[string]string
}

// indexObjectTypes walks over a file of object types.
func indexObjectTypes(file, source, root string) (*objectTypes, error) {
	o := &objectTypes{file: file, source: source, root: root, bodies: map[string]int{}, defaulted: map[string]string{}}
	s := newScanner(file, source)
	for s.err == nil && s.current.kind != endOfFile {
		if s.is("import") {
			s.skipStatement()
			continue
		}
		s.expect("export declare namespace")
		o.walkNamespace(s, root)
	}
	return o, s.err
}

// walkNamespace notes what stands in the namespace whose name is the current token.
func (o *objectTypes) walkNamespace(s *scanner, outer string) {
	namespace := outer + "." + s.word()
	s.expect("{")
	for s.more("}") {
		switch {
		case s.accept("namespace"):
			o.walkNamespace(s, namespace)
		case s.accept("interface"):
			name := namespace + "." + s.word()
			o.bodies[name] = s.current.at
			s.skipBlock()
		case s.accept("function"):
			function := namespace + "." + s.word()
			s.expect("( val :")
			o.defaulted[namespace+"."+s.word()] = function
			s.expect(") :")
			s.word()
			s.expect(";")
		default:
			s.fail(s.current, "unexpected %s in a namespace, want interface, function or namespace", s.current)
		}
	}
}

// object reads an object type by its full name.
func (o *objectTypes) object(name string) (schema.Object, error) {
	offset, ok := o.bodies[name]
	if !ok {
		return nil, fmt.Errorf("%s: no interface %s", o.file, strings.TrimPrefix(name, o.root+"."))
	}
	s := &scanner{file: o.file, source: o.source}
	s.seek(offset)
	s.expect("{")
	object := s.properties()
	return object, s.err
}
