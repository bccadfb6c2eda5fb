// Package boundedcache is Caddy's cache handler with a bound on what it may hold. The handler it
// wraps, Souin, reads a whole answer into memory before the client gets its first byte, ends each
// answer after ten seconds, and never forgets what it has kept. Here answers that are no good for a
// cache go past it as they come, and what it holds is counted.
package boundedcache

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	httpcache "github.com/caddyserver/cache-handler"
)

const (
	directive = "bounded_cache"
	// defaultLimit is the bytes of the longest answer that is kept.
	defaultLimit = 1 << 20
	// highestLimit is the most that max_cacheable_body_bytes may be: its copies fit into maxShare.
	highestLimit = 5_000_000
	// noTimeout is for Souin, which knows no answer without one: the route has timeouts of its own.
	noTimeout = 10 * 365 * 24 * time.Hour
)

func init() {
	caddy.RegisterModule(Handler{})
	httpcaddyfile.RegisterHandlerDirective(directive, parseCaddyfile)
	httpcaddyfile.RegisterDirectiveOrder(directive, httpcaddyfile.Before, "rewrite")
}

// Handler takes the options of http.handlers.cache, and inherits those of the global option cache.
type Handler struct {
	httpcache.SouinCaddyMiddleware
}

// CaddyModule returns the Caddy module information.
func (Handler) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers." + directive,
		New: func() caddy.Module { return new(Handler) },
	}
}

func parseCaddyfile(helper httpcaddyfile.Helper) (caddyhttp.MiddlewareHandler, error) {
	handler := new(Handler)
	return handler, handler.UnmarshalCaddyfile(helper.Dispenser)
}

// Provision implements caddy.Provisioner.
func (h *Handler) Provision(ctx caddy.Context) error {
	cache := &h.Configuration.DefaultCache
	cache.Timeout.Backend.Duration = noTimeout
	// With it others would wait for an answer, and then have none where it went past the cache.
	cache.DisableCoalescing = true
	// Its notes of what to purge by tag have no end.
	h.Configuration.SurrogateKeyDisabled = true
	register(cache.GetStale)
	if err := h.SouinCaddyMiddleware.Provision(ctx); err != nil {
		return err
	}
	if cache.MaxBodyBytes == 0 {
		cache.MaxBodyBytes = defaultLimit
	}
	if cache.MaxBodyBytes > highestLimit {
		return fmt.Errorf("max_cacheable_body_bytes must be at most %d, got %d",
			highestLimit, cache.MaxBodyBytes)
	}
	return nil
}

// ServeHTTP implements caddyhttp.MiddlewareHandler.
func (h *Handler) ServeHTTP(rw http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	exchange := &exchange{
		name:   h.name(),
		client: rw,
		limit:  int(h.Configuration.DefaultCache.MaxBodyBytes),
	}
	defer exchange.release()
	reason := uncacheable(r)
	if reason == "" && h.readsBody(r) && !exchange.takeBody(r) {
		reason = "REQUEST-TOO-LARGE"
	}
	if reason != "" {
		rw.Header().Set("Cache-Status", exchange.name+"; fwd=bypass; detail="+reason)
		return next.ServeHTTP(rw, r)
	}
	// Souin must not return before the handlers behind it have, whose end the client still decides.
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	defer cancel()
	asked := r.WithContext(context.WithValue(ctx, exchangeKey{}, exchange))
	err := h.SouinBaseHandler.ServeHTTP(front{exchange}, asked,
		func(kept http.ResponseWriter, _ *http.Request) error {
			return exchange.forward(kept, func(w http.ResponseWriter) error {
				r.Body = asked.Body
				return next.ServeHTTP(w, r)
			})
		})
	if exchange.panicked != nil {
		panic(exchange.panicked)
	}
	if exchange.passed {
		return exchange.err
	}
	return err
}

func (h *Handler) name() string {
	if name := h.Configuration.DefaultCache.CacheName; name != "" {
		return name
	}
	return "Souin"
}

// readsBody is whether Souin reads the body of a request, as part of its key.
func (h *Handler) readsBody(r *http.Request) bool {
	return r.ContentLength != 0 && slices.Contains(h.Configuration.DefaultCache.AllowedHTTPVerbs, r.Method)
}

// uncacheable says why a request goes past the cache; "" where it does not.
func uncacheable(r *http.Request) string {
	switch {
	case r.Method == http.MethodConnect, r.Header.Get("Upgrade") != "":
		return "UPGRADE"
	case r.Header.Get("Range") != "":
		return "RANGE"
	case strings.Contains(r.Header.Get("Accept"), eventStream):
		return "EVENT-STREAM"
	// Souin would refresh a stale answer behind the client's back, in a buffer that others have then.
	case strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Cache-Control"), ",")), "max-stale"):
		return "MAX-STALE"
	}
	return ""
}

var (
	_ caddy.Provisioner           = (*Handler)(nil)
	_ caddy.CleanerUpper          = (*Handler)(nil)
	_ caddyhttp.MiddlewareHandler = (*Handler)(nil)
	_ caddyfile.Unmarshaler       = (*Handler)(nil)
)
