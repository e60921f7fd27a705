package random

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// kind is one type of resource.
type kind struct {
	token string
	// inputs by name.
	inputs map[string]input
	// outputs are what is drawn, by name; true marks a secret.
	outputs map[string]bool
	// demands judges inputs together, when each is right by itself and all are known.
	demands func(values) []finding
	// draw makes what is drawn, and the identifier, from inputs with their defaults.
	draw func(values) (id string, outputs resource.PropertyMap, err error)
	// restore makes identifier, inputs and what was drawn from the text given to an import; nil where the real provider
	// cannot.
	restore func(text string) (id string, inputs, outputs resource.PropertyMap, err error)
}

// input is one input of a kind.
type input struct {
	form     form
	required bool
	// standard is the default, null where there is none.
	standard resource.PropertyValue
	// least is the smallest number allowed, where form is whole; most is the largest, 0 for no bound. The real provider
	// has no bound on lengths; here they end where no program means them.
	least, most float64
}

// mostDrawn is how much is drawn at most.
const mostDrawn = 1 << 20

// form is what sort of value an input takes.
type form int

const (
	text form = iota
	whole
	truth
	textMap
)

// finding is something wrong with an input.
type finding struct {
	property, reason string
}

// change is an input that is not what it was.
type change struct {
	property string
	kind     pulumirpc.PropertyDiff_Kind
}

// values are inputs with their defaults, freed of their marks.
type values resource.PropertyMap

func (v values) number(name string) int {
	value := v[resource.PropertyKey(name)]
	if !value.IsNumber() {
		return 0
	}
	return int(value.NumberValue())
}

func (v values) truth(name string) bool {
	value := v[resource.PropertyKey(name)]
	return value.IsBool() && value.BoolValue()
}

func (v values) text(name string) string {
	value := v[resource.PropertyKey(name)]
	if !value.IsString() {
		return ""
	}
	return value.StringValue()
}

// open takes marks off a value.
func open(value resource.PropertyValue) resource.PropertyValue {
	for {
		switch {
		case value.IsSecret():
			value = value.SecretValue().Element
		case value.IsOutput() && value.OutputValue().Known:
			value = value.OutputValue().Element
		case value.IsOutput():
			return resource.MakeComputed(resource.NewStringProperty(""))
		default:
			return value
		}
	}
}

// filled gives inputs their defaults. Keepers without a value count as none, and so does an empty text
// (terraform-provider-random, RequiresReplaceIfValuesNotNull and RequiresReplaceUnlessEmptyStringToNull).
func (k kind) filled(inputs resource.PropertyMap) values {
	full := values{}
	for name, describes := range k.inputs {
		value := open(inputs[resource.PropertyKey(name)])
		switch {
		case value.IsObject():
			kept := resource.PropertyMap{}
			for key, inner := range value.ObjectValue() {
				if bare := open(inner); !bare.IsNull() {
					kept[key] = bare
				}
			}
			value = resource.NewObjectProperty(kept)
			if len(kept) == 0 {
				value = resource.NewNullProperty()
			}
		case value.IsString() && value.StringValue() == "" && !describes.required:
			value = resource.NewNullProperty()
		}
		if value.IsNull() {
			value = describes.standard
		}
		if !value.IsNull() {
			full[resource.PropertyKey(name)] = value
		}
	}
	// "number" is the old name of "numeric": what one says, both say.
	if _, both := k.inputs["number"]; both {
		for one, other := range map[string]string{"number": "numeric", "numeric": "number"} {
			said := open(inputs[resource.PropertyKey(one)])
			if silent := open(inputs[resource.PropertyKey(other)]); !said.IsNull() && silent.IsNull() {
				full[resource.PropertyKey(other)] = said
			}
		}
	}
	return full
}

