package arm

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Type is what the local Azure knows about one kind of ARM resource beyond its shape: how it is named, which of its
// properties can change while it lives, what Azure adds to its answers, and what else must be true.
//
// Every fact carries the document it was taken from. What no fact covers is treated as unknown and shown as such.
type Type struct {
	// Token is the provider's type token, version included: "azure-native:keyvault/v20241101:Vault".
	Token string
	// Path is the ARM path with the provider's input names in braces, as the service's specification writes it:
	// "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}".
	// A path that begins with "/{scope}" belongs to an extension resource.
	Path string
	// Source names the document that Path and the facts without a source of their own come from.
	Source string
	// Name is the rule for the last parameter of Path.
	Name NameRule
	// Location says whether the resource lies in a region, and whether the provider fills it from the group.
	Location Location
	// Singleton is true where the resource exists with its parent and is only ever configured; it is then created over
	// what is there, and deleting it sets ResetTo, or does nothing where ResetTo is nil.
	Singleton bool
	// ResetTo is the body the provider puts when a singleton is deleted.
	ResetTo resource.PropertyMap
	// Guarded is true for a singleton that the provider creates only while it is in its first state, which is ResetTo: what
	// somebody has configured already it does not adopt.
	Guarded bool
	// Changes says for each input what changing it does. The longest matching path wins; inputs that no entry covers
	// are reported as "may replace". Parameters of Path always replace.
	Changes []Change
	// Defaults are the values a GET returns for inputs that were not sent.
	Defaults []Default
	// WriteOnly are the inputs that a GET never returns.
	WriteOnly []Fact
	// Imported are the inputs, by their first name, that a GET returns and the provider's outputs do not have: an import finds
	// them, a refresh does not.
	Imported []Fact
	// References are the inputs that hold identifiers of other resources.
	References []Reference
	// Outputs are what Azure adds to the answer of a GET beyond the inputs.
	Outputs []Output
	// Accepts are values that the service is documented to take and that the typings' open enumerations do not list. A value
	// that is neither listed nor here is a warning.
	Accepts []Accepted
	// Checks are the demands that go beyond shape, name and reference.
	Checks []Check
	// SoftDelete is set where a deleted resource's name stays held.
	SoftDelete *SoftDelete
	// Sets are the lists whose order means nothing; they are compared as sets.
	Sets []Fact
	// Parts are the lists of this type's inputs whose elements are resources of their own in ARM's eyes.
	Parts []Part
	// HeldBy are the children whose presence forbids deleting this resource. All other children go with their parent.
	HeldBy []Holder
	// DeleteCheck, where set, says what else forbids a delete; Body holds the inputs of the resource to be deleted, and
	// Old is that resource.
	DeleteCheck func(Request) []Problem
	// Companions are resources that Azure makes together with this one and that no program declares. Others can refer to
	// them; they come up in no list.
	Companions []Companion
	// DataPlane is true where the provider deletes the resource through the service's own interface and not through ARM,
	// so that management locks do not stand in the way (keys and secrets of a vault).
	DataPlane bool
	// Merge, where set, makes the stored inputs of an update out of the old ones and the new ones; without it the new
	// inputs stand alone, as a PUT's do.
	Merge func(old, news resource.PropertyMap) resource.PropertyMap
}

// NameRule is what a service demands of a name.
type NameRule struct {
	// Min and Max are the lengths allowed, in characters; 0 means no bound.
	Min, Max int
	// Pattern is a regular expression that the whole name must match; "" allows everything.
	Pattern string
	// Allowed says the pattern in words: "letters, digits and hyphens, beginning with a letter".
	Allowed string
	// OneOf are the only names there are, such as "default" of a singleton; empty allows any.
	OneOf []string
	// Global is true where no two resources of Azure may share the name, whatever their group and subscription. Names of
	// other types are unique by identifier.
	Global bool
	// Taken is Azure's error code for a global name that another resource has: "StorageAccountAlreadyTaken". Where it is
	// "", "NameNotAvailable" is said.
	Taken  string
	Source string
}

// Location says where a type of resource lies.
type Location int

// The ways a resource can lie in a region.
const (
	// NoLocation is for types without a location of their own: they lie where their parent or target lies.
	NoLocation Location = iota
	// Regional is for types whose location the program must send.
	Regional
	// FromGroup is for regional types whose location the provider fills from the resource group when none is sent.
	FromGroup
	// Global is for types whose location is always "global".
	Global
)

// Fact is a property path and the document that says what is claimed of it.
type Fact struct {
	// Path is dotted, with "[*]" for any element: "agentPoolProfiles[*].vmSize".
	Path   string
	Source string
}

// Accepted are values of an open enumeration that are documented, and missing from the typings.
type Accepted struct {
	Path   string
	Values []string
	Source string
}

// Effect is what changing an input of a living resource does.
type Effect int

// The effects of a change.
const (
	// Updates changes the resource in place.
	Updates Effect = iota
	// Replaces deletes the resource and makes another.
	Replaces
	// Kept is accepted and has no effect: the service goes on with the first value.
	Kept
	// Refused is answered with an error by the service; the provider does not replace for it.
	Refused
)

// Change is what changing the input at Path does.
type Change struct {
	Path   string
	Effect Effect
	Source string
}

