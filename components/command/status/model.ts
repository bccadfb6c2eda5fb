// What `gatehouse status` finds of a stack.
import type { ToxicBody } from "../../toxics/body";

/** How many containers or tasks of a service are healthy. */
export interface Health {
  /** Those that are healthy or, without a health check, run. */
  readonly healthy: number;
  /** Those that it should have. */
  readonly wanted: number;
}

/** The certificate of a host. */
export interface HostCertificate {
  readonly host: string;
  /** From when until when it is valid, in ISO 8601; `undefined` where the proxy has none. */
  readonly from?: string;
  readonly until?: string;
  /** Common name of its issuer. */
  readonly issuer?: string;
}

/** A fault that a service meets now. */
export interface Fault {
  /** The path through Toxiproxy. */
  readonly path: string;
  /** Whether the path takes no connections. */
  readonly down: boolean;
  readonly toxics: readonly ToxicBody[];
}

/** What was found of a component. */
export interface ComponentStatus {
  /** Its class, such as `ProxiedService`. */
  readonly kind: string;
  readonly name: string;
  /** Address of its Docker host. */
  readonly docker: string;
  /** Whether that answers; where not, all that it knows is missing. */
  readonly reached: boolean;
  readonly urls: readonly string[];
  /** Its image, as the program names it; none where no container runs for it. */
  readonly image?: string;
  /** `undefined` where nothing runs for it, or where that is unknown. */
  readonly health?: Health;
  /** Whether its URLs answer; only asked where nothing runs for it. */
  readonly answers?: boolean;
  /** When its containers or files were last replaced, in ISO 8601. */
  readonly released?: string;
  /** A certificate for each host that is served with TLS; `undefined` where they can't be read. */
  readonly certificates?: readonly HostCertificate[];
  /** `undefined` where Toxiproxy can't be asked. */
  readonly faults?: readonly Fault[];
  /** What somebody changed by hand, a phrase each. */
  readonly drift: readonly string[];
  /** What is wrong with it beside that, a phrase each. */
  readonly problems: readonly string[];
}

/** What was found of a stack. */
export interface StackStatus {
  readonly stack: string;
  readonly project: string;
  /** When its state was last written, in ISO 8601. */
  readonly written?: string;
  readonly components: readonly ComponentStatus[];
  /** What is wrong with the stack as a whole, a sentence each. */
  readonly problems: readonly string[];
  /** Why something is unknown, a sentence each. */
  readonly unknown: readonly string[];
}
