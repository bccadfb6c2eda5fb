package main

import (
	"bytes"
	"net/netip"
	"strconv"
	"strings"

	"github.com/lucaslorentz/caddy-docker-proxy/v2/config"
	"github.com/lucaslorentz/caddy-docker-proxy/v2/docker"
	"github.com/lucaslorentz/caddy-docker-proxy/v2/generator"
	"github.com/moby/moby/api/types/container"
	"github.com/moby/moby/api/types/network"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

const ingress = "ingress"

// generate runs the plugin's generator on mocked containers and gives its Caddyfile and its log.
func generate(req request) (string, string) {
	if req.Prefix == "" {
		req.Prefix = generator.DefaultLabelPrefix
	}
	client := &docker.ClientMock{
		ContainersData: summaries(req.Containers),
		NetworksData:   []network.Summary{{Network: network.Network{ID: ingress + "-id", Name: ingress}}},
	}
	options := &config.Options{
		LabelPrefix:            req.Prefix,
		ControlledServersLabel: req.Prefix + "_controlled_server",
		ProcessCaddyfile:       req.Process,
		IngressNetworks:        []string{ingress},
	}
	var logs bytes.Buffer
	encoder := zapcore.NewConsoleEncoder(zapcore.EncoderConfig{LevelKey: "level", MessageKey: "message",
		EncodeLevel: zapcore.CapitalLevelEncoder})
	logger := zap.New(zapcore.NewCore(encoder, zapcore.AddSync(&logs), zapcore.WarnLevel))
	made := generator.CreateGenerator([]docker.Client{client}, &docker.UtilsMock{}, options)
	text, _ := made.GenerateCaddyfile(logger)
	return string(text), strings.TrimSpace(logs.String())
}

func summaries(requested []containerRequest) []container.Summary {
	summaries := []container.Summary{}
	for index, each := range requested {
		networks := map[string]*network.EndpointSettings{}
		for n, ip := range each.IPs {
			// A container has one address a network, so each further address is a further network
			// that the first one's ID makes an ingress network too.
			name := ingress
			if n > 0 {
				name = ingress + "-" + strconv.Itoa(n)
			}
			networks[name] = &network.EndpointSettings{NetworkID: ingress + "-id", IPAddress: netip.MustParseAddr(ip)}
		}
		summaries = append(summaries, container.Summary{
			ID:              "container-" + strconv.Itoa(index),
			Names:           []string{"/container-" + strconv.Itoa(index)},
			Labels:          each.Labels,
			NetworkSettings: &container.NetworkSettingsSummary{Networks: networks},
		})
	}
	return summaries
}
