import type * as pulumi from "@pulumi/pulumi";
import { makeSigner, type Signer } from "./certificate";

/** Whose authority it is. */
export interface AuthorityProps {
  /** The common name of its certificate. */
  readonly commonName: string;
}

/** Makes an authority once, and keeps it in the state. */
export const authorityProvider: pulumi.dynamic.ResourceProvider<
  AuthorityProps,
  AuthorityProps & Signer
> = {
  async create(props) {
    return {
      id: props.commonName,
      outs: { ...props, ...makeSigner(props.commonName, new Date()) },
    };
  },
  async diff() {
    return { changes: false };
  },
};
