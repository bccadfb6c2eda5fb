// Package ext has the extension points of Traefik's dynamic configuration, empty as in Traefik itself: its
// published module leaves out this nested one.
package ext

// HTTP extends the HTTP configuration.
type HTTP struct{}

// Router extends a router.
type Router struct{}
