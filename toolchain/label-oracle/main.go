// Command label-oracle answers what the real Caddy Docker Proxy and the real Caddy do with the
// labels of a set of containers. It is for tests only: one JSON request a line on standard input,
// one JSON answer a line on standard output, until the input ends.
package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"

	_ "gatehouse/toolchain/caddy/boundedcache"
	_ "gatehouse/toolchain/caddy/certificates"

	_ "github.com/caddyserver/cache-handler"
	_ "github.com/caddyserver/caddy/v2/modules/standard"
	_ "github.com/mholt/caddy-ratelimit"
)

// request is one question. Op decides which of the fields count.
type request struct {
	// Op is "generate" (from containers to an adapted configuration), "marshal" (a Caddyfile as the
	// plugin reads and writes it), "adapt" (from a Caddyfile to an adapted configuration), "tokens" (a
	// Caddyfile as Caddy reads it) or "modules" (what "caddy list-modules" tells).
	Op string `json:"op"`
	// Containers in the order in which Docker lists them, newest first.
	Containers []containerRequest `json:"containers"`
	// Prefix of the labels; "caddy" when empty.
	Prefix string `json:"prefix"`
	// Process is CADDY_DOCKER_PROCESS_CADDYFILE.
	Process bool `json:"process"`
	// Validate also provisions the adapted configuration.
	Validate bool `json:"validate"`
	// Text is the Caddyfile of "marshal", "adapt" and "tokens".
	Text string `json:"text"`
}

type containerRequest struct {
	Labels map[string]string `json:"labels"`
	// IPs of the container on the ingress network.
	IPs []string `json:"ips"`
}

// answer is what came of a request; Panic, AdaptError and ValidateError are empty when all went well.
type answer struct {
	Caddyfile     string          `json:"caddyfile"`
	Logs          string          `json:"logs"`
	JSON          json.RawMessage `json:"json,omitempty"`
	Warnings      []string        `json:"warnings,omitempty"`
	Panic         string          `json:"panic,omitempty"`
	AdaptError    string          `json:"adaptError,omitempty"`
	ValidateError string          `json:"validateError,omitempty"`
	Modules       []module        `json:"modules,omitempty"`
	Tokens        []token         `json:"tokens,omitempty"`
}

// token is a word of a Caddyfile, and the lines that it stands on.
type token struct {
	Text   string `json:"text"`
	Quoted bool   `json:"quoted"`
	First  int    `json:"first"`
	Last   int    `json:"last"`
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	decoder := json.NewDecoder(input)
	for decoder.More() {
		var req request
		if err := decoder.Decode(&req); err != nil {
			log.Fatal(err)
		}
		if err := output.Encode(ask(req)); err != nil {
			log.Fatal(err)
		}
	}
}
