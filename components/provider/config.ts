import * as pulumi from "@pulumi/pulumi";
import type { ConfiguredHost } from "../docker/host";

/** What the stack's file tells the Docker provider, where a program makes none. */
export function providerConfig(): ConfiguredHost {
  const config = new pulumi.Config("docker");
  return {
    host: config.get("host"),
    certPath: config.get("certPath"),
    sshOpts: config.getObject<string[]>("sshOpts"),
  };
}
