package analyzer

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/policy/controls"
)

// Server is a policy pack. It is safe for concurrent use: the engine asks about many resources at a time.
type Server struct {
	pulumirpc.UnimplementedAnalyzerServer

	// now is the clock that exceptions and API versions are judged by.
	now func() time.Time

	mu    sync.Mutex
	judge *controls.Judge
	rules map[string]*controls.Rule
	// broken is why the pack cannot judge: exceptions that cannot be read. It is said when the engine asks for a judgement.
	broken error
	levels map[string]pulumirpc.EnforcementLevel
	// name and project are the stack's.
	name, project string
	// previous, declared and neighbours are what the pack was told by configuration; nil where it was not.
	previous     []*controls.Resource
	previousFrom string
	declared     *topology.Declaration
	neighbours   []topology.Neighbour
	// seen are the inputs of resources that were analysed: what a stack's resources say in the end are outputs, of another shape.
	seen map[string]*controls.Resource
	// elsewhere are the policies that have nothing to say about a kind of resource.
	elsewhere notApplicable
	// doubts count, by rule, what could not be decided, and excused by exception.
	doubts    map[string][]string
	cancelled atomic.Bool
}

// New is a server with the whole catalogue, under exceptions. broken is an error that reading them gave, nil where they were read.
func New(all []exceptions.Exception, broken error, now func() time.Time) *Server {
	judge, rules := controls.NewJudge(all), map[string]*controls.Rule{}
	for _, rule := range judge.Rules {
		rules[rule.ID] = rule
	}
	return &Server{now: now, judge: judge, rules: rules, broken: broken, seen: map[string]*controls.Resource{}, elsewhere: newNotApplicable(judge.Rules), doubts: map[string][]string{}, levels: map[string]pulumirpc.EnforcementLevel{}}
}

// Handshake tells the pack where it was started from; it needs nothing of that.
func (s *Server) Handshake(context.Context, *pulumirpc.AnalyzerHandshakeRequest) (*pulumirpc.AnalyzerHandshakeResponse, error) {
	return &pulumirpc.AnalyzerHandshakeResponse{}, nil
}

// GetPluginInfo says which version this is.
func (s *Server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: Version}, nil
}

// GetAnalyzerInfo describes the pack, with or without a stack.
func (s *Server) GetAnalyzerInfo(context.Context, *emptypb.Empty) (*pulumirpc.AnalyzerInfo, error) {
	return s.info()
}

// ConfigureStack tells the pack which stack it is to judge.
func (s *Server) ConfigureStack(_ context.Context, r *pulumirpc.AnalyzerStackConfigureRequest) (*pulumirpc.AnalyzerStackConfigureResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.name, s.project = r.GetStack(), r.GetProject()
	if i := strings.LastIndex(s.name, "/"); i >= 0 { // organization/project/stack
		s.name = s.name[i+1:]
	}
	return &pulumirpc.AnalyzerStackConfigureResponse{}, nil
}

