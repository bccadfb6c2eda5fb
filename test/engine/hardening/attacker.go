// Command attacker tries the addresses of its arguments, as somebody would who has taken over the
// container that it is in, and writes what it gets as JSON: "open", "closed", or for a socket of
// Docker's the status of an answer. It tries "raw:<address>@<hardware address>" with packets that it
// writes itself, past the host's rules between networks.
package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const patience = 2 * time.Second

func main() {
	found := map[string]string{}
	var lock sync.Mutex
	var group sync.WaitGroup
	for _, target := range os.Args[1:] {
		group.Add(1)
		go func() {
			defer group.Done()
			result := try(target)
			lock.Lock()
			found[target] = result
			lock.Unlock()
		}()
	}
	group.Wait()
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		panic(err)
	}
}

func try(target string) string {
	if far, isRaw := strings.CutPrefix(target, "raw:"); isRaw {
		return knock(far)
	}
	if path, isSocket := strings.CutPrefix(target, "unix:"); isSocket {
		return ask(path)
	}
	connection, err := net.DialTimeout("tcp", target, patience)
	if err != nil {
		return "closed"
	}
	connection.Close()
	return "open"
}

// ask lists the containers of the Docker host.
func ask(socket string) string {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	client := http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: patience}
	answer, err := client.Get("http://docker/containers/json")
	if err != nil {
		return "closed"
	}
	answer.Body.Close()
	return answer.Status
}
