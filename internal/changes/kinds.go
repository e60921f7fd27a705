package changes

import "strings"

// nature is what kind of thing a type is, as far as its loss is concerned.
type nature int

const (
	// unclassified is a type that nobody has looked at. It is reported as such when it is deleted or replaced.
	unclassified nature = iota
	// stateful: what it holds is lost with it.
	stateful
	// guard: it watches, limits or protects something else.
	guard
	// address: others know it by an address or a name that it alone has.
	address
	// serving: requests pass through it.
	serving
	// setting: it is made again from the program as it was, and nothing is lost or interrupted that is not reported elsewhere.
	setting
)

// kind is what is known of a type.
type kind struct {
	nature nature
	// holds says, for people, what is lost with it.
	holds string
}

// kinds are the types that are known, without versions. A type of ours that is missing fails a test.
var kinds = map[string]kind{
	"azure-native:sql:Server":                                                  {stateful, "its databases and their backups"},
	"azure-native:sql:Database":                                                {stateful, "its data; point-in-time backups go with their database"},
	"azure-native:sql:FailoverGroup":                                           {stateful, "the link between the two servers, and the name that clients use"},
	"azure-native:sql:EncryptionProtector":                                     {stateful, "the use of our own key: the server falls back to Microsoft's"},
	"azure-native:sql:ServerKey":                                               {stateful, "the server's hold on the key that data and backups are encrypted with"},
	"azure-native:sql:BackupShortTermRetentionPolicy":                          {stateful, "backups older than the default retention"},
	"azure-native:sql:LongTermRetentionPolicy":                                 {stateful, "the weekly copies that would be made from now on"},
	"azure-native:keyvault:Vault":                                              {stateful, "its keys and secrets; its name is held while it is soft-deleted"},
	"azure-native:keyvault:Key":                                                {stateful, "everything that is encrypted with it"},
	"azure-native:keyvault:Secret":                                             {stateful, "the secret's value"},
	"azure-native:storage:StorageAccount":                                      {stateful, "its blobs and files"},
	"azure-native:storage:BlobContainer":                                       {stateful, "its blobs"},
	"azure-native:storage:FileShare":                                           {stateful, "its files"},
	"azure-native:operationalinsights:Workspace":                               {stateful, "the logs in it"},
	"azure-native:containerregistry:Registry":                                  {stateful, "its images"},
	"azure-native:containerregistry:Replication":                               {stateful, "the copy of the images in its region"},
	"azure-native:compute:DiskEncryptionSet":                                   {stateful, "the disks that are encrypted through it"},
	"azure-native:compute:Disk":                                                {stateful, "what is on the disk"},
	"azure-native:network:Zone":                                                {stateful, "the zone's records and its delegation: a new zone has other name servers"},
	"azure-native:insights:Component":                                          {stateful, "the telemetry under its key"},
	"azure-native:resources:ResourceGroup":                                     {stateful, "everything that lies in the group"},
	"random:index:RandomPassword":                                              {stateful, "the value: whatever uses it gets another one"},
	"kubernetes:core:PersistentVolumeClaim":                                    {stateful, "the volume, unless its class retains it"},
	"kubernetes:core:PersistentVolume":                                         {stateful, "what is on the volume"},
	"kubernetes:core:Namespace":                                                {stateful, "everything that lives in the namespace"},
	"kubernetes:core:Secret":                                                   {stateful, "the secret's value"},
	"kubernetes:apps:StatefulSet":                                              {stateful, "its identity; its volumes stay"},
	"azure-native:managedidentity:UserAssignedIdentity":                        {stateful, "the identity: a new one has another principal, and every role and database user is of the old"},
	"azure-native:authorization:ManagementLockByScope":                         {guard, "the lock against deletion"},
	"azure-native:authorization:PolicyAssignment":                              {guard, "the policy on the subscription"},
	"azure-native:insights:ActionGroup":                                        {guard, "whom alerts tell"},
	"azure-native:insights:ActivityLogAlert":                                   {guard, "the alert"},
	"azure-native:insights:MetricAlert":                                        {guard, "the alert"},
	"azure-native:insights:ScheduledQueryRule":                                 {guard, "the alert"},
	"azure-native:insights:WebTest":                                            {guard, "the test from outside"},
	"azure-native:insights:DiagnosticSetting":                                  {guard, "the logs of the resource"},
	"azure-native:insights:DataCollectionRule":                                 {guard, "the logs of the cluster"},
	"azure-native:insights:DataCollectionRuleAssociation":                      {guard, "the logs of the cluster"},
	"azure-native:operationalinsights:DataExport":                              {guard, "the copy of the logs into the archive"},
	"azure-native:network:FlowLog":                                             {guard, "the flow log"},
	"azure-native:network:NetworkWatcher":                                      {guard, "what flow logs hang on"},
	"azure-native:network:Policy":                                              {guard, "the firewall's policy"},
	"azure-native:network:NetworkSecurityGroup":                                {guard, "the rules of a subnet"},
	"azure-native:cdn:SecurityPolicy":                                          {guard, "the firewall in front of the hosts"},
	"azure-native:sql:ExtendedServerBlobAuditingPolicy":                        {guard, "the server's audit"},
	"azure-native:sql:ServerSecurityAlertPolicy":                               {guard, "the alerts on attacks"},
	"azure-native:storage:ManagementPolicy":                                    {guard, "when blobs are deleted"},
	"azure-native:storage:BlobServiceProperties":                               {guard, "versions and soft delete of blobs"},
	"azure-native:storage:FileServiceProperties":                               {guard, "soft delete of files"},
	"azure-native:resources:DeploymentAtSubscriptionScope":                     {guard, "what it deploys: budgets, plans of Defender"},
	"kubernetes:networking.k8s.io:NetworkPolicy":                               {guard, "the limits on traffic of pods"},
	"kubernetes:policy:PodDisruptionBudget":                                    {guard, "how many pods may be missing"},
	"kubernetes:core:ResourceQuota":                                            {guard, "the namespace's quota"},
	"kubernetes:core:LimitRange":                                               {guard, "the limits of containers"},
	"kubernetes:admissionregistration.k8s.io:ValidatingAdmissionPolicy":        {guard, "what the cluster refuses"},
	"kubernetes:admissionregistration.k8s.io:ValidatingAdmissionPolicyBinding": {guard, "what the cluster refuses"},
	"azure-native:network:PublicIPAddress":                                     {address, "the address: others have it in their firewalls and records"},
	"azure-native:network:NatGateway":                                          {address, "the address that connections leave with"},
	"azure-native:network:RecordSet":                                           {address, "the name's record"},
	"azure-native:cdn:Profile":                                                 {address, "the profile's identifier, which the ingress asks for, and its endpoints"},
	"azure-native:cdn:AFDEndpoint":                                             {address, "the endpoint's host name"},
	"azure-native:app:ManagedEnvironment":                                      {address, "the environment's domain and address"},
	"azure-native:network:PrivateEndpoint":                                     {serving, "the way to the service"},
	"azure-native:network:PrivateDnsZoneGroup":                                 {serving, "the private name"},
	"azure-native:network:PrivateZone":                                         {serving, "the private names"},
	"azure-native:network:VirtualNetworkLink":                                  {serving, "the private names in the network"},
	"azure-native:network:VirtualNetworkPeering":                               {serving, "the way between the networks"},
	"azure-native:network:VirtualNetwork":                                      {serving, "the network and all that is in it"},
	"azure-native:containerservice:ManagedCluster":                             {serving, "the cluster and all that runs in it"},
	"azure-native:containerservice:AgentPool":                                  {serving, "the pool's nodes and what runs on them"},
	"azure-native:cdn:AFDCustomDomain":                                         {serving, "the host"},
	"azure-native:cdn:AFDOrigin":                                               {serving, "an origin of the product"},
	"azure-native:cdn:AFDOriginGroup":                                          {serving, "the origins of the product"},
	"azure-native:cdn:Route":                                                   {serving, "the route of the hosts"},
	"azure-native:app:ContainerApp":                                            {serving, "the app"},
	"azure-native:app:Certificate":                                             {serving, "the certificate of the page"},
	"azure-native:app:Job":                                                     {serving, "the job"},
	"azure-native:app:ManagedEnvironmentsStorage":                              {serving, "the mounted share"},
	"azure-native:compute:CapacityReservation":                                 {serving, "the reserved machines: they may be gone when they are needed"},
	"azure-native:compute:CapacityReservationGroup":                            {serving, "the reserved machines: they may be gone when they are needed"},
	"kubernetes:apps:Deployment":                                               {serving, "its pods"},
	"kubernetes:apps:DaemonSet":                                                {serving, "its pods"},
	"kubernetes:core:Service":                                                  {serving, "the service"},
	"kubernetes:networking.k8s.io:Ingress":                                     {serving, "the host's route in the cluster"},
	"kubernetes:networking.k8s.io:IngressClass":                                {serving, "which ingress serves"},
	"kubernetes:secrets-store.csi.x-k8s.io:SecretProviderClass":                {serving, "the mounted secrets"},
	"kubernetes:autoscaling:HorizontalPodAutoscaler":                           {serving, "the scaling of pods"},
	"kubernetes:batch:CronJob":                                                 {serving, "the job"},
	"azure-native:cdn:Rule":                                                    {guard, "the headers that the edge adds"},
	"azure-native:cdn:RuleSet":                                                 {guard, "the headers that the edge adds"},
	"azure-native:containerservice:MaintenanceConfiguration":                   {guard, "when the cluster is worked on"},
	"azure-native:authorization:RoleAssignment":                                {setting, ""},
	"azure-native:authorization:RoleDefinition":                                {setting, ""},
	"azure-native:managedidentity:FederatedIdentityCredential":                 {setting, ""},
	"kubernetes:batch:Job":                                                     {setting, ""},
	"kubernetes:core:ConfigMap":                                                {setting, ""},
	"kubernetes:core:ServiceAccount":                                           {setting, ""},
	"kubernetes:storage.k8s.io:StorageClass":                                   {setting, ""},
	"kubernetes:rbac.authorization.k8s.io:ClusterRole":                         {setting, ""},
	"kubernetes:rbac.authorization.k8s.io:ClusterRoleBinding":                  {setting, ""},
	"kubernetes:rbac.authorization.k8s.io:Role":                                {setting, ""},
	"kubernetes:rbac.authorization.k8s.io:RoleBinding":                         {setting, ""},
}

// kindOfType is what is known of a type. Components and providers hold nothing of their own.
func kindOfType(token string) kind {
	if known, ok := kinds[kindOf(token)]; ok {
		return known
	}
	if strings.HasPrefix(token, "pulumi:") || !strings.HasPrefix(token, "azure-native:") && !strings.HasPrefix(token, "kubernetes:") && !strings.HasPrefix(token, "random:") {
		return kind{nature: setting}
	}
	return kind{}
}
