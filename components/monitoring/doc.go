// Package monitoring builds where logs go, what is watched and who is told: a region's workspace with its action group, the
// write-once archive of the audit trail, the account of the network's flow logs, the alerts, and the availability tests.
//
// The first three and most alerts belong to the foundation, one set for each region: a log alert runs where its workspace is,
// and a storage account takes logs only from its own region. Those on a cluster, and on the job in it that copies customers' tokens,
// come and go with the platform. The alerts on the edge and the subscription, and the tests,
// exist once, in the front; the tests lie in the watch region, so that they do not fail with what they watch. Alerts are data
// (the alertset files), each with a severity, a sentence for whoever is woken, and a page in docs/runbooks.
//
// The claims are SP-02 and SP-13 (an audit trail that nobody can change), SP-21 (one place for logs and metrics), SP-22 (the
// product is watched from outside) and SP-25 (every alert reaches a person). stacks calls it; it knows no other component.
package monitoring
