// Command whoami stands in for traefik/whoami where its image cannot be pulled. It is written from
// that image's documentation and does the part of it that needs no more than plain HTTP.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	name := flag.String("name", os.Getenv("WHOAMI_NAME"), "give me a name")
	port := flag.String("port", fromEnv("WHOAMI_PORT_NUMBER", "80"), "give me a port number")
	verbose := flag.Bool("verbose", false, "log each request")
	flag.Parse()

	server := &http.Server{
		Addr:              ":" + *port,
		Handler:           newHandler(*name, *verbose),
		ReadHeaderTimeout: 10 * time.Second,
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		<-stop.Done()
		grace, done := context.WithTimeout(context.Background(), 10*time.Second)
		defer done()
		_ = server.Shutdown(grace)
	}()

	log.Printf("Starting up on port %s", *port)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-drained
}

func fromEnv(key, fallback string) string {
	if value, ok := os.LookupEnv(key); ok && value != "" {
		return value
	}
	return fallback
}
