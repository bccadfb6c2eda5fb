package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// whoami answers with what it knows of itself and of the request.
type whoami struct {
	name   string
	health atomic.Int32
}

func newHandler(name string, verbose bool) http.Handler {
	me := &whoami{name: name}
	me.health.Store(http.StatusOK)
	mux := http.NewServeMux()
	mux.HandleFunc("/", me.text)
	mux.HandleFunc("/api", me.api)
	mux.HandleFunc("/health", me.getHealth)
	mux.HandleFunc("POST /health", me.setHealth)
	mux.HandleFunc("/bench", bench)
	mux.HandleFunc("/data", data)
	if !verbose {
		return mux
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		log.Printf("%s %s %s %s", r.RemoteAddr, r.Method, r.URL.Path, r.Proto)
	})
}

// text echoes the request, after ?wait=<duration>, with the environment where ?env=true.
func (me *whoami) text(w http.ResponseWriter, r *http.Request) {
	if pause, err := time.ParseDuration(r.URL.Query().Get("wait")); err == nil {
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return
		}
	}
	var lines strings.Builder
	if me.name != "" {
		fmt.Fprintf(&lines, "Name: %s\n", me.name)
	}
	fmt.Fprintf(&lines, "Hostname: %s\n", hostname())
	for _, ip := range addresses() {
		fmt.Fprintf(&lines, "IP: %s\n", ip)
	}
	fmt.Fprintf(&lines, "RemoteAddr: %s\n", r.RemoteAddr)
	if err := r.Write(&lines); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if wantsEnvironment(r) {
		fmt.Fprintln(&lines, strings.Join(os.Environ(), "\n"))
	}
	_, _ = io.WriteString(w, lines.String())
}

// api says the same as JSON.
func (me *whoami) api(w http.ResponseWriter, r *http.Request) {
	answer := struct {
		Hostname   string            `json:"hostname,omitempty"`
		IP         []string          `json:"ip,omitempty"`
		Headers    http.Header       `json:"headers,omitempty"`
		URL        string            `json:"url,omitempty"`
		Host       string            `json:"host,omitempty"`
		Method     string            `json:"method,omitempty"`
		Name       string            `json:"name,omitempty"`
		RemoteAddr string            `json:"remoteAddr,omitempty"`
		Environ    map[string]string `json:"environ,omitempty"`
	}{
		hostname(), addresses(), r.Header, r.URL.RequestURI(), r.Host, r.Method, me.name,
		r.RemoteAddr, map[string]string{},
	}
	if wantsEnvironment(r) {
		for _, entry := range os.Environ() {
			key, value, _ := strings.Cut(entry, "=")
			answer.Environ[key] = value
		}
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", "*")
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer)
}

func (me *whoami) getHealth(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(int(me.health.Load()))
}

// setHealth makes the status code in the body the answer to every later GET.
func (me *whoami) setHealth(w http.ResponseWriter, r *http.Request) {
	var status int32
	err := json.NewDecoder(r.Body).Decode(&status)
	if err == nil && (status < 100 || status > 999) {
		err = fmt.Errorf("invalid status code %d", status)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	me.health.Store(status)
}

func bench(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, "1")
}

var units = map[string]int64{"": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40}

// data answers with ?size=<n> bytes, or of ?unit=kb|mb|gb|tb.
func data(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.ParseInt(r.URL.Query().Get("size"), 10, 64)
	if err != nil {
		size = 1
	}
	unit := max(1, units[strings.ToLower(r.URL.Query().Get("unit"))])
	_, _ = io.CopyN(w, letters{}, max(0, size)*unit)
}

// letters is an endless text.
type letters struct{}

func (letters) Read(buffer []byte) (int, error) {
	for i := range buffer {
		buffer[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[i%26]
	}
	return len(buffer), nil
}

func wantsEnvironment(r *http.Request) bool {
	wants, _ := strconv.ParseBool(r.URL.Query().Get("env"))
	return wants
}

func hostname() string {
	name, _ := os.Hostname()
	return name
}

func addresses() []string {
	var all []string
	found, _ := net.InterfaceAddrs()
	for _, address := range found {
		if network, ok := address.(*net.IPNet); ok {
			all = append(all, network.IP.String())
		}
	}
	return all
}
