package boundedcache

import (
	"bufio"
	"maps"
	"mime"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

const (
	eventStream = "text/event-stream"
	// patience is how long an answer of unknown length is held back. Caddy flushes each piece of one,
	// so that a flush tells nothing.
	patience = 500 * time.Millisecond
)

// gate is what the handlers behind answer to. It holds an answer back until it is whole, for Souin,
// or turns out to be none for a cache.
type gate struct {
	*exchange
	souin http.ResponseWriter
	// header is the handlers' own until the answer has passed, when late may look at the client's.
	header http.Header

	mutex  sync.Mutex
	status int
	held   []byte
	timer  *time.Timer
	ended  bool
}

func newGate(exchange *exchange, souin http.ResponseWriter) *gate {
	header := exchange.client.Header()
	if !exchange.passed {
		header = header.Clone()
	}
	return &gate{exchange: exchange, souin: souin, header: header}
}

// Header implements http.ResponseWriter.
func (g *gate) Header() http.Header { return g.header }

// Unwrap is for http.ResponseController: deadlines are the client's.
func (g *gate) Unwrap() http.ResponseWriter { return g.client }

// WriteHeader implements http.ResponseWriter.
func (g *gate) WriteHeader(status int) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.writeHeader(status)
}

// writeHeader expects that the gate is locked, like all below it.
func (g *gate) writeHeader(status int) {
	informational := status < http.StatusOK && status != http.StatusSwitchingProtocols
	switch {
	case informational:
		g.copyHeader()
		g.client.WriteHeader(status)
	case g.status != 0:
	case g.passed:
		g.status = status
		g.start()
	default:
		g.status = status
		g.copyHeader()
		if reason := g.unfit(); reason != "" {
			g.pass(reason)
		} else if _, known := g.length(); !known {
			g.timer = time.AfterFunc(patience, g.late)
		}
	}
}

// copyHeader makes the client's header that of the answer.
func (g *gate) copyHeader() {
	if g.passed {
		return
	}
	clear(g.client.Header())
	maps.Copy(g.client.Header(), g.header.Clone())
}

// Write implements http.ResponseWriter.
func (g *gate) Write(body []byte) (int, error) {
	if g.hold(body) {
		return len(body), nil
	}
	return g.client.Write(body)
}

// hold keeps a piece of the answer for Souin, if it may have it.
func (g *gate) hold(body []byte) bool {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.status == 0 {
		g.writeHeader(http.StatusOK)
	}
	switch {
	case g.passed:
	case len(g.held)+len(body) > g.limit:
		g.pass("TOO-LARGE")
	case !g.take(len(body), copiesKept):
		g.pass("NO-MEMORY")
	default:
		g.held = append(g.held, body...)
	}
	return !g.passed
}

// FlushError is for http.ResponseController.
func (g *gate) FlushError() error {
	g.mutex.Lock()
	if g.status == 0 {
		g.writeHeader(http.StatusOK)
	}
	passed := g.passed
	g.mutex.Unlock()
	if !passed {
		return nil
	}
	return http.NewResponseController(g.client).Flush()
}

// Hijack gives the connection itself, to handlers that speak another protocol on it.
func (g *gate) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.passed = true
	return http.NewResponseController(g.client).Hijack()
}

// unfit says why the header alone makes it no answer for a cache; "" where it does not.
func (g *gate) unfit() string {
	length, known := g.length()
	kind, _, _ := mime.ParseMediaType(g.header.Get("Content-Type"))
	switch {
	case g.status == http.StatusSwitchingProtocols:
		return "UPGRADE"
	case g.status == http.StatusPartialContent:
		return "RANGE"
	case kind == eventStream:
		return "EVENT-STREAM"
	case caddyhttp.IsIncremental(g.header):
		return "STREAM"
	case known && length > g.limit:
		return "TOO-LARGE"
	}
	return ""
}

func (g *gate) length() (int, bool) {
	length, err := strconv.Atoi(g.header.Get("Content-Length"))
	return length, err == nil && length >= 0
}

// late passes an answer that takes its time: what is there may be all that comes for long.
func (g *gate) late() {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if !g.ended && !g.passed {
		g.pass("STREAM")
		_ = http.NewResponseController(g.client).Flush()
	}
}

// pass gives the client what was held back, and from now on everything as it comes.
func (g *gate) pass(reason string) {
	g.passed = true
	g.client.Header().Set("Cache-Status", g.name+"; fwd=uri-miss; detail="+reason)
	g.start()
	if len(g.held) > 0 {
		_, _ = g.client.Write(g.held)
	}
	g.held = nil
	g.release()
}

// start sends the header. Souin hears of the status, since a change drops what it has of the address.
func (g *gate) start() {
	g.souin.WriteHeader(g.status)
	g.client.WriteHeader(g.status)
}

// finish gives Souin the whole answer, once the handlers are done, or the client its trailers.
func (g *gate) finish(err error) error {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.ended = true
	if g.timer != nil {
		g.timer.Stop()
	}
	switch {
	case g.panicked != nil:
	case !g.passed && g.status == 0:
		g.copyHeader()
	case !g.passed && err != nil:
		g.pass("FAILED")
	case !g.passed:
		g.copyHeader()
		g.souin.WriteHeader(g.status)
		held := g.held
		g.held = nil
		_, _ = g.souin.Write(held)
	default:
		maps.Copy(g.client.Header(), g.header)
	}
	return err
}
