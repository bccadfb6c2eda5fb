// Command pulumi-resource-random serves the random provider to the Pulumi engine: the upstream
// Terraform provider behind Pulumi's bridge, with the tokens of the official plugin.
package main

import (
	"context"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

// version is what the plugin reports; it is set by the linker to the version of @pulumi/random.
var version = "0.0.0"

func main() {
	info := tfbridge.ProviderInfo{
		P:            pf.ShimProvider(shim.NewProvider()),
		Name:         "random",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	info.MustComputeTokens(tokens.SingleModule("random_", "index",
		func(module, name string) (string, error) {
			return tokens.MakeStandard("random")(module, "Random"+name)
		}))
	pf.Main(context.Background(), "random", info, pf.ProviderMetadata{PackageSchema: []byte(`{"name":"random"}`)})
}
