// Package azureblob takes the place of gocloud.dev's driver for azblob://, without Azure's SDK.
package azureblob

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// Scheme is the scheme of the URLs that this build refuses.
const Scheme = "azblob"

func init() { blob.DefaultURLMux().RegisterBucket(Scheme, &URLOpener{}) }

// ServiceURLOptions has no options here.
type ServiceURLOptions struct{}

// NewDefaultServiceURLOptions returns no options.
func NewDefaultServiceURLOptions() *ServiceURLOptions { return &ServiceURLOptions{} }

// NewDefaultClient makes no client.
func NewDefaultClient() {}

// URLOpener refuses each URL.
type URLOpener struct {
	MakeClient        func()
	ServiceURLOptions ServiceURLOptions
}

// OpenBucketURL refuses the URL.
func (*URLOpener) OpenBucketURL(context.Context, *url.URL) (*blob.Bucket, error) {
	return nil, errors.New("the Pulumi CLI that gatehouse builds has no driver for azblob://")
}
