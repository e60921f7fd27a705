package pipeline

import (
	"fmt"
	"slices"
	"strings"

	resources "github.com/pulumi/pulumi-azure-native-sdk/resources/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Feature is a feature of a resource provider that a subscription has only when it is registered.
type Feature struct {
	// Provider is the namespace: "Microsoft.Compute".
	Provider string
	// Name is the feature's: "EncryptionAtHost".
	Name string
	// Why is a sentence: what fails, or happens unasked, without it.
	Why string
}

// Features are those that every subscription of ours needs.
func Features() []Feature {
	return []Feature{
		{
			Provider: "Microsoft.Compute", Name: "EncryptionAtHost",
			Why: "Without it a node pool with encryption at host is refused (AKS documentation, enable-host-encryption).",
		},
		{
			Provider: "Microsoft.Network", Name: "DisableNetworkWatcherAutocreation",
			Why: "Without it Azure makes a network watcher in a group of its own, in whichever region was used first, and the " +
				"foundation's own is refused: there is one for each region.",
		},
	}
}

// Providers are the resource providers that every subscription of ours needs, sorted.
func Providers() []string {
	return []string{
		"Microsoft.AlertsManagement", "Microsoft.App", "Microsoft.Authorization", "Microsoft.Cdn", "Microsoft.Compute",
		"Microsoft.Consumption", "Microsoft.ContainerRegistry", "Microsoft.ContainerService", "Microsoft.Features",
		"Microsoft.Insights", "Microsoft.KeyVault", "Microsoft.ManagedIdentity", "Microsoft.Network",
		"Microsoft.OperationalInsights", "Microsoft.PolicyInsights", "Microsoft.Resources", "Microsoft.Security",
		"Microsoft.Sql", "Microsoft.Storage",
	}
}

// Commands are the Azure CLI's commands that register everything in a subscription, in order. A person runs them once, before the
// first `up`: registering a provider is an action and not a resource, so that no template and no resource type has it (Azure
// Resource Manager documentation, resource-providers-and-types), and a feature takes effect only when its provider is
// registered after it. All can be run again without harm.
func Commands(subscriptionID string) []string {
	var commands []string
	of := func(format string, args ...any) {
		commands = append(commands, fmt.Sprintf("az "+format+" --subscription "+subscriptionID, args...))
	}
	for _, feature := range Features() {
		of("feature register --namespace %s --name %s", feature.Provider, feature.Name)
	}
	for _, provider := range Providers() {
		of("provider register --namespace %s --wait", provider)
	}
	return commands
}

// featureTemplate is the ARM template that registers features. Registering one that is registered changes nothing.
//
// It is a template because the typed resource does not work: azure-native's features:SubscriptionFeatureRegistration fails with
// "cannot create already existing resource", whether or not the feature is registered (pulumi/pulumi-azure-native issue 1722).
func featureTemplate(features []Feature) pulumi.Map {
	registrations := pulumi.Array{}
	for _, feature := range features {
		registrations = append(registrations, pulumi.Map{
			"type":       pulumi.String("Microsoft.Features/featureProviders/subscriptionFeatureRegistrations"),
			"apiVersion": pulumi.String("2021-07-01"),
			"name":       pulumi.String(feature.Provider + "/" + feature.Name),
			"properties": pulumi.Map{},
		})
	}
	return pulumi.Map{
		"$schema":        pulumi.String("https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"),
		"contentVersion": pulumi.String("1.0.0.0"),
		"resources":      registrations,
	}
}

// addFeatures registers the features. The deployment lies where the bootstrap does, and says so for ever: the same name in
// another location is refused.
func (p *Pipeline) addFeatures(ctx *pulumi.Context, name string, args *Args) error {
	tags, tagged := azure.Tagged(args.Site)
	_, err := resources.NewDeploymentAtSubscriptionScope(ctx, name+"-features", &resources.DeploymentAtSubscriptionScopeArgs{
		DeploymentName: pulumi.String(args.Site.Names.Deployment("features")),
		Location:       pulumi.String(args.Site.Location),
		Properties: resources.DeploymentPropertiesArgs{
			Mode: resources.DeploymentModeIncremental, Template: featureTemplate(args.Features),
		},
		Tags: tags,
	}, azure.ChildOptions(p, tagged)...)
	if err != nil {
		return fmt.Errorf("features of subscription %s: %w", args.Site.SubscriptionID, err)
	}
	return nil
}

// checkFeatures enters what is wrong with the features.
func checkFeatures(problems *azure.Problems, features []Feature) {
	var seen []string
	for i, feature := range features {
		field := fmt.Sprintf("Features[%d]", i)
		problems.Missing(field+".Provider", feature.Provider, field+".Name", feature.Name)
		if !slices.Contains(Providers(), feature.Provider) {
			problems.Addf(field+".Provider", "%q is not among the providers; allowed: %s", feature.Provider, strings.Join(Providers(), ", "))
		}
		whole := strings.ToLower(feature.Provider + "/" + feature.Name)
		if slices.Contains(seen, whole) {
			problems.Addf(field, "%s/%s is there twice", feature.Provider, feature.Name)
		}
		seen = append(seen, whole)
	}
}
