package shim

import "github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

// bridge is the network mode of a container that asks for none.
const bridge = "bridge"

// withBridgeMode gives a container the default network mode of the official plugin's newer upstream.
// Docker 20.10 reports the mode of a container that asked for none as "default", Docker 29 as "bridge":
// neither is a change of the other, so containers from before this default are not replaced.
func withBridgeMode(container *schema.Resource) *schema.Resource {
	result := *container
	mode := *container.Schema["network_mode"]
	mode.Default = bridge
	mode.DiffSuppressFunc = func(_, before, after string, _ *schema.ResourceData) bool {
		return modeOf(before) == modeOf(after)
	}
	result.Schema = without(container.Schema, "network_mode")
	result.Schema["network_mode"] = &mode
	return &result
}

func modeOf(name string) string {
	if name == "" || name == "default" {
		return bridge
	}
	return name
}
