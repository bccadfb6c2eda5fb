// A resolver for Caddy's DNS challenge. Caddy first looks for the zone of a name, which pebble-challtestsrv does not
// know.
import { createSocket } from "node:dgram";

/** A DNS server of this process. */
export interface Resolver {
  /** IP address and port. */
  readonly address: string;
  stop(): void;
}

const SOA = 6;
const HEADER = 12;

/** Starts a server that has the start of one zone, and leads all other questions to another server. */
export async function startResolver(
  zone: string,
  machine: string,
  upstream: { readonly host: string; readonly port: number },
): Promise<Resolver> {
  const server = createSocket("udp4");
  server.on("message", (question, { address, port }) => {
    const name = question.subarray(HEADER, question.indexOf(0, HEADER) + 1);
    const end = HEADER + name.length + 4;
    if (question.readUInt16BE(HEADER + name.length) === SOA) {
      server.send(startOf(zone, question.subarray(0, end)), port, address);
      return;
    }
    const sent = createSocket("udp4").unref();
    sent.once("message", (answer) => {
      server.send(answer, port, address);
      sent.close();
    });
    sent.send(question, upstream.port, upstream.host);
  });
  await new Promise<void>((done) => server.bind(0, machine, done));
  return { address: `${machine}:${server.address().port}`, stop: () => server.close() };
}

/** The answer to a question for the start of a zone's authority. */
function startOf(zone: string, question: Buffer): Buffer {
  const name = Buffer.from(
    `${zone}.`.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]),
  );
  const record = Buffer.alloc(10);
  const numbers = Buffer.alloc(20);
  for (let at = 0; at < numbers.length; at += 4) numbers.writeUInt32BE(60, at);
  record.writeUInt16BE(SOA, 0);
  record.writeUInt16BE(1, 2);
  record.writeUInt32BE(60, 4);
  record.writeUInt16BE(2 * name.length + numbers.length, 8);
  const answer = Buffer.concat([question, name, record, name, name, numbers]);
  // An answer with authority, to one question, with one record.
  answer.writeUInt16BE(0x8400, 2);
  for (const [count, at] of [
    [1, 4],
    [1, 6],
    [0, 8],
    [0, 10],
  ] as const)
    answer.writeUInt16BE(count, at);
  return answer;
}
