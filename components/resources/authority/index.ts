import type * as pulumi from "@pulumi/pulumi";
import { owner } from "../../declare/owner";
import { type Directive, directive, globalOption } from "../../labels";
import { declareConfig, declareSecret, type Reader } from "../../swarm/service";
import { ProvidedResource } from "../provided-resource";
import { makeSigner, type Signer } from "./certificate";

/** The properties of a CA that it is created with. */
interface AuthorityProps {
  /** The common name of its certificate. */
  readonly commonName: string;
}

/** Makes a CA once, and keeps it in the state. */
export const authorityProvider: pulumi.dynamic.ResourceProvider<
  AuthorityProps,
  AuthorityProps & Signer
> = {
  async create(props) {
    return {
      id: props.commonName,
      outs: { ...props, ...(await makeSigner(props.commonName, new Date())) },
    };
  },
  async diff() {
    return { changes: false };
  },
};

/**
 * The CA that all servers of a Swarm share. Without it each server would make its own, and clients would
 * have to trust one for each node. Its key is a secret of the stack and of the Swarm.
 */
export class Authority extends ProvidedResource {
  /** Its certificate, PEM. */
  declare readonly certificate: pulumi.Output<string>;
  /** Its key, PEM. Secret. */
  declare readonly key: pulumi.Output<string>;

  constructor(name: string, parent: pulumi.Resource) {
    const commonName = `${owner()} ${name}`;
    super(
      "Authority",
      `${name}-authority`,
      { commonName, certificate: undefined, key: undefined },
      { parent, additionalSecretOutputs: ["key"] },
    );
  }
}

const CERTIFICATE = "/etc/gatehouse/root.crt";
const KEY_FILE = "root.key";

/** The global options that make Caddy use this CA in place of its own. */
export function authorityOptions(): Directive[] {
  const root = [
    directive("format", ["pem_file"]),
    directive("cert", [CERTIFICATE]),
    directive("key", [`/run/secrets/${KEY_FILE}`]),
  ];
  return [
    globalOption("skip_install_trust"),
    directive("pki", [], [directive("ca", ["local"], [directive("root", [], root)])]),
  ];
}

/** Declares the files of the CA in the containers of the servers. */
export function authorityFiles(
  name: string,
  { certificate, key }: Authority,
  reader: Reader,
  parent: pulumi.ComponentResource,
) {
  return {
    configs: [declareConfig(`${name}-root-certificate`, CERTIFICATE, certificate, parent)],
    secrets: [declareSecret(`${name}-root-key`, KEY_FILE, key, reader, parent)],
  };
}
