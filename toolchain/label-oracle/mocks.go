package main

import (
	"context"
	"crypto/x509"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/libdns/libdns"
)

// The modules that Caddy's own tests add, which other programs cannot import.

func init() {
	caddy.RegisterModule(mockProvider{})
	caddy.RegisterModule(dummyVerifier{})
}

// mockProvider changes no DNS records. Its argument shows in the configuration.
type mockProvider struct {
	Argument string `json:"argument,omitempty"`
}

func (mockProvider) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "dns.providers.mock",
		New: func() caddy.Module { return new(mockProvider) },
	}
}

func (provider *mockProvider) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next()
	if d.NextArg() {
		provider.Argument = d.Val()
	}
	return nil
}

func (mockProvider) AppendRecords(context.Context, string, []libdns.Record) ([]libdns.Record, error) {
	return nil, nil
}

func (mockProvider) DeleteRecords(context.Context, string, []libdns.Record) ([]libdns.Record, error) {
	return nil, nil
}

func (mockProvider) GetRecords(context.Context, string) ([]libdns.Record, error) {
	return nil, nil
}

func (mockProvider) SetRecords(context.Context, string, []libdns.Record) ([]libdns.Record, error) {
	return nil, nil
}

// dummyVerifier accepts any certificate.
type dummyVerifier struct{}

func (dummyVerifier) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "tls.client_auth.verifier.dummy",
		New: func() caddy.Module { return new(dummyVerifier) },
	}
}

func (dummyVerifier) UnmarshalCaddyfile(*caddyfile.Dispenser) error { return nil }

func (dummyVerifier) VerifyClientCertificate([][]byte, [][]*x509.Certificate) error { return nil }
