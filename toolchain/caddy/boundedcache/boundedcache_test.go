package boundedcache

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"
)

// service counts what it is asked, and answers by path.
type service struct {
	asked atomic.Int64
	// more is a piece of a stream; the stream ends when it is closed.
	more chan string
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number := s.asked.Add(1)
	flush := w.(http.Flusher).Flush
	switch r.URL.Path {
	case "/small":
		fmt.Fprintf(w, "answer %d", number)
	case "/chunked":
		fmt.Fprintf(w, "answer %d", number)
		flush()
	case "/limit":
		w.Write(bytes.Repeat([]byte("a"), 1000))
	case "/over":
		w.Write(bytes.Repeat([]byte("a"), 1001))
	case "/growing":
		for range 11 {
			w.Write(bytes.Repeat([]byte("a"), 100))
			flush()
		}
	case "/events":
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		s.stream(w, flush)
	case "/drip":
		s.stream(w, flush)
	case "/range":
		http.ServeContent(w, r, "file.txt", time.Time{}, strings.NewReader("0123456789"))
	case "/partial":
		w.Header().Set("Content-Range", "bytes 0-1/10")
		w.WriteHeader(http.StatusPartialContent)
		fmt.Fprintf(w, "%02d", number)
	case "/broken":
		w.Header().Set("Content-Length", "500")
		io.WriteString(w, "half")
		flush()
		panic(http.ErrAbortHandler)
	case "/body":
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%d bytes, answer %d", len(body), number)
	case "/socket":
		connection, buffered, _ := w.(http.Hijacker).Hijack()
		defer connection.Close()
		io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		line, _ := buffered.ReadString('\n')
		io.WriteString(connection, line)
	}
}

func (s *service) stream(w http.ResponseWriter, flush func()) {
	for piece := range s.more {
		io.WriteString(w, piece)
		flush()
	}
}

