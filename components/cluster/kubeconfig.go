package cluster

import (
	"encoding/base64"
	"errors"
	"fmt"

	"gopkg.in/yaml.v3"
)

const (
	// serverApp is the Entra application behind every AKS cluster; tokens are issued for it. clientApp is the public
	// client with which people sign in through a browser (kubelogin documentation; AKS documentation, kubelogin-authentication).
	serverApp = "6dae42f8-4368-4678-94ff-3960e28e3630"
	clientApp = "80faf920-1908-4b52-b5ef-a8e7bedfc67a"
)

// logins are the ways to a token that kubelogin is used with here.
var logins = []string{"azurecli", "workloadidentity", "devicecode"}

// Entry is what a kubeconfig says. It holds no credential: kubelogin fetches a token when it is used.
type Entry struct {
	Cluster  string // the cluster's name, which the context gets too
	FQDN     string // the API server's public name, without scheme and port
	CAData   string // base64 of the PEM certificate that the API server is checked against
	Login    string // one of "azurecli", "workloadidentity", "devicecode"
	TenantID string // the tenant that issues the token
	ClientID string // the application that signs in; used with workload identity, empty leaves it to AZURE_CLIENT_ID
}

type kubeconfig struct {
	APIVersion     string         `yaml:"apiVersion"`
	Kind           string         `yaml:"kind"`
	CurrentContext string         `yaml:"current-context"`
	Clusters       []namedCluster `yaml:"clusters"`
	Contexts       []namedContext `yaml:"contexts"`
	Users          []namedUser    `yaml:"users"`
}

type namedCluster struct {
	Name    string `yaml:"name"`
	Cluster struct {
		Server string `yaml:"server"`
		CAData string `yaml:"certificate-authority-data"`
	} `yaml:"cluster"`
}

type namedContext struct {
	Name    string `yaml:"name"`
	Context struct {
		Cluster string `yaml:"cluster"`
		User    string `yaml:"user"`
	} `yaml:"context"`
}

type namedUser struct {
	Name string `yaml:"name"`
	User struct {
		Exec execCommand `yaml:"exec"`
	} `yaml:"user"`
}

type execCommand struct {
	APIVersion         string   `yaml:"apiVersion"`
	Command            string   `yaml:"command"`
	Args               []string `yaml:"args"`
	InteractiveMode    string   `yaml:"interactiveMode"`
	ProvideClusterInfo bool     `yaml:"provideClusterInfo"`
	InstallHint        string   `yaml:"installHint"`
}

// Kubeconfig renders the entry as a kubeconfig file in YAML.
func Kubeconfig(entry Entry) (string, error) {
	if entry.FQDN == "" || entry.CAData == "" {
		return "", fmt.Errorf("kubeconfig of cluster %s: the API server's name and certificate are needed, got name %q and %d characters of certificate",
			entry.Cluster, entry.FQDN, len(entry.CAData))
	}
	user := entry.Cluster + "-" + entry.Login
	config := kubeconfig{
		APIVersion: "v1", Kind: "Config", CurrentContext: entry.Cluster,
		Clusters: make([]namedCluster, 1), Contexts: make([]namedContext, 1), Users: make([]namedUser, 1),
	}
	config.Clusters[0].Name = entry.Cluster
	config.Clusters[0].Cluster.Server = "https://" + entry.FQDN + ":443"
	config.Clusters[0].Cluster.CAData = entry.CAData
	config.Contexts[0].Name = entry.Cluster
	config.Contexts[0].Context.Cluster = entry.Cluster
	config.Contexts[0].Context.User = user
	config.Users[0].Name = user
	config.Users[0].User.Exec = execCommand{
		APIVersion:      "client.authentication.k8s.io/v1beta1",
		Command:         "kubelogin",
		Args:            kubeloginArgs(entry),
		InteractiveMode: "IfAvailable",
		InstallHint:     "kubelogin fetches the token for this cluster; see https://azure.github.io/kubelogin",
	}
	text, err := yaml.Marshal(config)
	if err != nil {
		return "", fmt.Errorf("kubeconfig of cluster %s: %w", entry.Cluster, err)
	}
	return string(text), nil
}

func kubeloginArgs(entry Entry) []string {
	args := []string{"get-token", "--environment", "AzurePublicCloud", "--login", entry.Login,
		"--server-id", serverApp, "--tenant-id", entry.TenantID}
	switch {
	case entry.Login == "devicecode":
		return append(args, "--client-id", clientApp)
	case entry.Login == "workloadidentity" && entry.ClientID != "":
		return append(args, "--client-id", entry.ClientID)
	}
	return args
}

// certificateAuthority finds the API server's certificate in the kubeconfig that AKS hands to users, which arrives as
// base64. Nothing else of that file is used: how a token is fetched is for us to say.
func certificateAuthority(encoded string) (string, error) {
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", fmt.Errorf("user credentials: not base64: %w", err)
	}
	var config kubeconfig
	if err := yaml.Unmarshal(text, &config); err != nil {
		return "", fmt.Errorf("user credentials: not a kubeconfig: %w", err)
	}
	if len(config.Clusters) != 1 || config.Clusters[0].Cluster.CAData == "" {
		return "", errors.New("user credentials: the kubeconfig must name one cluster with its certificate-authority-data")
	}
	return config.Clusters[0].Cluster.CAData, nil
}
