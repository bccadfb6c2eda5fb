// Package gcsblob takes the place of gocloud.dev's driver for gs://, without Google's SDK.
package gcsblob

import (
	"context"
	"errors"
	"net/url"

	"gocloud.dev/blob"
)

// Scheme is the scheme of the URLs that this build refuses.
const Scheme = "gs"

func init() { blob.DefaultURLMux().RegisterBucket(Scheme, refusal{}) }

type refusal struct{}

func (refusal) OpenBucketURL(context.Context, *url.URL) (*blob.Bucket, error) {
	return nil, errors.New("the Pulumi CLI that gatehouse builds has no driver for gs://")
}
