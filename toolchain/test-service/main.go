// The service that the tests of updates replace: it takes a while to start, can be told to fail,
// and answers slow requests, posts, large files, streams, events and upgraded connections, and lines over TCP.
// Its first argument can make it an OpenID provider or an auth service instead.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "healthcheck" {
		os.Exit(healthcheck())
	}
	log.SetFlags(0)
	if reason := os.Getenv("FAIL"); reason != "" {
		log.Fatalf("can't start: %s", reason)
	}
	server := &http.Server{Addr: roleOf(os.Args).address, Handler: newHandler(time.Now())}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	go func() {
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	<-stop.Done()
	if os.Getenv("ABRUPT") != "" {
		return
	}
	_ = server.Shutdown(context.Background())
}

func healthcheck() int {
	command, _ := os.ReadFile("/proc/1/cmdline")
	address := roleOf(strings.Split(string(command), "\x00")).address
	response, err := http.Get("http://127.0.0.1" + address + "/healthz")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	body, _ := io.ReadAll(response.Body)
	fmt.Println(strings.TrimSpace(string(body)))
	if response.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}

// newHandler answers 503 until BOOT, a duration, is over; for ever where UNHEALTHY is set.
func newHandler(started time.Time) http.Handler {
	boot, _ := time.ParseDuration(os.Getenv("BOOT"))
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	roleOf(os.Args).register(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if os.Getenv("UNHEALTHY") != "" || time.Since(started) < boot {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// A role is where the service listens and what it answers.
type role struct {
	address  string
	register func(*http.ServeMux)
}

var roles = map[string]role{
	"openid":    {":8080", openid},
	"authelia":  {":9091", authelia},
	"authentik": {":9000", authentik},
	"tinyauth":  {":3000", tinyauth},
}

// roleOf is the role that the first argument names.
func roleOf(args []string) role {
	if len(args) > 1 {
		if found, ok := roles[args[1]]; ok {
			return found
		}
	}
	return role{":8080", service}
}

func service(mux *http.ServeMux) {
	go startEcho()
	mux.HandleFunc("/", answer)
	mux.HandleFunc("/headers", headers)
	mux.HandleFunc("/health", headers)
	mux.HandleFunc("/file", file)
	mux.HandleFunc("/stream", stream)
	mux.HandleFunc("/events", events)
	mux.HandleFunc("/socket", socket)
	inside(mux)
}

// headers is what it was sent: the request's URI and headers.
func headers(w http.ResponseWriter, r *http.Request) {
	_ = json.NewEncoder(w).Encode(map[string]any{"uri": r.RequestURI, "headers": r.Header})
}

// answer says which version it is and what it was sent, after ?wait=<duration>.
func answer(w http.ResponseWriter, r *http.Request) {
	size, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return
	}
	if pause, err := time.ParseDuration(r.URL.Query().Get("wait")); err == nil {
		time.Sleep(pause)
	}
	hostname, _ := os.Hostname()
	fmt.Fprintf(w, "%s %s %s %s %d\n", os.Getenv("VERSION"), hostname, r.Method, r.URL.Path, size)
}

// file is a file of ?size=<bytes>, or what is asked of it; of a length that it keeps to itself with &chunked.
func file(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.ParseInt(r.URL.Query().Get("size"), 10, 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	content := io.NewSectionReader(alphabet{}, 0, size)
	if r.URL.Query().Has("chunked") {
		_, _ = io.Copy(w, content)
		return
	}
	http.ServeContent(w, r, "file.txt", time.Time{}, content)
}

// alphabet is a to z, again and again.
type alphabet struct{}

func (alphabet) ReadAt(piece []byte, offset int64) (int, error) {
	for index := range piece {
		piece[index] = byte('a' + (offset+int64(index))%26)
	}
	return len(piece), nil
}

// events sends a server-sent event every 100 ms until the client goes.
func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for number := 0; ; number++ {
		fmt.Fprintf(w, "data: %d\n\n", number)
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// stream sends a line every 100 ms until the client goes.
func stream(w http.ResponseWriter, r *http.Request) {
	for number := 0; ; number++ {
		fmt.Fprintf(w, "%d\n", number)
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// socket echoes lines over an upgraded connection, as a websocket would.
func socket(w http.ResponseWriter, _ *http.Request) {
	connection, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer connection.Close()
	fmt.Fprint(connection, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
	lines := bufio.NewScanner(buffered)
	for lines.Scan() {
		fmt.Fprintln(connection, lines.Text())
	}
}
