// Command modules adds Go modules to the Caddy of this folder: each in its pinned version, and an import of it. Where
// that fails, its last line is the reason as JSON, which BuiltCaddyImage makes a message of.
//
//	go run ./modules github.com/mholt/caddy-l4@v0.1.2
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// Refusal is why Caddy can't have a module.
type Refusal struct {
	// Kind is missing, go, upgrade, pin, program or compile.
	Kind string `json:"kind"`
	// Module is the module as it was given, with its version.
	Module string `json:"module"`
	// Path is the Go module that would have another version, of Go for kind go.
	Path string `json:"path,omitempty"`
	// Ours is the version that Caddy is built with.
	Ours string `json:"ours,omitempty"`
	// Needs is the version that the module needs.
	Needs string `json:"needs,omitempty"`
	// Words is what Go said.
	Words string `json:"words,omitempty"`
}

// mostWords is how many bytes of Go's words a refusal has, so that it stays one line of the build's log.
const mostWords = 3000

func main() {
	modules := os.Args[1:]
	if len(modules) == 0 {
		return
	}
	ours := required()
	for _, module := range modules {
		get(module)
		refuseUpgrade(module, ours)
	}
	for _, module := range modules {
		refusePackage(module)
	}
	for _, module := range modules {
		compile(module)
	}
	if err := os.WriteFile("modules.go", imports(modules), 0o644); err != nil {
		fail(err)
	}
}

// needsGo is how Go says that a module needs a newer one.
var needsGo = regexp.MustCompile(`requires go >= (\S+) \(running go (\S+?)[;)]`)

// get adds a module to go.mod, and its hashes to go.sum once the checksum database has confirmed them.
func get(module string) {
	words, err := run("get", module)
	if err == nil {
		return
	}
	if found := needsGo.FindStringSubmatch(words); found != nil {
		refuse(Refusal{Kind: "go", Module: module, Path: "go", Ours: found[2], Needs: found[1]})
	}
	refuse(Refusal{Kind: "missing", Module: module, Words: words})
}

// refuseUpgrade refuses a module for which Go would take another Caddy, or another version of a module that this
// Caddy is tested with.
func refuseUpgrade(module string, ours map[string]string) {
	now := required()
	for path, version := range ours {
		if now[path] != version {
			refuse(Refusal{Kind: "upgrade", Module: module, Path: path, Ours: version, Needs: now[path]})
		}
	}
}

// refusePackage refuses a module that another one needs in a newer version, and a path that no program can import.
func refusePackage(module string) {
	path, version, _ := strings.Cut(module, "@")
	words, err := run("list", "-f", "{{.Name}} {{with .Module}}{{.Path}} {{.Version}}{{end}}", path)
	found := strings.Fields(words)
	if err != nil || len(found) != 3 {
		refuse(Refusal{Kind: "missing", Module: module, Words: words})
	}
	if found[0] == "main" {
		refuse(Refusal{Kind: "program", Module: module})
	}
	if strings.TrimSuffix(found[2], "+incompatible") != strings.TrimSuffix(version, "+incompatible") {
		refuse(Refusal{Kind: "pin", Module: module, Path: found[1], Ours: version, Needs: found[2]})
	}
}

// compile compiles a module by itself, so that a failure is about it, with the flags and for the platform of the
// whole program, which then takes the result from Go's cache.
func compile(module string) {
	path, _, _ := strings.Cut(module, "@")
	if words, err := run("build", "-trimpath", path); err != nil {
		refuse(Refusal{Kind: "compile", Module: module, Words: words})
	}
}

// required returns the versions of the modules that go.mod requires directly.
func required() map[string]string {
	words, err := run("mod", "edit", "-json")
	if err != nil {
		fail(fmt.Errorf("%w: %s", err, words))
	}
	var file struct {
		Require []struct {
			Path, Version string
			Indirect      bool
		}
	}
	if err := json.Unmarshal([]byte(words), &file); err != nil {
		fail(err)
	}
	versions := map[string]string{}
	for _, each := range file.Require {
		if !each.Indirect {
			versions[each.Path] = each.Version
		}
	}
	return versions
}

// imports returns the file that imports the modules.
func imports(modules []string) []byte {
	var file bytes.Buffer
	fmt.Fprint(&file, "package main\n\nimport (\n")
	for _, module := range modules {
		path, _, _ := strings.Cut(module, "@")
		fmt.Fprintf(&file, "\t_ %q\n", path)
	}
	fmt.Fprint(&file, ")\n")
	return file.Bytes()
}

// run runs a command of Go for the platform of the image, and returns its output, or its errors where it fails.
func run(args ...string) (string, error) {
	command := exec.Command("go", args...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTOOLCHAIN=local")
	for target, name := range map[string]string{"TARGETOS": "GOOS", "TARGETARCH": "GOARCH"} {
		if value := os.Getenv(target); value != "" {
			command.Env = append(command.Env, name+"="+value)
		}
	}
	var output, errors bytes.Buffer
	command.Stdout = &output
	command.Stderr = &errors
	if err := command.Run(); err != nil {
		return strings.TrimSpace(errors.String()), err
	}
	return output.String(), nil
}

func refuse(refusal Refusal) {
	if len(refusal.Words) > mostWords {
		refusal.Words = refusal.Words[:mostWords]
	}
	line, err := json.Marshal(refusal)
	if err != nil {
		fail(err)
	}
	fmt.Fprintf(os.Stderr, "refused: %s\n", line)
	os.Exit(1)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
