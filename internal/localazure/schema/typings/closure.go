package typings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// follow reads the types that these objects refer to, and those that they refer to in turn.
func (x *extraction) follow(objects ...schema.Object) error {
	for _, object := range objects {
		for _, name := range sortedKeys(object) {
			if err := x.followType(object[name].Type); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *extraction) followType(t schema.Type) error {
	switch t.Kind {
	case schema.List, schema.Map:
		return x.followType(*t.Element)
	case schema.Union:
		for _, alternative := range t.Alternatives {
			if err := x.followType(alternative); err != nil {
				return err
			}
		}
	case schema.Enumeration:
		return x.enum(t.Name)
	case schema.Reference:
		return x.object(t.Name)
	default:
	}
	return nil
}

func (x *extraction) object(name string) error {
	if _, known := x.document.Objects[name]; known {
		return nil
	}
	types := x.outputs
	if strings.HasPrefix(name, "inputs.") {
		types = x.inputs
	}
	object, err := types.object(name)
	if err != nil {
		return err
	}
	if function, ok := types.defaulted[name]; ok && types == x.inputs {
		fillings, err := x.defaults.fillings(function)
		if err != nil {
			return err
		}
		if err := x.fill("types/input.js, "+function, object, fillings); err != nil {
			return err
		}
	}
	x.document.Objects[name] = object // before following: a type may refer to itself
	return x.follow(object)
}

func (x *extraction) enum(name string) error {
	if _, known := x.document.Enums[name]; known {
		return nil
	}
	// enums.network.v20240501.Access stands in types/enums/network/v20240501/index.d.ts.
	parts := strings.Split(name, ".")
	folder, short := strings.Join(parts[1:len(parts)-1], "/"), parts[len(parts)-1]
	enums, ok := x.enums[folder]
	if !ok {
		file := "types/enums/" + folder + "/index.d.ts"
		content, err := x.read(file)
		if err != nil {
			return err
		}
		if enums, err = readEnums(file, content); err != nil {
			return err
		}
		x.enums[folder] = enums
	}
	values, ok := enums[short]
	if !ok {
		return fmt.Errorf("types/enums/%s/index.d.ts: no enumeration %s", folder, short)
	}
	x.document.Enums[name] = values
	return nil
}

// fill writes the defaults into an object's properties. It refuses what the declarations and the program do not agree
// on: then one of the two has been misread.
//
// That a property's object is filled in too is not written down: it is so exactly for a property whose type is one object
// type that has defaults, and that is checked here.
func (x *extraction) fill(where string, object schema.Object, fillings map[string]filling) error {
	for name, f := range fillings {
		if _, ok := object[name]; !ok {
			return fmt.Errorf("%s: sets %s, which is not declared", where, name)
		}
		if f.value.IsNull() {
			continue
		}
		property := object[name]
		if property.Type.Kind == schema.Constant {
			if f.value.V != property.Type.Value {
				return fmt.Errorf("%s: sets %s to %v, but it is declared as %q", where, name, f.value.V, property.Type.Value)
			}
			continue // the SDK always sends a constant, and the program cannot give another
		}
		property.Default = f.value
		object[name] = property
	}
	for _, name := range sortedKeys(object) {
		want := ""
		if t := object[name].Type; t.Kind == schema.Reference {
			want = x.inputs.defaulted[t.Name]
		}
		if got := fillings[name].function; got != want {
			return fmt.Errorf("%s: the defaults of %s come from %q, want %q from the declarations", where, name, got, want)
		}
	}
	return nil
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}

func sortedKeys(object schema.Object) []string {
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	return sorted(names)
}
