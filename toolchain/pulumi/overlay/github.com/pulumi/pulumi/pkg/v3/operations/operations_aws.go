package operations

import (
	"context"
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

// AWSOperationsProvider takes the place of the reader of AWS's logs, without the SDK of CloudWatch.
func AWSOperationsProvider(context.Context, map[config.Key]string, *Resource) (Provider, error) {
	return nil, errors.New("the Pulumi CLI that gatehouse builds reads no logs of AWS")
}
