package typings

// readEnums reads the enumerations of one module and version and returns the values of each by its name.
//
//	"export declare const NAME: {" { "readonly" KEY ":" TEXT ";" } "};"
//	"export type NAME = (typeof NAME)[keyof typeof NAME];"
//	"import * as NAME from TEXT;" and "export { NAME, };", which lead to the versions of a module
func readEnums(file, source string) (map[string][]string, error) {
	enums := map[string][]string{}
	s := newScanner(file, source)
	for s.err == nil && s.current.kind != endOfFile {
		if s.is("import") {
			s.skipStatement()
			continue
		}
		s.expect("export")
		switch {
		case s.is("type"), s.is("{"):
			s.skipStatement()
		default:
			s.expect("declare const")
			name := s.word()
			enums[name] = s.enumValues()
		}
	}
	return enums, s.err
}

func (s *scanner) enumValues() []string {
	values := []string{}
	s.expect(": {")
	for s.more("}") {
		s.expect("readonly")
		s.key()
		s.expect(":")
		values = append(values, s.text())
		s.expect(";")
	}
	s.expect(";")
	return values
}
