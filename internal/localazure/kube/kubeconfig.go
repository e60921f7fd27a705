package kube

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// kubeconfig is what the provider needs of a kubeconfig: the cluster that its context leads to.
type kubeconfig struct {
	server    string // URL of the API server, as written.
	host      string // host name in it.
	authority string // certificate-authority-data.
	namespace string // of the context; "" if none.
}

// kubeconfigFile is a kubeconfig as written (k8s.io/client-go tools/clientcmd/api/v1, Config). Unknown keys are allowed
// there, and so they are here.
type kubeconfigFile struct {
	Kind           string         `yaml:"kind"`
	CurrentContext string         `yaml:"current-context"`
	Clusters       []namedCluster `yaml:"clusters"`
	Contexts       []namedContext `yaml:"contexts"`
	Users          []struct {
		Name string `yaml:"name"`
	} `yaml:"users"`
}

type namedCluster struct {
	Name    string `yaml:"name"`
	Cluster struct {
		Server    string `yaml:"server"`
		Authority string `yaml:"certificate-authority-data"`
	} `yaml:"cluster"`
}

type namedContext struct {
	Name    string `yaml:"name"`
	Context struct {
		Cluster   string `yaml:"cluster"`
		User      string `yaml:"user"`
		Namespace string `yaml:"namespace"`
	} `yaml:"context"`
}

// parseKubeconfig reads the contents of a kubeconfig, YAML or JSON, and follows its current context, or the context and
// cluster that the provider's arguments name instead. It returns every mistake at once. No message repeats what the file
// contains except names of contexts, clusters and users: the rest may be credentials.
func parseKubeconfig(contents, contextName, clusterName string) (kubeconfig, []string) {
	var file kubeconfigFile
	if strings.TrimSpace(contents) == "" {
		return kubeconfig{}, []string{"is empty; pass the contents of a kubeconfig"}
	}
	if err := yaml.Unmarshal([]byte(contents), &file); err != nil {
		return kubeconfig{}, []string{"is neither YAML nor JSON of a kubeconfig" + lineOf(err) + "; pass the contents of the file, not its path"}
	}
	var problems []string
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if file.Kind != "Config" {
		add("kind must be Config")
	}
	if contextName == "" {
		contextName = file.CurrentContext
	}
	if contextName == "" {
		add("current-context is missing, and the provider names no context")
		return kubeconfig{}, problems
	}
	i := slices.IndexFunc(file.Contexts, func(c namedContext) bool { return c.Name == contextName })
	if i < 0 {
		add("context %q is not among contexts", contextName)
		return kubeconfig{}, problems
	}
	context := file.Contexts[i].Context
	if clusterName == "" {
		clusterName = context.Cluster
	}
	found := false
	for _, user := range file.Users {
		found = found || user.Name == context.User
	}
	if !found {
		add("user %q of context %q is not among users", context.User, contextName)
	}
	i = slices.IndexFunc(file.Clusters, func(c namedCluster) bool { return c.Name == clusterName })
	if i < 0 {
		add("cluster %q of context %q is not among clusters", clusterName, contextName)
		return kubeconfig{}, problems
	}
	cluster := file.Clusters[i].Cluster
	address, err := url.Parse(cluster.Server)
	if err != nil || address.Scheme != "https" || address.Hostname() == "" {
		add("server of cluster %q must be a URL that begins with https://", clusterName)
		return kubeconfig{}, problems
	}
	if _, err := base64.StdEncoding.DecodeString(cluster.Authority); err != nil {
		add("certificate-authority-data of cluster %q must be base64", clusterName)
	}
	return kubeconfig{
		server: cluster.Server, host: address.Hostname(), authority: cluster.Authority, namespace: context.Namespace,
	}, problems
}

// lineOf takes the line number out of a YAML error, whose text may quote the file.
func lineOf(err error) string {
	if line := regexp.MustCompile(`line \d+`).FindString(err.Error()); line != "" {
		return " (" + line + ")"
	}
	return ""
}
