package main

import (
	"encoding/json"
	"fmt"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	native "github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
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
	case "adapt":
		result.Caddyfile = req.Text
		adapt(&result, req.Validate)
	case "tokens":
		result.Tokens = tokens(req.Text)
	case "modules":
		result.Modules = modules()
	default:
		panic("unknown op " + req.Op)
	}
	return result
}

// tokens reads a Caddyfile as Caddy itself does.
func tokens(text string) []token {
	read, err := native.Tokenize([]byte(text), "Caddyfile")
	if err != nil {
		panic(err)
	}
	var found []token
	for _, each := range read {
		last := each.Line + each.NumLineBreaks()
		found = append(found, token{Text: each.Text, Quoted: each.Quoted(), First: each.Line, Last: last})
	}
	return found
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
