import { debianImage } from "./debian";

/** Builds an image of Debian's Prometheus and promtool, which reads `/etc/prometheus/prometheus.yml`. */
export function prometheusImage(): Promise<string> {
  return debianImage({
    tag: "gatehouse.local/prometheus:test-1",
    packages: ["prometheus"],
    files: { "bin/prometheus": "usr/bin/prometheus", "bin/promtool": "usr/bin/promtool" },
    texts: {},
    lines: [
      'ENTRYPOINT ["/bin/prometheus", "--config.file=/etc/prometheus/prometheus.yml"]',
      'CMD ["--storage.tsdb.path=/prometheus"]',
    ],
  });
}
