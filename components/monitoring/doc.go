// Package monitoring builds where a region's logs go and who is told: the workspace with its action group, the write-once
// archive of the audit trail, and the account of the network's flow logs.
//
// All belong to the foundation, one set for each region: a log alert runs where its workspace is, and a storage account takes
// logs only from its own region. The claims they carry are SP-02 and SP-13 (an audit trail that nobody can change), SP-21 (one
// place for logs and metrics) and SP-25 (every alert reaches a person). stacks calls it; it knows no other component.
package monitoring
