package azure

import "github.com/trelica/infrastructure/internal/naming"

// Names makes the Azure names of one environment in one region. The naming itself lives in internal/naming, which settings
// share: they refuse a name that is too long without loading a cloud SDK.
type Names = naming.Names
