package controls

// Changed forgets what was indexed, after a test changed a resource.
func (s *Stack) Changed() { s.changed() }

// QueryProblem is what is wrong with a query.
func QueryProblem(query string) string { return queryProblem(query) }
