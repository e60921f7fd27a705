package network

import "net/netip"

// Direction is the way that traffic flows, seen from the subnet.
type Direction string

// The two directions.
const (
	Inbound  Direction = "Inbound"
	Outbound Direction = "Outbound"
)

// Access is what happens to traffic that a rule matches.
type Access string

// The two ways to treat traffic.
const (
	Allow Access = "Allow"
	Deny  Access = "Deny"
)

// Protocol is a transport protocol as Azure writes it.
type Protocol string

// The protocols used.
const (
	AnyProtocol Protocol = "*"
	TCP         Protocol = "Tcp"
	UDP         Protocol = "Udp"
)

// Peer is one end of a rule: an address range, a service tag, or one of the constants below.
type Peer string

const (
	// Anywhere is every address.
	Anywhere Peer = "*"
	// Internet is the service tag of everything outside our networks, Azure's own public addresses included.
	Internet Peer = "Internet"
	// LoadBalancer is the service tag of the address that Azure's load balancers probe from.
	LoadBalancer Peer = "AzureLoadBalancer"
	// FrontDoor is the service tag of the addresses that Front Door, anybody's, reaches origins from.
	FrontDoor Peer = "AzureFrontDoor.Backend"
	// Ingress stands for the reserved public address of the ingress, which a first preview does not know yet. It is
	// replaced when a table becomes a resource.
	Ingress Peer = "(ingress address)"
)

// Range is a peer that is an address range.
func Range(prefix netip.Prefix) Peer { return Peer(prefix.Masked().String()) }

// AnyPort matches every port.
const AnyPort = "*"

// Rule is one rule of a network security group. Tables of rules are plain data, made by pure functions and compared whole in
// tests.
type Rule struct {
	// Name is unique in its table: letters and digits, at most 80.
	Name string
	// Description says what breaks without the rule, in at most 140 characters, which is Azure's limit.
	Description string
	Direction   Direction
	// Band is the group of rules it belongs to.
	Band Band
	// Priority decides which rule wins: the lowest. It lies in the band.
	Priority int
	Access   Access
	Protocol Protocol
	From     []Peer
	To       []Peer
	// Ports are the destination's: a number, or AnyPort.
	Ports []string
}

// Band is a hundred priorities for one kind of peer, so that a new rule has an obvious place and never lands between two
// that belong together.
type Band int

// The bands, in the order in which they are evaluated.
const (
	// BandEdge is for requests that come from the world through Front Door.
	BandEdge Band = 100
	// BandPlatform is for what Azure itself needs.
	BandPlatform Band = 200
	// BandCluster is for nodes and pods among themselves.
	BandCluster Band = 300
	// BandEndpoints is for private endpoints and those who use them.
	BandEndpoints Band = 400
	// BandOps is for runners and operators.
	BandOps Band = 500
	// BandInternet is for calls out to the world.
	BandInternet Band = 600
	// BandDenyAll has the one rule that ends each direction, at the highest priority number there is. It comes before
	// Azure's own default rules, which would let every peered network in and everything out.
	BandDenyAll Band = 4096
)

// bandWidth is how many priorities a band has.
const bandWidth = 100

// Contains says whether a priority lies in the band.
func (b Band) Contains(priority int) bool {
	if b == BandDenyAll {
		return priority == int(BandDenyAll)
	}
	return priority >= int(b) && priority < int(b)+bandWidth
}

// at is the priority of a band's nth rule, from 0. Rules are ten apart, so that one fits in between.
func (b Band) at(n int) int { return int(b) + 10*n }

// denyAll ends one direction of a table.
func denyAll(direction Direction) Rule {
	return Rule{
		Name:        "DenyAll" + string(direction),
		Description: "Everything that no rule above needs is refused.",
		Direction:   direction,
		Band:        BandDenyAll,
		Priority:    BandDenyAll.at(0),
		Access:      Deny,
		Protocol:    AnyProtocol,
		From:        []Peer{Anywhere},
		To:          []Peer{Anywhere},
		Ports:       []string{AnyPort},
	}
}
