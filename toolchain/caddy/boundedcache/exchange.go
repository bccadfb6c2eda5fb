package boundedcache

import (
	"errors"
	"net/http"

	"github.com/darkweak/souin/pkg/middleware"
)

// exchange is a request and its answer, between Souin, which is in front, and the service.
type exchange struct {
	// name is the cache's in Cache-Status.
	name   string
	client http.ResponseWriter
	// limit is the bytes of the longest answer that Souin gets.
	limit int
	// taken is what the exchange holds of the memory for answers under way.
	taken int64
	// passed is whether the answer went, or goes, straight to the client.
	passed bool
	// err is what the handlers behind said, where the answer was passed.
	err      error
	panicked any
}

type exchangeKey struct{}

// take asks for the memory of so many copies of a body.
func (e *exchange) take(bytes, copies int) bool {
	need := int64(bytes) * int64(copies)
	if !underWay.take(need) {
		return false
	}
	e.taken += need
	return true
}

// takeBody asks for the memory of a request's body.
func (e *exchange) takeBody(r *http.Request) bool {
	return r.ContentLength >= 0 && e.take(int(r.ContentLength), copiesKept)
}

func (e *exchange) release() {
	underWay.give(e.taken)
	e.taken = 0
}

// forward lets the handlers behind answer: Souin where it may keep the answer, else the client.
func (e *exchange) forward(souin http.ResponseWriter, next func(http.ResponseWriter) error) error {
	_, keeps := souin.(*middleware.CustomWriter)
	e.passed = !keeps
	gate := newGate(e, souin)
	err := gate.finish(e.guarded(gate, next))
	if e.panicked != nil {
		return errors.New("the handler was aborted")
	}
	if e.passed {
		e.err = err
	}
	if e.passed && keeps {
		return nil
	}
	return err
}

// guarded keeps a panic, which is how Caddy aborts an answer, for the goroutine that may have one.
func (e *exchange) guarded(gate *gate, next func(http.ResponseWriter) error) error {
	defer func() { e.panicked = recover() }()
	return next(gate)
}

// front is the client as Souin sees it: no longer there once an answer has been passed.
type front struct{ *exchange }

// Header is one that can't be kept, where it is no longer the client's.
func (f front) Header() http.Header {
	if f.passed {
		return http.Header{"Vary": {"*"}, "Cache-Control": {"no-store"}}
	}
	return f.client.Header()
}

func (f front) WriteHeader(status int) {
	if !f.passed {
		f.client.WriteHeader(status)
	}
}

func (f front) Write(body []byte) (int, error) {
	if f.passed {
		return len(body), nil
	}
	return f.client.Write(body)
}