// start runs a Caddy with a cache before the service, and gives the Caddy's address.
func start(t *testing.T, options string) (*service, string) {
	t.Helper()
	kept.clear()
	behind := &service{more: make(chan string)}
	upstream := httptest.NewServer(behind)
	t.Cleanup(upstream.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	if err := load(t, address, options, upstream.Listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { caddy.Stop() })
	return behind, address
}

// load gives Caddy a configuration with a cache of these options.
func load(t *testing.T, address, options, upstream string) error {
	t.Helper()
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt(fmt.Appendf(nil, `{
	admin off
	auto_https off
	persist_config off
	grace_period 1s
}
http://%s {
	bounded_cache {
		ttl 1m
		max_cacheable_body_bytes 1000
		%s
	}
	reverse_proxy %s
}`, address, options, upstream), nil)
	if err != nil {
		t.Fatal(err)
	}
	return caddy.Load(config, true)
}

type reply struct {
	status int
	body   string
	cache  string
}

func ask(t *testing.T, method, address, path string, header http.Header, body io.Reader) reply {
	t.Helper()
	request, err := http.NewRequest(method, "http://"+address+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	cache, _, _ := strings.Cut(response.Header.Get("Cache-Status"), "; key=")
	return reply{response.StatusCode, string(text), cache}
}

func get(t *testing.T, address, path string) reply {
	t.Helper()
	return ask(t, http.MethodGet, address, path, nil, nil)
}

func same[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestAnAnswerUpToTheLimitIsKept(t *testing.T) {
	_, address := start(t, "")
	same(t, get(t, address, "/small"), reply{200, "answer 1", "Souin; fwd=uri-miss; stored"})
	same(t, get(t, address, "/small").body, "answer 1")
	same(t, get(t, address, "/chunked").body, "answer 2")
	same(t, get(t, address, "/chunked").body, "answer 2")
	same(t, get(t, address, "/limit").cache, "Souin; fwd=uri-miss; stored")
	same(t, underWay.used.Load(), 0)
}

func TestAnAnswerOverTheLimitIsPassed(t *testing.T) {
	for path, length := range map[string]int{"/over": 1001, "/growing": 1100} {
		behind, address := start(t, "")
		want := reply{200, strings.Repeat("a", length), "Souin; fwd=uri-miss; detail=TOO-LARGE"}
		same(t, get(t, address, path), want)
		same(t, get(t, address, path), want)
		same(t, behind.asked.Load(), 2)
		same(t, kept.size, 0)
		same(t, underWay.used.Load(), 0)
	}
}

func TestAStreamIsPassedAsItComes(t *testing.T) {
	for path, reason := range map[string]string{"/events": "EVENT-STREAM", "/drip": "STREAM"} {
		behind, address := start(t, "")
		opened := make(chan *http.Response)
		go func() {
			response, err := http.Get("http://" + address + path)
			if err != nil {
				t.Error(err)
			}
			opened <- response
		}()
		behind.more <- "first\n"
		response := <-opened
		lines := bufio.NewReader(response.Body)
		for _, want := range []string{"first\n", "second\n"} {
			line, _ := lines.ReadString('\n')
			same(t, line, want)
			if want == "first\n" {
				behind.more <- "second\n"
			}
		}
		same(t, response.Header.Get("Cache-Status"), "Souin; fwd=uri-miss; detail="+reason)
		close(behind.more)
		_, _ = io.Copy(io.Discard, lines)
		response.Body.Close()
		same(t, kept.size, 0)
	}
}

func TestOthersDoNotWaitForAStreamOfTheSameAddress(t *testing.T) {
	behind, address := start(t, "")
	read := make(chan string, 2)
	for range 2 {
		go func() {
			response, err := http.Get("http://" + address + "/events")
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			text, _ := io.ReadAll(response.Body)
			read <- string(text)
		}()
	}
	deadline := time.Now().Add(5 * time.Second)
	for behind.asked.Load() < 2 && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	behind.more <- "one"
	close(behind.more)
	same(t, behind.asked.Load(), 2)
	same(t, len(<-read+<-read), 3)
}

func TestARangeIsPassed(t *testing.T) {
	_, address := start(t, "")
	same(t, get(t, address, "/range").cache, "Souin; fwd=uri-miss; stored")
	header := http.Header{"Range": {"bytes=2-4"}}
	same(t, ask(t, http.MethodGet, address, "/range", header, nil),
		reply{206, "234", "Souin; fwd=bypass; detail=RANGE"})
	same(t, get(t, address, "/partial"), reply{206, "03", "Souin; fwd=uri-miss; detail=RANGE"})
	same(t, get(t, address, "/partial"), reply{206, "04", "Souin; fwd=uri-miss; detail=RANGE"})
}

func TestAnUpgradeIsPassed(t *testing.T) {
	_, address := start(t, "")
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "GET /socket HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n", address)
	buffered := bufio.NewReader(connection)
	response, err := http.ReadResponse(buffered, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, response.StatusCode, 101)
	fmt.Fprintln(connection, "hello")
	line, _ := buffered.ReadString('\n')
	same(t, line, "hello\n")
}

func TestAnAnswerThatBreaksIsBrokenForTheClient(t *testing.T) {
	behind, address := start(t, "")
	for range 2 {
		response, err := http.Get("http://" + address + "/broken")
		if err == nil {
			_, err = io.ReadAll(response.Body)
		}
		if err == nil {
			t.Error("half an answer was given as a whole one")
		}
	}
	same(t, behind.asked.Load() >= 2, true)
	same(t, kept.size, 0)
	same(t, underWay.used.Load(), 0)
}

func TestAClientThatGoesEndsTheRequest(t *testing.T) {
	behind, address := start(t, "")
	ctx, cancel := context.WithCancel(context.Background())
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/drip", nil)
	go func() {
		for behind.asked.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	_, err := http.DefaultClient.Do(request)
	same(t, err != nil, true)
	close(behind.more)
	same(t, get(t, address, "/small").body, "answer 2")
}

func TestAChangeDropsWhatIsKeptOfTheAddress(t *testing.T) {
	_, address := start(t, "")
	same(t, get(t, address, "/body").body, "0 bytes, answer 1")
	same(t, get(t, address, "/body").body, "0 bytes, answer 1")
	body := strings.NewReader(strings.Repeat("b", 5000))
	same(t, ask(t, http.MethodPost, address, "/body", nil, body).body, "5000 bytes, answer 2")
	same(t, get(t, address, "/body").body, "0 bytes, answer 3")
}

func TestABodyThatIsPartOfTheKeyIsReadUpToWhatThereIs(t *testing.T) {
	behind, address := start(t, "allowed_http_verbs GET POST")
	post := func(body io.Reader) string {
		return ask(t, http.MethodPost, address, "/body", nil, body).body
	}
	same(t, post(strings.NewReader("question")), "8 bytes, answer 1")
	same(t, post(strings.NewReader("question")), "8 bytes, answer 1")
	unknown := io.MultiReader(strings.NewReader("question"))
	same(t, post(unknown), "8 bytes, answer 2")
	same(t, behind.asked.Load(), 2)
}

func TestWithoutMemoryAnswersArePassed(t *testing.T) {
	behind, address := start(t, "")
	same(t, get(t, address, "/small").body, "answer 1")
	everything := share()
	same(t, underWay.take(everything), true)
	defer underWay.give(everything)
	same(t, get(t, address, "/small"), reply{200, "answer 2", "Souin; fwd=uri-miss; detail=NO-MEMORY"})
	same(t, behind.asked.Load(), 2)
}

func TestTheStoreDropsWhatWasNotAskedForLongest(t *testing.T) {
	_, address := start(t, "")
	small := kept.capacity
	kept.capacity = func() int64 { return 3 * 2500 }
	defer func() { kept.capacity = small }()
	for _, query := range []string{"?1", "?2", "?3", "?1", "?4"} {
		get(t, address, "/limit"+query)
		same(t, kept.size <= kept.capacity(), true)
	}
	stored := func(query string) bool { return kept.byBase["GET-http-"+address+"-/limit"+query] != nil }
	same(t, fmt.Sprint(stored("?1"), stored("?2"), stored("?3"), stored("?4")), "true false true true")
}

func TestALimitThatCanNotBeKeptIsRefused(t *testing.T) {
	err := load(t, "127.0.0.1:1", "max_cacheable_body_bytes 5000001", "127.0.0.1:2")
	want := "max_cacheable_body_bytes must be at most 5000000, got 5000001"
	same(t, strings.HasSuffix(fmt.Sprint(err), want), true)
}
