// Package authhelpers takes the place of the package that finds Google's credentials, without Google's SDK.
package authhelpers

import (
	"context"

	"gocloud.dev/blob"
)

// GoogleCredentialsMux returns the openers of buckets, of which that of gs:// refuses each URL.
func GoogleCredentialsMux(context.Context) (*blob.URLMux, error) {
	return blob.DefaultURLMux(), nil
}