// Configure sets levels and properties of policies. Every mistake is named at once.
func (s *Server) Configure(_ context.Context, r *pulumirpc.ConfigureAnalyzerRequest) (*emptypb.Empty, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var wrong []string
	for name, config := range r.GetPolicyConfig() {
		if !slices.ContainsFunc(s.judge.Rules, func(rule *controls.Rule) bool { return rule.ID == name }) {
			wrong = append(wrong, fmt.Sprintf("policy %q is not in the pack: docs/controls.md lists those that are", name))
			continue
		}
		s.levels[name] = config.GetEnforcementLevel()
		for key, value := range config.GetProperties().AsMap() {
			if problem := s.set(name, key, value); problem != "" {
				wrong = append(wrong, problem)
			}
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return nil, status.Error(codes.InvalidArgument, strings.Join(wrong, "; "))
	}
	return &emptypb.Empty{}, nil
}

// set sets one property of a policy; it returns what is wrong.
func (s *Server) set(policy, key string, value any) string {
	i := slices.IndexFunc(s.judge.Rules, func(rule *controls.Rule) bool { return rule.ID == policy })
	if known, has := settingOf(s.judge.Rules[i]); !has || known.name != key {
		return fmt.Sprintf("policy %s has no property %q", policy, key)
	}
	path, ok := value.(string)
	if !ok {
		return fmt.Sprintf("policy %s: %s must be a text, a path", policy, key)
	}
	if path == "" {
		return ""
	}
	switch key {
	case "file":
		all, err := readExceptions(path)
		if err != nil {
			return fmt.Sprintf("policy %s: %v", policy, err)
		}
		s.judge.Exceptions, s.broken = all, nil
	case controls.ToldPrevious:
		if path == s.previousFrom { // three policies are told of the same
			return ""
		}
		previous, err := readPrevious(path)
		if err != nil {
			return fmt.Sprintf("policy %s: %v", policy, err)
		}
		s.previous, s.previousFrom = previous, path
	case controls.ToldDeclared:
		declared, err := readDeclared(path)
		if err != nil {
			return fmt.Sprintf("policy %s: %v", policy, err)
		}
		s.declared = declared
	case controls.ToldNeighbours:
		neighbours, err := readNeighbours(path)
		if err != nil {
			return fmt.Sprintf("policy %s: %v", policy, err)
		}
		s.neighbours = neighbours
	}
	return ""
}

// Remediate changes nothing: what a program says is changed by people, in the program.
func (s *Server) Remediate(context.Context, *pulumirpc.AnalyzeRequest) (*pulumirpc.RemediateResponse, error) {
	return &pulumirpc.RemediateResponse{NotApplicable: s.elsewhere.remedies}, nil
}

// Cancel ends the judging of what is being judged.
func (s *Server) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	s.cancelled.Store(true)
	return &emptypb.Empty{}, nil
}

// Analyze judges one resource by its inputs.
func (s *Server) Analyze(ctx context.Context, r *pulumirpc.AnalyzeRequest) (_ *pulumirpc.AnalyzeResponse, err error) {
	defer recovered(&err)
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	if r.GetUrn() == "" {
		return nil, status.Error(codes.InvalidArgument, "the resource that is to be judged has no URN: a finding would be about nobody knows what")
	}
	one, err := toResource(r.GetUrn(), r.GetType(), r.GetProperties(), r.GetOptions())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen[one.URN] = one
	known := []*controls.Resource{one}
	if p := r.GetProvider(); p != nil { // which subscription it is in
		provider, err := toResource(p.GetUrn(), p.GetType(), p.GetProperties(), nil)
		if err != nil {
			return nil, status.Error(codes.InvalidArgument, err.Error())
		}
		known = append(known, provider)
	}
	stack := s.stackOf(one.URN, known)
	return &pulumirpc.AnalyzeResponse{Diagnostics: s.diagnostics(s.judge.Resource(stack, one)), NotApplicable: s.elsewhere.to(s.judge.Rules, one)}, nil
}

// AnalyzeStack judges what no single resource can say.
func (s *Server) AnalyzeStack(ctx context.Context, r *pulumirpc.AnalyzeStackRequest) (_ *pulumirpc.AnalyzeResponse, err error) {
	defer recovered(&err)
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*controls.Resource
	last := map[string]*controls.Resource{}
	for _, one := range s.previous {
		last[one.URN] = one
	}
	for i, one := range r.GetResources() {
		if one.GetUrn() == "" {
			return nil, status.Errorf(codes.InvalidArgument, "number %d of the stack's %d resources has no URN: a finding would be about nobody knows what", i+1, len(r.GetResources()))
		}
		known, ok := s.seen[one.GetUrn()]
		if !ok { // outside the targets of this run: it is judged by what the last state says, or at least by its outputs
			known = last[one.GetUrn()]
		}
		if known == nil {
			if known, err = toResource(one.GetUrn(), one.GetType(), one.GetProperties(), one.GetOptions()); err != nil {
				return nil, status.Error(codes.InvalidArgument, err.Error())
			}
		}
		all = append(all, known)
	}
	stack := s.stackOf("", all)
	response := &pulumirpc.AnalyzeResponse{Diagnostics: s.diagnostics(s.judge.Stack(stack))}
	response.Diagnostics = append(response.Diagnostics, s.undecided(stack)...)
	for _, rule := range s.judge.Rules {
		if !rule.WasTold(stack) {
			response.NotApplicable = append(response.NotApplicable, &pulumirpc.PolicyNotApplicable{PolicyName: rule.ID, Reason: "it was not told what to compare with: its property " + rule.Told + " is not set"})
		}
	}
	return response, nil
}

