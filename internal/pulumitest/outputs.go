package pulumitest

import (
	"encoding/base64"
	"fmt"
	"maps"
	"strings"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// kubeconfig is what the credentials call of AKS returns here: the shape of the real one for a cluster that people
// enter with Entra identities, and nothing secret.
const kubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: test
  cluster:
    server: https://test.invalid:443
    certificate-authority-data: dGVzdA==
contexts:
- name: test
  context: {cluster: test, user: test}
current-context: test
users:
- name: test
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: kubelogin
      args: [get-token]
`

// computed is what Azure adds to a resource's inputs: at least what components read.
func computed(typ, id string, inputs resource.PropertyMap) resource.PropertyMap {
	name := id[strings.LastIndex(id, "/")+1:]
	if pkg, _, _ := strings.Cut(typ, ":"); pkg == "random" {
		return randomOutputs(typ, id)
	} else if pkg != "azure-native" {
		return resource.PropertyMap{}
	}
	outputs := resource.PropertyMap{"name": resource.NewProperty(name)}
	if typed, ok := lookupType(typ); ok {
		outputs["type"] = resource.NewProperty(typed.kind)
	}
	set := func(key resource.PropertyKey, value string) { outputs[key] = resource.NewProperty(value) }
	switch versionless(typ) {
	case "azure-native:managedidentity:UserAssignedIdentity":
		set("principalId", guid(id, "principal"))
		set("clientId", guid(id, "client"))
		set("tenantId", TenantID)
	case "azure-native:network:PublicIPAddress":
		set("ipAddress", address(id))
	case "azure-native:network:VirtualNetwork":
		outputs["subnets"] = subnets(id, inputs)
	case "azure-native:keyvault:Vault":
		properties := object(inputs, "properties").Copy()
		properties["vaultUri"] = resource.NewProperty("https://" + name + ".vault.azure.net/")
		outputs["properties"] = resource.NewProperty(properties)
	case "azure-native:keyvault:Key":
		uri := "https://" + text(inputs, "vaultName") + ".vault.azure.net/keys/" + name
		set("keyUri", uri)
		set("keyUriWithVersion", uri+"/"+version(id))
	case "azure-native:keyvault:Secret":
		uri := "https://" + text(inputs, "vaultName") + ".vault.azure.net/secrets/" + name
		properties := object(inputs, "properties").Copy()
		properties["secretUri"] = resource.NewProperty(uri)
		properties["secretUriWithVersion"] = resource.NewProperty(uri + "/" + version(id))
		outputs["properties"] = resource.NewProperty(properties)
	case "azure-native:operationalinsights:Workspace":
		set("customerId", guid(id, "customer"))
	case "azure-native:storage:StorageAccount":
		outputs["primaryEndpoints"] = resource.NewProperty(resource.PropertyMap{
			"blob": resource.NewProperty("https://" + name + ".blob.core.windows.net/"),
		})
	case "azure-native:cdn:Profile", "azure-native:cdn:AFDEndpoint", "azure-native:cdn:AFDCustomDomain",
		"azure-native:app:ManagedEnvironment", "azure-native:insights:Component":
		maps.Copy(outputs, frontOutputs(versionless(typ), id, name, inputs))
	case "azure-native:containerservice:ManagedCluster":
		maps.Copy(outputs, clusterOutputs(id, name, inputs))
	}
	return outputs
}

func clusterOutputs(id, name string, inputs resource.PropertyMap) resource.PropertyMap {
	location := text(inputs, "location")
	issuer := object(inputs, "oidcIssuerProfile").Copy()
	issuer["issuerURL"] = resource.NewProperty(
		"https://" + location + ".oic.prod-aks.azure.com/" + TenantID + "/" + guid(id, "issuer") + "/")
	fqdn := name + "-test.hcp." + location + ".azmk8s.io"
	return resource.PropertyMap{
		"currentKubernetesVersion": resource.NewProperty(text(inputs, "kubernetesVersion")),
		"fqdn":                     resource.NewProperty(fqdn),
		"azurePortalFQDN":          resource.NewProperty(fqdn),
		"oidcIssuerProfile":        resource.NewProperty(issuer),
	}
}

// subnets are a network's inline subnets as ARM returns them: each with its identifier.
func subnets(networkID string, inputs resource.PropertyMap) resource.PropertyValue {
	given := plainValue(inputs["subnets"])
	if !given.IsArray() {
		return resource.NewProperty([]resource.PropertyValue{})
	}
	var returned []resource.PropertyValue
	for _, subnet := range given.ArrayValue() {
		subnet = plainValue(subnet)
		if !subnet.IsObject() {
			continue
		}
		properties := subnet.ObjectValue().Copy()
		properties["id"] = resource.NewProperty(networkID + "/subnets/" + text(properties, "name"))
		returned = append(returned, resource.NewProperty(properties))
	}
	return resource.NewProperty(returned)
}

func randomOutputs(typ, id string) resource.PropertyMap {
	raw := []byte(guid(id, "random"))
	plain := resource.NewProperty[string]
	hidden := func(value string) resource.PropertyValue { return resource.MakeSecret(plain(value)) }
	switch typ[strings.LastIndex(typ, ":")+1:] {
	case "RandomPassword":
		return resource.PropertyMap{"result": hidden(string(raw)), "bcryptHash": hidden("bcrypt-" + string(raw))}
	case "RandomBytes":
		return resource.PropertyMap{
			"base64": hidden(base64.StdEncoding.EncodeToString(raw)),
			"hex":    hidden(fmt.Sprintf("%x", raw)),
		}
	case "RandomId":
		return resource.PropertyMap{
			"b64Std": plain(base64.StdEncoding.EncodeToString(raw)),
			"b64Url": plain(base64.RawURLEncoding.EncodeToString(raw)),
			"dec":    plain("1234567890"),
			"hex":    plain(fmt.Sprintf("%x", raw)),
		}
	default: // RandomUuid, RandomString and the like
		return resource.PropertyMap{"result": plain(string(raw))}
	}
}

// call answers the function calls that components make.
func call(token string, args resource.PropertyMap) (resource.PropertyMap, error) {
	switch versionless(token) {
	case "azure-native:containerservice:listManagedClusterUserCredentials",
		"azure-native:containerservice:listManagedClusterAdminCredentials":
		return resource.PropertyMap{"kubeconfigs": resource.NewProperty([]resource.PropertyValue{
			resource.NewProperty(resource.PropertyMap{
				"name":  resource.NewProperty("clusterUser"),
				"value": resource.NewProperty(base64.StdEncoding.EncodeToString([]byte(kubeconfig))),
			}),
		})}, nil
	case "azure-native:cdn:getProfile":
		return resource.PropertyMap{"frontDoorId": resource.NewProperty(guid(text(args, "profileName"), "frontdoor"))}, nil
	case "azure-native:storage:listStorageAccountKeys":
		return resource.PropertyMap{"keys": resource.NewProperty([]resource.PropertyValue{
			resource.NewProperty(resource.PropertyMap{
				"keyName":     resource.NewProperty("key1"),
				"permissions": resource.NewProperty("Full"),
				"value":       resource.MakeSecret(resource.NewProperty("key-of-" + text(args, "accountName"))),
			}),
		})}, nil
	case "azure-native:authorization:getClientConfig":
		return resource.PropertyMap{
			"clientId":       resource.NewProperty(guid("pipeline", "client")),
			"objectId":       resource.NewProperty(guid("pipeline", "principal")),
			"subscriptionId": resource.NewProperty(SubscriptionID),
			"tenantId":       resource.NewProperty(TenantID),
		}, nil
	}
	return nil, fmt.Errorf("no answer to the call %s with %v: give one with pulumitest.Answer", token, Plain(args))
}

// guid is a GUID that is always the same for the same resource and purpose.
func guid(id, purpose string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(purpose+":"+id)).String()
}

// version is a key's or secret's version: 32 hexadecimal digits.
func version(id string) string {
	return strings.ReplaceAll(guid(id, "version"), "-", "")
}

// address is a public address out of the range that is reserved for documents (RFC 5737, TEST-NET-3).
func address(id string) string {
	sum := uuid.NewSHA1(uuid.NameSpaceURL, []byte(id))
	return fmt.Sprintf("203.0.113.%d", 1+int(sum[0])%254)
}
