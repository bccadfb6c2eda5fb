import { createServer } from "node:http";
import { createServer as createTcp, type Server } from "node:net";
import { portOf } from "./ports";

/** A server of this process on every address, outside any container. */
export interface Echo {
  readonly port: number;
  stop(): void;
}

/** Starts a server that answers with the headers of the request, as JSON. */
export function startEcho(): Promise<Echo> {
  return started(
    createServer((request, response) => {
      const body = JSON.stringify(request.headers);
      response.writeHead(200, { "content-length": Buffer.byteLength(body) }).end(body);
    }),
  );
}

/** Starts a server that requires the PROXY protocol, and answers with the version and the address. */
export function startProxied(): Promise<Echo> {
  return started(
    createTcp((socket) => {
      socket.once("data", (bytes) => {
        const body = sender(bytes) ?? "no PROXY protocol";
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
      });
      socket.on("error", () => socket.destroy());
    }),
  );
}

const SIGNATURE = Buffer.from("0d0a0d0a000d0a515549540a", "hex");

/** The version of the PROXY protocol, and the address that it has. */
function sender(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
    const isIPv4 = bytes.readUInt8(13) >> 4 === 1;
    return isIPv4 ? `v2 ${[...bytes.subarray(16, 20)].join(".")}` : "v2 of another family";
  }
  const [, address] = /^PROXY TCP\d (\S+) /.exec(bytes.toString("latin1")) ?? [];
  return address && `v1 ${address}`;
}

async function started(server: Server): Promise<Echo> {
  await new Promise<void>((done) => server.listen(0, done));
  return { port: portOf(server), stop: () => void server.close() };
}
