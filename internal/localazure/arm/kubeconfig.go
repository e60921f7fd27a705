package arm

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// clusterType is the ARM type of AKS clusters, whose Kubernetes objects go with them.
const clusterType = "Microsoft.ContainerService/managedClusters"

// serverApplication is the application of AKS's own Entra server, for which kubelogin asks a token (Azure documentation,
// Use kubelogin to authenticate in AKS).
const serverApplication = "6dae42f8-4368-4678-94ff-3960e28e3630"

// kubeconfig is the file that kubectl reads, as far as AKS writes it.
type kubeconfig struct {
	APIVersion string         `yaml:"apiVersion"`
	Kind       string         `yaml:"kind"`
	Clusters   []namedCluster `yaml:"clusters"`
	Contexts   []namedContext `yaml:"contexts"`
	Current    string         `yaml:"current-context"`
	Users      []namedUser    `yaml:"users"`
}

type namedCluster struct {
	Name    string `yaml:"name"`
	Cluster struct {
		Authority string `yaml:"certificate-authority-data"`
		Server    string `yaml:"server"`
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
		Exec *execUser `yaml:"exec,omitempty"`
	} `yaml:"user"`
}

type execUser struct {
	APIVersion string   `yaml:"apiVersion"`
	Command    string   `yaml:"command"`
	Args       []string `yaml:"args"`
	// Env must be written as null: AKS does so.
	Env     any  `yaml:"env"`
	Cluster bool `yaml:"provideClusterInfo"`
}

// userKubeconfigs is the answer of listClusterUserCredential for a cluster with Entra: a file without any secret of its
// own, whose user is a call of kubelogin. It is marked as a secret all the same, because the real answer may be one.
func userKubeconfigs(cluster world.Resource, tenant string) (resource.PropertyMap, error) {
	outputs := OutputsOf(cluster)
	host, state := outputs.String("fqdn")
	if state != Known {
		host, state = outputs.String("privateFQDN")
	}
	if state != Known {
		return nil, errors.New("listManagedClusterUserCredentials: the cluster's address is not known before it is made")
	}
	authority, err := clusterAuthority(cluster)
	if err != nil {
		return nil, err
	}
	content, err := yaml.Marshal(entraKubeconfig(world.Name(cluster.ID), host, authority, tenant))
	if err != nil {
		return nil, fmt.Errorf("the kubeconfig of %s: %w", cluster.ID, err)
	}
	return resource.PropertyMap{
		"kubeconfigs": resource.NewArrayProperty([]resource.PropertyValue{
			resource.NewObjectProperty(resource.PropertyMap{
				"name":  resource.NewStringProperty("clusterUser"),
				"value": resource.MakeSecret(resource.NewStringProperty(base64.StdEncoding.EncodeToString(content))),
			}),
		}),
	}, nil
}

func entraKubeconfig(name, host string, authority []byte, tenant string) kubeconfig {
	user := "clusterUser_" + name
	file := kubeconfig{APIVersion: "v1", Kind: "Config", Current: name}

	cluster := namedCluster{Name: name}
	cluster.Cluster.Authority = base64.StdEncoding.EncodeToString(authority)
	cluster.Cluster.Server = "https://" + host + ":443"
	file.Clusters = []namedCluster{cluster}

	context := namedContext{Name: name}
	context.Context.Cluster, context.Context.User = name, user
	file.Contexts = []namedContext{context}

	login := namedUser{Name: user}
	login.User.Exec = &execUser{
		APIVersion: "client.authentication.k8s.io/v1beta1",
		Command:    "kubelogin",
		Args: []string{
			"get-token", "--environment", "AzurePublicCloud", "--server-id", serverApplication,
			"--client-id", "80faf920-1908-4b52-b5ef-a8e7bedfc67a", "--tenant-id", tenant, "--login", "devicecode",
		},
	}
	file.Users = []namedUser{login}
	return file
}

// clusterAuthority is the certificate of a cluster's own authority. It follows from the cluster's identifier and
// incarnation, so that a world replayed gives the same; nothing is ever signed with it but itself.
func clusterAuthority(cluster world.Resource) ([]byte, error) {
	seed := sha256.Sum256([]byte(world.Key(cluster.ID) + "#" + strconv.Itoa(cluster.Incarnation)))
	key := ed25519.NewKeyFromSeed(seed[:])
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("an ed25519 key without its public half")
	}
	from := world.Epoch()
	certificate := &x509.Certificate{
		SerialNumber:          new(big.Int).SetBytes(seed[:16]),
		Subject:               pkix.Name{CommonName: "ca"},
		NotBefore:             from,
		NotAfter:              from.Add(30 * 365 * 24 * time.Hour),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := x509.CreateCertificate(nil, certificate, certificate, public, key)
	if err != nil {
		return nil, fmt.Errorf("the authority of %s: %w", cluster.ID, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}

// principalOf is the object identifier of whoever the provider was configured for.
func principalOf(of config) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(of.tenant+"#"+of.client)).String()
}
