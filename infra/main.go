// The program that Pulumi runs: it builds the environment that the stack's settings describe. All of it is in stacks.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/stacks"
)

func main() {
	pulumi.Run(stacks.Deploy)
}
