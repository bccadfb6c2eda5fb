// Package shim reaches the Docker provider's internal package, whose import path lies above ours.
package shim

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// NewProvider returns the upstream Docker provider, with the fields of the official plugin's upstream.
func NewProvider(version string) *schema.Provider {
	result := provider.New(version)()
	result.ResourcesMap["docker_container"] = withBridgeMode(result.ResourcesMap["docker_container"])
	result.ResourcesMap["docker_service"] = withNetworksAdvanced(result.ResourcesMap["docker_service"])
	return result
}
