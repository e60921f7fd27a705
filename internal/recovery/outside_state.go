package recovery

import "context"

// State is what Pulumi knows of the stacks, and where it is kept.
type State interface {
	// Kept counts the resources that a stack's state knows. whole is false where there is no state, or none that can be read; found
	// says it.
	Kept(ctx context.Context, stack string) (resources int, whole bool, found string, err error)
	// BringBack makes the newest earlier state that is kept and can be read the present one, or an empty one where none is. from says
	// which; it is empty where there was none.
	BringBack(ctx context.Context, stack string) (from string, err error)
	// Lacking lists what the program declares, has an identifier, and is not in the state.
	Lacking(ctx context.Context, stack string) (urns []string, err error)
	// Rebuild imports it. absent lists what nobody has, left what no import can bring.
	Rebuild(ctx context.Context, stack string) (imported int, absent, left []string, err error)
	// Drift counts what is not as a stack's state says.
	Drift(ctx context.Context, stack string) (changes int, err error)
	// Cluster is the identifier of the cluster that a stack's state knows, empty where it knows none, and whether Azure has it.
	Cluster(ctx context.Context, stack, typ string) (known string, there bool, err error)
	// Forget takes a resource, and all that depend on it, out of the state without touching them. It is no error if it is not there.
	Forget(ctx context.Context, stack, typ string) error
}

// Vault is a vault that stacks made.
type Vault struct {
	ID, Group, Name, Region string
}

// Key is a key in a vault, with its version.
type Key struct {
	// URI is what it is used by: https://VAULT.vault.azure.net/keys/NAME/VERSION.
	URI string
	// Vault and Name are what people call it by.
	Vault, Name string
}

// Vaults are the vaults and keys of an environment, the one of the stacks' own secrets among them.
type Vaults interface {
	// Known lists the vaults and keys that the states of stacks know.
	Known(ctx context.Context, stacks ...string) ([]Vault, []Key, error)
	// There tells whether a vault is there.
	There(ctx context.Context, vault Vault) (bool, error)
	// Deleted tells whether a vault was deleted and can be recovered.
	Deleted(ctx context.Context, vault Vault) (recoverable bool, err error)
	// Recover brings a deleted vault back.
	Recover(ctx context.Context, vault Vault) error
	// Enabled tells whether a key is switched on, Enable switches it on. A key of a vault that lets nobody in is [ErrUnseen].
	Enabled(ctx context.Context, key Key) (bool, error)
	Enable(ctx context.Context, key Key) error
}

// Wrecker makes what has happened to states, keys and clusters in a drill.
type Wrecker interface {
	// Note writes down what there is, to be compared with what there is afterwards.
	Note(ctx context.Context, p Place) error
	// LoseState damages or deletes what is kept of a stack's state.
	LoseState(ctx context.Context, p Place, how StateLoss) error
	// Changed compares what is with what was noted; each difference is a sentence.
	Changed(ctx context.Context, p Place, how Comparison) (problems []string, err error)
	// LoseCluster deletes the cluster with its pools and everything in it.
	LoseCluster(ctx context.Context, p Place) error
	// Platform are the identifiers of what the platform made, by the stack's state, and of the group of the cluster's nodes.
	Platform(ctx context.Context, p Place) ([]string, error)
	// LoseVault deletes the vault of customers' tokens in the home region, as somebody does who has taken its lock away, and has it
	// purged where that is allowed.
	LoseVault(ctx context.Context, p Place) error
	// DisableKeys switches off keys that the stack and its bootstrap made, wherever a way leads into their vault. It says which.
	DisableKeys(ctx context.Context, p Place) (uris []string, err error)
	// Drawn lists the secrets of the program whose values are others than were noted.
	Drawn(ctx context.Context, p Place) (names []string, err error)
}

// Comparison says what may differ from what was noted. Nothing else may: no resource is gone, made, made again, or says otherwise.
type Comparison struct {
	// State compares what the stack's state says, too.
	State bool
	// But are identifiers of what may differ, with all that lies below them.
	But []string
	// Again are identifiers of what may have been made again, with all that lies below them; it must say the same.
	Again []string
}

// StateLoss is what has become of a state.
type StateLoss string

// How states are lost.
const (
	// Damaged: the present state cannot be read.
	Damaged StateLoss = "damaged"
	// HistoryGone: it cannot be read, and neither history nor backups are there; only the copy of the write before.
	HistoryGone StateLoss = "history-gone"
	// StoreGone: nothing is left.
	StoreGone StateLoss = "store-gone"
)
