/**
 * The default images of the components, each pinned by tag and digest: an upgrade is a change of this
 * file, and a preview shows it as a change of the container. `npm run images` lists their names in a
 * mirror.
 *
 * Check a digest with `docker buildx imagetools inspect <reference>`.
 */
export const images = {
  /** Caddy with the Docker Proxy module, which routes by the labels of containers. */
  caddy:
    "lucaslorentz/caddy-docker-proxy:2.13.1-alpine@sha256:3e6cf4a6382da0cd14108a69929d7f8cc59e9a59cae4c9795071fa392ffa8036",
  /** Toxiproxy: TCP proxies that delay, drop and cut on request. */
  toxiproxy:
    "ghcr.io/shopify/toxiproxy:2.12.0@sha256:9378ed52a28bc50edc1350f936f518f31fa95f0d15917d6eb40b8e376d1a214e",
  /** A service that answers with the request. */
  whoami:
    "traefik/whoami:v1.11.0@sha256:200689790a0a0ea48ca45992e0450bc26ccab5307375b41c84dfc4f2475937ab",
  /** Go, which `BuiltCaddyImage` compiles Caddy with; no container runs it. */
  go: "golang:1.26.8-alpine@sha256:8ac98ca534ac3f51e1f420a1dd2c15e74c75cfa0f23f3ad27eb5d7236c349a0c",
} as const;
