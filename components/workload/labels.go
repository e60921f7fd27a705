package workload

import (
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// nameLabel tells the pods of one workload from all others.
const nameLabel = "app.kubernetes.io/name"

// kindLabel says what a workload does.
const kindLabel = "app.kubernetes.io/component"

// meta names an object of the workload.
func (args *Args) meta(name string) metav1.ObjectMetaArgs {
	return metav1.ObjectMetaArgs{Name: pulumi.String(name), Namespace: args.Ready, Labels: args.labels()}
}

func (args *Args) labels() pulumi.StringMap {
	return pulumi.StringMap{nameLabel: pulumi.String(args.Name), kindLabel: pulumi.String(string(args.Kind))}
}

// selector finds the workload's pods.
func (args *Args) selector() metav1.LabelSelectorArgs {
	return metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{nameLabel: pulumi.String(args.Name)}}
}
