package rpc

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"google.golang.org/protobuf/types/known/structpb"
)

// form is how properties travel: nothing that the engine marks is lost on the way.
func form(label string) plugin.MarshalOptions {
	return plugin.MarshalOptions{
		Label:            label,
		KeepUnknowns:     true,
		KeepSecrets:      true,
		KeepResources:    true,
		KeepOutputValues: true,
	}
}

// Unmarshal reads the properties of a request. Nothing sent gives an empty map.
func Unmarshal(properties *structpb.Struct) (resource.PropertyMap, error) {
	if properties == nil {
		return resource.PropertyMap{}, nil
	}
	read, err := plugin.UnmarshalProperties(properties, form("request"))
	if err != nil {
		return nil, fmt.Errorf("the engine's request cannot be read: %w", err)
	}
	return read, nil
}

// Marshal writes the properties of an answer.
func Marshal(properties resource.PropertyMap) (*structpb.Struct, error) {
	written, err := plugin.MarshalProperties(properties, form("answer"))
	if err != nil {
		return nil, fmt.Errorf("the answer to the engine cannot be written: %w", err)
	}
	return written, nil
}
