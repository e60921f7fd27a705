package controls

// Claim is one sentence of the security statement.
type Claim struct {
	// ID is "SP-07", or "safety" for what keeps the others true.
	ID string `json:"id"`
	// Text is the sentence, in short.
	Text string `json:"text"`
	// Duty is what infrastructure cannot make true, and who can: "" where it can make all of it true.
	Duty string `json:"duty,omitempty"`
}

// Claims are all claims, in their order.
func Claims() []Claim {
	return []Claim{
		{"SP-01", "People sign in with OAuth2, SAML2 or a password with optional TOTP.", "The application: signing in itself. Here: secrets live in the vault, reach the web workload, and rotate without a redeploy."},
		{"SP-02", "Successful and failed sign-ins are recorded with the caller's address.", "The application: it writes the audit log, with X-Azure-SocketIP. Here: the log goes to the workspace and to a write-once archive."},
		{"SP-03", "Production runs in Azure East US 2.", ""},
		{"SP-04", "Development and pre-production are completely segregated, in UK South.", "Ways that only the states of two environments together show: stackctl topology --check. One stack's rules see what it names."},
		{"SP-05", "Customer data is never copied to, or used in, development or test.", "The staff: nobody carries data over by hand."},
		{"SP-06", "Email is sent reliably through SendGrid.", "The application sends it; SendGrid delivers it. Here: the records, and the key's place in the vault. Links are not branded: they would answer by HTTP alone."},
		{"SP-07", "All customer data is encrypted at rest.", ""},
		{"SP-08", "HSTS headers are used.", "The application must not remove the header."},
		{"SP-09", "TLS 1.3 and 1.2 only; older protocols are blocked.", ""},
		{"SP-10", "Traffic between application servers and databases is encrypted.", "The application verifies the server's certificate: its connection settings are part of the workload's contract."},
		{"SP-11", "Passwords are stored as salted one-way hashes.", "The application stores them. Here: nothing has a password login."},
		{"SP-12", "API keys and OAuth2 tokens are encrypted and kept in Azure Key Vault backed by FIPS-validated HSMs.", "The application puts customers' tokens there, in both regions."},
		{"SP-13", "Access to the vault is monitored and audited.", "The staff: whoever is told looks."},
		{"SP-14", "Data is stored in two separate database instances, in case of failure.", ""},
		{"SP-15", "Snapshots are taken daily and replicated to a secondary location at least 150 miles away, in the same jurisdiction.", ""},
		{"SP-16", "Database backups are retained for 30 days.", "The oldest point that can be restored is read from real Azure: a local run has none."},
		{"SP-17", "The company can recover from a major disaster.", "Drills measure the time; what only real Azure can prove is in docs/unproven.md."},
		{"SP-18", "Network Security Groups give a minimum set of inbound and outbound rules.", ""},
		{"SP-19", "The platform runs on AKS, on a separate VNet.", ""},
		{"SP-20", "AKS runs on multiple reserved-instance VMs.", "Reserved instances are a purchase: settings declare them, and no resource shows them."},
		{"SP-21", "A centralised logging system aggregates logs and performance metrics from multiple sources.", ""},
		{"SP-22", "External tools monitor production, and a public status page shows current and past availability.", "A probe outside Azure is a workflow, and not a resource of a stack."},
		{"SP-23", "Changes are controlled: peer review, extra security review, automated tests, automated build and deployment.", "The pipeline and the staff: reviews are outside a stack."},
		{"SP-24", "Automated tools analyse source code for vulnerabilities.", "The pipeline: source code is analysed there. Here: images, and what runs."},
		{"SP-25", "In the event of a breach, affected people are notified.", "The staff: they write to the people. Here: somebody is told, with a runbook."},
		{"SP-26", "Several certifications are inherited from the platform (ISO 27001, SOC 2).", "Microsoft's reports are in its Service Trust Portal. Here: this evidence, at any time."},
		{"safety", "What the claims stand on is not lost by a change.", ""},
	}
}
