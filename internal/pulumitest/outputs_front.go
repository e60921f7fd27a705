package pulumitest

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// frontOutputs is what Azure adds to the resources of the front.
func frontOutputs(typ, id, name string, inputs resource.PropertyMap) resource.PropertyMap {
	switch typ {
	case "azure-native:cdn:Profile":
		return resource.PropertyMap{"frontDoorId": resource.NewProperty(guid(name, "frontdoor"))}
	case "azure-native:cdn:AFDEndpoint":
		return resource.PropertyMap{"hostName": resource.NewProperty(name + "-test.z01.azurefd.net")}
	case "azure-native:cdn:AFDCustomDomain":
		return resource.PropertyMap{"validationProperties": resource.NewProperty(resource.PropertyMap{
			"validationToken": resource.NewProperty("token-of-" + text(inputs, "hostName")),
			"expirationDate":  resource.NewProperty("2030-01-01T00:00:00Z"),
		})}
	case "azure-native:app:ManagedEnvironment":
		domain := object(inputs, "customDomainConfiguration").Copy()
		domain["customDomainVerificationId"] = resource.NewProperty(guid(id, "verification"))
		return resource.PropertyMap{
			"defaultDomain":             resource.NewProperty("test." + text(inputs, "location") + ".azurecontainerapps.io"),
			"staticIp":                  resource.NewProperty(address(id)),
			"customDomainConfiguration": resource.NewProperty(domain),
		}
	default: // azure-native:insights:Component
		return resource.PropertyMap{
			"connectionString":   resource.NewProperty("InstrumentationKey=" + guid(id, "key")),
			"instrumentationKey": resource.NewProperty(guid(id, "key")),
		}
	}
}
