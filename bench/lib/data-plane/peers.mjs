// The proxies that people would use instead, each in front of the same container, with a configuration as
// its documentation has it for one site, and connections to the service kept open.
import { imageReferences } from "../../../toolchain/lib/images.mjs";
import { goPeer, peerDir } from "../peers.mjs";

/** The host of all requests. */
export const HOST = "web.localhost";

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} image
 * @property {string[]} command
 * @property {Record<string, string>} [labels]
 * @property {Record<string, string>} [files]
 * @property {boolean} [socket] whether it reads labels from Docker
 */

export const IMAGES = {
  nginx: "gatehouse.local/bench-nginx",
  haproxy: "gatehouse.local/bench-haproxy",
  traefik: "gatehouse.local/bench-traefik",
};

/** Traefik; what its published module lacks, and what no bench needs, is in bench/peers/traefik/. */
export const traefik = () =>
  goPeer({
    program: "traefik",
    folder: peerDir("traefik"),
    module: "github.com/traefik/traefik/v3",
    package: "github.com/traefik/traefik/v3/cmd/traefik",
  });

/**
 * @param {string} upstream host and port of the service on the network
 * @param {{ certificate: string, key: string }} pem
 * @returns {Peer[]}
 */
export function peers(upstream, { certificate, key }) {
  const pem = { "/tls/cert.pem": certificate, "/tls/key.pem": key };
  return [
    {
      name: "Caddyfile by hand",
      image: imageReferences().caddy ?? "",
      command: ["run", "--config", "/Caddyfile"],
      files: { "/Caddyfile": `${HOST} {\n\ttls internal\n\treverse_proxy ${upstream}\n}\n` },
    },
    {
      name: "Traefik",
      image: IMAGES.traefik,
      command: [
        "/traefik",
        "--entrypoints.websecure.address=:443",
        "--entrypoints.websecure.http.tls=true",
        "--providers.docker.exposedbydefault=false",
        "--providers.docker.constraints=Label(`gatehouse.bench`,`traefik`)",
        "--providers.file.filename=/tls.yaml",
        "--global.checknewversion=false",
      ],
      labels: {
        "gatehouse.bench": "traefik",
        "traefik.enable": "true",
        "traefik.http.routers.web.rule": `Host(\`${HOST}\`)`,
        "traefik.http.services.web.loadbalancer.server.url": `http://${upstream}`,
      },
      files: {
        ...pem,
        "/tls.yaml":
          "tls: { stores: { default: { defaultCertificate: { certFile: /tls/cert.pem, keyFile: /tls/key.pem } } } }\n",
      },
      socket: true,
    },
    {
      name: "nginx",
      image: IMAGES.nginx,
      command: ["/usr/sbin/nginx", "-c", "/proxy.conf"],
      files: { ...pem, "/proxy.conf": nginx(upstream) },
    },
    {
      name: "haproxy",
      image: IMAGES.haproxy,
      command: ["/usr/sbin/haproxy", "-W", "-f", "/haproxy.cfg"],
      files: { "/tls/both.pem": certificate + key, "/haproxy.cfg": haproxy(upstream) },
    },
  ];
}

const NGINX = `
daemon off;
user root;
pid /tmp/nginx.pid;
worker_processes auto;
error_log stderr;
events { worker_connections 4096; }
`;

/** The service: a small body and one of 100 KB. Nothing answers faster, so the proxies show. */
export const SERVICE = {
  port: 8080,
  command: ["/usr/sbin/nginx", "-c", "/service.conf"],
  files: {
    "/www/small": "x".repeat(100),
    "/www/large": "x".repeat(100 * 1024),
    "/service.conf": `${NGINX}
http {
  access_log off;
  keepalive_requests 1000000;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=10;
  server {
    listen 8080;
    root /www;
    default_type text/plain;
  }
}
`,
  },
};

/** @param {string} upstream */
const nginx = (upstream) => `${NGINX}
http {
  access_log off;
  keepalive_requests 1000000;
  upstream web {
    server ${upstream};
    keepalive 64;
    keepalive_requests 1000000;
  }
  server {
    listen 443 ssl http2;
    server_name ${HOST};
    ssl_certificate /tls/cert.pem;
    ssl_certificate_key /tls/key.pem;
    location / {
      proxy_pass http://web;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_buffers 16 16k;
    }
  }
}
`;

/** @param {string} upstream */
const haproxy = (upstream) => `
global
  maxconn 4096
defaults
  mode http
  option forwardfor
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend web
  bind :443 ssl crt /tls/both.pem alpn h2,http/1.1
  default_backend web
backend web
  server web ${upstream}
`;
