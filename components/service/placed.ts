import type { CaddyProxy } from "../caddy/caddy-proxy";
import type { TlsMode } from "../caddy/tls-mode";
import type { LabelsOn } from "./labels-on";
import type { ServiceOptions } from "./options";
import type { ServiceFaults } from "./through-toxiproxy";

/** The arguments of a service that decide what its labels say, and where they stand. */
export interface Placed extends ServiceOptions {
  readonly entry: CaddyProxy;
  readonly port: number;
  readonly hosts?: string[];
  readonly tls?: TlsMode;
  readonly labelsOn?: LabelsOn;
  readonly healthcheck?: unknown;
  readonly faults?: ServiceFaults;
}
