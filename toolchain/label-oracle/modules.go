package main

import (
	"reflect"
	"strings"

	"github.com/caddyserver/caddy/v2"
)

// module is one line of "caddy list-modules".
type module struct {
	ID string `json:"id"`
	// Standard is whether it comes with Caddy itself.
	Standard bool `json:"standard"`
}

// modules lists what is registered, sorted by id. As in Caddy's own command, the package that a
// module's value comes from says whose it is.
func modules() []module {
	var listed []module
	for _, id := range caddy.Modules() {
		info, err := caddy.GetModule(id)
		if err != nil {
			panic(err)
		}
		kind := reflect.TypeOf(info.New())
		if kind.Kind() == reflect.Pointer {
			kind = kind.Elem()
		}
		from := kind.PkgPath()
		standard := from == caddy.ImportPath || strings.HasPrefix(from, caddy.ImportPath+"/")
		listed = append(listed, module{ID: id, Standard: standard})
	}
	return listed
}
