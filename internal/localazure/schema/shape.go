package schema

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// Kind says what sort of value a Type describes.
type Kind int

// The kinds of types that occur in the typings.
const (
	// Any accepts every value except files. ARM templates and extension settings are of this kind.
	Any Kind = iota
	// String is a text.
	String
	// Number is a whole number or a fraction: the typings do not tell them apart.
	Number
	// Boolean is true or false.
	Boolean
	// List has Element as the type of its items.
	List
	// Map has texts as keys and Element as the type of its values.
	Map
	// Reference is an object described under Name; types may refer to themselves, so it is looked up when needed.
	Reference
	// Enumeration is a text out of the values listed under Name; with Open, Azure may accept others too.
	Enumeration
	// Constant is exactly the text Value.
	Constant
	// Union is any one of Alternatives.
	Union
)

// Type is the type of a property's value. Which fields are set depends on Kind.
type Type struct {
	Kind Kind
	// Element is the type of the items of a List or the values of a Map.
	Element *Type
	// Name is the full name of what a Reference or an Enumeration refers to, as the typings spell it:
	// "inputs.network.v20240501.SubnetArgs", "outputs.network.v20240501.SubnetResponse", "enums.network.v20240501.Access".
	Name string
	// Open is true for an Enumeration that Azure may extend without a new version.
	Open bool
	// Value is the text that a Constant is equal to.
	Value string
	// Alternatives are the types of a Union, in the order of the typings.
	Alternatives []Type
}

// Property is one property of an object.
type Property struct {
	Type Type
	// Required is true for an input that must be given, and for an output that the typings promise to be there.
	Required bool
	// Default is what the SDK sends where the program says nothing: a text, number or boolean, or null for no default.
	Default resource.PropertyValue
}

// Object is the properties of an object type by name.
type Object map[string]Property

// Resource is the shape of one resource type.
type Resource struct {
	// Token is the type's name in the engine, with module and version: "azure-native:keyvault/v20241101:Vault".
	Token string
	// Inputs are what a program may set.
	Inputs Object
	// Outputs are what the provider returns. Every resource also has an "id", which is not listed here.
	Outputs Object
	// SecretOutputs are the names of outputs that the SDK marks as secret whatever the inputs were, sorted. Version
	// 2.90.0 has none for any type.
	SecretOutputs []string
	// Aliases are the other tokens under which the same resource may stand in an older state, sorted.
	Aliases []string
}

// Computed returns the names of the outputs that no input of the same name sets, sorted: what Azure itself adds.
func (r *Resource) Computed() []string {
	var names []string
	for _, name := range sortedKeys(r.Outputs) {
		if _, settable := r.Inputs[name]; !settable {
			names = append(names, name)
		}
	}
	return names
}

// Function is the shape of one provider function, which reads something without creating anything.
type Function struct {
	// Token is the function's name: "azure-native:containerservice/v20240901:listManagedClusterUserCredentials".
	Token string
	// Arguments are what the caller gives.
	Arguments Object
	// Result is what comes back.
	Result Object
}
