package analyzer

import (
	"context"
	"slices"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
)

// The engine sends the properties of a resource three times: to be judged, to be remediated, and, with all that Azure answered, at the end
// with the whole stack. The pack judges by the first. To read the other two cost more than to judge, so they are left as they came.

// service is the protocol with its two methods that leave unread what they do not need.
func service() *grpc.ServiceDesc {
	described := pulumirpc.Analyzer_ServiceDesc
	described.Methods = slices.Clone(described.Methods)
	for i, method := range described.Methods {
		switch method.MethodName {
		case "Remediate":
			described.Methods[i].Handler = remediateUnread
		case "AnalyzeStack":
			described.Methods[i].Handler = analyzeStackUnread
		}
	}
	return &described
}

func remediateUnread(server any, ctx context.Context, _ func(any) error, _ grpc.UnaryServerInterceptor) (any, error) { //nolint:revive // grpc's order
	return server.(*Server).Remediate(ctx, nil) //nolint:forcetypeassert // it is registered for it
}

func analyzeStackUnread(server any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) { //nolint:revive // grpc's order
	var raw emptypb.Empty // what a message does not know, it keeps as it came
	if err := decode(&raw); err != nil {
		return nil, err
	}
	s := server.(*Server) //nolint:forcetypeassert // it is registered for it
	request, err := s.stackRequest(raw.ProtoReflect().GetUnknown())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "reading the stack: "+err.Error())
	}
	return s.AnalyzeStack(ctx, request)
}

// stackRequest reads a request of AnalyzeStack: of resources that were analysed before, no more than their URN.
func (s *Server) stackRequest(raw []byte) (*pulumirpc.AnalyzeStackRequest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := &pulumirpc.AnalyzeStackRequest{}
	err := fields(raw, resourcesField, func(one []byte) error {
		urn := ""
		if err := fields(one, urnField, func(text []byte) error { urn = string(text); return nil }); err != nil {
			return err
		}
		r := &pulumirpc.AnalyzerResource{Urn: urn}
		if _, seen := s.seen[urn]; !seen {
			if err := proto.Unmarshal(one, r); err != nil {
				return err
			}
		}
		request.Resources = append(request.Resources, r)
		return nil
	})
	return request, err
}

// Numbers of fields in analyzer.proto of the Pulumi SDK: AnalyzeStackRequest.resources and AnalyzerResource.urn. A test holds them to it.
const (
	resourcesField protowire.Number = 1
	urnField       protowire.Number = 3
)

// fields gives to each the content of every field of a message that has this number.
func fields(message []byte, number protowire.Number, each func([]byte) error) error {
	for len(message) > 0 {
		n, kind, size := protowire.ConsumeTag(message)
		if size < 0 {
			return protowire.ParseError(size)
		}
		message = message[size:]
		if n == number && kind == protowire.BytesType {
			content, size := protowire.ConsumeBytes(message)
			if size < 0 {
				return protowire.ParseError(size)
			}
			if err := each(content); err != nil {
				return err
			}
			message = message[size:]
			continue
		}
		if size = protowire.ConsumeFieldValue(n, kind, message); size < 0 {
			return protowire.ParseError(size)
		}
		message = message[size:]
	}
	return nil
}
