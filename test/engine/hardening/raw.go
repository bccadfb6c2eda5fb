package main

import (
	"bytes"
	"encoding/binary"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	ownPort = 43210
	syn     = 0x02
	synAck  = 0x12
)

// knock asks a port for a connection, in a frame to another network card than the address belongs to.
func knock(target string) string {
	address, hardware, _ := strings.Cut(target, "@")
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		panic(err)
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		panic(err)
	}
	card, err := net.ParseMAC(hardware)
	if err != nil {
		panic(err)
	}
	const all = 0x0300 // Every protocol, in the byte order of the network.
	socket, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW, all)
	if err != nil {
		return "closed"
	}
	defer syscall.Close(socket)
	own, err := net.InterfaceByName("eth0")
	if err != nil {
		panic(err)
	}
	place := syscall.SockaddrLinklayer{Protocol: all, Ifindex: own.Index}
	timeout := syscall.NsecToTimeval(int64(patience))
	if syscall.Bind(socket, &place) != nil ||
		syscall.SetsockoptTimeval(socket, syscall.SOL_SOCKET, syscall.SO_RCVTIMEO, &timeout) != nil {
		return "closed"
	}
	far := net.ParseIP(host).To4()
	segment := request(ownAddress(own), far, uint16(port))
	frame := append(append(append([]byte{}, card...), own.HardwareAddr...), 0x08, 0x00)
	if syscall.Sendto(socket, append(frame, segment...), 0, &place) != nil {
		return "closed"
	}
	return await(socket, far)
}

func ownAddress(own *net.Interface) net.IP {
	addresses, err := own.Addrs()
	if err != nil || len(addresses) == 0 {
		panic("no address")
	}
	return addresses[0].(*net.IPNet).IP.To4()
}

// await waits for the answer that a port gives which somebody listens on.
func await(socket int, far net.IP) string {
	packet := make([]byte, 2048)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		size, _, err := syscall.Recvfrom(socket, packet, 0)
		if err != nil {
			return "closed"
		}
		if size >= 54 && bytes.Equal(packet[26:30], far) && packet[47]&synAck == synAck {
			return "open"
		}
	}
	return "closed"
}

// request is an IP packet with the first segment of a TCP connection.
func request(from, to net.IP, port uint16) []byte {
	segment := make([]byte, 20)
	binary.BigEndian.PutUint16(segment[0:], ownPort)
	binary.BigEndian.PutUint16(segment[2:], port)
	binary.BigEndian.PutUint32(segment[4:], 1000)
	segment[12], segment[13] = 5<<4, syn
	binary.BigEndian.PutUint16(segment[14:], 65535)
	pseudo := append(append(append([]byte{}, from...), to...), 0, 6, 0, 20)
	binary.BigEndian.PutUint16(segment[16:], checksum(append(pseudo, segment...)))
	packet := []byte{0x45, 0, 0, 40, 0, 1, 0, 0, 64, 6, 0, 0}
	packet = append(append(packet, from...), to...)
	binary.BigEndian.PutUint16(packet[10:], checksum(packet))
	return append(packet, segment...)
}

func checksum(data []byte) uint16 {
	var sum uint32
	for at := 0; at+1 < len(data); at += 2 {
		sum += uint32(binary.BigEndian.Uint16(data[at:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