// ready tells why nothing can be judged.
func (s *Server) ready(ctx context.Context) error {
	if s.cancelled.Load() {
		return status.Error(codes.Canceled, "the run was cancelled")
	}
	if err := ctx.Err(); err != nil {
		return status.FromContextError(err).Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return status.Error(codes.FailedPrecondition, "the exceptions cannot be read, and nothing is judged without them: "+s.broken.Error())
	}
	return nil
}

// recovered turns a panic into an error: whatever a foreign program says, the run ends with a sentence.
func recovered(err *error) {
	if cause := recover(); cause != nil {
		*err = status.Errorf(codes.Internal, "a rule failed, which is a mistake of the pack: %v\n%s", cause, debug.Stack())
	}
}

// stackOf is the stack that resources belong to. Without ConfigureStack its name is in their URNs.
func (s *Server) stackOf(urn string, all []*controls.Resource) *controls.Stack {
	name, project := s.name, s.project
	if urn == "" && len(all) > 0 {
		urn = all[0].URN
	}
	if name == "" {
		if parts := strings.Split(strings.TrimPrefix(urn, "urn:pulumi:"), "::"); len(parts) == 4 {
			name, project = parts[0], parts[1]
		}
	}
	return &controls.Stack{Name: name, Project: project, Resources: all, Previous: s.previous, Declared: s.declared, Neighbours: s.neighbours, Now: s.now()}
}

// level is what a rule's violation does to the run.
func (s *Server) level(rule *controls.Rule) pulumirpc.EnforcementLevel {
	if configured, ok := s.levels[rule.ID]; ok {
		return configured
	}
	return levels[rule.Level]
}

// diagnostics are violations as the engine takes them; what could not be decided is kept for the end.
func (s *Server) diagnostics(findings []controls.Finding) []*pulumirpc.AnalyzeDiagnostic {
	var all []*pulumirpc.AnalyzeDiagnostic
	for _, f := range findings {
		rule := s.rules[f.Rule]
		level := s.level(rule)
		if level == pulumirpc.EnforcementLevel_DISABLED {
			continue
		}
		switch f.Answer {
		case controls.Undecided:
			s.doubts[f.Rule] = append(s.doubts[f.Rule], f.URN)
		case controls.Violated:
			message := f.Message
			if f.Path != "" {
				message = f.Path + ": " + message
			}
			all = append(all, &pulumirpc.AnalyzeDiagnostic{
				PolicyName: f.Rule, PolicyPackName: Name, PolicyPackVersion: Version, Description: rule.Title, Urn: f.URN,
				Message:          rule.Claim + ": " + rule.Title + "\n" + message + "\nwhat to do: " + rule.Fix + "\nsee " + Page + "#" + rule.ID,
				EnforcementLevel: level, Severity: severities[rule.Severity],
			})
		}
	}
	return all
}

// undecided says, once for every rule, how many places could not be decided before apply. It is shown and never ends a run; after an up
// there is none.
func (s *Server) undecided(stack *controls.Stack) []*pulumirpc.AnalyzeDiagnostic {
	var all []*pulumirpc.AnalyzeDiagnostic
	for _, rule := range s.judge.Rules {
		places := s.doubts[rule.ID]
		if len(places) == 0 {
			continue
		}
		all = append(all, &pulumirpc.AnalyzeDiagnostic{
			PolicyName: rule.ID, PolicyPackName: Name, PolicyPackVersion: Version, Description: rule.Title, Urn: stack.URN(), Severity: severities[rule.Severity],
			Message: fmt.Sprintf("%s: undecided until apply: %d places have values that are not known yet (the first is of %s). It is judged again when they are.",
				rule.Claim, len(places), controls.NameOf(places[0])),
			EnforcementLevel: pulumirpc.EnforcementLevel_ADVISORY,
		})
	}
	s.doubts = map[string][]string{}
	return all
}
