package kube

import (
	"context"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// providerConfig is the configuration of one provider resource.
type providerConfig struct {
	known      bool // whether the kubeconfig is known; it is not in the preview that creates the cluster.
	kubeconfig kubeconfig
	namespace  string          // default namespace of namespaced objects; "" means "default".
	flags      map[string]bool // the boolean arguments that are true.
}

// providerFlags are the boolean arguments of the official provider that this one understands. The others are accepted, because
// they do not change what happens here, or refused, because they would.
func providerFlags() []string {
	return []string{"deleteUnreachable", "enableConfigMapMutable", "enablePatchForce", "enableSecretMutable", "upsertExistingObjects"}
}

// configurationOf reads the arguments of a provider resource (pulumi-kubernetes SDK 4.33.0, ProviderArgs) and names every
// mistake. Values may be secret; no message repeats them.
func configurationOf(args resource.PropertyMap, version string) (providerConfig, []string) {
	config := providerConfig{flags: map[string]bool{}}
	p := plainOf(args)
	var problems []string
	add := func(format string, a ...any) { problems = append(problems, fmt.Sprintf(format, a...)) }

	ignored := []string{
		"kubeconfig", "context", "cluster", "namespace", "version", "pluginDownloadURL", "clusterIdentifier",
		"kubeClientSettings", "helmReleaseSettings", "suppressDeprecationWarnings", "suppressHelmHookWarnings", "strictMode",
	}
	for _, key := range sortedKeys(p.object) {
		value, set := p.object[key], isTrue(p.object[key])
		switch {
		case slices.Contains(providerFlags(), key):
			config.flags[key] = set
		case key == "enableServerSideApply":
			if _, isUnknown := value.(unknown); !set && !isUnknown {
				add("enableServerSideApply must not be false: the local Kubernetes models server-side apply only")
			}
		case key == "renderYamlToDirectory" || key == "skipUpdateUnreachable" || key == "alwaysRender":
			if set || (value != false && value != "" && value != "false") {
				add("%s is not modelled by the local Kubernetes; leave it out", key)
			}
		case !slices.Contains(ignored, key):
			add("%s is no argument of the kubernetes provider", key)
		}
	}
	if got := text(p.object, "version"); got != "" && got != version {
		add("version %s of the kubernetes provider was asked for, the local Kubernetes is modelled on %s", got, version)
	}
	config.namespace = text(p.object, "namespace")

	switch contents := p.object["kubeconfig"].(type) {
	case unknown:
		return config, problems
	case string:
		var mistakes []string
		config.known = true
		config.kubeconfig, mistakes = parseKubeconfig(contents, text(p.object, "context"), text(p.object, "cluster"))
		for _, m := range mistakes {
			add("kubeconfig: %s", m)
		}
	case nil:
		add("kubeconfig: is missing; the local Kubernetes never looks for one in the environment")
	default:
		add("kubeconfig: must be a string, is %s", describe(contents))
	}
	if config.namespace == "" {
		config.namespace = config.kubeconfig.namespace
	}
	return config, problems
}

// isTrue accepts true as the engine sends it typed, and as the string that older SDKs send.
func isTrue(v any) bool { return v == true || v == "true" }

// CheckConfig accepts the arguments of a provider resource, or names what is wrong with them.
func (s *Server) CheckConfig(_ context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	news, err := unmarshal(request.GetNews(), "CheckConfig")
	if err != nil {
		return nil, err
	}
	_, problems := configurationOf(news, s.options.Version)
	response := &pulumirpc.CheckResponse{Inputs: request.GetNews()}
	for _, problem := range problems {
		// Without a property name: the engine would print the property's value, and a kubeconfig holds credentials.
		response.Failures = append(response.Failures, &pulumirpc.CheckFailure{Reason: problem})
	}
	return response, nil
}

// DiffConfig decides what a changed configuration means: another cluster replaces the provider, and with it every object;
// anything else updates it. A kubeconfig that is not known may lead to another cluster, so it replaces, as in the official
// provider (provider/pkg/provider/provider.go, DiffConfig). clusterIdentifier overrides both.
func (s *Server) DiffConfig(_ context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	before := request.GetOldInputs()
	if before == nil {
		before = request.GetOlds()
	}
	olds, err := unmarshal(before, "DiffConfig")
	if err != nil {
		return nil, err
	}
	news, err := unmarshal(request.GetNews(), "DiffConfig")
	if err != nil {
		return nil, err
	}
	oldPlain, newPlain := plainOf(olds), plainOf(news)
	changes := compare(oldPlain.object, newPlain.object, nil)
	if len(changes) == 0 {
		return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
	}
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_SOME}
	oldConfig, _ := configurationOf(olds, s.options.Version)
	newConfig, _ := configurationOf(news, s.options.Version)
	same := oldConfig.known && newConfig.known &&
		oldConfig.kubeconfig.server == newConfig.kubeconfig.server && oldConfig.kubeconfig.authority == newConfig.kubeconfig.authority
	identifier := newPlain.object["clusterIdentifier"]
	identified := identifier != nil && identifier == oldPlain.object["clusterIdentifier"]
	for _, c := range changes {
		key, _ := c.at[0].(string)
		response.Diffs = append(response.Diffs, key)
		leads := slices.Contains([]string{"kubeconfig", "context", "cluster"}, key)
		renamed := key == "clusterIdentifier" && c.old != nil && c.new != nil
		if (leads && !same && !identified) || renamed {
			response.Replaces = append(response.Replaces, key)
		}
	}
	slices.Sort(response.Diffs)
	response.Diffs = slices.Compact(response.Diffs)
	slices.Sort(response.Replaces)
	response.Replaces = slices.Compact(response.Replaces)
	return response, nil
}

// Configure takes the configuration of the provider resource that this connection belongs to.
func (s *Server) Configure(ctx context.Context, request *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	args, err := unmarshal(request.GetArgs(), "Configure")
	if err != nil {
		return nil, err
	}
	config, problems := configurationOf(args, s.options.Version)
	if len(problems) > 0 {
		return nil, fmt.Errorf("the kubernetes provider cannot be configured: %s", joinLines(problems))
	}
	s.session(ctx).configure(config)
	return &pulumirpc.ConfigureResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true, SupportsPreview: true}, nil
}

// marshalling keeps everything that the engine can tell about a value.
func marshalling(label string) plugin.MarshalOptions {
	return plugin.MarshalOptions{
		Label: label, KeepUnknowns: true, KeepSecrets: true, KeepResources: true, KeepOutputValues: true, SkipNulls: true,
	}
}
