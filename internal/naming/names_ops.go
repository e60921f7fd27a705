package naming

// The names of what the bootstrap makes: where the program keeps its own state, and the network that its runners work in.

// StateContainer names the container of the program's state, within its storage account: pulumi-state. It stands in the
// address that people type, and is the same everywhere: each environment has an account of its own.
func (n Names) StateContainer() string { return "pulumi-state" }

// OpsWorkspace names the workspace of what the environment is operated with, which lies in a region that has one of its own:
// log-trelica-prod-cus-ops.
func (n Names) OpsWorkspace() string { return n.of("log", "ops") }

// NatGateway names a gateway that a subnet goes out by: ng-trelica-prod-cus-ops.
func (n Names) NatGateway(role string) string { return n.of("ng", role) }
