// Package shim reaches the random provider's internal package, whose import path lies above ours.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"
	upstream "github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// NewProvider returns the upstream random provider.
func NewProvider() provider.Provider {
	return upstream.New()
}
