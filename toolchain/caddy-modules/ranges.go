package modules

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// Ranges is a source of trusted proxies, as the modules of CDNs are with the ranges of theirs.
//
//	trusted_proxies test {
//		ranges 172.16.0.0/12,192.168.0.0/16
//	}
type Ranges struct {
	Ranges string `json:"ranges"`

	prefixes []netip.Prefix
}

// CaddyModule returns its ID.
func (Ranges) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.ip_sources.test",
		New: func() caddy.Module { return new(Ranges) },
	}
}

// UnmarshalCaddyfile reads its option.
func (r *Ranges) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next()
	for d.NextBlock(0) {
		if d.Val() != "ranges" || !d.Args(&r.Ranges) {
			return d.Errf("expected ranges <CIDR>,…")
		}
	}
	return nil
}

// Provision parses the ranges.
func (r *Ranges) Provision(caddy.Context) error {
	for _, each := range strings.Split(r.Ranges, ",") {
		prefix, err := caddyhttp.CIDRExpressionToPrefix(each)
		if err != nil {
			return err
		}
		r.prefixes = append(r.prefixes, prefix)
	}
	return nil
}

// GetIPRanges returns the ranges.
func (r *Ranges) GetIPRanges(*http.Request) []netip.Prefix {
	return r.prefixes
}

var (
	_ caddy.Provisioner       = (*Ranges)(nil)
	_ caddyfile.Unmarshaler   = (*Ranges)(nil)
	_ caddyhttp.IPRangeSource = (*Ranges)(nil)
)
