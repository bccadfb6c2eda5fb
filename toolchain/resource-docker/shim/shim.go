// Package shim reaches the Docker provider's internal package, whose import path lies above ours.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// NewProvider returns the upstream Docker provider.
func NewProvider(version string) *schema.Provider {
	return provider.New(version)()
}