// judge says everything that is wrong with inputs.
func (k kind) judge(inputs resource.PropertyMap) []finding {
	var findings []finding
	allKnown := true
	for _, key := range inputs.StableKeys() {
		if _, ok := k.inputs[string(key)]; !ok {
			names := slices.Sorted(maps.Keys(k.inputs))
			findings = append(findings, finding{string(key), fmt.Sprintf("%s has no such input; it has %v", k.token, names)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(k.inputs)) {
		describes := k.inputs[name]
		value := open(inputs[resource.PropertyKey(name)])
		switch {
		case value.ContainsUnknowns():
			allKnown = false
		case value.IsNull() && describes.required:
			findings = append(findings, finding{name, "required, but missing"})
		case value.IsNull():
		default:
			if reason := describes.refuses(value); reason != "" {
				findings = append(findings, finding{name, reason})
			}
		}
	}
	if len(findings) == 0 && allKnown && k.demands != nil {
		findings = k.demands(k.filled(inputs))
	}
	return findings
}

// refuses says why a known value is not allowed, "" where it is.
func (i input) refuses(value resource.PropertyValue) string {
	switch i.form {
	case text:
		if !value.IsString() {
			return "must be a text"
		}
	case truth:
		if !value.IsBool() {
			return "must be true or false"
		}
	case whole:
		if !value.IsNumber() || value.NumberValue() != float64(int64(value.NumberValue())) {
			return "must be a whole number"
		}
		if value.NumberValue() < i.least {
			return fmt.Sprintf("is %v; must be at least %v", value.NumberValue(), i.least)
		}
		if i.most > 0 && value.NumberValue() > i.most {
			return fmt.Sprintf("is %v; must be at most %v", value.NumberValue(), i.most)
		}
	case textMap:
		if !value.IsObject() {
			return "must be a map of texts"
		}
		for _, key := range value.ObjectValue().StableKeys() {
			if inner := open(value.ObjectValue()[key]); !inner.IsString() && !inner.IsNull() {
				return fmt.Sprintf("the value of %s must be a text", key)
			}
		}
	}
	return ""
}

// changes lists the inputs that differ once defaults are filled in.
func (k kind) changes(olds, news resource.PropertyMap) []change {
	before, after := k.filled(olds), k.filled(news)
	var found []change
	for _, name := range slices.Sorted(maps.Keys(k.inputs)) {
		was, is := before[resource.PropertyKey(name)], after[resource.PropertyKey(name)]
		switch {
		case was.DeepEquals(is) && !is.ContainsUnknowns():
		case was.IsNull():
			found = append(found, change{name, pulumirpc.PropertyDiff_ADD_REPLACE})
		case is.IsNull():
			found = append(found, change{name, pulumirpc.PropertyDiff_DELETE_REPLACE})
		default:
			found = append(found, change{name, pulumirpc.PropertyDiff_UPDATE_REPLACE})
		}
	}
	return found
}

// unknown are the outputs of a preview.
func (k kind) unknown(inputs resource.PropertyMap) resource.PropertyMap {
	outputs := k.withInputs(inputs)
	for name := range k.outputs {
		outputs[resource.PropertyKey(name)] = resource.MakeComputed(resource.NewStringProperty(""))
	}
	return outputs
}

// drawn are identifier and outputs of a new resource.
func (k kind) drawn(inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	id, made, err := k.draw(k.filled(inputs))
	if err != nil {
		return "", nil, err
	}
	return id, k.complete(inputs, made), nil
}

// imported are identifier, inputs and outputs of an imported resource.
func (k kind) imported(given string) (id string, inputs, outputs resource.PropertyMap, err error) {
	id, inputs, made, err := k.restore(given)
	if err != nil {
		return "", nil, nil, err
	}
	return id, inputs, k.complete(inputs, made), nil
}

// complete puts what was drawn beside the inputs, and marks what is secret.
func (k kind) complete(inputs, made resource.PropertyMap) resource.PropertyMap {
	outputs := k.withInputs(inputs)
	for key, value := range made {
		if k.outputs[string(key)] {
			value = resource.MakeSecret(value)
		}
		outputs[key] = value
	}
	return outputs
}

// withInputs are inputs with their defaults as outputs show them; values that were sent stay as they were marked.
func (k kind) withInputs(inputs resource.PropertyMap) resource.PropertyMap {
	outputs := resource.PropertyMap{}
	for key, value := range k.filled(inputs) {
		outputs[key] = value
		if sent := inputs[key]; sent.IsSecret() {
			outputs[key] = sent
		}
	}
	return outputs
}
