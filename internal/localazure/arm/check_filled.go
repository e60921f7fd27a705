package arm

// checkFilled demands that what is given at some places says something, where the service reads it: an empty text, list or object
// there is as good as none. The typings cannot say that of a text or list; the sources say what the values are.
func checkFilled(source string, patterns ...string) Check {
	return Check{
		ID: "filled", Says: "What names something, or says which of several things is meant, is not empty.", Source: source,
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, pattern := range patterns {
				for _, found := range r.Body.All(pattern) {
					value := found.Value
					blank := value.IsString() && value.StringValue() == "" || value.IsArray() && len(value.ArrayValue()) == 0 || value.IsObject() && len(value.ObjectValue()) == 0
					problems = append(problems, one(found.State != Known || !blank, refusal(found.Path, "BadRequest", "This is empty."))...)
				}
			}
			return problems
		},
	}
}
