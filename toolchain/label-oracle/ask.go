package main

import (
	"encoding/json"
	"fmt"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/lucaslorentz/caddy-docker-proxy/v2/caddyfile"
)

// ask answers one request; a panic of the plugin, which would end the proxy, becomes part of the
// answer.
func ask(req request) (result answer) {
	defer func() {
		if cause := recover(); cause != nil {
			result.Panic = fmt.Sprint(cause)
		}
	}()
	switch req.Op {
	case "generate":
		result.Caddyfile, result.Logs = generate(req)
		adapt(&result, req.Validate)
	case "marshal":
		container, err := caddyfile.Unmarshal([]byte(req.Text))
		if err != nil {
			panic(err)
		}
		result.Caddyfile = string(container.Marshal())
	case "modules":
		result.Modules = modules()
	default:
		panic("unknown op " + req.Op)
	}
	return result
}

func adapt(result *answer, validate bool) {
	adapted, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(result.Caddyfile), nil)
	for _, warning := range warnings {
		result.Warnings = append(result.Warnings, warning.String())
	}
	if err != nil {
		result.AdaptError = err.Error()
		return
	}
	result.JSON = adapted
	if validate {
		provision(result, adapted)
	}
}

func provision(result *answer, adapted []byte) {
	var config caddy.Config
	if err := json.Unmarshal(adapted, &config); err != nil {
		result.ValidateError = err.Error()
		return
	}
	if err := caddy.Validate(&config); err != nil {
		result.ValidateError = err.Error()
	}
}
