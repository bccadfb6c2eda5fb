import { posix } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/client";
import type { Engine } from "../../docker/engine";
import { writeFiles } from "../../docker/files";
import { unlessMissing } from "../../docker/missing";
import { textOf } from "../../schema/canonical";
import { giveFolder } from "./folders";
import { type ContainerSetupProps, comparable } from "./props";

/*
 * What the engine calls for a prepared container. Pulumi keeps the text of these functions in the
 * state, and runs it in a process of its own.
 */

const MEGABYTE = 1024 * 1024;

/**
 * Seconds that a program gets to finish what it is at before it is started with new secrets; fewer than
 * a question to the engine may take.
 */
const GRACE = 10;

/** The provider of prepared containers. */
export const containerSetupProvider: pulumi.dynamic.ResourceProvider<
  ContainerSetupProps,
  ContainerSetupProps
> = {
  async create(props) {
    await setUp(connect(props.docker), props);
    return { id: props.container, outs: props };
  },

  async update(_id, olds, news) {
    const engine = connect(news.docker);
    await setUp(engine, news);
    const known = olds.container !== news.container || textOf(olds.files) === textOf(news.files);
    // A program reads its secrets when it starts.
    if (!known) await engine.getContainer(news.container).restart({ t: GRACE });
    return { outs: news };
  },

  async diff(_id, olds, news) {
    return { changes: comparable(olds) !== comparable(news) };
  },

  async read(id, props) {
    if (props === undefined) return { id };
    const found = await limitsOf(connect(props.docker), props.container);
    return { id, props: { ...props, ...found } };
  },
};

async function setUp(engine: Engine, props: ContainerSetupProps): Promise<void> {
  const { container, memory, processes, user = 0, folders, files } = props;
  const bytes = memory * MEGABYTE;
  const limits = { Memory: bytes, MemorySwap: bytes, PidsLimit: processes };
  await engine.getContainer(container).update(limits);
  for (const folder of folders) await giveFolder(engine, container, folder, user);
  for (const [path, content] of Object.entries(files)) {
    const { dir, base } = posix.parse(path);
    // The user reads it as one of its group, and can't change it.
    await writeFiles(engine, container, dir, { [base]: content }, { mode: 0o440, gid: user });
  }
}

/** The limits that a container has; none where it is gone, which its own resource tells. */
async function limitsOf(engine: Engine, container: string): Promise<Partial<ContainerSetupProps>> {
  const found = await engine.getContainer(container).inspect().catch(unlessMissing);
  if (found === undefined) return {};
  const { Memory: memory = 0, PidsLimit: processes } = found.HostConfig;
  return { memory: memory / MEGABYTE, processes: processes ?? 0 };
}
