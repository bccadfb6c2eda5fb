// Command sh stands in for the shell and the Go of a build: it knows the three commands of
// image.Dockerfile, and gives a Caddy that is there already instead of compiling one: the one with the modules
// of the build, or what Go said of modules that it has none with.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	command := strings.Join(strings.Fields(os.ExpandEnv(os.Args[len(os.Args)-1])), " ")
	fmt.Println(command)
	switch {
	case command == "go mod download":
		need("go.mod", "go.sum")
	case strings.HasPrefix(command, "go run ./modules"):
		need("modules/main.go")
		if said, err := os.ReadFile("/failed/" + modules()); err == nil {
			fail(string(said))
		}
	case strings.HasSuffix(command, "-o /out/caddy ."):
		need("go.mod", "go.sum", "main.go", "directives.go", "boundedcache/exchange.go", "boundedcache/gate.go",
			"boundedcache/handler.go", "boundedcache/memory.go", "boundedcache/store.go", "certificates/metrics.go")
		if !strings.HasPrefix(command, os.Getenv("EXPECTED")+" go build -mod=readonly ") {
			fail("expected " + os.Getenv("EXPECTED"))
		}
		copyFile("/caddy/"+modules(), "/out/caddy")
	default:
		fail("unknown command")
	}
}

// modules names the modules of the build, as the files of the image have it.
func modules() string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(os.Getenv("MODULES"))))
}

func need(files ...string) {
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			fail(err.Error())
		}
	}
}

func copyFile(from, to string) {
	source, err := os.Open(from)
	if err != nil {
		fail(err.Error())
	}
	if err := os.MkdirAll("/out", 0o755); err != nil {
		fail(err.Error())
	}
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		fail(err.Error())
	}
	if _, err := io.Copy(target, source); err != nil {
		fail(err.Error())
	}
}

func fail(reason string) {
	fmt.Fprintln(os.Stderr, reason)
	os.Exit(1)
}
