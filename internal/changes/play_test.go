package changes_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"
)

// playVariable names a file of resources, and makes of the test binary a program that wants them.
const playVariable = "CHANGES_TEST_PLAY"

func TestMain(m *testing.M) {
	file := os.Getenv(playVariable)
	if file == "" {
		os.Exit(m.Run())
	}
	if err := play(context.Background(), file); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// played is a resource that a program wants, as a state has it.
type played struct {
	URN, Type, Parent, Provider string
	Custom                      bool
	Protect, RetainOnDelete     bool
	// Inputs have secrets in plain text, as an export with --show-secrets writes them.
	Inputs map[string]any
	// Was is a URN that the resource had before, its alias.
	Was string
	// DeleteFirst deletes before it creates.
	DeleteFirst bool
}

func nameOf(urn string) string { return urn[strings.LastIndex(urn, "::")+len("::"):] }

// play registers resources with the engine that runs the program, in their order. It speaks the engine's own protocol, so that it can
// want any resource of any stack, with any change, without its source.
func play(ctx context.Context, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var wanted []played
	if err := json.Unmarshal(content, &wanted); err != nil {
		return err
	}
	connection, err := grpc.NewClient(os.Getenv("PULUMI_MONITOR"), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64<<20)))
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close() }() // the program ends
	monitor := pulumirpc.NewResourceMonitorClient(connection)
	urns, ids := map[string]string{}, map[string]string{}
	for _, resource := range wanted {
		request, err := resource.request(urns, ids)
		if err != nil {
			return fmt.Errorf("%s: %w", resource.URN, err)
		}
		made, err := monitor.RegisterResource(ctx, request)
		if err != nil {
			return fmt.Errorf("%s: %w", resource.URN, err)
		}
		urns[resource.URN], ids[resource.URN] = made.GetUrn(), made.GetId()
	}
	return nil
}

func (p played) request(urns, ids map[string]string) (*pulumirpc.RegisterResourceRequest, error) {
	inputs := maps.Clone(p.Inputs)
	request := &pulumirpc.RegisterResourceRequest{
		Type: p.Type, Name: nameOf(p.URN), Parent: urns[p.Parent], Custom: p.Custom, Protect: &p.Protect, RetainOnDelete: &p.RetainOnDelete,
		DeleteBeforeReplace: p.DeleteFirst, DeleteBeforeReplaceDefined: true, AcceptSecrets: true, AcceptResources: true, SupportsPartialValues: true,
	}
	if strings.HasPrefix(p.Type, "pulumi:providers:") { // what the engine adds to a provider's inputs
		request.Version, _ = inputs["version"].(string)
		delete(inputs, "version")
		delete(inputs, "__internal")
	}
	if at := strings.LastIndex(p.Provider, "::"); at >= 0 {
		urn := p.Provider[:at]
		if urns[urn] != "" {
			request.Provider = urns[urn] + "::" + ids[urn]
		}
	}
	if p.Was != "" {
		request.Aliases = []*pulumirpc.Alias{{Alias: &pulumirpc.Alias_Urn{Urn: p.Was}}}
	}
	var err error
	onTheWire, _ := wire(inputs).(map[string]any)
	request.Object, err = structpb.NewStruct(onTheWire)
	return request, err
}

// secretKey marks a secret, in a state and on the wire.
const secretKey = "4dabf18193072939515e22adb298388d"

// wire turns a state's values into those of the protocol: a secret has its text in another property.
func wire(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if text, ok := v["plaintext"].(string); ok && v[secretKey] != nil {
			var plain any
			if json.Unmarshal([]byte(text), &plain) != nil {
				plain = text
			}
			return map[string]any{secretKey: v[secretKey], "value": plain}
		}
		turned := map[string]any{}
		for key, item := range v {
			turned[key] = wire(item)
		}
		return turned
	case []any:
		turned := make([]any, len(v))
		for i, item := range v {
			turned[i] = wire(item)
		}
		return turned
	}
	return value
}
