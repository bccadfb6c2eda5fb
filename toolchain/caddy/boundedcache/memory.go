package boundedcache

import (
	"runtime/debug"
	"sync/atomic"
)

const (
	// copiesKept is how often an answer is in memory while Souin stores it, copiesSent while it sends
	// one that it has, with buffers that grow and what the garbage collector has not seen yet.
	copiesKept = 6
	copiesSent = 3
	// maxShare is the most that kept answers may take, and once more that answers under way may.
	maxShare = 32 << 20
)

// underWay is the memory for answers on their way through Souin, of all sites together.
var underWay = &allowance{of: share}

// share is an eighth of the memory that Go may use, where that has a limit.
func share() int64 {
	return min(maxShare, debug.SetMemoryLimit(-1)/8)
}

// allowance is an amount of memory that is given out until it is spent.
type allowance struct {
	of   func() int64
	used atomic.Int64
}

func (a *allowance) take(bytes int64) bool {
	if a.used.Add(bytes) > a.of() {
		a.used.Add(-bytes)
		return false
	}
	return true
}

func (a *allowance) give(bytes int64) { a.used.Add(-bytes) }
