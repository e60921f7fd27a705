// Package main is a program with one component that holds data, for the tests of comparisons. It registers by token and imports no
// cloud SDK. Tests rewrite the lines of its constants, as somebody does who renames a component.
package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

const (
	name  = "store"
	alias = ""
	// place is in the names that Azure knows.
	place = "kept"
)

type component struct{ pulumi.ResourceState }

type provider struct{ pulumi.ProviderResourceState }

type custom struct{ pulumi.CustomResourceState }

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		azure := &provider{}
		err := ctx.RegisterResource("pulumi:providers:azure-native", "azure", pulumi.Map{
			"subscriptionId": pulumi.String("00000000-0000-0000-0000-0000000000f1"),
			"tenantId":       pulumi.String("00000000-0000-0000-0000-0000000000f2"),
		}, azure)
		if err != nil {
			return err
		}
		options := []pulumi.ResourceOption{pulumi.Provider(azure)}
		if alias != "" {
			options = append(options, pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String(alias)}}))
		}
		store := &component{}
		if err := ctx.RegisterComponentResource("kept:index:Store", name, store, options...); err != nil {
			return err
		}
		group := &custom{}
		err = ctx.RegisterResource("azure-native:resources/v20240301:ResourceGroup", name+"-group", pulumi.Map{
			"resourceGroupName": pulumi.String("rg-" + place), "location": pulumi.String("uksouth"),
		}, group, pulumi.Parent(store))
		if err != nil {
			return err
		}
		return ctx.RegisterResource("azure-native:storage/v20240101:StorageAccount", name+"-account", pulumi.Map{
			"accountName": pulumi.String("st" + place + "uks"), "resourceGroupName": pulumi.String("rg-" + place), "location": pulumi.String("uksouth"),
			"kind": pulumi.String("StorageV2"), "sku": pulumi.Map{"name": pulumi.String("Standard_ZRS")},
		}, &custom{}, pulumi.Parent(store), pulumi.DependsOn([]pulumi.Resource{group}))
	})
}
