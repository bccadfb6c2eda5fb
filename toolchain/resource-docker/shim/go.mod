module github.com/terraform-providers/terraform-provider-docker/shim

go 1.26

require (
	github.com/hashicorp/terraform-plugin-sdk/v2 v2.24.0
	github.com/terraform-providers/terraform-provider-docker v0.0.0
)

replace github.com/terraform-providers/terraform-provider-docker => github.com/kreuzwerker/terraform-provider-docker v0.0.0-20221102105757-3489fbbafc7b
