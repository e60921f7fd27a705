package typings

import "github.com/trelica/infrastructure/internal/localazure/schema"

// readIndex reads the index.d.ts of a module's version and returns the file, without its ending, that holds each
// resource and each function.
//
//	"export type NAME = import(TEXT).NAME;"                    a resource
//	"export declare const NAME: typeof import(TEXT).NAME;"     a resource again, or a function
//	"export {...} from TEXT;", "export * from TEXT;", imports  nothing that is wanted
func readIndex(file, source string) (map[string]string, error) {
	files := map[string]string{}
	s := newScanner(file, source)
	for s.err == nil && s.current.kind != endOfFile {
		if s.is("import") {
			s.skipStatement()
			continue
		}
		s.expect("export")
		var name string
		switch {
		case s.accept("type"):
			name = s.word()
			s.expect("= import (")
		case s.accept("declare"):
			s.expect("const")
			name = s.word()
			s.expect(": typeof import (")
		default:
			s.skipStatement()
			continue
		}
		files[name] = s.text()
		s.expect(") .")
		s.word()
		s.expect(";")
	}
	return files, s.err
}

// declared is what a resource's or a function's d.ts file declares.
type declared struct {
	// class is the name of the class and outputs its fields; they are empty in the file of a function.
	class   string
	outputs schema.Object
	// interfaces are the object types by name: "VirtualNetworkArgs".
	interfaces map[string]schema.Object
}

// readDeclarations reads the d.ts file of a resource or a function.
func readDeclarations(file, source string) (*declared, error) {
	d := &declared{interfaces: map[string]schema.Object{}}
	s := newScanner(file, source)
	for s.err == nil && s.current.kind != endOfFile {
		if s.is("import") {
			s.skipStatement()
			continue
		}
		s.expect("export")
		if s.accept("interface") {
			name := s.word()
			s.expect("{")
			d.interfaces[name] = s.properties()
			continue
		}
		s.expect("declare")
		switch {
		case s.is("function"):
			s.skipStatement()
		default:
			s.expect("class")
			d.class = s.word()
			d.outputs = s.classFields()
		}
	}
	return d, s.err
}

// classFields reads a resource's class and returns its fields, which are the resource's outputs.
func (s *scanner) classFields() schema.Object {
	fields := schema.Object{}
	s.expect("extends pulumi . CustomResource {")
	for s.more("}") {
		switch {
		case s.is("static"), s.is("constructor"):
			s.skipStatement()
		case s.is("readonly"):
			s.property(fields)
		default:
			s.fail(s.current, "unexpected %s in a class, want static, constructor or readonly", s.current)
		}
	}
	return fields
}
