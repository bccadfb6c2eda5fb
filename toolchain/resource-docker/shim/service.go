package shim

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/terraform"
)

// What the networks of a service are called here, and in the official plugin's newer upstream.
const (
	older = "networks"
	newer = "networks_advanced"
)

// withNetworksAdvanced gives a service its networks as the official plugin's newer upstream does: in
// blocks with an id, where this one has a set of ids.
func withNetworksAdvanced(service *schema.Resource) *schema.Resource {
	result := *service
	task := *service.Schema["task_spec"]
	spec := *task.Elem.(*schema.Resource)
	spec.Schema = without(spec.Schema, older)
	spec.Schema[newer] = &schema.Schema{
		Type:     schema.TypeSet,
		Optional: true,
		Elem: &schema.Resource{Schema: map[string]*schema.Schema{
			"id": {Type: schema.TypeString, Required: true},
		}},
	}
	task.Elem = &spec
	result.Schema = without(service.Schema, "task_spec")
	result.Schema["task_spec"] = &task
	result.CreateContext = through(service, service.CreateContext)
	result.ReadContext = through(service, service.ReadContext)
	result.UpdateContext = through(service, service.UpdateContext)
	result.DeleteContext = through(service, service.DeleteContext)
	return &result
}

func without(fields map[string]*schema.Schema, name string) map[string]*schema.Schema {
	result := make(map[string]*schema.Schema, len(fields))
	for key, field := range fields {
		if key != name {
			result[key] = field
		}
	}
	return result
}

type operation = func(context.Context, *schema.ResourceData, interface{}) diag.Diagnostics

// through runs an operation of the upstream's service on what ours says, and takes over what it did.
func through(service *schema.Resource, run operation) operation {
	return func(ctx context.Context, ours *schema.ResourceData, meta interface{}) diag.Diagnostics {
		theirs := service.Data(&terraform.InstanceState{ID: ours.Id()})
		if err := take(theirs, ours, service, networkIDs); err != nil {
			return diag.FromErr(err)
		}
		result := run(ctx, theirs, meta)
		ours.SetId(theirs.Id())
		if theirs.Id() == "" {
			return result
		}
		if err := take(ours, theirs, service, networkBlocks); err != nil {
			return append(result, diag.FromErr(err)...)
		}
		return result
	}
}

func take(to, from *schema.ResourceData, service *schema.Resource, change func(map[string]interface{})) error {
	for field := range service.Schema {
		value := from.Get(field)
		if field == "task_spec" {
			for _, spec := range value.([]interface{}) {
				change(spec.(map[string]interface{}))
			}
		}
		if err := to.Set(field, value); err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
	}
	return nil
}

func networkIDs(spec map[string]interface{}) {
	var ids []interface{}
	for _, block := range spec[newer].(*schema.Set).List() {
		ids = append(ids, block.(map[string]interface{})["id"])
	}
	delete(spec, newer)
	spec[older] = ids
}

func networkBlocks(spec map[string]interface{}) {
	var blocks []interface{}
	for _, id := range spec[older].(*schema.Set).List() {
		blocks = append(blocks, map[string]interface{}{"id": id})
	}
	delete(spec, older)
	spec[newer] = blocks
}
