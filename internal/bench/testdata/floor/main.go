// Package main registers as many trivial resources as it is told to: what the engine itself costs, without a program or a cloud to
// speak of. internal/bench runs it.
package main

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

type provider struct{ pulumi.ProviderResourceState }

type number struct{ pulumi.CustomResourceState }

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		text, _ := ctx.GetConfig("floor:resources")
		count, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("floor:resources: %w", err)
		}
		random := &provider{}
		if err := ctx.RegisterResource("pulumi:providers:random", "random", pulumi.Map{}, random); err != nil {
			return err
		}
		for i := range count {
			err := ctx.RegisterResource("random:index/randomId:RandomId", fmt.Sprintf("trivial-%d", i), pulumi.Map{
				"byteLength": pulumi.Int(8),
			}, &number{}, pulumi.Provider(random))
			if err != nil {
				return err
			}
		}
		return nil
	})
}
