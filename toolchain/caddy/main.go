// Command caddy is the Caddy of the proxy image: the standard modules, Caddy Docker Proxy,
// the rate-limit module, and the cache module with and without bounds.
package main

import (
	"context"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "gatehouse/toolchain/caddy/boundedcache"

	_ "github.com/caddyserver/cache-handler"
	_ "github.com/caddyserver/caddy/v2/modules/standard"
	_ "github.com/lucaslorentz/caddy-docker-proxy/v2"
	_ "github.com/mholt/caddy-ratelimit"
)

func main() {
	// Go's collector keeps within the container's memory, whose limit may change while it runs.
	// `caddy run` sees to it, `docker-proxy` does not.
	_, _ = memlimit.Set(memlimit.WithRefreshInterval(context.Background(), 10*time.Second))
	caddycmd.Main()
}
