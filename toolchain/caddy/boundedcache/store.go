package boundedcache

import (
	"bufio"
	"bytes"
	"container/list"
	"errors"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/darkweak/souin/pkg/storage/types"
	"github.com/darkweak/storages/core"
)

// overhead is about what an answer takes beside its bytes.
const overhead = 1024

// kept is the one store of all handlers.
var kept = newStore(share)

// view is the store as one handler sees it, which keeps stale answers in its own way.
type view struct {
	*store
	stale func() time.Duration
}

// register makes it what Souin uses where the configuration names no store. Souin forgets its stores
// when a configuration starts, so that the first handler of the next one empties ours.
func register(stale func() time.Duration) {
	if _, known := core.GetRegisteredStorer(types.DefaultStorageName + "-").(view); !known {
		kept.clear()
	}
	core.RegisterStorage(view{kept, stale})
}

// answer is one that is kept: its bytes as they went over the wire.
type answer struct {
	// base is the key of the address, key that of the answer among those of the address.
	base, key string
	dump      []byte
	// varied are the fields of the request that the answer depends on.
	varied       http.Header
	etag         string
	fresh, stale time.Time
}

func (a *answer) size() int64 {
	size := overhead + 2*len(a.base) + 2*len(a.key) + len(a.dump)
	for name, values := range a.varied {
		size += len(name) + len(strings.Join(values, ""))
	}
	return int64(size)
}

func (a *answer) suits(r *http.Request) bool {
	if ignored, _ := r.Context().Value(core.DISABLE_VARY_CTX).(bool); ignored {
		return true
	}
	for name, values := range a.varied {
		if r.Header.Get(name) != strings.Join(values, ", ") {
			return false
		}
	}
	return true
}

// store keeps answers up to a number of bytes, and drops those first that were not asked for longest.
type store struct {
	capacity func() int64
	mutex    sync.Mutex
	size     int64
	// recent has the answers, the one that was asked for last first.
	recent *list.List
	byKey  map[string]*list.Element
	byBase map[string]map[string]*list.Element
}

func newStore(capacity func() int64) *store {
	return &store{
		capacity: capacity,
		recent:   list.New(),
		byKey:    map[string]*list.Element{},
		byBase:   map[string]map[string]*list.Element{},
	}
}

func (s *store) put(kept *answer) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.drop(s.byKey[kept.key])
	if kept.size() > s.capacity() {
		return errors.New("the answer is larger than the store")
	}
	element := s.recent.PushFront(kept)
	s.size += kept.size()
	s.byKey[kept.key] = element
	if s.byBase[kept.base] == nil {
		s.byBase[kept.base] = map[string]*list.Element{}
	}
	s.byBase[kept.base][kept.key] = element
	for s.size > s.capacity() {
		s.drop(s.recent.Back())
	}
	return nil
}

// drop expects that the store is locked.
func (s *store) drop(element *list.Element) {
	if element == nil {
		return
	}
	dropped := s.recent.Remove(element).(*answer)
	s.size -= dropped.size()
	delete(s.byKey, dropped.key)
	delete(s.byBase[dropped.base], dropped.key)
	if len(s.byBase[dropped.base]) == 0 {
		delete(s.byBase, dropped.base)
	}
}

func (s *store) clear() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for s.recent.Len() > 0 {
		s.drop(s.recent.Back())
	}
}

// find gives what is kept of an address for a request: a fresh answer, or one that is only stale.
func (s *store) find(base string, r *http.Request, validator *core.Revalidator) (fresh, stale *answer) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := time.Now()
	for _, element := range s.byBase[base] {
		found := element.Value.(*answer)
		if now.After(found.stale) {
			s.drop(element)
			continue
		}
		if !found.suits(r) {
			continue
		}
		if core.ValidateETagFromHeader(found.etag, validator); !validator.Matched {
			continue
		}
		s.recent.MoveToFront(element)
		if now.Before(found.fresh) {
			return found, nil
		}
		stale = found
	}
	return nil, stale
}

// GetMultiLevel implements core.Storer. An answer that there is no memory to send is not found.
func (s *store) GetMultiLevel(base string, r *http.Request, validator *core.Revalidator) (*http.Response, *http.Response) {
	fresh, stale := s.find(base, r, validator)
	return response(fresh, r), response(stale, r)
}

func response(found *answer, r *http.Request) *http.Response {
	if found == nil {
		return nil
	}
	exchange, counted := r.Context().Value(exchangeKey{}).(*exchange)
	if counted && !exchange.take(len(found.dump), copiesSent) {
		return nil
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(found.dump)), r)
	if err != nil {
		return nil
	}
	return response
}

// SetMultiLevel implements core.Storer.
func (v view) SetMultiLevel(base, key string, dump []byte, varied http.Header, etag string, ttl time.Duration, _ string) error {
	fresh := time.Now().Add(ttl)
	return v.put(&answer{
		base:   base,
		key:    key,
		dump:   bytes.Clone(dump),
		varied: varied,
		etag:   etag,
		fresh:  fresh,
		stale:  fresh.Add(v.stale()),
	})
}

// Get implements core.Storer.
func (s *store) Get(key string) []byte {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	element := s.byKey[key]
	if element == nil || time.Now().After(element.Value.(*answer).stale) {
		return nil
	}
	return element.Value.(*answer).dump
}

// Set implements core.Storer, for what Souin notes of answers.
func (s *store) Set(key string, value []byte, ttl time.Duration) error {
	until := time.Now().Add(ttl)
	return s.put(&answer{base: key, key: key, dump: value, fresh: until, stale: until})
}

// Delete implements core.Storer. Souin drops all answers of an address by its prefixed key.
func (s *store) Delete(key string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.drop(s.byKey[key])
	if base, all := strings.CutPrefix(key, core.MappingKeyPrefix); all {
		for _, element := range s.byBase[base] {
			s.drop(element)
		}
	}
}

// DeleteMany implements core.Storer.
func (s *store) DeleteMany(pattern string) {
	expression, err := regexp.Compile(pattern)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for key, element := range s.byKey {
		if err == nil && expression.MatchString(key) || strings.HasPrefix(key, pattern) {
			s.drop(element)
		}
	}
}

// ListKeys implements core.Storer.
func (s *store) ListKeys() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	keys := []string{}
	for key := range s.byKey {
		keys = append(keys, key)
	}
	return keys
}

// MapKeys implements core.Storer. With this prefix it is Souin's sweeper that asks: a goroutine that
// each handler starts and none ends. There is nothing to sweep here, and so it ends.
func (s *store) MapKeys(prefix string) map[string]string {
	if prefix == core.MappingKeyPrefix {
		runtime.Goexit()
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	found := map[string]string{}
	for key, element := range s.byKey {
		if name, ok := strings.CutPrefix(key, prefix); ok {
			found[name] = string(element.Value.(*answer).dump)
		}
	}
	return found
}

// Name implements core.Storer: that of Souin's own, which it replaces.
func (s *store) Name() string { return types.DefaultStorageName }

// Uuid implements core.Storer.
func (s *store) Uuid() string { return "" }

// Init implements core.Storer.
func (s *store) Init() error { return nil }

// Reset implements core.Storer.
func (s *store) Reset() error {
	s.clear()
	return nil
}
