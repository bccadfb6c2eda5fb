import * as pulumi from "@pulumi/pulumi";
import { KEPT_LABELS } from "../../components/declare/leftovers";
import { STACK_LABEL } from "../../components/docker/containers/stack-label";

/** A declared child of a component, as Pulumi's engine would get it. */
export interface Declared {
  type: string;
  name: string;
  props: Record<string, unknown>;
  opts: Record<string, unknown>;
}

/** The images of services that Pulumi's engine got, by name: `<entry point>/<reference>`. */
const images = new Map<string, Record<string, unknown>>();

/** Answers as a provider would: returns every input as an output. */
export function useMocks(stack = "test", project = "gatehouse", preview = false): void {
  pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => {
        if (type === IMAGE && name.includes("/")) images.set(name, inputs);
        return {
          id: id || `${name}-id`,
          state: {
            name: `${name}-auto`,
            imageId: `sha256:${name}`,
            result: `${name}-clear`,
            bcryptHash: `${name}-hash`,
            ipamConfigs: [{ subnet: "172.30.0.0/16" }],
            certificate: `${name}-certificate`,
            key: `${name}-key`,
            output: inputs.input,
            volumes: { "/etc/shop": `${name}-1`, "/run/secrets": `${name}-2` },
            ...inputs,
          },
        };
      },
      call: ({ inputs }) => inputs,
    },
    project,
    stack,
    preview,
  );
}

/**
 * Runs a declaration, and returns every resource that it declares, the component included, with resolved
 * inputs, options without the parent, and the parent's name. Images of services, which have no parent,
 * come last.
 */
export async function record<T>(
  declare: (opts: pulumi.ComponentResourceOptions) => T,
): Promise<{ value: T; declared: Declared[] }> {
  images.clear();
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const value = declare({
    transformations: [
      (args) => {
        seen.push(args);
        return undefined;
      },
    ],
  });
  await settled(value);
  const declared = await Promise.all(
    seen.map(async ({ type, name, props, opts }) => ({
      type,
      name,
      props: isPlain(type) ? withoutStack(await resolve(ownProps(props))) : {},
      opts: withoutKept(ownOptions(opts)),
    })),
  );
  const shared = [...images].map(([name, props]) => ({ type: IMAGE, name, props, opts: {} }));
  return { value, declared: [...declared, ...shared] };
}

/** Waits for the outputs of a component, which may declare children once it has asked for something. */
async function settled(component: unknown): Promise<void> {
  const outputs = Object.values(Object(component)).filter(pulumi.Output.isInstance);
  const promises = outputs.map((each) => (each as unknown as OwnPromise).promise());
  await Promise.allSettled(promises);
}

/** What an output has beside its documented methods. */
interface OwnPromise {
  promise(): Promise<unknown>;
}

/** Inputs without the label of the running stack, which all containers, networks and volumes have. */
function withoutStack({ labels, ...props }: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(labels)) return labels === undefined ? props : { ...props, labels };
  return { ...props, labels: labels.filter(({ label }) => label !== STACK_LABEL) };
}

/** Options without that of all networks and volumes, whose labels stay as they are. */
function withoutKept({ ignoreChanges, ...opts }: Record<string, unknown>) {
  const kept = JSON.stringify(ignoreChanges) === JSON.stringify(KEPT_LABELS.ignoreChanges);
  return ignoreChanges === undefined || kept ? opts : { ...opts, ignoreChanges };
}

/** The one declared resource of a type; fails with several or none. */
export function only(declared: readonly Declared[], type: string): Declared {
  const found = declared.filter((resource) => resource.type === type);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`${found.length} resources of ${type}: ${declared.map(({ type }) => type)}`);
  }
  return first;
}

/** The declared container with a name. */
export function containerOf(declared: readonly Declared[], name: string): Declared {
  return only(
    declared.filter((resource) => resource.name === name),
    CONTAINER,
  );
}

export const CONTAINER = "docker:index/container:Container";
export const NETWORK = "docker:index/network:Network";
export const IMAGE = "docker:index/remoteImage:RemoteImage";
export const VOLUME = "docker:index/volume:Volume";
export const ROUTE = "pulumi-nodejs:dynamic/gatehouse:Route";
export const SITE_FILES = "pulumi-nodejs:dynamic/gatehouse:SiteFiles";
export const RELOAD = "pulumi-nodejs:dynamic/gatehouse:Reload";
export const FILES = "pulumi-nodejs:dynamic/gatehouse:ContainerFiles";
export const PREPARED = "pulumi-nodejs:dynamic/gatehouse:Prepared";
export const VALIDATION = "pulumi-nodejs:dynamic/gatehouse:Validation";
export const SERVICE = "docker:index/service:Service";
export const ROLLOUT = "pulumi-nodejs:dynamic/gatehouse:Rollout";
export const SWARM_ROUTE = "pulumi-nodejs:dynamic/gatehouse:SwarmRoute";
export const TOXIC_PROXY = "pulumi-nodejs:dynamic/gatehouse:ToxicProxy";
export const TOXIC = "pulumi-nodejs:dynamic/gatehouse:Toxic";
export const PASSWORD = "random:index/randomPassword:RandomPassword";

/** The labels of a declared container, as a record. */
export function labelsOf({ props }: Declared): Record<string, string> {
  const labels = props.labels as { label: string; value: string }[];
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}

/** Whether a resource's inputs are plain data; a component's may contain components. */
function isPlain(type: string): boolean {
  return /^(docker|random|pulumi-nodejs):/.test(type);
}

/** The inputs without the text of a dynamic resource's provider. */
function ownProps({ __provider: _provider, ...props }: Record<string, unknown>) {
  return props;
}

function resolve(props: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((done) => {
    pulumi.output(props).apply((value) => done(defined(value) as Record<string, unknown>));
  });
}

/** Resolved inputs without undefined values, at any depth, which the engine does not get. */
function defined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(defined);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(withoutUndefined(value as Record<string, unknown>));
  return Object.fromEntries(entries.map(([key, each]) => [key, defined(each)]));
}

function ownOptions(opts: pulumi.ResourceOptions): Record<string, unknown> {
  const {
    parent,
    dependsOn,
    transformations: _transformations,
    version: _version,
    ...rest
  } = opts as Record<string, unknown>;
  const owner = parent instanceof pulumi.Resource ? { parent: nameOf(parent) } : {};
  const after = dependsOn === undefined ? {} : { dependsOn: [dependsOn].flat().map(named) };
  return { ...owner, ...after, ...withoutUndefined(rest) };
}

function named(dependency: unknown): string {
  return dependency instanceof pulumi.Resource ? nameOf(dependency) : "not a resource";
}

function nameOf(resource: pulumi.Resource): string {
  return (resource as unknown as { __name: string }).__name;
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
