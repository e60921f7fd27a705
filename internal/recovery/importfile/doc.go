// Package importfile rebuilds the state of a stack that nobody has any more, while what the stack made is still there: it computes the
// identifier of every resource from the stack's settings and names, in the file that `pulumi import --file` reads.
//
// It is called by cmd/stackctl and by the scenario of a lost state. What a resource is called is told by a preview of the program
// against a state that knows nothing: every name is explicit, so Azure's identifiers follow from names and scope, those of Kubernetes
// objects are namespace and name, and role assignments are named after what they give (decision 0004). A few identifiers hold what
// Azure drew, such as the version of a key; they are known once what they come from has been imported, so a state is rebuilt in rounds.
//
// What no service returns cannot be imported: values that the program draws, secrets, inputs that are only written. They are listed,
// and the next up writes them. Claim SP-17 stands on it.
package importfile
