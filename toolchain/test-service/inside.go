package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// inside adds what shows a container from within: its process, its files and the network.
func inside(mux *http.ServeMux) {
	mux.HandleFunc("/process", process)
	mux.HandleFunc("/disk", disk)
	mux.HandleFunc("/dial", dial)
}

// process is what the options of a container decide of its process.
func process(w http.ResponseWriter, _ *http.Request) {
	directory, _ := os.Getwd()
	hostname, _ := os.Hostname()
	groups, _ := os.Getgroups()
	var files syscall.Rlimit
	_ = syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files)
	somaxconn, _ := os.ReadFile("/proc/sys/net/core/somaxconn")
	resolver, _ := os.ReadFile("/etc/resolv.conf")
	first, _ := os.ReadFile("/proc/1/comm")
	var memory syscall.Statfs_t
	_ = syscall.Statfs("/dev/shm", &memory)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"args": os.Args, "env": os.Environ(), "directory": directory, "hostname": hostname,
		"uid": os.Getuid(), "gid": os.Getgid(), "groups": groups, "files": files,
		"somaxconn": string(somaxconn), "resolver": string(resolver), "first": string(first),
		"sharedMemory": memory.Blocks * uint64(memory.Bsize),
	})
}

// disk reads ?path=, with its mode and owner in headers, or appends what is posted.
func disk(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Query().Get("path")
	if r.Method == http.MethodPost {
		if err := add(path, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
		return
	}
	found, err := os.Stat(path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	content, err := os.ReadFile(path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	owner := found.Sys().(*syscall.Stat_t)
	w.Header().Set("Access", fmt.Sprintf("%o %d:%d", found.Mode().Perm(), owner.Uid, owner.Gid))
	_, _ = w.Write(content)
}

// add appends to a file, and is done when that is on disk.
func add(path string, text io.Reader) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := io.Copy(file, text); err != nil {
		return err
	}
	return file.Sync()
}

// dial says whether ?address= takes connections.
func dial(w http.ResponseWriter, r *http.Request) {
	connection, err := net.DialTimeout("tcp", r.URL.Query().Get("address"), 2*time.Second)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	_ = connection.Close()
	fmt.Fprintln(w, "connected")
}
