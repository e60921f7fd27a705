class Aviary extends pulumi.CustomResource {
}
Aviary.__pulumiType = 'azure-native:zoo/v20980101:Aviary';
