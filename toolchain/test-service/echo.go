package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"log"
	"math/big"
	"net"
	"os"
	"time"
)

// startEcho answers lines over TCP once BOOT is over: on 9000, on 9022 after a greeting, on 9443 over TLS.
func startEcho() {
	boot, _ := time.ParseDuration(os.Getenv("BOOT"))
	time.Sleep(boot)
	go serveEcho(listen(":9000"), "")
	go serveEcho(listen(":9022"), "welcome")
	go serveEcho(tls.NewListener(listen(":9443"), &tls.Config{Certificates: []tls.Certificate{own()}}), "")
}

func listen(address string) net.Listener {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func serveEcho(listener net.Listener, greeting string) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go echo(connection, greeting)
	}
}

// echo answers each line with the version and the line, that of the PROXY protocol, too.
func echo(connection net.Conn, greeting string) {
	defer connection.Close()
	version := os.Getenv("VERSION")
	if greeting != "" {
		fmt.Fprintf(connection, "%s %s\n", version, greeting)
	}
	lines := bufio.NewScanner(connection)
	for lines.Scan() {
		fmt.Fprintf(connection, "%s %s\n", version, lines.Text())
	}
}

// own is a certificate that the service signs itself.
func own() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "test-service"},
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{certificate}, PrivateKey: key}
}
