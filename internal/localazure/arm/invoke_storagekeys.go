package arm

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// storageKeys gives the two keys of a storage account (azure-rest-api-specs Microsoft.Storage 2024-01-01 storage.json,
// StorageAccounts_ListKeys). An account that takes no shared key has them all the same, as in Azure; they open nothing.
func (s *Server) storageKeys(ctx context.Context, from caller, arguments Body) (resource.PropertyMap, error) {
	group, groupState := arguments.String("resourceGroupName")
	name, nameState := arguments.String("accountName")
	if groupState != Known || nameState != Known {
		return nil, errors.New("listStorageAccountKeys needs resourceGroupName and accountName")
	}
	id := "/subscriptions/" + from.subscription + "/resourceGroups/" + group + "/providers/" + typeStorage + "/" + name
	seen := s.view(from, true)
	call := world.Call{Method: methodPost, ID: id, Location: regionOf(seen, id)}
	if err := s.admit(ctx, call); err != nil {
		return nil, err
	}
	if err := s.recordCall(call); err != nil {
		return nil, err
	}
	account, ok := seen.Get(id)
	if !ok {
		problem := Problem{Code: "ResourceNotFound", Message: fmt.Sprintf("The Resource '%s/%s' under resource group '%s' was not found.", typeStorage, name, group)}
		return nil, fmt.Errorf("listStorageAccountKeys: %s", problem.text())
	}
	var keys []resource.PropertyValue
	for _, key := range []string{"key1", "key2"} {
		drawn := drawnHex(Request{ID: account.ID, Incarnation: 1}, key, 32)
		keys = append(keys, resource.NewObjectProperty(resource.PropertyMap{
			"keyName":     resource.NewStringProperty(key),
			"permissions": resource.NewStringProperty("FULL"),
			"value":       resource.MakeSecret(resource.NewStringProperty(base64.StdEncoding.EncodeToString([]byte(drawn + drawn)))),
		}))
	}
	return resource.PropertyMap{"keys": resource.NewArrayProperty(keys)}, nil
}
