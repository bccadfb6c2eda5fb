package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	_ "unsafe" // for go:linkname

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	caddycmd "github.com/caddyserver/caddy/v2/cmd"
)

// Caddy lists its modules by a command, but not the directives and global options that they bring.

//go:linkname registeredDirectives github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile.registeredDirectives
var registeredDirectives map[string]httpcaddyfile.UnmarshalFunc

//go:linkname registeredGlobalOptions github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile.registeredGlobalOptions
var registeredGlobalOptions map[string]httpcaddyfile.UnmarshalGlobalFunc

func init() {
	caddycmd.RegisterCommand(caddycmd.Command{
		Name:  "list-directives",
		Short: "Lists the directives and global options of a Caddyfile as a JSON array",
		Func:  listDirectives,
	})
}

func listDirectives(caddycmd.Flags) (int, error) {
	names := slices.Collect(maps.Keys(registeredDirectives))
	names = slices.AppendSeq(names, maps.Keys(registeredGlobalOptions))
	slices.Sort(names)
	text, err := json.Marshal(slices.Compact(names))
	if err != nil {
		return caddy.ExitCodeFailedQuit, err
	}
	fmt.Println(string(text))
	return caddy.ExitCodeSuccess, nil
}
