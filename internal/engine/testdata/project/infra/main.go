// Package main is the smallest program that the tests of internal/engine and cmd/stackctl run against the real CLI:
// components and outputs, and, where its settings ask for it, resource groups in parts as an environment has them. It
// registers by token and imports no cloud SDK, so that it builds in seconds.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type part struct{ pulumi.ResourceState }

type provider struct{ pulumi.ProviderResourceState }

type group struct{ pulumi.CustomResourceState }

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		mode, _ := ctx.GetConfig("tiny:mode")
		greeting, _ := ctx.GetConfig("tiny:greeting")
		fmt.Println("printed to stdout")
		fmt.Println("a second line")
		fmt.Fprintln(os.Stderr, "printed to stderr")
		switch mode {
		case "fail":
			return errors.New("the program says no")
		case "exit":
			os.Exit(7)
		case "wait":
			time.Sleep(time.Minute)
		case "parts":
			return parts(ctx, greeting)
		case "store": // as a bootstrap, which made the store of its state and the key
			for _, name := range []string{"backendUrl", "secretsProvider"} {
				value, _ := ctx.GetConfig("tiny:" + name)
				ctx.Export(name, pulumi.String(value))
			}
		}
		whole := &part{}
		protect := pulumi.Protect(mode == "protect")
		if err := ctx.RegisterComponentResource("tiny:index:Whole", "whole", whole, protect); err != nil {
			return err
		}
		ctx.Export("greeting", pulumi.String(greeting))
		ctx.Export("password", pulumi.ToSecret(pulumi.String("hunter2")))
		return ctx.RegisterResourceOutputs(whole, pulumi.Map{"size": pulumi.Int(3)})
	})
}

// parts registers an environment of four parts with a resource group each. The platform's group says the name of the
// foundation's, and so depends on it.
func parts(ctx *pulumi.Context, greeting string) error {
	azure := &provider{}
	err := ctx.RegisterResource("pulumi:providers:azure-native", "azure", pulumi.Map{
		"subscriptionId": pulumi.String("00000000-0000-0000-0000-0000000000f1"),
		"tenantId":       pulumi.String("00000000-0000-0000-0000-0000000000f2"),
	}, azure)
	if err != nil {
		return err
	}
	var foundation pulumi.StringInput = pulumi.String("")
	for _, p := range []struct{ kind, name string }{
		{"Foundation", "foundation"}, {"Foundation", "standby"}, {"Platform", "platform"}, {"Front", "front"},
	} {
		parent := &part{}
		if err := ctx.RegisterComponentResource("trelica:stacks:"+p.kind, p.name, parent, pulumi.Provider(azure)); err != nil {
			return err
		}
		tags := pulumi.StringMap{"greeting": pulumi.String(greeting)}
		if p.name == "platform" {
			tags["foundation"] = foundation
		}
		made := &group{}
		err := ctx.RegisterResource("azure-native:resources/v20240301:ResourceGroup", p.name+"-group", pulumi.Map{
			"resourceGroupName": pulumi.String("rg-tiny-" + p.name), "location": pulumi.String("uksouth"), "tags": tags,
		}, made, pulumi.Parent(parent))
		if err != nil {
			return err
		}
		if p.name == "foundation" {
			foundation = made.ID().ToStringOutput()
		}
	}
	return nil
}
