// Package modules has modules of Caddy that tests name in BuiltCaddyImage: a DNS provider and a source of ranges.
package modules

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/libdns/libdns"
)

func init() {
	caddy.RegisterModule(Challtestsrv{})
	caddy.RegisterModule(Ranges{})
}

// Challtestsrv sets TXT records of pebble-challtestsrv, the DNS server of the ACME tests.
//
//	acme_dns challtestsrv <token> {
//		api http://dns:8055
//	}
type Challtestsrv struct {
	// API is the URL of its management API.
	API string `json:"api"`
	// Token is what a real provider would require; records are only set with the right one.
	Token string `json:"token"`
}

// CaddyModule returns its ID.
func (Challtestsrv) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "dns.providers.challtestsrv",
		New: func() caddy.Module { return new(Challtestsrv) },
	}
}

// UnmarshalCaddyfile reads its token and its option.
func (c *Challtestsrv) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next()
	if !d.Args(&c.Token) {
		return d.ArgErr()
	}
	for d.NextBlock(0) {
		if d.Val() != "api" || !d.Args(&c.API) {
			return d.Errf("expected api <url>")
		}
	}
	return nil
}

// token is the only one with which records are set.
const token = "the canary of a DNS provider"

// Provision puts in what placeholders stand for, and checks the token.
func (c *Challtestsrv) Provision(caddy.Context) error {
	c.Token = caddy.NewReplacer().ReplaceAll(c.Token, "")
	if c.Token != token {
		return fmt.Errorf("the token of the DNS provider is wrong")
	}
	return nil
}

// AppendRecords sets TXT records.
func (c *Challtestsrv) AppendRecords(ctx context.Context, zone string, records []libdns.Record) ([]libdns.Record, error) {
	return records, c.post(ctx, "set-txt", zone, records)
}

// DeleteRecords clears all TXT records of the names.
func (c *Challtestsrv) DeleteRecords(ctx context.Context, zone string, records []libdns.Record) ([]libdns.Record, error) {
	return records, c.post(ctx, "clear-txt", zone, records)
}

func (c *Challtestsrv) post(ctx context.Context, action, zone string, records []libdns.Record) error {
	for _, record := range records {
		rr := record.RR()
		body, err := json.Marshal(map[string]string{
			"host":  libdns.AbsoluteName(rr.Name, zone),
			"value": rr.Data,
		})
		if err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.API+"/"+action, bytes.NewReader(body))
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s", action, response.Status)
		}
	}
	return nil
}

var (
	_ caddy.Provisioner     = (*Challtestsrv)(nil)
	_ caddyfile.Unmarshaler = (*Challtestsrv)(nil)
	_ libdns.RecordAppender = (*Challtestsrv)(nil)
	_ libdns.RecordDeleter  = (*Challtestsrv)(nil)
)
