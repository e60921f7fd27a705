package analyzer

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/policy/controls"
)

// keep keeps what a rule may want to tell apart.
var keep = plugin.MarshalOptions{Label: "policy", KeepUnknowns: true, KeepSecrets: true, KeepResources: true, KeepOutputValues: true}

// inputs decodes a resource's properties. What the SDK fails of, a value that is of no kind, is an error like others.
func inputs(properties *structpb.Struct) (_ map[string]any, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading properties: %v", cause)
		}
	}()
	decoded, err := plugin.UnmarshalProperties(properties, keep)
	if err != nil {
		return nil, fmt.Errorf("reading properties: %w", err)
	}
	return object(decoded), nil
}

// object is a property map as plain data.
func object(properties resource.PropertyMap) map[string]any {
	all := make(map[string]any, len(properties))
	for key, value := range properties {
		all[string(key)] = plainValue(value)
	}
	return all
}

// plainValue is a property as plain data. What no rule can look into, an asset or an archive, is its kind's name.
func plainValue(v resource.PropertyValue) any {
	switch {
	case v.IsNull():
		return nil
	case v.IsComputed():
		return controls.Unknown{}
	case v.IsOutput():
		output := v.OutputValue()
		switch {
		case !output.Known:
			return controls.Unknown{}
		case output.Secret:
			return controls.Secret{Value: plainValue(output.Element)}
		}
		return plainValue(output.Element)
	case v.IsSecret():
		inner := plainValue(v.SecretValue().Element)
		if _, unknown := inner.(controls.Unknown); unknown {
			return inner
		}
		return controls.Secret{Value: inner}
	case v.IsObject():
		return object(v.ObjectValue())
	case v.IsArray():
		list := make([]any, len(v.ArrayValue()))
		for i, element := range v.ArrayValue() {
			list[i] = plainValue(element)
		}
		return list
	case v.IsString():
		return v.StringValue()
	case v.IsNumber():
		return v.NumberValue()
	case v.IsBool():
		return v.BoolValue()
	case v.IsResourceReference():
		id, _ := v.ResourceReferenceValue().IDString()
		return id
	}
	return v.TypeString()
}

// options are what the engine says of a resource beside its properties.
type options interface {
	GetProtect() bool
	GetIgnoreChanges() []string
	GetParent() string
	GetAliases() []string
}

// toResource makes a resource of a request.
func toResource(urn, kind string, properties *structpb.Struct, o *pulumirpc.AnalyzerResourceOptions) (*controls.Resource, error) {
	in, err := inputs(properties)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", urn, err)
	}
	r := &controls.Resource{URN: urn, Type: kind, Inputs: in}
	if o != nil {
		var known options = o
		r.Protect, r.Parent, r.OptionsKnown = known.GetProtect(), known.GetParent(), true
		r.Aliases = known.GetAliases()
		r.IgnoreChanges = append([]string{}, known.GetIgnoreChanges()...)
	}
	return r, nil
}
