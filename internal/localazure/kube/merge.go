package kube

import (
	"encoding/base64"
	"reflect"
)

// merge applies an object over a live one, as server-side apply does for one manager: what the object says wins, what the
// manager said before and says no longer goes, what it never spoke of stays. Lists belong to the manager as a whole.
func merge(live, previous, next Object) Object {
	out := copyObject(live)
	for key, before := range previous {
		if _, still := next[key]; still {
			continue
		}
		inner, isMap := before.(map[string]any)
		if liveInner := child(out, key); isMap && liveInner != nil {
			merged := merge(liveInner, inner, nil)
			if len(merged) > 0 {
				out[key] = merged
				continue
			}
		}
		delete(out, key)
	}
	for key, value := range next {
		inner, isMap := value.(map[string]any)
		liveInner := child(out, key)
		if isMap && liveInner != nil {
			out[key] = merge(liveInner, child(previous, key), inner)
			continue
		}
		out[key] = copyValue(value)
	}
	return out
}

// foldStringData writes a Secret's stringData into its data, which is all that the server keeps.
func foldStringData(kind Kind, object Object) Object {
	if kind.Name != "Secret" || object["stringData"] == nil {
		return object
	}
	out := copyObject(object)
	data := child(out, "data")
	if data == nil {
		data = Object{}
	}
	for key, value := range child(out, "stringData") {
		if s, ok := value.(string); ok {
			data[key] = base64.StdEncoding.EncodeToString([]byte(s))
		}
	}
	delete(out, "stringData")
	if len(data) > 0 {
		out["data"] = data
	}
	return out
}

// drifted rebuilds inputs for a refresh: the inputs as they were, with the live value wherever it means something else.
// Only fields that the inputs have are looked at. canonical is the inputs as the server would write them, so that "1000m"
// and "1" are the same; fields that an object leaves out when empty are missing there.
func drifted(inputs, canonical, live any) (any, bool) {
	switch in := inputs.(type) {
	case map[string]any:
		liveMap, ok := live.(map[string]any)
		canonicalMap, _ := canonical.(map[string]any)
		if !ok {
			return replaced(inputs, canonical, live)
		}
		out := Object{}
		for key, value := range in {
			if kept, ok := drifted(value, canonicalMap[key], liveMap[key]); ok {
				out[key] = kept
			}
		}
		return out, true
	case []any:
		liveList, ok := live.([]any)
		canonicalList, _ := canonical.([]any)
		if !ok || len(liveList) != len(in) || len(canonicalList) != len(in) {
			return replaced(inputs, canonical, live)
		}
		out := make([]any, len(in))
		for i := range in {
			out[i], _ = drifted(in[i], canonicalList[i], liveList[i])
		}
		return out, true
	}
	return replaced(inputs, canonical, live)
}

func replaced(inputs, canonical, live any) (any, bool) {
	if reflect.DeepEqual(canonical, live) || reflect.DeepEqual(inputs, live) {
		return inputs, true
	}
	return copyValue(live), live != nil
}
