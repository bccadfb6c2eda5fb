// Command caddy is the Caddy of the tests of TCP: the standard modules, Caddy Docker Proxy, and layer4.
package main

import (
	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"
	_ "github.com/lucaslorentz/caddy-docker-proxy/v2"
	_ "github.com/mholt/caddy-l4"
)

func main() {
	caddycmd.Main()
}
