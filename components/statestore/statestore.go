package statestore

import (
	"fmt"

	storage "github.com/pulumi/pulumi-azure-native-sdk/storage/v2/v20240101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:statestore:StateStore"

const accountType = "Microsoft.Storage/storageAccounts"

// StateStore is what New made.
type StateStore struct {
	pulumi.ResourceState

	// AccountName and ContainerName are known at once.
	AccountName, ContainerName string
	// AccountID is the account's ARM identifier.
	AccountID pulumi.StringOutput
	// ContainerID is the container's ARM identifier, the scope of the roles on the state, and ContainerScope the same as known
	// before it exists.
	ContainerID    pulumi.StringOutput
	ContainerScope string
	// BackendURL is the address of the state, once the container is there and can be reached from the ops network.
	BackendURL pulumi.StringOutput

	account *storage.StorageAccount
}

// New makes the state store. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*StateStore, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	names := args.Site.Names
	store := &StateStore{AccountName: names.StorageAccount("state"), ContainerName: names.StateContainer()}
	store.ContainerScope = args.Site.ResourceID(args.ResourceGroup.Name, accountType+"/blobServices/containers",
		store.AccountName, "default", store.ContainerName)
	if err := ctx.RegisterComponentResource(Type, name, store, opts...); err != nil {
		return nil, fmt.Errorf("state store %q: %w", name, err)
	}
	if err := store.addAccount(ctx, name, args); err != nil {
		return nil, err
	}
	container, hangers, err := store.addBlobs(ctx, name, args)
	if err != nil {
		return nil, err
	}
	endpoint, err := store.addEndpoint(ctx, name, args)
	if err != nil {
		return nil, err
	}
	if err := store.addLock(ctx, name, args, append(hangers, endpoint)); err != nil {
		return nil, err
	}
	store.BackendURL = azure.Once(pulumi.String(BackendURL(store.ContainerName, store.AccountName)), container, endpoint)
	err = ctx.RegisterResourceOutputs(store, pulumi.Map{
		"accountId": store.AccountID, "containerId": store.ContainerID, "backendUrl": store.BackendURL,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of state store %q: %w", name, err)
	}
	return store, nil
}

func (s *StateStore) addEndpoint(ctx *pulumi.Context, name string, args *Args) (pulumi.Resource, error) {
	endpoint, err := azure.NewPrivateEndpoint(ctx, name+"-endpoint", &azure.PrivateEndpointArgs{
		Site: args.Site, ResourceGroup: args.Endpoint.ResourceGroup, Role: "state", Service: azure.PrivateBlob,
		TargetID: s.AccountID, SubnetID: args.Endpoint.SubnetID, ZoneID: args.Endpoint.ZoneID,
	}, pulumi.Parent(s))
	if err != nil {
		return nil, fmt.Errorf("state store %s: %w", s.AccountName, err)
	}
	return endpoint, nil
}

// addLock locks the account where the site is protected. It is made last and so removed first, because it also keeps what hangs
// on the account from being deleted.
func (s *StateStore) addLock(ctx *pulumi.Context, name string, args *Args, after []pulumi.Resource) error {
	if !args.Site.Protect {
		return nil
	}
	_, err := azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: args.Site, Scope: s.AccountID, What: "state",
		ScopeID: args.Site.ResourceID(args.ResourceGroup.Name, accountType, s.AccountName),
		Notes:   "It holds the state of every stack of this environment: without it nothing can be changed, nor be rebuilt.",
	}, pulumi.Parent(s), pulumi.DependsOn(after))
	if err != nil {
		return fmt.Errorf("state store %s: %w", s.AccountName, err)
	}
	return nil
}
