package azure

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Once returns a value that is there only when the other resources are. A known value stays known in a preview, so that it
// can be judged there. It has two uses: a resource's name, which what lies in the resource takes and so waits for it; and an
// identity's identifier, handed on together with the roles that make it useful.
func Once(value pulumi.StringInput, ready ...pulumi.Resource) pulumi.StringOutput {
	all := []any{value}
	for _, resource := range ready {
		all = append(all, resource.URN())
	}
	return pulumi.All(all...).ApplyT(firstString).(pulumi.StringOutput)
}

// firstString returns the first of the resolved values.
func firstString(values []any) (string, error) {
	first, ok := values[0].(string)
	if !ok {
		return "", fmt.Errorf("expected a string, got %T", values[0])
	}
	return first, nil
}
