# Caddy with the Docker proxy, rate limits, a cache and the expiry of certificates: an image of one's own, from the same sources
# as the one that the tests deploy. Needs BuildKit. For one platform or several:
#
#   docker buildx build --build-arg GO_IMAGE=golang:1.26-alpine \
#     --platform linux/amd64,linux/arm64 -f image.Dockerfile -t <name> .
#
# GO_IMAGE is anything with Go 1.26, a shell and the root certificates of public authorities. The one
# that BuiltCaddyImage takes is pinned where all images are: components/images.ts. MODULES is Go modules to
# add, each with its version: "github.com/mholt/caddy-l4@v0.1.2 …".
ARG GO_IMAGE

# On the builder's own platform, whatever it builds for: Go compiles for any.
FROM --platform=$BUILDPLATFORM $GO_IMAGE AS build
# What is compiled stays on the builder: with one more module, only that is compiled.
ENV GOCACHE=/cache
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go directives.go ./
COPY boundedcache/exchange.go boundedcache/gate.go boundedcache/handler.go boundedcache/memory.go boundedcache/store.go boundedcache/
COPY certificates/metrics.go certificates/
COPY modules/main.go modules/
ARG TARGETOS TARGETARCH
ARG MODULES=""
RUN --mount=type=cache,id=gatehouse-go,target=/cache go run ./modules $MODULES
RUN --mount=type=cache,id=gatehouse-go,target=/cache \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -mod=readonly -trimpath -ldflags "-s -w" -o /out/caddy .

# Root, as in the official image: Docker's socket, which it reads the labels from, is root's.
FROM scratch
EXPOSE 80 443 443/udp 2019
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data
WORKDIR /
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/caddy /bin/caddy
ENTRYPOINT ["/bin/caddy"]
CMD ["docker-proxy"]
