package pulumitest

import (
	"maps"
	"sort"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"google.golang.org/protobuf/types/known/emptypb"
)

// Recorder stands in for the engine: it keeps what is registered and answers as Azure would. Run makes one; it is
// exported for a test that needs pulumi.RunErr itself.
type Recorder struct {
	settings settings

	mu        sync.Mutex
	resources []Resource
	outputs   int
}

var _ pulumi.MockResourceMonitor = (*Recorder)(nil)

// NewResource records one registration and returns its identifier and outputs.
func (r *Recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if args.RegisterRPC == nil { // a read of something that exists: nothing is registered
		return args.ID, args.Inputs.Copy(), nil
	}
	recorded, err := fromRequest(args.RegisterRPC)
	if err != nil {
		return "", nil, err
	}
	id, outputs := r.answer(recorded, args.Inputs)
	recorded.ID = id

	r.mu.Lock()
	defer r.mu.Unlock()
	r.resources = append(r.resources, recorded)
	return id, outputs, nil
}

// answer is what the provider would return for a resource. In a preview that is those of its inputs to which Azure adds
// nothing: the SDK takes what is missing as unknown.
func (r *Recorder) answer(recorded Resource, known resource.PropertyMap) (string, resource.PropertyMap) {
	if strings.HasPrefix(recorded.Type, "pulumi:providers:") {
		return recorded.Name + "-id", known.Copy()
	}
	outputs := known.Copy()
	if !recorded.Custom {
		return "", outputs
	}
	id := identifier(recorded.Type, recorded.Name, known)
	added := computed(recorded.Type, id, known)
	maps.Copy(added, r.settings.outputs[recorded.Type])
	if !r.settings.preview {
		maps.Copy(outputs, added)
		return id, outputs
	}
	for key := range added {
		delete(outputs, key)
	}
	return "", outputs
}

// Call answers a function call.
func (r *Recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	if result, ok := r.settings.answers[args.Token]; ok {
		return result, nil
	}
	return call(args.Token, args.Args)
}

// RegisterResourceOutputs counts the components that have said that they are complete.
func (r *Recorder) RegisterResourceOutputs() (*emptypb.Empty, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.outputs++
	return &emptypb.Empty{}, nil
}

// Resources returns what has been registered so far, sorted by logical name and then by type. Providers are left out:
// the test made them itself.
func (r *Recorder) Resources() []Resource {
	r.mu.Lock()
	defer r.mu.Unlock()
	sorted := make([]Resource, 0, len(r.resources))
	for _, res := range r.resources {
		if !strings.HasPrefix(res.Type, "pulumi:providers:") {
			sorted = append(sorted, res)
		}
	}
	sort.SliceStable(sorted, func(i, j int) bool {
		if sorted[i].Name != sorted[j].Name {
			return sorted[i].Name < sorted[j].Name
		}
		return sorted[i].Type < sorted[j].Type
	})
	return sorted
}

func (r *Recorder) outputRegistrations() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outputs
}
