package arm_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	credentials = "azure-native:containerservice/v20240901:listManagedClusterUserCredentials"
	clusterID   = groupID + "/providers/Microsoft.ContainerService/managedClusters/aks"
)

func TestAKubeconfigIsThatOfAnEntraCluster(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	p.group()
	inputs := props{"resourceGroupName": "rg", "resourceName": "aks"}
	_, err := p.invoke(credentials, inputs)
	require.ErrorContains(t, err, "ResourceNotFound")
	_, err = p.invoke(credentials, props{})
	require.ErrorContains(t, err, "needs resourceGroupName and resourceName")

	p.preview(clusterToken, inputs)
	foreseen, err := p.invoke(credentials, inputs)
	require.NoError(t, err, "a cluster that a preview would make has one too")
	p.create(clusterToken, inputs)
	answer, err := p.invoke(credentials, inputs)
	require.NoError(t, err)
	assert.Equal(t, foreseen, answer)

	first := answer["kubeconfigs"].ArrayValue()[0].ObjectValue()
	require.True(t, first["value"].IsSecret())
	content, err := base64.StdEncoding.DecodeString(first["value"].SecretValue().Element.StringValue())
	require.NoError(t, err)
	var file struct {
		Clusters []struct {
			Cluster struct {
				Server    string `yaml:"server"`
				Authority string `yaml:"certificate-authority-data"`
			} `yaml:"cluster"`
		} `yaml:"clusters"`
		Users []struct {
			User struct {
				Exec struct {
					Command string   `yaml:"command"`
					Args    []string `yaml:"args"`
				} `yaml:"exec"`
			} `yaml:"user"`
		} `yaml:"users"`
	}
	require.NoError(t, yaml.Unmarshal(content, &file))
	assert.Equal(t, "https://aks.made:443", file.Clusters[0].Cluster.Server)
	assert.Equal(t, "kubelogin", file.Users[0].User.Exec.Command)
	assert.Contains(t, file.Users[0].User.Exec.Args, "tenant")
	authority, err := base64.StdEncoding.DecodeString(file.Clusters[0].Cluster.Authority)
	require.NoError(t, err)
	block, _ := pem.Decode(authority)
	require.NotNil(t, block)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	assert.NoError(t, certificate.CheckSignatureFrom(certificate), "it is signed by itself")

	require.NoError(t, a.world.Update(func(tx *world.Tx) error {
		tx.PutObject(world.Object{Cluster: clusterID, Key: "v1/Namespace/web"})
		return nil
	}))
	require.NoError(t, p.delete(clusterToken, clusterID))
	assert.Empty(t, a.world.Objects(clusterID), "a cluster's objects go with it")
}

func TestAClusterIsFoundByItsHost(t *testing.T) {
	t.Parallel()
	a, p, _ := simple(t)
	_, ok := a.server.FindCluster(a.session, "aks.made")
	assert.False(t, ok)
	p.preview(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
	p.preview(clusterToken, props{"resourceGroupName": "rg", "resourceName": "aks"})
	found, ok := a.server.FindCluster(a.session, "AKS.made")
	assert.True(t, ok, "in a preview under way")
	assert.Equal(t, clusterID, found.ID)
	p.group()
	p.create(clusterToken, props{"resourceGroupName": "rg", "resourceName": "aks"})
	_, ok = a.server.FindCluster(a.session, "aks.made")
	assert.True(t, ok, "and in the world")
	assert.Equal(t, resource.NewStringProperty("aks.made"), p.importing(clusterToken, clusterID).outputs["fqdn"])
}
