package langhost

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/types/known/emptypb"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Version is what the CLI shows for this runtime in `pulumi about`.
const Version = "1.0.0"

// Handshake is the engine's first call on a connection. It brings the engine's own address, without which nothing can
// be shown; an attached runtime that does not answer it is refused.
func (s *Server) Handshake(
	ctx context.Context, r *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, errors.New("the caller has no address")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[p.Addr.String()] = &conn{engine: r.GetEngineAddress(), cancel: make(chan struct{}), once: &sync.Once{}}
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// caller returns the CLI behind a call. ok is false before its handshake.
func (s *Server) caller(ctx context.Context) (*conn, bool) {
	p, ok := peer.FromContext(ctx)
	if !ok {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.conns[p.Addr.String()]
	return c, ok
}

// Cancel stops what the calling CLI runs.
func (s *Server) Cancel(ctx context.Context, _ *emptypb.Empty) (*emptypb.Empty, error) {
	if c, ok := s.caller(ctx); ok {
		c.stop()
	}
	return &emptypb.Empty{}, nil
}

// GetPluginInfo names the runtime's version.
func (s *Server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: Version}, nil
}

// GetRequiredPackages names none, so that the CLI installs nothing before the run: the local target's providers are
// attached, and the real target's are installed when the program first names them, in the version its SDK asks for.
func (s *Server) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// RuntimeOptionsPrompts has nothing to ask.
func (s *Server) RuntimeOptionsPrompts(
	context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

// About names the go command, and carries [Options.Identity].
func (s *Server) About(ctx context.Context, _ *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	about := &pulumirpc.AboutResponse{Metadata: s.options.Identity}
	path, err := exec.LookPath("go")
	if err != nil {
		return about, nil //nolint:nilerr // a built program needs no go command
	}
	about.Executable = path
	if out, err := exec.CommandContext(ctx, path, "version").Output(); err == nil {
		about.Version = strings.TrimSpace(string(out))
	}
	return about, nil
}

// Identify asks the runtime on a port of 127.0.0.1 for its [Options.Identity].
func Identify(ctx context.Context, port int) (map[string]string, error) {
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	client, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, fmt.Errorf("language runtime on %s: %w", address, err)
	}
	defer func() { _ = client.Close() }() // a client's close loses nothing
	about, err := pulumirpc.NewLanguageRuntimeClient(client).About(ctx, &pulumirpc.AboutRequest{})
	if err != nil {
		return nil, fmt.Errorf("language runtime on %s: %w", address, err)
	}
	return about.GetMetadata(), nil
}

// InstallDependencies downloads the program's modules, for `pulumi install`.
func (s *Server) InstallDependencies(
	r *pulumirpc.InstallDependenciesRequest, stream grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	cmd := exec.CommandContext(stream.Context(), "go", "mod", "download")
	cmd.Dir = r.GetInfo().GetProgramDirectory()
	cmd.Env = s.options.Environ
	out, err := cmd.CombinedOutput()
	if len(out) > 0 {
		if sendErr := stream.Send(&pulumirpc.InstallDependenciesResponse{Stderr: out}); sendErr != nil {
			return sendErr
		}
	}
	if err != nil {
		return fmt.Errorf("\"go mod download\" in %s: %w", cmd.Dir, err)
	}
	return nil
}

// GetProgramDependencies lists the modules that the program's go.mod requires, for `pulumi about`.
func (s *Server) GetProgramDependencies(
	_ context.Context, r *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	path, data, err := findGoMod(r.GetInfo().GetProgramDirectory())
	if err != nil {
		return nil, err
	}
	file, err := modfile.Parse(path, data, nil)
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.GetProgramDependenciesResponse{}
	for _, require := range file.Require {
		if !require.Indirect || r.GetTransitiveDependencies() {
			response.Dependencies = append(response.Dependencies,
				&pulumirpc.DependencyInfo{Name: require.Mod.Path, Version: require.Mod.Version})
		}
	}
	return response, nil
}

func findGoMod(dir string) (string, []byte, error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		path := filepath.Join(at, "go.mod")
		data, err := os.ReadFile(path)
		if err == nil {
			return path, data, nil
		}
		if at == filepath.Dir(at) {
			return "", nil, fmt.Errorf("no go.mod in %s or above it", dir)
		}
	}
}
