// Package certificates adds to Caddy's metrics when each of its certificates expires, which Caddy itself does not
// tell. The directive certificate_metrics, beside metrics, switches it on.
package certificates

import (
	"errors"
	"net/http"
	"sync"
	_ "unsafe" // for go:linkname

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	_ "github.com/caddyserver/caddy/v2/modules/caddytls" // for its cache
	"github.com/caddyserver/certmagic"
	"github.com/prometheus/client_golang/prometheus"
)

const directive = "certificate_metrics"

func init() {
	caddy.RegisterModule(Handler{})
	httpcaddyfile.RegisterHandlerDirective(directive, func(h httpcaddyfile.Helper) (caddyhttp.MiddlewareHandler, error) {
		h.Next()
		if h.NextArg() {
			return nil, h.ArgErr()
		}
		return Handler{}, nil
	})
	httpcaddyfile.RegisterDirectiveOrder(directive, httpcaddyfile.Before, "metrics")
}

// Handler adds the metrics to those of its configuration, and passes requests on.
type Handler struct{}

// CaddyModule returns the Caddy module information.
func (Handler) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers." + directive,
		New: func() caddy.Module { return new(Handler) },
	}
}

// Provision implements caddy.Provisioner.
func (Handler) Provision(ctx caddy.Context) error {
	err := ctx.GetMetricsRegistry().Register(collector{})
	if errors.As(err, &prometheus.AlreadyRegisteredError{}) {
		return nil
	}
	return err
}

// ServeHTTP implements caddyhttp.MiddlewareHandler.
func (Handler) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	return next.ServeHTTP(w, r)
}

// expiry is one line for each name of a certificate and each issuer.
var expiry = prometheus.NewDesc(
	"caddy_tls_certificate_expiry_timestamp_seconds",
	"When the certificate for a host expires, in seconds since 1970.",
	[]string{"host", "issuer"}, nil,
)

type collector struct{}

// Describe implements prometheus.Collector.
func (collector) Describe(descriptions chan<- *prometheus.Desc) { descriptions <- expiry }

// Collect implements prometheus.Collector. Of several certificates for a name, the one that expires last counts.
func (collector) Collect(metrics chan<- prometheus.Metric) {
	latest := map[[2]string]float64{}
	for _, certificate := range all() {
		if certificate.Leaf == nil {
			continue
		}
		expires := float64(certificate.Leaf.NotAfter.Unix())
		for _, name := range certificate.Names {
			key := [2]string{name, certificate.Leaf.Issuer.CommonName}
			latest[key] = max(latest[key], expires)
		}
	}
	for key, expires := range latest {
		metrics <- prometheus.MustNewConstMetric(expiry, prometheus.GaugeValue, expires, key[0], key[1])
	}
}

// Caddy has one cache of all certificates that it serves, and no function that lists them.

//go:linkname cache github.com/caddyserver/caddy/v2/modules/caddytls.certCache
var cache *certmagic.Cache

//go:linkname cacheLock github.com/caddyserver/caddy/v2/modules/caddytls.certCacheMu
var cacheLock sync.RWMutex

//go:linkname allOf github.com/caddyserver/certmagic.(*Cache).getAllCerts
func allOf(*certmagic.Cache) []certmagic.Certificate

func all() []certmagic.Certificate {
	cacheLock.RLock()
	defer cacheLock.RUnlock()
	if cache == nil {
		return nil
	}
	return allOf(cache)
}

var (
	_ caddy.Provisioner           = Handler{}
	_ caddyhttp.MiddlewareHandler = Handler{}
	_ prometheus.Collector        = collector{}
)
