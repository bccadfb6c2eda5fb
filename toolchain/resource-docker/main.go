// Command pulumi-resource-docker serves the Docker provider to the Pulumi engine: the upstream
// Terraform provider behind Pulumi's bridge, with the tokens and fields of the official plugin.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	sdkv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// version is what the plugin reports; it is set by the linker to the version of @pulumi/docker.
var version = "0.0.0"

// buildFields are what the official plugin's newer upstream calls the fields of an image's build.
var buildFields = map[string]*tfbridge.SchemaInfo{
	"path":      {Name: "context"},
	"build_arg": {Name: "buildArgs"},
}

func main() {
	info := tfbridge.ProviderInfo{
		P:       sdkv2.NewProvider(shim.NewProvider(version)),
		Name:    "docker",
		Version: version,
		Config: map[string]*tfbridge.SchemaInfo{
			"host": {Default: &tfbridge.DefaultInfo{
				Value:   "unix:///var/run/docker.sock",
				EnvVars: []string{"DOCKER_HOST"},
			}},
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_config": {Tok: "docker:index/serviceConfig:ServiceConfig"},
			"docker_container": {
				DeleteBeforeReplace: true,
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           {Name: "command"},
					"networks_advanced": {Name: "networksAdvanced"},
				},
			},
			"docker_image": {
				Tok: "docker:index/remoteImage:RemoteImage",
				Fields: map[string]*tfbridge.SchemaInfo{
					"name":  {Name: "name"},
					"build": {Elem: &tfbridge.SchemaInfo{Fields: buildFields}},
				},
			},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image": {Tok: "docker:index/getRemoteImage:getRemoteImage"},
		},
	}
	info.MustComputeTokens(tokens.SingleModule("docker_", "index", tokens.MakeStandard("docker")))
	info.SetAutonaming(255, "-")
	tfbridge.Main("docker", version, info, []byte(`{"name":"docker"}`))
}