// Default is the value a GET returns at Path when the request left it out. A path through an object that was not sent
// makes the object; a path with "[*]" fills the elements that are there, and makes none.
type Default struct {
	Path string
	// Value is a plain value (string, bool, number, []any, map[string]any), or Make computes it where it depends on the
	// rest of the request. A Make that answers with a null gives no default.
	Value  any
	Make   func(Request) resource.PropertyValue
	Source string
}

// Part says that each element of the list at Path is also a resource of type Type, named by its input "name" and lying
// under the resource that declares it. Azure answers with an "id" on each.
type Part struct {
	// Path is a list of objects at the top of the inputs: "subnets".
	Path string
	// Type is the elements' ARM type: "Microsoft.Network/virtualNetworks/subnets".
	Type   string
	Source string
}

// Companion is a resource that is there as soon as the one it lies in is: the database "master" of a server.
type Companion struct {
	// Type is its ARM type, one segment longer than its owner's, and Name its name.
	Type, Name string
	// Written is true where a program may declare it all the same, and then writes over it: a zone's SOA record.
	Written bool
	Source  string
}

// Holder is a type of child that must be gone before its parent can be deleted.
type Holder struct {
	// Type is the child's ARM type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks".
	Type string
	// Code is Azure's error code: "CannotDeleteResource".
	Code   string
	Source string
}

// Reference says that the input at Path holds the identifier of another resource.
type Reference struct {
	Path string
	// Types are the ARM types it may name, such as "Microsoft.Network/virtualNetworks/subnets".
	Types []string
	// SameLocation is true where the service demands the other resource in the same region.
	SameLocation bool
	// Holds is true where the other resource cannot be deleted while this one names it.
	Holds bool
	// Code is Azure's error code for deleting what is held: "InUseSubnetCannotBeDeleted". "Conflict" where it is "".
	Code string
	// MayDangle is true where the service accepts an identifier of something that does not exist.
	MayDangle bool
	Source    string
}

// Output is a value Azure adds to its answer.
type Output struct {
	// Name is the output's path in the provider's shape, such as "principalId" or "oidcIssuerProfile.issuerURL". The
	// outputs "name" (last segment of the identifier), "type" (ARM type) and "provisioningState" ("Succeeded") come by
	// themselves where the shape has them.
	Name string
	// Generated is true for what only Azure can know (identifiers it draws, addresses it assigns): unknown in a preview.
	Generated bool
	// Secret marks the value in the state.
	Secret bool
	// Make computes the value; a null leaves the output out. Request.Now is the time of the resource's last write. For
	// Generated ones it must depend on the request's identifier and Incarnation alone, so that a world replayed gives
	// the same values.
	Make   func(Request) resource.PropertyValue
	Source string
}

// SoftDelete says how long a deleted resource's name stays held, and how it comes back.
type SoftDelete struct {
	// Key makes the string under which the name is held: globally unique names are held by name alone.
	Key func(Request) string
	// Days is the time the name is held.
	Days func(inputs resource.PropertyMap) int
	// Recovers is true when the request asks for the held resource back.
	Recovers func(inputs resource.PropertyMap) bool
	// Held and Nothing are Azure's error code and text for a name that is held, and for nothing to be recovered.
	Held, Nothing func(Request) Problem
	Source        string
}

// Check is one demand of Azure's on a resource that goes beyond its shape.
type Check struct {
	// ID names the check in the documentation and in tests: "subnet-inside-network".
	ID string
	// Says is the demand as a sentence.
	Says   string
	Source string
	Run    func(Request) []Problem
}

// Request is one call as checks and outputs see it.
type Request struct {
	ID           string
	Type         *Type
	Subscription string
	Tenant       string
	// Body holds the new inputs. Unknown values stay unknown.
	Body Body
	// Old is the living resource of an update, nil for a create.
	Old *world.Resource
	// View is the world as this operation sees it.
	View View
	// Incarnation counts how often a resource of this identifier has been made, from 1.
	Incarnation int
	Now         time.Time
	Preview     bool
	// NotYet reports whether what was made is not known everywhere yet, by the identifier of a role assignment or an identity. It is
	// nil where everything is known at once: in previews and checks, and where no fault says otherwise.
	NotYet func(id string) bool
}

// View is the world as one operation sees it: in a preview, what the preview itself would make lies over what is there.
type View interface {
	// Get finds a resource by identifier, whatever its case. Sub-resources that are declared inside their parent
	// (subnets of a network, rules of a security group, inline agent pools) are found by their own identifiers too.
	Get(id string) (world.Resource, bool)
	// OfType lists the resources of an ARM type, sorted by identifier.
	OfType(armType string) []world.Resource
	// Under lists the resources whose identifier lies under the given one.
	Under(id string) []world.Resource
	// Models reports whether the local Azure holds resources of an ARM type, so that the absence of one says something.
	Models(armType string) bool
}

// Problem is what Azure would say against a request.
type Problem struct {
	// Path is the input it is about, "" for the whole resource.
	Path string
	// Code is Azure's error code where it is known: "NetcfgSubnetRangesOverlap".
	Code    string
	Message string
	// Warning is true for what Azure would accept and a reader should know.
	Warning bool
}
