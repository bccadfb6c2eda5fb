module gatehouse.test/caddy-modules

go 1.26.0

require (
	github.com/caddyserver/caddy/v2 v2.11.9
	github.com/libdns/libdns v1.1.1
)
