// Command caddy is the Caddy of the proxy image: the standard modules, Caddy Docker Proxy,
// the rate-limit module, the cache module with and without bounds, and the expiry of certificates as a metric.
package main

import (
	"context"
	"os"
	"runtime/debug"
	"time"

	"github.com/KimMachineGun/automemlimit/memlimit"
	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "gatehouse/toolchain/caddy/boundedcache"
	_ "gatehouse/toolchain/caddy/certificates"

	_ "github.com/caddyserver/cache-handler"
	_ "github.com/caddyserver/caddy/v2/modules/standard"
	_ "github.com/lucaslorentz/caddy-docker-proxy/v2"
	_ "github.com/mholt/caddy-ratelimit"
)

// gcPercent is how much garbage Go gathers before it collects, in percent of what is in use; Go's default is
// 100. A proxy uses little memory and makes much garbage, and what collection takes, requests lack.
const gcPercent = 400

func main() {
	// Go's collector keeps within the container's memory, whose limit may change while it runs.
	// `caddy run` sees to it, `docker-proxy` does not.
	_, _ = memlimit.Set(memlimit.WithRefreshInterval(context.Background(), 10*time.Second))
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	caddycmd.Main()
}
