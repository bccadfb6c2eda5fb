import { debianImage } from "./debian";

/** The port on which it takes entries, over TCP and UDP. */
export const COLLECTOR_PORT = 5140;

const CONFIGURATION = `global(workDirectory="/" maxMessageSize="64k")
module(load="imudp")
module(load="imtcp")
input(type="imudp" port="${COLLECTOR_PORT}")
input(type="imtcp" port="${COLLECTOR_PORT}")
template(name="asSent" type="string" string="%rawmsg%\\n")
action(type="omfile" file="/dev/stdout" template="asSent")
`;

/** Builds an image of Debian's rsyslog, which writes what it collects to its container's log. */
export function rsyslogImage(): Promise<string> {
  return debianImage({
    tag: "gatehouse.local/rsyslog:test-1",
    packages: ["rsyslog"],
    files: { rsyslogd: "usr/sbin/rsyslogd", modules: "usr/lib/*-linux-gnu/rsyslog" },
    texts: { "rsyslog.conf": CONFIGURATION },
    lines: [
      'ENTRYPOINT ["/rsyslogd", "-n", "-f", "/rsyslog.conf", "-i", "NONE", "-M", "/modules"]',
    ],
  });
}
