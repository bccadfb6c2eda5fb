import { command } from "./hosts/command";
import type { Plug } from "./hosts/lan";

/** A request over TLS on a connection of its own. */
export interface Request {
  /** The IP address to connect to. */
  readonly machine: string;
  readonly port: number;
  readonly host: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The bytes before TLS, such as a header of the PROXY protocol. Default: none. */
  readonly before?: string;
}

/** Prints the answer to the request that its argument has. */
const CLIENT = `
const { machine, port, host, path, headers, before } = JSON.parse(process.argv[1]);
const socket = require("node:net").connect(port, machine, () => {
  if (before) socket.write(before);
  const options = { socket, servername: host, rejectUnauthorized: false };
  const secure = require("node:tls").connect(options, () => {
    const fields = Object.entries({ Host: host, Connection: "close", ...headers });
    secure.write("GET " + path + " HTTP/1.1\\r\\n" + fields.map((each) => each.join(": ") + "\\r\\n").join("") + "\\r\\n");
  });
  secure.pipe(process.stdout);
});
`;

/**
 * Sends a request from a network namespace, or from this machine.
 *
 * @returns the body of the answer.
 */
export async function requestFrom(place: Plug | undefined, request: Request): Promise<string> {
  const client = [process.execPath, "--eval", CLIENT, JSON.stringify(request)] as const;
  const [program, ...args] = place === undefined ? client : ["nsenter", ...place.enter, ...client];
  const [, body = ""] = (await command(program ?? "", ...args)).split("\r\n\r\n");
  return body;
}
